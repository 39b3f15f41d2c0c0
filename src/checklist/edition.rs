//! An edition: the ordered lines of one official list, each with our confidence in its text.

use jiff::civil::Date;

use super::criterion::{Applies, Confidence};
use crate::evidence::{BlobId, Word, run::Koppelvlak};

/// One official list.
#[derive(Clone, Debug)]
pub struct Edition {
    /// Name of its file: `checklist-testen-7.0`, dots written as hyphens.
    pub name: Word,
    /// Official title.
    pub title: String,
    /// Where it is published.
    pub source: String,
    /// Connections requested from this day on, if there is such a day.
    pub from: Option<Date>,
    /// Connections requested before this day, if there is such a day.
    pub before: Option<Date>,
    /// The interface whose connections it is about whenever they were requested.
    pub koppelvlak: Option<Koppelvlak>,
    /// Its lines in order.
    pub lines: Vec<Line>,
    /// SHA-256 of its file, and of the file that was laid over it.
    pub digest: BlobId,
}

/// One line of an edition.
#[derive(Clone, Debug)]
pub struct Line {
    /// Logius' code; none where it is not public.
    pub code: Option<String>,
    /// Title, ours where theirs is not public.
    pub title: String,
    /// Where the text comes from.
    pub source: String,
    /// How sure we are of it.
    pub confidence: Confidence,
    /// The official text, where an overlay gives it.
    pub text: Option<String>,
    /// The chapter it stands in, where the list has chapters.
    pub chapter: Option<String>,
    /// What judges it.
    pub judged: Judged,
}

/// What judges a line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Judged {
    /// These criteria.
    By(Vec<String>),
    /// Nothing yet, or nothing ever.
    Untested {
        /// Why, and what a person can do, in Dutch.
        why: String,
        /// The connections that the line is about.
        applies: Applies,
    },
    /// Only its code is public. These criteria are about the nearest thing that is.
    Unknown(Vec<String>),
}

impl Line {
    /// The criteria that decide its verdict.
    pub fn criteria(&self) -> &[String] {
        match &self.judged {
            Judged::By(criteria) => criteria,
            Judged::Untested { .. } | Judged::Unknown(_) => &[],
        }
    }

    /// Why no criterion judges it, in Dutch; none where one does, or where nobody knows what it asks.
    pub fn untested(&self) -> Option<&str> {
        if let Judged::Untested { why, .. } = &self.judged { Some(why) } else { None }
    }

    /// The criteria that come near it, where its text is not public.
    pub fn nearest(&self) -> &[String] {
        if let Judged::Unknown(nearest) = &self.judged { nearest } else { &[] }
    }
}

impl Edition {
    /// Whether a connection with this interface, requested on this day, is judged by it.
    pub fn is_for(&self, koppelvlak: Koppelvlak, requested: Date) -> bool {
        let dated = self.from.is_some() || self.before.is_some();
        (dated || self.koppelvlak.is_some())
            && self.koppelvlak.is_none_or(|only| only == koppelvlak)
            && self.from.is_none_or(|from| requested >= from)
            && self.before.is_none_or(|before| requested < before)
    }
}
