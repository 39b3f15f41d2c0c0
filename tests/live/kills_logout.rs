//! The same for forged questions to log out: a mutant of the reference afnemer ends a session by them.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
};

use futures_util::{StreamExt, stream};
use toetssteen::evidence::{Evidence, Observation, Outcome, Variant};

use super::{
    federated::{FEDERATED, federated_target},
    kills::{keep, table},
    stage::{Examined, Extent, checklist, examine},
};

/// What judges them.
const CRITERION: &str = "eenmalig-inloggen/valse-vragen";

async fn examined(mutant: &str) -> Examined {
    let arguments = [FEDERATED, &["--fault", mutant]].concat();
    examine(&arguments, &federated_target(), &[CRITERION], Extent::Enough(&[])).await
}

/// The questions by which a session ended.
///
/// # Errors
/// What could not be seen.
fn ended(evidence: &Evidence) -> Result<BTreeSet<String>, String> {
    let attempts = evidence.places().filter_map(|(place, _, outcome)| match (&place.variant, outcome) {
        (Some(Variant::Named(name)), Outcome::Observed(Observation::LogoutAttempt(attempt))) => {
            (!attempt.ended.is_empty()).then(|| Ok(name.to_string()))
        }
        (_, Outcome::Gap(gap)) if place.journey.as_str() == "forged-logout" => Some(Err(format!("{place}: {gap:?}"))),
        _ => None,
    });
    attempts.collect()
}

#[test]
fn every_forged_question_kills_a_mutant_and_every_mutant_is_killed() {
    let (logouts, known) = (table().logouts, &checklist().forged_logouts);
    let killed: BTreeSet<&str> = logouts.values().flatten().map(String::as_str).collect();
    let all: BTreeSet<&str> = known.keys().map(|name| name.as_str()).collect();
    assert_eq!(killed, all);
    let alive: Vec<&String> = logouts.iter().filter(|(_, row)| row.is_empty()).map(|(mutant, _)| mutant).collect();
    assert!(alive.is_empty(), "nothing sees through {alive:?}");
}

/// As few mutants as show every question, made now.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mutants_end_sessions_as_the_table_says() {
    let logouts = table().logouts;
    let mut open: BTreeSet<&String> = logouts.values().flatten().collect();
    let mut tried: BTreeMap<&String, &BTreeSet<String>> = BTreeMap::new();
    while let Some((mutant, row)) = logouts
        .iter()
        .max_by_key(|(_, row)| row.iter().filter(|id| open.contains(id)).count())
        .filter(|_| !open.is_empty())
    {
        open.retain(|id| !row.contains(*id));
        tried.insert(mutant, row);
    }
    let complaints = stream::iter(tried).map(async |(mutant, expected)| {
        let examined = examined(mutant).await;
        let found = ended(&examined.evidence);
        let held =
            examined.judgement.findings().any(|one| ["niet akkoord", "te beoordelen"].contains(&one.verdict.word()));
        let same = found.as_ref() == Ok(expected) && held;
        (!same).then(|| format!("{mutant}: {found:?}, not {expected:?}; held against it: {held}"))
    });
    let complaints: Vec<String> =
        complaints.buffer_unordered(2).filter_map(async |complaint| complaint).collect().await;
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

/// Makes the rows, or those of the mutants that are named.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "writes into fixtures: run script/record kills"]
async fn record_logout_kills() {
    let mut kills = table();
    let named = env::var("TOETSSTEEN_RECORD").unwrap_or_default();
    let mut again: Vec<String> = named.split_whitespace().map(str::to_owned).collect();
    if again.is_empty() {
        again = kills.logouts.keys().cloned().collect();
    }
    let made = stream::iter(again).map(async |mutant| {
        let found = ended(&examined(&mutant).await.evidence);
        (mutant, found)
    });
    let made: Vec<(String, Result<BTreeSet<String>, String>)> = made.buffer_unordered(2).collect().await;
    let mut unseen = Vec::new();
    for (mutant, found) in made {
        match found {
            Ok(found) => drop(kills.logouts.insert(mutant, found)),
            Err(why) => unseen.push(format!("{mutant}: {why}")),
        }
    }
    keep(&kills);
    assert!(unseen.is_empty(), "these keep the row they had:\n{}", unseen.join("\n"));
}
