//! A service that takes part in eenmalig inloggen.

use toetssteen::judge::Exit;

use super::{
    faults::finds_nothing,
    stage::{Extent, examine, target_file},
};

/// The reference afnemer with eenmalig inloggen.
pub(super) const FEDERATED: &[&str] = &["--eenmalig-inloggen"];

/// Its target file.
pub(super) fn federated_target() -> String {
    target_file().replace("eenmalig-inloggen = false", "eenmalig-inloggen = true")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sound_afnemer_is_akkoord_with_eenmalig_inloggen() {
    let answers = ["annuleren", "no-authn-context"].map(str::to_owned).to_vec();
    let parting = toetssteen::saml::answers::LOGOUT_ANSWERS.iter().map(|row| row.name.to_owned());
    let answers: Vec<String> = answers.into_iter().chain(parting).collect();
    let examined = examine(FEDERATED, &federated_target(), &[], Extent::Enough(&answers)).await;
    let accused: Vec<_> = examined.judgement.findings().filter(|finding| !finds_nothing(finding)).collect();
    assert!(accused.is_empty(), "{accused:#?}");
    assert_eq!(examined.judgement.exit(), Exit::Fine);
    let federated = examined.judgement.findings().filter(|one| one.criterion.starts_with("eenmalig-inloggen/"));
    assert_eq!(federated.count(), 8);
}
