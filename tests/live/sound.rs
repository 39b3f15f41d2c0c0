//! Sound services are not accused.

use toetssteen::{
    evidence::{Observation, Outcome},
    judge::{Exit, Verdict},
};

use super::stage::{Examined, Extent, VARIANTS, examine};

fn verdicts(examined: &Examined) -> Vec<(String, String)> {
    examined
        .judgement
        .findings()
        .map(|finding| (finding.criterion.clone(), finding.verdict.word().to_owned()))
        .collect()
}

async fn of(variant: &str, only: &[&str], extent: Extent<'_>) -> Examined {
    let variant = VARIANTS.iter().find(|one| one.name == variant).unwrap();
    examine(variant.arguments, &(variant.target)(), only, extent).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sound_afnemer_is_akkoord() {
    let examined = of("sound", &[], Extent::AsPlanned).await;
    assert!(
        examined.judgement.findings().all(|finding| finding.verdict == Verdict::Akkoord),
        "{:?}",
        verdicts(&examined)
    );
    assert_eq!(examined.judgement.exit(), Exit::Fine);
    assert_eq!(examined.judgement.findings().count(), 12);
    assert!(examined.evidence.blobs().iter().all(|id| examined.blobs.contains_key(*id)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_client_side_variant_is_akkoord() {
    let examined = of("spa", &[], Extent::Enough(&[])).await;
    assert!(
        examined.judgement.findings().all(|finding| finding.verdict == Verdict::Akkoord),
        "{:?}",
        verdicts(&examined)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_only_a_browser_sees_who_is_logged_in_it_is_asked() {
    let examined = of("scripted", &["sessie/uitloggen", "sessie/sessieduur"], Extent::Enough(&[])).await;
    assert!(
        examined.judgement.findings().all(|finding| finding.verdict == Verdict::Akkoord),
        "{:?}",
        verdicts(&examined)
    );
    let fit = |place: &str| match examined.evidence.outcome(&place.parse().unwrap()) {
        Some(Outcome::Observed(Observation::Sign(sign))) => sign.is_fit(),
        other => panic!("{other:?}"),
    };
    assert!(!fit("sign/http/measured") && fit("sign/browser/measured"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_variant_with_other_words_is_never_niet_akkoord() {
    let examined = of("other-words", &[], Extent::Enough(&[])).await;
    for finding in examined.judgement.findings() {
        let fine = matches!(finding.verdict, Verdict::Akkoord | Verdict::TeBeoordelen);
        assert!(fine, "{}: {:?}", finding.criterion, finding.verdict);
    }
    let doubted = examined.judgement.findings().filter(|finding| finding.verdict == Verdict::TeBeoordelen);
    assert_eq!(
        doubted.map(|finding| finding.criterion.as_str()).collect::<Vec<_>>(),
        ["antwoord/annuleren", "sessie/uitloggen"]
    );
}
