//! A room looks only downwards, so that judging cannot act and what was seen does not depend on how it was seen.

use super::{
    holds,
    source::{Source, below},
};

/// Each room with the rooms it may look into. Judging and gathering do not know each other.
const ROOMS: [(&str, &[&str]); 10] = [
    ("evidence", &[]),
    ("saml", &["evidence"]),
    ("facts", &["evidence", "saml"]),
    ("checklist", &["evidence", "facts", "saml"]),
    ("target", &["checklist", "evidence", "facts", "saml"]),
    ("digid", &["checklist", "evidence", "facts", "saml", "target"]),
    ("gather", &["checklist", "digid", "evidence", "facts", "saml", "target"]),
    ("judge", &["checklist", "evidence", "facts", "saml", "target"]),
    ("report", &["checklist", "evidence", "facts", "judge", "saml", "target"]),
    ("cli", &["checklist", "digid", "evidence", "facts", "gather", "judge", "report", "saml", "target"]),
];

fn breaches(files: &[Source]) -> Vec<String> {
    let mut breaches = Vec::new();
    for file in files {
        let Some(room) = file.room() else { continue };
        let Some((_, allowed)) = ROOMS.iter().find(|(known, _)| *known == room) else {
            breaches.push(format!("{}: the room `{room}` has no row in ROOMS", file.path));
            continue;
        };
        for path in file.paths() {
            let seen = looked_into(file, &path);
            if let Some(seen) = seen.filter(|seen| *seen != room && !allowed.contains(seen)) {
                breaches.push(format!("{}: `{path}` looks from `{room}` into `{seen}`", file.path));
            }
        }
    }
    breaches.sort();
    breaches.dedup();
    breaches
}

/// The room that a path leads into, from the root of the crate or up out of the file's own room.
fn looked_into<'a>(file: &Source, path: &'a str) -> Option<&'a str> {
    let mut words = path.split("::");
    let mut up = 0;
    let first = loop {
        match words.next()? {
            "super" => up += 1,
            word => break word,
        }
    };
    // src/judge/mod.rs is one below the root, src/judge/weigh.rs two.
    let depth = file.path.matches('/').count() - usize::from(file.path.ends_with("/mod.rs"));
    let from_root = if first == "crate" { words.next() } else { (up >= depth).then_some(first) };
    from_root.filter(|word| ROOMS.iter().any(|(room, _)| room == word))
}

#[test]
fn rooms_look_only_downwards() {
    let why = "A room may use only the rooms below it (src/lib.rs): otherwise judging could act, or evidence depend on who gathered it.";
    holds(why, breaches(&below("src", &[".rs"])));
}

#[test]
fn every_room_is_there() {
    let files = below("src", &[".rs"]);
    let missing = ROOMS.iter().filter(|(room, _)| !files.iter().any(|file| file.room() == Some(*room)));
    let missing = missing.map(|(room, _)| (*room).to_owned()).collect();
    holds("A row of ROOMS without a room guards nothing.", missing);
}

#[test]
fn the_rule_bites() {
    let bad = [
        Source::new("src/judge/weigh.rs", "use crate::{evidence::Gap, gather::Order};"),
        Source::new("src/evidence/gap.rs", "fn f() { crate::facts::all(); }"),
        Source::new("src/saml/mod.rs", "use super::digid::Digid;"),
        Source::new("src/saml/xml.rs", "use super::super::cli::main;"),
        Source::new("src/attic/mod.rs", ""),
    ];
    assert_eq!(
        breaches(&bad),
        [
            "src/attic/mod.rs: the room `attic` has no row in ROOMS",
            "src/evidence/gap.rs: `crate::facts::all` looks from `evidence` into `facts`",
            "src/judge/weigh.rs: `crate::gather::Order` looks from `judge` into `gather`",
            "src/saml/mod.rs: `super::digid::Digid` looks from `saml` into `digid`",
            "src/saml/xml.rs: `super::super::cli::main` looks from `saml` into `cli`",
        ]
    );
    let good = Source::new("src/judge/weigh.rs", "use super::finding::Weight;\nuse crate::evidence::Gap;");
    assert!(breaches(&[good]).is_empty());
}
