//! Two services in one federation: in at the one without credentials, out everywhere.

use std::time::Instant;

use toetssteen::{
    evidence::{Outcome, Reason},
    judge::{Exit, Finding, Weight},
};

use super::{
    faults::finds_nothing,
    federated::{FEDERATED, federated_target},
    stage::{Examined, Extent, checklist, examine, examine_each},
};

/// What judges it, beside what it shares with a service alone.
const CRITERION: &str = "eenmalig-inloggen/andere-dienst";

/// The target file of a service and another.
fn target() -> String {
    let own = federated_target();
    let (_, block) = own.split_once("[[aansluiting]]\n").unwrap();
    let other = block
        .replace("mijn.voorbeeldstad.test", "mijn.buurgemeente.test")
        .replace("naam = \"mijn\"", "naam = \"balie\"");
    format!("{own}\n[[aansluiting]]\n{other}")
}

/// Examines both, each with these faults.
async fn both(own: &[&'static str], other: &[&'static str], only: &[&str]) -> Examined {
    let faults =
        |faults: &[&'static str]| -> Vec<&'static str> { faults.iter().flat_map(|fault| ["--fault", fault]).collect() };
    examine_both(&faults(own), &faults(other), only, Extent::Enough(&[])).await
}

/// Examines both, each started with these arguments.
pub(super) async fn examine_both(own: &[&str], other: &[&str], only: &[&str], extent: Extent<'_>) -> Examined {
    let own = [FEDERATED, own].concat();
    let other = [FEDERATED, &["--name", "mijn.buurgemeente.test"], other].concat();
    examine_each(&[&own, &other], &target(), only, extent).await
}

/// The verdicts of both services by a criterion, the first of the target file first.
pub(super) fn words(examined: &Examined, criterion: &str) -> Vec<&'static str> {
    let each = examined.judgement.aansluitingen.iter();
    let of = each.map(|one| one.findings[criterion].verdict.word());
    of.collect()
}

fn reasons(examined: &Examined) -> Vec<Reason> {
    let gaps = examined.evidence.places().filter_map(|(_, _, outcome)| match outcome {
        Outcome::Gap(gap) => Some(gap.reason.clone()),
        Outcome::Observed(_) => None,
    });
    gaps.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_sound_services_are_akkoord() {
    let only =
        [CRITERION, "eenmalig-inloggen/door-digid", "eenmalig-inloggen/valse-vragen", "authenticatievraag/opnieuw"];
    let examined = both(&[], &[], &only).await;
    let accused: Vec<&Finding> = examined.judgement.findings().filter(|finding| !finds_nothing(finding)).collect();
    assert!(accused.is_empty(), "{accused:#?}");
    assert_eq!(words(&examined, CRITERION), ["akkoord", "akkoord"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_always_asks_for_credentials_is_found() {
    let examined = both(&["always-asks-credentials"], &[], &[CRITERION, "authenticatievraag/opnieuw"]).await;
    assert_eq!(words(&examined, CRITERION), ["niet akkoord", "akkoord"]);
    assert_eq!(words(&examined, "authenticatievraag/opnieuw"), ["te beoordelen", "akkoord"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_keeps_a_session_that_ended_elsewhere_is_found() {
    let examined = both(&["soap-logout-ignored"], &[], &[CRITERION]).await;
    assert_eq!(words(&examined, CRITERION), ["niet akkoord", "akkoord"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_accused_of_what_another_service_leaves_out() {
    let examined = both(&[], &["logout-local-only"], &[CRITERION]).await;
    assert_eq!(words(&examined, CRITERION), ["niet vastgesteld", "akkoord"]);
    assert!(reasons(&examined).contains(&Reason::DigidNotReached));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_services_with_one_name_are_told_so() {
    let target =
        target().replace("metadata = \"https://mijn.buurgemeente.test", "metadata = \"https://mijn.voorbeeldstad.test");
    let own = FEDERATED;
    let other = [FEDERATED, &["--name", "mijn.buurgemeente.test"]].concat();
    let examined = examine_each(&[own, &other], &target, &[CRITERION], Extent::Enough(&[])).await;
    assert_eq!(words(&examined, CRITERION), ["niet vastgesteld"; 2]);
    assert!(reasons(&examined).contains(&Reason::EntityIdShared));
}

/// A question that names somebody else has come all the same, and is not taken for none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_logs_out_under_another_name_is_told_what_is_wrong() {
    let only = ["eenmalig-inloggen/via-digid", "eenmalig-inloggen/vraag"];
    let examined = both(&["logout-request-wrong-issuer"], &[], &only).await;
    let own = &examined.judgement.aansluitingen[0].findings;
    let asked =
        own[only[0]].expectations.iter().find(|one| one.that.starts_with("Wie uitlogt, komt bij DigiD")).unwrap();
    assert_eq!((asked.outcome, words(&examined, only[1])[0]), (Weight::Holds, "niet akkoord"));
}

/// Who comes from a lower level has to give credentials: that is no fault of anybody.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_partner_with_a_lower_level_is_none() {
    let target = target();
    let (own, other) = target.split_once("naam = \"balie\"").unwrap();
    let target = format!("{}naam = \"balie\"{other}", own.replace("\"midden\"", "\"substantieel\""));
    let own = [FEDERATED, &["--level", "substantieel"]].concat();
    let other = [FEDERATED, &["--name", "mijn.buurgemeente.test"]].concat();
    let examined = examine_each(&[&own, &other], &target, &[CRITERION], Extent::Enough(&[])).await;
    assert_eq!(words(&examined, CRITERION), ["niet vastgesteld", "akkoord"]);
    assert!(reasons(&examined).iter().all(|reason| *reason == Reason::Impossible));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_federation_of_one_is_told_so() {
    let examined = examine(FEDERATED, &federated_target(), &[CRITERION], Extent::Enough(&[])).await;
    assert_eq!(words(&examined, CRITERION), ["niet vastgesteld"]);
    assert!(reasons(&examined).iter().all(|reason| *reason == Reason::Impossible));
}

/// Everything about eenmalig inloggen at two services, for `script/bench`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures: run script/bench"]
async fn all_of_eenmalig_inloggen_in_time() {
    let all = checklist().criteria.keys().filter(|id| id.starts_with("eenmalig-inloggen/"));
    let all: Vec<&str> = all.map(String::as_str).collect();
    let begun = Instant::now();
    let examined = both(&[], &[], &all).await;
    println!("bench federated-in-browsers {:.1}", begun.elapsed().as_secs_f64());
    assert_eq!(examined.judgement.exit(), Exit::Fine);
}
