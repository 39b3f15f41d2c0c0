//! What the script says of a closer look, as evidence: addresses are split, and of numbers only a count is kept.

use std::collections::BTreeMap;

use serde::Deserialize;
use url::Url;

use super::traces::Stored;
use crate::evidence::{
    Address, Bsn, Word,
    parts::{Around, Frame, Image, Link, Parts, Role, TestNumbers, Unguarded},
    redaction::Redactor,
    trace::Trace,
};

/// What the script answers.
#[derive(Deserialize)]
pub(super) struct Closer {
    links: Vec<RawLink>,
    frames: Vec<RawFrame>,
    images: Vec<Image>,
    names: Vec<String>,
    code: Vec<String>,
    around: Vec<(Word, Around)>,
    passwords: u32,
    unguarded: Vec<RawUnguarded>,
    /// What the page keeps in the browser.
    pub(super) stored: Vec<Stored>,
    complete: bool,
}

#[derive(Deserialize)]
struct RawLink {
    address: String,
    words: String,
    paragraph: String,
    shown: bool,
    control: Option<Word>,
}

#[derive(Deserialize)]
struct RawFrame {
    kind: String,
    address: Option<String>,
    shown: bool,
}

#[derive(Deserialize)]
struct RawUnguarded {
    role: Role,
    address: String,
}

impl Closer {
    /// The same as evidence; `numbers` are those of the page that pass the eleven-test.
    pub(super) fn parts(self, numbers: &[String], redactor: &Redactor, traces: Vec<Trace>) -> Parts {
        let split = |text: &str| Url::parse(text).ok().map(|url| Address::from(&url));
        let links = self.links.into_iter().filter_map(|link| {
            let RawLink { address, words, paragraph, shown, control } = link;
            Some(Link { address: split(&address)?, words, paragraph, shown, control })
        });
        let frames = self.frames.into_iter().map(|RawFrame { kind, address, shown }| Frame {
            kind,
            address: address.and_then(|address| split(&address)),
            shown,
        });
        let unguarded = self
            .unguarded
            .into_iter()
            .filter_map(|RawUnguarded { role, address }| Some(Unguarded { role, address: split(&address)? }));
        Parts {
            links: links.collect(),
            frames: frames.collect(),
            images: self.images,
            names: self.names.into_iter().filter(|name| !name.is_empty()).collect(),
            code: self.code,
            around: self.around.into_iter().collect::<BTreeMap<_, _>>(),
            test_numbers: count(numbers, redactor),
            passwords: self.passwords,
            traces,
            unguarded: Some(unguarded.collect()),
            shows_person: None,
            complete: self.complete,
        }
    }
}

fn count(numbers: &[String], redactor: &Redactor) -> TestNumbers {
    let reserved = numbers.iter().filter(|number| number.parse().is_ok_and(|bsn: Bsn| bsn.is_reserved_for_testing()));
    let (own, others): (Vec<_>, Vec<_>) = reserved.partition(|number| redactor.is_test_person(number));
    let count = |numbers: Vec<&String>| u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    TestNumbers { own: count(own), others: count(others) }
}
