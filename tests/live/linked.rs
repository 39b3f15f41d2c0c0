//! The reference afnemer in every sound shape is linked, and its faults in the question are causes.

use std::collections::BTreeMap;
use std::fs;

use toetssteen::{
    checklist::SourceFile,
    cli::stage::Stage,
    digid::Forgeries,
    evidence::run::Timing,
    gather::{Order, Plan, events::Events, linking},
    target::Target,
};

use super::stage::{VARIANTS, afnemer, checklist, keys, target_file};

/// The names of the causes that are found for a service started with these arguments, and what could not be seen.
async fn look(arguments: &[&str], target: &str) -> Vec<String> {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let checklist = checklist();
    let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
    let stage =
        Stage::set(&keys(), folder.path(), &afnemer(), &[&arguments], target, Forgeries::default()).await.unwrap();
    let target = Target::read(&SourceFile::new("aansluiting.toml", &stage.target), folder.path()).unwrap();
    let plan = Plan::make(checklist, &target, Timing::Scaled, &[]).unwrap();
    let order = Order {
        checklist,
        target: &target,
        plan: &plan,
        digid: Some(&stage.digid),
        trust: target.trust.iter().map(|path| fs::read(path).unwrap()).collect(),
        elsewhere: BTreeMap::new(),
        events: Events::default(),
        at_once: 1,
        rate: None,
        chromedriver: None,
    };
    let mut found = Vec::new();
    linking::look(&order, |one| match one {
        linking::Found::Fine(_) => {}
        linking::Found::Lacks(cause, _) => found.push(cause.name.to_owned()),
        other => found.push(format!("{other:?}")),
    })
    .await
    .unwrap();
    stage.strike().await;
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_sound_shape_is_linked() {
    for variant in VARIANTS {
        let found = look(variant.arguments, &(variant.target)()).await;
        assert!(found.is_empty(), "{}: {found:?}", variant.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_in_the_question_is_a_cause() {
    for (fault, cause) in [("request-wrong-key", "request-signature"), ("request-acs-unknown", "request-acs")] {
        assert_eq!(look(&["--fault", fault], &target_file()).await, [cause], "{fault}");
    }
}
