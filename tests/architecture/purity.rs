//! Reading and judging are pure: the same evidence gives the same findings.

use super::{
    holds,
    source::{Source, below, read},
};

/// The rooms that act on nothing.
const PURE: [&str; 5] = ["checklist", "evidence", "facts", "judge", "saml"];

/// The rooms that wait for something.
const ASYNC: [&str; 3] = ["cli", "digid", "gather"];

/// What touches a disk, a network, a clock, chance or another process. `std::net` has plain addresses too.
const ACTS: [&str; 16] = [
    "axum",
    "fantoccini",
    "hyper",
    "rand",
    "reqwest",
    "std::env",
    "std::fs",
    "std::net::TcpListener",
    "std::net::TcpStream",
    "std::net::ToSocketAddrs",
    "std::net::UdpSocket",
    "std::process",
    "std::thread",
    "std::time::Instant",
    "std::time::SystemTime",
    "tempfile",
];

/// Calls that ask the clock, under whatever path.
const CLOCKS: [&str; 4] = ["Instant::now", "SystemTime::now", "Timestamp::now", "Zoned::now"];

/// File, what it does and why it may.
const ALLOWED: [(&str, &str, &str); 1] =
    [("src/checklist/files.rs", "std::fs", "reads the folders that --checks and --edities name, before anything runs")];

fn acts(files: &[Source]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.room().is_some_and(|room| PURE.contains(&room))) {
        for path in file.paths() {
            let starts = |act: &&&str| path == **act || path.starts_with(&format!("{act}::"));
            let act = ACTS.iter().find(starts).copied();
            let act = act.or_else(|| path.starts_with("tokio").then_some("tokio"));
            let act = act.or_else(|| CLOCKS.into_iter().find(|call| path.ends_with(call)));
            found.extend(act.map(|act| (file.path.clone(), act.to_owned())));
        }
    }
    found.sort();
    found.dedup();
    found
}

fn waits(files: &[Source]) -> Vec<String> {
    let patient = |file: &&Source| file.room().is_some_and(|room| !ASYNC.contains(&room));
    let waits = |file: &&Source| {
        let code = file.code();
        code.contains(".await") || code.contains("async ")
    };
    files.iter().filter(patient).filter(waits).map(|file| file.path.clone()).collect()
}

#[test]
fn reading_and_judging_act_on_nothing() {
    let why = "Judging the same evidence again must give the same findings, so nothing here may ask a disk, network, clock or chance.";
    let found = acts(&below("src", &[".rs"])).into_iter();
    let breaches = found.filter(|(file, act)| !ALLOWED.iter().any(|(path, allowed, _)| file == path && act == allowed));
    holds(why, breaches.map(|(file, act)| format!("{file}: {act}")).collect());
}

#[test]
fn every_exception_is_still_needed() {
    let found = acts(&below("src", &[".rs"]));
    let unused = ALLOWED.iter().filter(|(path, act, _)| !found.iter().any(|(file, does)| file == path && does == act));
    let unused = unused.map(|(path, act, _)| format!("{path}: {act}")).collect();
    holds("An exception that nobody uses hides the next breach.", unused);
}

#[test]
fn only_those_who_act_wait() {
    let why = "Only gather, digid and cli are async: what waits for something is not pure.";
    holds(why, waits(&below("src", &[".rs"])));
}

#[test]
fn no_unsafe_code() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    assert_eq!(manifest["workspace"]["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
    for package in ["Cargo.toml", "fixtures/afnemer/Cargo.toml"] {
        let manifest: toml::Table = read(package).parse().unwrap();
        assert_eq!(manifest["lints"]["workspace"].as_bool(), Some(true), "{package} has lints of its own");
    }
}

#[test]
fn the_rules_bite() {
    let bad = [
        Source::new("src/judge/a.rs", "use std::{fs::File, io};\nfn f() { jiff::Timestamp::now(); }"),
        Source::new("src/facts/b.rs", "use tokio_rustls::X;\nasync fn f() {}"),
        Source::new("src/evidence/c.rs", "use std::net::IpAddr;\nfn f() { rand::random() }"),
        Source::new("src/gather/d.rs", "use std::fs;\nasync fn f() {}"),
    ];
    let found: Vec<_> = acts(&bad).into_iter().map(|(file, act)| format!("{file}: {act}")).collect();
    assert_eq!(
        found,
        [
            "src/evidence/c.rs: rand",
            "src/facts/b.rs: tokio",
            "src/judge/a.rs: Timestamp::now",
            "src/judge/a.rs: std::fs",
        ]
    );
    assert_eq!(waits(&bad), ["src/facts/b.rs"]);
}
