//! How long it takes to lie to a service. Run by `script/bench`.

use std::time::Duration;

use toetssteen::{
    evidence::{Observation, Outcome, session::Agent},
    judge::Exit,
};

use super::stage::{Extent, FORGED, VARIANTS, checklist, examine};

/// Makes these attempts at the sound service of this shape, the sign of being logged in and every control included; gives how
/// many were judged, and how long they took.
async fn attempts(variant: &str, only: &[String], agent: Agent) -> (u32, Duration) {
    let variant = VARIANTS.iter().find(|one| one.name == variant).unwrap();
    let only: Vec<&str> = only.iter().map(String::as_str).collect();
    let examined = examine(variant.arguments, &(variant.target)(), &only, Extent::Enough(&[])).await;
    assert_eq!(examined.judgement.exit(), Exit::Fine, "{:?}", examined.judgement);
    let made = examined.evidence.places().filter(|(_, _, outcome)| match outcome {
        Outcome::Observed(Observation::Attempt(attempt)) => attempt.agent == agent,
        _ => false,
    });
    let run = examined.evidence.run();
    let lasted = run.ended.duration_since(run.started);
    (u32::try_from(made.count()).unwrap(), lasted.unsigned_abs())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement: run script/bench"]
async fn every_forged_answer_over_http() {
    let only: Vec<String> = checklist().criteria.keys().filter(|id| id.starts_with(FORGED)).cloned().collect();
    let (made, lasted) = attempts("sound", &only, Agent::Http).await;
    println!("bench attempts {made}");
    println!("bench matrix {:.1}", lasted.as_secs_f64());
    println!("bench rate {:.1}", f64::from(made) / lasted.as_secs_f64());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement: run script/bench"]
async fn forged_answers_in_a_browser() {
    let only = ["afzender", "niveau", "sector", "versie"].map(|name| format!("{FORGED}{name}"));
    let (made, lasted) = attempts("scripted", &only, Agent::Browser).await;
    println!("bench in-browser {made}");
    println!("bench each {:.2}", lasted.as_secs_f64() / f64::from(made));
}
