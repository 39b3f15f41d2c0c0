//! Writes the recorded evidence that `tests/matrix` judges. Run by `script/record`.

use std::fs;

use super::{
    faults::{table, try_out},
    stage::{Examined, Extent, VARIANTS, examine},
};
use crate::matrix;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "writes into fixtures/evidence: run script/record"]
async fn record() {
    let names = std::env::var("TOETSSTEEN_RECORD").unwrap_or_default();
    let known: Vec<String> = VARIANTS
        .iter()
        .map(|variant| variant.name.to_owned())
        .chain(table().into_iter().map(|fault| fault.name))
        .collect();
    for name in names.split_whitespace() {
        assert!(known.iter().any(|one| one == name), "there is no variant or fault `{name}`");
    }
    let wanted = |name: &str| names.is_empty() || names.split_whitespace().any(|one| one == name);
    for variant in VARIANTS.iter().filter(|variant| wanted(variant.name)) {
        let extent = if variant.name == "sound" { Extent::AsPlanned } else { Extent::Truthful };
        write(variant.name, &examine(variant.arguments, &(variant.target)(), &[], extent).await);
    }
    for fault in table().iter().filter(|fault| wanted(&fault.name)) {
        write(&fault.name, &try_out(fault, Extent::AsPlanned).await);
    }
}

fn write(name: &str, examined: &Examined) {
    let path = matrix::recorded(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, serde_json::to_vec(&examined.evidence.to_document()).unwrap()).unwrap();
    println!("recorded {name}");
}

/// What was recorded is what is gathered today: the same findings, of a run made now and of the recorded one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_made_now_gives_the_recorded_findings() {
    let fault = table().into_iter().find(|fault| fault.name == "cancel-other-login").unwrap();
    let now = try_out(&fault, Extent::Enough(&[])).await;
    assert_eq!(matrix::outcomes(&now.judgement), matrix::outcomes(&matrix::judged(&matrix::read(&fault.name))));
}
