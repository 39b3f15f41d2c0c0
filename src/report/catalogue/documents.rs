//! The lists as types: what `toetssteen list … --json` writes.

use std::collections::BTreeSet;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    checklist::criterion::Confidence,
    evidence::{
        Kind, Word,
        attempt::{Described, Wanted},
        run::Koppelvlak,
    },
};

/// What is judged.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(title = "Criteria")]
pub struct CriteriaList {
    /// Version of this form: 1.
    pub version: u32,
    /// Every criterion, by id.
    pub criteria: Vec<CriterionRow>,
}

/// One criterion.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct CriterionRow {
    /// `folder/name`.
    pub id: String,
    /// Short name.
    pub title: String,
    /// The requirement in our words.
    pub norm: String,
    /// Where the requirement stands.
    pub source: String,
    /// How sure we are of its text.
    pub confidence: Confidence,
    /// Whether it touches the safety of DigiD.
    pub veiligheid: bool,
    /// Whether it stands outside the checklist, so that it can only remark.
    pub outside: bool,
    /// The lines of editions that it judges.
    pub lines: Vec<LineName>,
    /// The patterns of the places it reads.
    pub places: BTreeSet<String>,
    /// The facts it reads there.
    pub facts: BTreeSet<&'static str>,
}

/// A line of an edition.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct LineName {
    /// Name of the edition.
    pub edition: Word,
    /// Logius' code, where it is public.
    pub code: Option<String>,
}

/// The official lists.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(title = "Editions")]
pub struct EditionsList {
    /// Version of this form: 1.
    pub version: u32,
    /// Every edition, by name.
    pub editions: Vec<EditionRow>,
}

/// One official list.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct EditionRow {
    /// Its name in a target file.
    pub name: Word,
    /// Official title.
    pub title: String,
    /// Where it is published.
    pub source: String,
    /// Connections requested from this day on, if there is such a day.
    #[schemars(with = "Option<String>")]
    pub requested_from: Option<Date>,
    /// Connections requested before this day, if there is such a day.
    #[schemars(with = "Option<String>")]
    pub requested_before: Option<Date>,
    /// The interface whose connections it is about.
    pub koppelvlak: Option<Koppelvlak>,
    /// Its lines in order.
    pub lines: Vec<LineRow>,
}

/// One line of it.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct LineRow {
    /// Logius' code, where it is public.
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
    /// The criteria that judge it, by id.
    pub criteria: Vec<String>,
    /// Why no criterion judges it, in Dutch.
    pub untested: Option<String>,
    /// The criteria that come near it, where its text is not public.
    pub nearest: Vec<String>,
}

/// The forged answers of DigiD, and its forged questions to log out.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(title = "Forgeries")]
pub struct ForgeriesList {
    /// Version of this form: 1.
    pub version: u32,
    /// Every forgery, by id.
    pub forgeries: Vec<ForgeryRow>,
}

/// One forged answer.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ForgeryRow {
    /// `class/name`.
    pub id: String,
    /// What it is, in Dutch.
    #[serde(flatten)]
    pub described: Described,
    /// What a sound service does with it.
    pub outcome: Wanted,
    /// The same of a service whose metadata asks for signed assertions.
    pub outcome_if_assertions_signed: Wanted,
    /// The criteria that read it.
    pub criteria: Vec<String>,
}

/// The ways through a service.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(title = "Journeys")]
pub struct JourneysList {
    /// Version of this form: 1.
    pub version: u32,
    /// Every journey, by name.
    pub journeys: Vec<JourneyRow>,
}

/// One way through a service.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct JourneyRow {
    /// First part of its places.
    pub name: Word,
    /// What it does, in Dutch.
    pub title: String,
    /// Whether it waits for a session to end.
    pub waits: bool,
    /// The answers of DigiD it is made once for; empty means once.
    pub answers: Vec<Word>,
    /// The places it passes, as patterns for `at`.
    pub places: Vec<PlaceRow>,
}

/// A place that a journey passes.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct PlaceRow {
    /// As written in a check.
    pub at: String,
    /// What is observed there, which decides the facts that can be read.
    pub kind: Kind,
}

/// What a criterion can read.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(title = "Facts")]
pub struct FactsList {
    /// Version of this form: 1.
    pub version: u32,
    /// Every fact, by name.
    pub facts: Vec<FactRow>,
}

/// One word of the vocabulary.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct FactRow {
    /// As written in a check.
    pub name: &'static str,
    /// What it says, in Dutch: the phrase before the value.
    pub says: &'static str,
    /// The kinds of observation it is read from.
    pub on: Vec<Kind>,
    /// What it gives.
    pub gives: Gives,
    /// The words it can give, where they are a closed list.
    pub words: Vec<&'static str>,
    /// Whether it compares with the mark `start` of the same journey.
    pub from_start: bool,
}

/// What a fact gives.
#[derive(Clone, Copy, Debug, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gives {
    /// Yes or no.
    Bool,
    /// One word of a closed list.
    Choice,
    /// A whole number.
    Number,
    /// Free text.
    Text,
    /// Any number of words of a closed list.
    Words,
}

/// What can be made wrong with the reference afnemer.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(title = "Faults")]
pub struct FaultsList {
    /// Version of this form: 1.
    pub version: u32,
    /// Every fault, as the reference afnemer itself lists them.
    pub faults: Vec<FaultRow>,
}

/// One fault.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct FaultRow {
    /// As given to `--fault`.
    pub name: String,
    /// What is wrong then.
    pub title: String,
}
