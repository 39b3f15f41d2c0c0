//! A service with eenmalig inloggen that sends whoever goes on using it to DigiD again.

use toetssteen::judge::{Verdict, Weight};

use super::{
    federated::{FEDERATED, federated_target},
    stage::{Examined, Extent, LONGEST, RENEWS, examine},
};

const EARLY: &str = "eenmalig-inloggen/verlengen";
const CHECKED: &str = "eenmalig-inloggen/herauthenticatie";

/// DigiD may be asked again after 10.5 seconds and forgets after 30.
const RENEWING: [&str; 2] = ["--renew-seconds", "11"];

async fn by(arguments: &[&str], only: &[&str]) -> Examined {
    examine(&[FEDERATED, arguments].concat(), &federated_target(), only, Extent::Enough(&[])).await
}

fn verdict<'a>(examined: &'a Examined, criterion: &str) -> &'a Verdict {
    &examined.judgement.findings().find(|finding| finding.criterion == criterion).unwrap().verdict
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_again_in_time_and_reads_the_answer_is_akkoord() {
    let examined = by(&RENEWING, &[EARLY, CHECKED, "sessie/sessieduur"]).await;
    for criterion in [EARLY, CHECKED, "sessie/sessieduur"] {
        let found = examined.judgement.findings().find(|finding| finding.criterion == criterion).unwrap();
        assert_eq!(found.verdict, Verdict::Akkoord, "{found:#?}");
        let skipped = found.expectations.iter().any(|one| one.outcome == Weight::NotApplicable);
        assert!(!skipped || criterion == "sessie/sessieduur", "{found:#?}");
    }
    // It really went there.
    let asked = examined.evidence.places().filter(|(place, ..)| place.to_string().ends_with("/due"));
    let asked = asked.map(|(.., outcome)| format!("{outcome:?}").contains("renewal: Some(")).collect::<Vec<_>>();
    assert_eq!(asked, [true; 3]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_never_asks_again_is_not_early_and_has_no_answer_to_read() {
    let examined = by(&[], &[EARLY, CHECKED]).await;
    assert_eq!(*verdict(&examined, EARLY), Verdict::Akkoord);
    assert!(matches!(verdict(&examined, CHECKED), Verdict::NietVanToepassing(_)), "{:?}", verdict(&examined, CHECKED));
}

/// Over HTTP, where the waits are shorter than a browser could keep.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_goes_on_using_a_service_is_asked_for_credentials_after_the_longest_session() {
    let by = async |arguments: &[&str]| {
        let arguments = [FEDERATED, arguments].concat();
        examine(&arguments, &federated_target(), &[LONGEST], Extent::WithoutBrowser(&[])).await
    };
    let (renewing, careless) = tokio::join!(by(&RENEWS), by(&[]));
    assert_eq!(*verdict(&renewing, LONGEST), Verdict::Akkoord);
    // It went on twice before DigiD asked for credentials.
    let seen = renewing.evidence.places().find(|(place, ..)| place.to_string() == "longest/renewed");
    assert_eq!(format!("{:?}", seen.unwrap()).matches("renewal: Some(").count(), 2);
    assert_eq!(*verdict(&careless, LONGEST), Verdict::TeBeoordelen);
}
