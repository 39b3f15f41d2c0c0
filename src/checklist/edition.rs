//! An edition: the ordered lines of one official list, each with our confidence in its text.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::{
    criterion::{Confidence, Criterion, Otherwise},
    mistake::{Mistake, SourceFile},
};
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
    /// SHA-256 of its file.
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
    /// The criteria that judge it.
    pub criteria: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Raw {
    title: String,
    source: String,
    requested_from: Option<Spanned<String>>,
    requested_before: Option<Spanned<String>>,
    koppelvlak: Option<Koppelvlak>,
    line: Vec<RawLine>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLine {
    code: Option<Spanned<String>>,
    title: String,
    source: String,
    confidence: Spanned<Confidence>,
    text: Option<String>,
    #[serde(default)]
    criteria: Vec<Spanned<String>>,
}

impl Edition {
    /// Reads an edition file.
    ///
    /// # Errors
    /// The first [`Mistake`] in it.
    pub(super) fn load(name: Word, file: &SourceFile, criteria: &BTreeMap<String, Criterion>) -> Result<Self, Mistake> {
        let raw: Raw = file.parse()?;
        let mut codes = BTreeSet::new();
        let mut lines = Vec::new();
        for line in raw.line {
            if let Some(code) = &line.code
                && !codes.insert(code.get_ref().clone())
            {
                return Err(
                    file.mistake(code.span(), format!("code `{}` stands twice in this edition", code.get_ref()))
                );
            }
            let unknown = *line.confidence.get_ref() == Confidence::Onbekend;
            if unknown != line.criteria.is_empty() {
                let title = if unknown {
                    "a line of which only the code is public has no verdict"
                } else {
                    "this line names no criterion"
                };
                return Err(file.mistake(line.confidence.span(), title));
            }
            for id in &line.criteria {
                judges(file, id, criteria)?;
            }
            lines.push(Line {
                code: line.code.map(Spanned::into_inner),
                title: line.title,
                source: line.source,
                confidence: line.confidence.into_inner(),
                text: line.text,
                criteria: line.criteria.into_iter().map(Spanned::into_inner).collect(),
            });
        }
        Ok(Self {
            name,
            title: raw.title,
            source: raw.source,
            from: raw.requested_from.map(|day| date(file, &day)).transpose()?,
            before: raw.requested_before.map(|day| date(file, &day)).transpose()?,
            koppelvlak: raw.koppelvlak,
            lines,
            digest: BlobId::of(file.text.as_bytes()),
        })
    }

    /// Whether a connection with this interface, requested on this day, is judged by it.
    pub fn is_for(&self, koppelvlak: Koppelvlak, requested: Date) -> bool {
        let dated = self.from.is_some() || self.before.is_some();
        (dated || self.koppelvlak.is_some())
            && self.koppelvlak.is_none_or(|only| only == koppelvlak)
            && self.from.is_none_or(|from| requested >= from)
            && self.before.is_none_or(|before| requested < before)
    }
}

fn date(file: &SourceFile, day: &Spanned<String>) -> Result<Date, Mistake> {
    day.get_ref().parse().map_err(|_| file.mistake(day.span(), "this is no date; write it as \"2022-12-01\""))
}

/// Refuses a criterion that does not exist, is none of Logius, or was only inferred and could still fail a service.
fn judges(file: &SourceFile, id: &Spanned<String>, criteria: &BTreeMap<String, Criterion>) -> Result<(), Mistake> {
    let Some(criterion) = criteria.get(id.get_ref()) else {
        let mistake = file.mistake(id.span(), format!("there is no criterion `{}`", id.get_ref()));
        return Err(mistake.instead_of(id.get_ref(), criteria.keys().map(String::as_str)));
    };
    if criterion.outside {
        return Err(
            file.mistake(id.span(), "this criterion stands outside the checklist and cannot stand under a code")
        );
    }
    let fails = criterion.expectations.iter().any(|expectation| expectation.otherwise == Otherwise::NietAkkoord);
    if criterion.confidence == Confidence::Afgeleid && fails {
        let mistake =
            file.mistake(id.span(), "a criterion that is `afgeleid` may not end in `niet akkoord` under a code");
        return Err(mistake.help("give its expectations `otherwise = \"te beoordelen\"` or `\"opmerking\"`"));
    }
    Ok(())
}
