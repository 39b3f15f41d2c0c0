//! The vocabulary of `fact = "…"`: named, typed readings of one observation.
//!
//! A fact reads; it never weighs. Whether what it reads is right stands in `checks/`.

pub mod artifact;
pub mod attempt;
pub mod certificate;
pub mod dns;
mod framing;
pub mod graded;
pub mod guideline;
pub mod headers;
pub mod logout;
pub mod logout_attempt;
pub mod metadata;
mod ordering;
pub mod page;
pub mod parts;
pub mod redirects;
pub mod request;
pub mod session;
mod signature;
mod storing;
mod telltales;
pub mod texts;
pub mod transport;
pub mod value;
pub mod way;

pub use self::{
    texts::Texts,
    value::{NotSeen, Read, Type, Value},
};

use std::fmt;

use crate::evidence::{Evidence, Kind, Observation, Place};

/// One word of the vocabulary.
pub struct Fact {
    /// As written in a check: `page.address`.
    pub name: &'static str,
    /// What it says, in Dutch, as the report shows it before the value.
    pub says: &'static str,
    /// The kinds of observation it can be read from.
    pub on: &'static [Kind],
    /// What it gives.
    pub gives: Type,
    /// Whether it compares with the mark `start` of the same journey, which must then exist.
    pub from_start: bool,
    /// The reading.
    pub read: fn(&Seen<'_>) -> Result<Read, NotSeen>,
}

/// What a fact may look at.
pub struct Seen<'a> {
    /// The place being judged.
    pub place: &'a Place,
    /// What was observed there.
    pub observation: &'a Observation,
    /// The rest of the run, for facts that compare with another moment.
    pub evidence: &'a Evidence,
    /// The texts that must be shown to the letter, and the guidelines.
    pub texts: &'a Texts,
}

impl fmt::Debug for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Every fact, by subject.
pub const TABLES: [&[Fact]; 16] = [
    artifact::FACTS,
    attempt::FACTS,
    certificate::FACTS,
    dns::FACTS,
    graded::FACTS,
    headers::FACTS,
    logout::FACTS,
    logout_attempt::FACTS,
    metadata::FACTS,
    page::FACTS,
    parts::FACTS,
    redirects::FACTS,
    request::FACTS,
    session::FACTS,
    transport::FACTS,
    way::FACTS,
];

/// Every fact.
pub fn all() -> impl Iterator<Item = &'static Fact> {
    TABLES.into_iter().flatten()
}

/// The fact of this name.
pub fn named(name: &str) -> Option<&'static Fact> {
    all().find(|fact| fact.name == name)
}

impl Fact {
    /// Whether it is read from certificates and from nothing else.
    pub fn is_of_certificates(&self) -> bool {
        let graded = graded::subject(self.name).is_some_and(guideline::Subject::is_of_certificates);
        graded || certificate::FACTS.iter().any(|fact| fact.name == self.name)
    }

    /// Whether it is read from what only a closer look at a page takes in.
    pub fn looks_closely(&self) -> bool {
        parts::FACTS.iter().any(|fact| fact.name == self.name)
    }
}

impl Seen<'_> {
    /// The first connection of the run, or the one that the place names.
    pub fn aansluiting(&self) -> Option<&crate::evidence::run::Aansluiting> {
        let all = &self.evidence.run().subject.aansluitingen;
        match &self.place.aansluiting {
            Some(name) => all.iter().find(|one| one.naam == *name),
            None => all.first(),
        }
    }
}
