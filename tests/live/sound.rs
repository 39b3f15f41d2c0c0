//! Sound services are not accused.

use toetssteen::{
    checklist::criterion::Criterion,
    evidence::{Observation, Outcome, message::Binding, session::Agent},
    judge::{Exit, Finding, Unseen, Verdict},
};

use super::{
    faults::finds_nothing,
    stage::{Examined, Extent, VARIANTS, checklist, examine, target_file},
};

fn verdicts(examined: &Examined) -> Vec<(String, String)> {
    examined
        .judgement
        .findings()
        .map(|finding| (finding.criterion.clone(), finding.verdict.word().to_owned()))
        .collect()
}

/// What a shape of the service can handle in its own way: a cancelled login and a status, beside a DigiD that is not there. The
/// other answers take the same way through it, and the first shape gets all of them.
fn one_of_a_kind() -> Vec<String> {
    ["annuleren", "no-authn-context"].map(str::to_owned).to_vec()
}

async fn of(variant: &str, only: &[&str], extent: Extent<'_>) -> Examined {
    let variant = VARIANTS.iter().find(|one| one.name == variant).unwrap();
    examine(variant.arguments, &(variant.target)(), only, extent).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sound_afnemer_is_akkoord() {
    let examined = of("sound", &[], Extent::AsPlanned).await;
    assert!(examined.judgement.findings().all(finds_nothing), "{:?}", verdicts(&examined));
    assert_eq!(examined.judgement.exit(), Exit::Fine);
    let checklist = checklist();
    let editions = &examined.evidence.run().subject.aansluitingen[0].edities;
    let lines: Vec<_> = editions.iter().flat_map(|name| &checklist.editions[name].lines).collect();
    let asked =
        |criterion: &&Criterion| criterion.outside || lines.iter().any(|line| line.criteria().contains(&criterion.id));
    let all = checklist.criteria.values().filter(asked).count();
    assert_eq!(examined.judgement.findings().count(), all);
    assert!(examined.evidence.blobs().iter().all(|id| examined.blobs.contains_key(*id)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_client_side_variant_is_akkoord() {
    let examined = of("spa", &[], Extent::Enough(&one_of_a_kind())).await;
    // Only its script knows how to log out, so nobody knows what another site would have to ask.
    let scripted = |finding: &Finding| finding.criterion == "sessie/uitloggen-van-buiten";
    let unseen = examined.judgement.findings().find(|finding| scripted(finding)).unwrap();
    assert_eq!(unseen.verdict, Verdict::NietVastgesteld(Unseen::NietMogelijk));
    let clear = |finding: &Finding| scripted(finding) || finds_nothing(finding);
    assert!(examined.judgement.findings().all(clear), "{:?}", verdicts(&examined));
}

/// The pages of every shape, by the checklist for connections requested since.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pages_of_each_variant_are_akkoord_since_2022() {
    let only =
        ["deeplinks", "logo", "naam", "schrijfwijze", "testgegevens-2022"].map(|name| format!("communicatie/{name}"));
    for name in ["sound", "spa", "other-words"] {
        let variant = VARIANTS.iter().find(|one| one.name == name).unwrap();
        let target = (variant.target)().replace("2022-06-01", "2023-06-01");
        let examined =
            examine(variant.arguments, &target, &only.each_ref().map(String::as_str), Extent::Enough(&[])).await;
        let akkoord = examined.judgement.findings().filter(|finding| finding.verdict == Verdict::Akkoord);
        assert_eq!(akkoord.count(), only.len(), "{name}: {:?}", examined.judgement);
    }
}

/// What a person decides is left to a person: from outside nothing is seen against it, and nothing that proves it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_person_decides_is_left_to_a_person() {
    let left = ["voorwaarden/beveiligingsrichtlijnen", "voorwaarden/gegevens-na-de-sessie"];
    let machtigen = ["communicatie/machtigen-hoofdletters", "communicatie/machtigen-lidwoord"];
    let editions = "editie = [\"aansluiten-1.0\", \"machtigen-1.1\"]";
    let target = target_file().replace("aangevraagd = \"2022-06-01\"", editions);
    let examined = examine(&[], &target, &[machtigen, left].concat(), Extent::Enough(&[])).await;
    let words = verdicts(&examined);
    for (id, word) in &words {
        assert_eq!(word, if left.contains(&id.as_str()) { "te beoordelen" } else { "akkoord" }, "{id}");
    }
    assert_eq!(words.len(), 4);
    assert!(examined.judgement.findings().all(finds_nothing), "{:?}", examined.judgement);
}

/// A service that only a browser can be logged in to is lied to in a browser.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forged_answers_come_by_a_browser_where_nothing_else_sees_who_is_logged_in() {
    let examined = of("scripted", &["valse-antwoorden/versie"], Extent::Enough(&[])).await;
    assert!(examined.judgement.findings().all(finds_nothing), "{:?}", verdicts(&examined));
    let attempts = examined.evidence.places().filter_map(|(_, _, outcome)| match outcome {
        Outcome::Observed(Observation::Attempt(attempt)) => Some(attempt),
        _ => None,
    });
    let attempts: Vec<_> = attempts.collect();
    assert_eq!(attempts.len(), 3);
    assert!(attempts.iter().all(|one| one.agent == Agent::Browser && one.fetches == 1 && !one.hops.is_empty()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_only_a_browser_sees_who_is_logged_in_it_is_asked() {
    let examined = of("scripted", &["sessie/uitloggen", "sessie/sessieduur"], Extent::Enough(&[])).await;
    assert!(examined.judgement.findings().all(finds_nothing), "{:?}", verdicts(&examined));
    let fit = |place: &str| match examined.evidence.outcome(&place.parse().unwrap()) {
        Some(Outcome::Observed(Observation::Sign(sign))) => sign.is_fit(),
        other => panic!("{other:?}"),
    };
    assert!(!fit("sign/http/measured") && fit("sign/browser/measured"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_variant_with_other_words_is_never_niet_akkoord() {
    let examined = of("other-words", &[], Extent::Enough(&one_of_a_kind())).await;
    for finding in examined.judgement.findings() {
        let fine = finds_nothing(finding) || finding.verdict == Verdict::TeBeoordelen;
        assert!(fine, "{}: {:?}", finding.criterion, finding.verdict);
    }
    let doubted = examined.judgement.findings().filter(|finding| finding.verdict == Verdict::TeBeoordelen);
    assert_eq!(
        doubted.map(|finding| finding.criterion.as_str()).collect::<Vec<_>>(),
        ["antwoord/annuleren", "sessie/uitloggen"]
    );
}

/// Where whoever is logged in gets no DigiD control, no second login can fail.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_without_a_second_login_is_not_asked_for_one() {
    let only = ["sessie/tweede-login-geannuleerd", "sessie/tweede-login-mislukt"];
    let examined = examine(&["--variant", "direct"], &target_file(), &only, Extent::Enough(&[])).await;
    for finding in examined.judgement.findings() {
        let why = Verdict::NietVanToepassing(
            "Wie is ingelogd, krijgt geen DigiD-knop. Een tweede login kan dan niet mislukken.".to_owned(),
        );
        assert_eq!(finding.verdict, why, "{}", finding.criterion);
    }
    assert_eq!(examined.judgement.findings().count(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_by_post_is_akkoord() {
    let only = [
        "antwoord/annuleren",
        "antwoord/artifact",
        "antwoord/zelfde-subdomein",
        "authenticatievraag/adresbalk",
        "authenticatievraag/afzender",
        "authenticatievraag/destination",
        "authenticatievraag/geen-frame",
        "authenticatievraag/handtekening",
        "authenticatievraag/handtekening-in-bericht",
        "authenticatievraag/niveau",
        "authenticatievraag/relaystate",
        "authenticatievraag/terugkeren",
        "authenticatievraag/tijdstip",
        "authenticatievraag/zelfde-venster",
    ];
    let examined = of("post", &only, Extent::Enough(&[])).await;
    let akkoord = |id: &str| (id.to_owned(), "akkoord".to_owned());
    assert_eq!(verdicts(&examined), only.map(akkoord), "{:?}", examined.judgement);
    let asked = examined.evidence.outcome(&"login/asked".parse().unwrap());
    let Some(Outcome::Observed(Observation::Moment(asked))) = asked else { panic!("{asked:?}") };
    assert_eq!(asked.messages[0].binding, Binding::Post);
}

/// Its pages are on two hosts; logging in begins and ends on one of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_control_on_another_host_than_logging_in_is_akkoord() {
    let start = "start = \"https://mijn.voorbeeldstad.test/inloggen\"";
    let target = target_file().replace(start, "start = \"https://www.voorbeeldstad.test/inloggen\"");
    let only = ["antwoord/zelfde-subdomein", "authenticatievraag/geen-frame"];
    let examined = examine(&["--also", "www.voorbeeldstad.test"], &target, &only, Extent::Enough(&[])).await;
    let akkoord = |id: &str| (id.to_owned(), "akkoord".to_owned());
    assert_eq!(verdicts(&examined), only.map(akkoord), "{:?}", examined.judgement);
}
