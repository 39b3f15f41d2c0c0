//! A run over HTTP alone: quick, blind to what a page shows, and never wrong about it.

use std::time::Instant;

use futures_util::{StreamExt, stream};
use toetssteen::{
    evidence::{Outcome, Reason},
    judge::{Exit, Finding, Unseen, Verdict},
};

use super::{
    faults::{Fault, complaints, finds_nothing, table, try_out},
    stage::{Examined, Extent, LONGEST, RENEWS, VARIANTS, checklist, examine},
    two_services::examine_both,
};

/// Left to a run with a browser.
fn is_left_out(finding: &Finding) -> bool {
    finding.verdict == Verdict::NietVastgesteld(Unseen::NietMogelijk)
}

/// All about eenmalig inloggen but what takes hours.
fn federated() -> Vec<&'static str> {
    let all = checklist().criteria.keys().map(String::as_str);
    all.filter(|id| id.starts_with("eenmalig-inloggen/") && *id != LONGEST).collect()
}

async fn all_of(variant: &str) -> Examined {
    let variant = VARIANTS.iter().find(|one| one.name == variant).unwrap();
    examine(variant.arguments, &(variant.target)(), &[], Extent::WithoutBrowser(&[])).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plain_service_is_akkoord_as_far_as_http_goes() {
    let examined = all_of("sound").await;
    let accused = examined.judgement.findings().filter(|finding| !is_left_out(finding) && !finds_nothing(finding));
    let accused: Vec<_> = accused.collect();
    assert!(accused.is_empty(), "{accused:#?}");
    assert_eq!(examined.judgement.exit(), Exit::Fine);
    let akkoord = examined.judgement.findings().filter(|finding| finding.verdict == Verdict::Akkoord).count();
    assert!(akkoord > 20, "{akkoord}");
    for criterion in ["antwoord/zelfde-subdomein", "transport/hsts", "transport/insluiten", "transport/verklikkers"] {
        let found = examined.judgement.findings().find(|finding| finding.criterion == criterion).unwrap();
        assert_eq!(found.verdict, Verdict::Akkoord, "{found:#?}");
    }
    // Nobody says what stands on a screen that nobody saw.
    let screens = ["antwoord/annuleren", "antwoord/foutmelding", "sessie/cookies"];
    for criterion in screens {
        let found = examined.judgement.findings().find(|finding| finding.criterion == criterion).unwrap();
        assert!(is_left_out(found), "{found:#?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_needs_scripts_is_not_accused() {
    for variant in ["spa", "scripted"] {
        let examined = all_of(variant).await;
        let accused = examined
            .judgement
            .findings()
            .filter(|finding| !finds_nothing(finding) && !matches!(finding.verdict, Verdict::NietVastgesteld(_)));
        let accused: Vec<_> = accused.collect();
        assert!(accused.is_empty(), "{variant}: {accused:#?}");
        assert_eq!(examined.judgement.exit(), Exit::Mislukt, "{variant}");
    }
}

/// Everything about eenmalig inloggen at two services that are sound.
async fn two_sound_services() -> Examined {
    examine_both(&RENEWS, &RENEWS, &federated(), Extent::WithoutBrowser(&[])).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_sound_services_are_akkoord() {
    let examined = two_sound_services().await;
    // One asks what stands on the page after logging out.
    let seen = |finding: &&Finding| finding.criterion != "eenmalig-inloggen/bevestiging";
    let (seen, unseen): (Vec<&Finding>, Vec<&Finding>) = examined.judgement.findings().partition(seen);
    assert!(seen.iter().all(|finding| finding.verdict == Verdict::Akkoord), "{seen:#?}");
    assert!(unseen.len() == 2 && unseen.into_iter().all(is_left_out));
    let gaps = examined.evidence.places().filter_map(|(place, _, outcome)| match outcome {
        Outcome::Gap(gap) if gap.reason != Reason::BrowserLeftOut => Some(place.to_string()),
        _ => None,
    });
    assert_eq!(gaps.collect::<Vec<_>>(), Vec::<String>::new());
}

/// Every fault of eenmalig inloggen is found as with a browser.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_of_eenmalig_inloggen_is_found() {
    let mut rows = table();
    rows.retain(|row| row.criterion.starts_with("eenmalig-inloggen/"));
    for seconds in rows.iter_mut().filter_map(|row| row.arguments.last_mut()) {
        seconds.clone_from(&RENEWS[1].to_owned());
    }
    let complaints: Vec<String> =
        stream::iter(rows).map(try_over_http).buffer_unordered(8).collect::<Vec<_>>().await.concat();
    assert!(complaints.is_empty(), "{complaints:#?}");
}

/// What a document says in its headers, and which host it is of.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn faults_of_documents_are_found() {
    const OF_DOCUMENTS: [&str; 5] = ["acs-elsewhere", "frames-anywhere", "hsts-short", "no-hsts", "software-told"];
    let mut rows = table();
    rows.retain(|row| OF_DOCUMENTS.contains(&row.name.as_str()));
    assert_eq!(rows.len(), OF_DOCUMENTS.len());
    let complaints = stream::iter(rows).map(try_over_http).buffer_unordered(4).collect::<Vec<_>>().await.concat();
    assert!(complaints.is_empty(), "{complaints:#?}");
}

async fn try_over_http(fault: Fault) -> Vec<String> {
    let answers = fault.answers.clone();
    let mut examined = try_out(&fault, Extent::WithoutBrowser(&answers)).await;
    for one in &mut examined.judgement.aansluitingen {
        one.findings.retain(|_, finding| !is_left_out(finding));
    }
    complaints(&fault, &examined.judgement)
}

/// The same two services, for `script/bench`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures: run script/bench"]
async fn all_of_eenmalig_inloggen_in_time() {
    let begun = Instant::now();
    let examined = two_sound_services().await;
    println!("bench federated {:.1}", begun.elapsed().as_secs_f64());
    assert_eq!(examined.judgement.exit(), Exit::Fine);
}
