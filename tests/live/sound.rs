//! Sound services are not accused.

use toetssteen::judge::{Exit, Verdict};

use super::stage::{Examined, examine, target_file};

fn verdicts(examined: &Examined) -> Vec<(String, String)> {
    examined.judgement.findings().map(|finding| (finding.criterion.clone(), finding.verdict.word().to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sound_afnemer_is_akkoord() {
    let examined = examine(&[], &target_file(), &[]).await;
    assert!(examined.judgement.findings().all(|finding| finding.verdict == Verdict::Akkoord), "{:?}", verdicts(&examined));
    assert_eq!(examined.judgement.exit(), Exit::Fine);
    assert_eq!(examined.judgement.findings().count(), 8);
    assert!(examined.evidence.blobs().iter().all(|id| examined.blobs.contains_key(*id)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_client_side_variant_is_akkoord() {
    let target = target_file().replace(
        "[aansluiting.paginas]\n",
        "[aansluiting.paginas]\nbeschermd = \"https://mijn.voorbeeldstad.test/api/mij\"\n",
    );
    let examined = examine(&["--variant", "spa"], &target, &[]).await;
    assert!(examined.judgement.findings().all(|finding| finding.verdict == Verdict::Akkoord), "{:?}", verdicts(&examined));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_variant_with_other_words_is_never_niet_akkoord() {
    let target = target_file()
        .replace("inloggen = { tekst = \"Inloggen met DigiD\" }", "inloggen = { tekst = \"Log in\" }")
        .replace("uitloggen = { tekst = \"Uitloggen\" }", "uitloggen = { tekst = \"Afmelden\" }");
    let examined = examine(&["--variant", "other-words"], &target, &[]).await;
    for finding in examined.judgement.findings() {
        let fine = matches!(finding.verdict, Verdict::Akkoord | Verdict::TeBeoordelen);
        assert!(fine, "{}: {:?}", finding.criterion, finding.verdict);
    }
    let doubted = examined.judgement.findings().filter(|finding| finding.verdict == Verdict::TeBeoordelen);
    assert_eq!(doubted.map(|finding| finding.criterion.as_str()).collect::<Vec<_>>(), ["antwoord/annuleren", "sessie/uitloggen"]);
}
