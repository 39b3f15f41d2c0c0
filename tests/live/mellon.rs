//! A service provider that others wrote: `mod_auth_mellon`, as Debian has it. Nothing of ours knows it but its target file.

mod by_hand;
mod curl;
mod federation;
mod link;
mod page;
mod record;
mod service;

use std::{collections::BTreeMap, env, fs};

use futures_util::{StreamExt as _, stream};
use toetssteen::checklist::{Checklist, Forgery};

use self::{
    by_hand::{Tried, forged, genuine},
    curl::Shell,
    record::Record,
    service::Mellon,
};
use super::stage::{FORGED, checklist};

const PAGE: &str = "docs/mellon.md";

/// What is tried anew in every test: faults of mellon, and what it does well.
const AGAIN: [&str; 8] = [
    "valse-antwoorden/artifact-met-post",
    "valse-antwoorden/certificaat",
    "valse-antwoorden/doelgroep",
    "valse-antwoorden/geldigheid",
    "valse-antwoorden/ontvanger",
    "valse-antwoorden/samenhang",
    "valse-antwoorden/sector",
    "valse-antwoorden/versie",
];

/// A part of the record, made again: all of it takes too long for every change.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_service_provider_is_judged_as_the_record_says() {
    let (record, checklist) = (Record::read(), checklist());
    let mellon = Mellon::start().await;
    let seen = Record::of(&mellon, checklist, &AGAIN).await;
    println!("{} forgeries got a verdict", seen.attempts());
    assert!(seen.attempts() >= 50, "only {} forgeries got a verdict: {:?}", seen.attempts(), seen.unseen);
    for (criterion, forgeries) in seen.faults(checklist) {
        assert!(!forgeries.is_empty(), "{criterion} is niet akkoord, and no answer says why");
    }
    assert_eq!(
        seen,
        record.within(&seen),
        "not what tests/live/mellon/record.toml says; script/record mellon makes it anew"
    );
}

/// Nothing of ours but the page of DigiD takes part in what curl does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_fault_of_a_real_service_provider_is_seen_by_hand() {
    let (record, checklist) = (Record::read(), checklist());
    let mellon = Mellon::start().await;
    let digid = mellon.digid().await;
    let shell = Shell::of(&mellon);
    let login = genuine(&shell).await;
    assert_eq!(login.inside.as_deref(), Some("s00000000:999900006"), "{}", login.transcript);
    let faults: BTreeMap<String, &Forgery> =
        record.faults(checklist).into_iter().flat_map(|(_, all)| all).map(|one| (one.id(), one)).collect();
    assert!(faults.len() >= 20, "{faults:?}");
    let tried: BTreeMap<String, Tried> = stream::iter(faults)
        .map(async |(id, forgery)| (id, forged(&shell, forgery).await))
        .buffer_unordered(4)
        .collect()
        .await;
    assert_eq!(digid.stop().await, Some(0));
    for (id, tried) in &tried {
        let shown = |bsn| tried.inside.as_deref().is_some_and(|who| who.ends_with(bsn));
        let inside = shown(by_hand::PERSON) || shown(by_hand::OTHER);
        assert_eq!(inside, record.believed.contains(id), "by hand {id} ends otherwise:\n{}", tried.transcript);
    }
    let tried = tried.into_iter().map(|(id, tried)| (id, tried.transcript)).collect();
    compare(PAGE, &page::page(&record, checklist, &login.transcript, &tried));
}

fn compare(path: &str, now: &str) {
    if env::var_os("UPDATE").is_some() {
        fs::write(path, now).unwrap();
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    let other = now.lines().zip(committed.lines()).find(|(now, then)| now != then);
    assert!(committed == now, "{path} is stale; run UPDATE=1 cargo test mellon. Now and there: {other:?}");
}

/// Makes the whole record.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "writes a record: run script/record mellon"]
async fn record_mellon() {
    let checklist = checklist();
    let mellon = Mellon::start().await;
    let record = Record::of(&mellon, checklist, &all(checklist)).await;
    println!("{} forgeries got a verdict, {} were believed", record.attempts(), record.believed.len());
    record.write();
}

fn all(checklist: &Checklist) -> Vec<&str> {
    checklist.criteria.keys().filter(|id| id.starts_with(FORGED)).map(String::as_str).collect()
}
