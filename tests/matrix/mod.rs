//! Every criterion over every recorded run, in milliseconds.

mod messages;

use std::{fs, path::PathBuf};

use toetssteen::{
    evidence::{Blame, Evidence, Gap, Place, Reason, sealed::Document},
    judge::{self, Judgement, Unseen, Verdict, Weight},
};

use crate::live::{checklist, complaints, finds_nothing, table};

/// Where the evidence of a run of this name is recorded.
pub(crate) fn recorded(name: &str) -> PathBuf {
    PathBuf::from("fixtures/evidence/v1").join(name).with_extension("json")
}

fn document(name: &str) -> Document {
    let path = recorded(name);
    let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}: run script/record", path.display()));
    serde_json::from_slice(&bytes).unwrap()
}

/// A recorded run.
pub(crate) fn read(name: &str) -> Evidence {
    Evidence::from_document(document(name)).unwrap()
}

/// A run, judged by the checks in the program.
pub(crate) fn judged(evidence: &Evidence) -> Judgement {
    judge::judge(checklist(), evidence)
}

/// A criterion, what it came to, and what each of its sentences came to.
type Outcome = (String, Verdict, Vec<(String, Weight)>);

/// What each criterion and each of its sentences came to.
pub(crate) fn outcomes(judgement: &Judgement) -> Vec<Outcome> {
    let sentences =
        |finding: &judge::Finding| finding.expectations.iter().map(|one| (one.that.clone(), one.outcome)).collect();
    judgement
        .findings()
        .map(|finding| (finding.criterion.clone(), finding.verdict.clone(), sentences(finding)))
        .collect()
}

/// Every recorded run.
fn names() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir("fixtures/evidence/v1")
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn every_fault_has_the_verdict_of_the_table() {
    let complaints: Vec<String> =
        table().iter().flat_map(|fault| complaints(fault, &judged(&read(&fault.name)))).collect();
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn the_sound_runs_are_not_accused() {
    for name in ["sound", "spa", "scripted"] {
        let judgement = judged(&read(name));
        assert!(judgement.findings().all(finds_nothing), "{name}: {:?}", outcomes(&judgement));
    }
    assert!(judged(&read("other-words")).findings().all(|finding| finding.verdict != Verdict::NietAkkoord));
}

#[test]
fn judging_twice_gives_the_same_bytes() {
    let evidence = read("sound");
    let bytes = || serde_json::to_vec(&judged(&evidence)).unwrap();
    assert_eq!(bytes(), bytes());
}

/// What was not seen can never make a criterion akkoord, nor niet akkoord.
#[test]
fn a_gap_never_decides() {
    let checklist = checklist();
    for name in names() {
        let evidence = read(&name);
        let before = judge::judge(checklist, &evidence);
        let places: Vec<Place> = evidence.places().map(|(place, _, _)| place.clone()).collect();
        for place in places {
            let gap = Gap::new(Reason::Unreachable, Blame::Us, "taken away by a test");
            let after = judge::judge(checklist, &evidence.clone().with_gap(&place, gap));
            for (was, is) in before.findings().zip(after.findings()) {
                let decided = matches!(is.verdict, Verdict::Akkoord | Verdict::NietAkkoord);
                assert!(
                    !decided || is.verdict == was.verdict,
                    "{name} without {place}: {} {:?} -> {:?}",
                    is.criterion,
                    was.verdict,
                    is.verdict
                );
            }
        }
    }
}

/// The cookie of this service is set before DigiD; its session is a token.
#[test]
fn a_login_without_any_cookie_says_nothing_of_cookies() {
    let cookies = |evidence: &Evidence| {
        let judgement = judged(evidence);
        judgement.findings().find(|finding| finding.criterion == "sessie/cookies").unwrap().verdict.clone()
    };
    let evidence = read("spa");
    assert_eq!(cookies(&evidence), Verdict::Akkoord);
    let gap = Gap::new(Reason::Unreachable, Blame::Us, "taken away by a test");
    let without = evidence.with_gap(&"login/asked".parse().unwrap(), gap);
    assert_eq!(cookies(&without), Verdict::NietVastgesteld(Unseen::Mislukt));
}

/// With everything gone nothing is akkoord.
#[test]
fn without_any_observation_nothing_is_akkoord() {
    let mut evidence = read("sound");
    let places: Vec<Place> = evidence.places().map(|(place, _, _)| place.clone()).collect();
    for place in places {
        evidence = evidence.with_gap(&place, Gap::new(Reason::Unreachable, Blame::Us, "taken away by a test"));
    }
    let judgement = judged(&evidence);
    assert!(
        // What is not asked of a connection like this one, for nothing that was seen, is no finding.
        judgement.findings().all(|finding| match &finding.verdict {
            Verdict::NietVastgesteld(_) => true,
            Verdict::NietVanToepassing(_) => finding.expectations.is_empty(),
            _ => false,
        }),
        "{:?}",
        outcomes(&judgement)
    );
}

#[test]
fn the_seal_refuses_a_changed_document() {
    let place: Place = "cancel/returned".parse().unwrap();
    let mut taken = document("sound");
    taken.itinerary.remove(&place);
    assert!(Evidence::from_document(taken).is_err(), "an announcement was taken away");

    let mut taken = document("sound");
    taken.itinerary.remove(&place);
    taken.outcomes.remove(&place);
    assert!(Evidence::from_document(taken).is_err(), "a place was taken away with its announcement");

    let mut changed = document("sound");
    let other = changed.outcomes["cancel/start".parse::<Place>().as_ref().unwrap()].clone();
    changed.outcomes.insert(place, other);
    assert!(Evidence::from_document(changed).is_err(), "an outcome was replaced");

    let mut future = document("sound");
    future.version += 1;
    assert!(Evidence::from_document(future).is_err(), "another version");
}
