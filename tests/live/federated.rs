//! A service that takes part in eenmalig inloggen.

use toetssteen::{
    evidence::Reason,
    judge::{Exit, Finding, Unseen, Verdict, Weight},
};

use super::{
    faults::finds_nothing,
    stage::{Extent, LONGEST, examine, target_file},
};

/// The reference afnemer with eenmalig inloggen.
pub(super) const FEDERATED: &[&str] = &["--eenmalig-inloggen"];

/// Its target file.
pub(super) fn federated_target() -> String {
    target_file().replace("eenmalig-inloggen = false", "eenmalig-inloggen = true")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sound_afnemer_is_akkoord_with_eenmalig_inloggen() {
    let answers = ["annuleren", "no-authn-context", "unsigned", "verder"].map(str::to_owned).to_vec();
    let parting = toetssteen::saml::answers::LOGOUT_ANSWERS.iter().map(|row| row.name.to_owned());
    let answers: Vec<String> = answers.into_iter().chain(parting).collect();
    let examined = examine(FEDERATED, &federated_target(), &[], Extent::Enough(&answers)).await;
    // The one takes another service and the other hours, and they say so.
    let beyond =
        |finding: &&Finding| ["eenmalig-inloggen/andere-dienst", LONGEST].contains(&finding.criterion.as_str());
    let unseen = examined.judgement.findings().filter(beyond).map(|finding| &finding.verdict);
    assert_eq!(unseen.collect::<Vec<_>>(), [&Verdict::NietVastgesteld(Unseen::NietMogelijk); 2]);
    let accused = examined.judgement.findings().filter(|finding| !beyond(finding) && !finds_nothing(finding));
    let accused: Vec<_> = accused.collect();
    assert!(accused.is_empty(), "{accused:#?}");
    assert_eq!(examined.judgement.exit(), Exit::Fine);
    // What DigiD itself does in this browser is no matter of the service.
    let remarks = examined.judgement.findings().flat_map(|finding| &finding.expectations);
    let remarks: Vec<_> = remarks.filter(|one| one.outcome == Weight::Remark).collect();
    assert!(remarks.is_empty(), "{remarks:#?}");
    let federated = examined.judgement.findings().filter(|one| one.criterion.starts_with("eenmalig-inloggen/"));
    assert_eq!(federated.count(), 12);
}

/// A service that cannot know whom it talks to is not called careless.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_refuses_the_certificate_of_this_digid_is_not_accused() {
    let only = ["eenmalig-inloggen/door-digid", "eenmalig-inloggen/valse-vragen"];
    let arguments = [FEDERATED, &["--fault", "soap-logout-refuses-digid"]].concat();
    let examined = examine(&arguments, &federated_target(), &only, Extent::Enough(&[])).await;
    for finding in examined.judgement.findings() {
        let reasons =
            finding.expectations.iter().flat_map(|one| &one.places).filter_map(|at| Some(&at.gap.as_ref()?.reason));
        assert_eq!(finding.verdict.word(), "niet vastgesteld", "{finding:#?}");
        assert!(reasons.into_iter().any(|reason| *reason == Reason::CertificateRefused), "{finding:#?}");
    }
}
