//! Journeys as data: acts and marks, no branches, variables or asserts.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    time::Duration,
};

use serde::Deserialize;

use super::{
    digid_page::DigidPage,
    mistake::{Mistake, SourceFile},
    timing::{Waits, Window},
};
pub use super::{
    step::{Knocking, Side, Step, Way},
    stop::Stop,
};
use crate::evidence::{Pattern, Variant, Word};

/// One way through the service.
#[derive(Clone, Debug)]
pub struct Journey {
    /// Name of its file.
    pub name: Word,
    /// What it does, in Dutch, for the plan and the report.
    pub title: String,
    /// The answers of DigiD it is made once for; empty means once, without a variant.
    pub answers: Vec<Word>,
    /// What it needs for itself alone.
    pub exclusive: Option<Exclusive>,
    /// What is done, in order.
    pub steps: Vec<Step>,
}

/// Something of which there is one in a run.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Exclusive {
    /// DigiD's back channel is closed for the time between press and mark.
    BackChannel,
    /// The sessions of the service: a careless one may end everybody's, so it is made when everything else is done.
    Sessions,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Raw {
    title: String,
    #[serde(default)]
    each: Vec<toml::Spanned<Word>>,
    exclusive: Option<Exclusive>,
    steps: Vec<toml::Spanned<Step>>,
}

/// Stands for the answer of the variant.
const EACH: &str = "each";

impl Journey {
    /// Reads a journey file; it can wait for what this table names.
    ///
    /// # Errors
    /// The first [`Mistake`] in it.
    pub fn load(name: Word, file: &SourceFile, waits: &Waits) -> Result<Self, Mistake> {
        let raw: Raw = file.parse()?;
        let mut answers = BTreeSet::new();
        let page = raw.steps.iter().find_map(|step| step.get_ref().at_digid().filter(|(_, one)| one.as_str() == EACH));
        let page = page.map_or(DigidPage::Login, |(page, _)| page);
        for answer in &raw.each {
            page.has(file, answer.get_ref(), answer.span())?;
            if !answers.insert(answer.get_ref()) {
                return Err(file.mistake(answer.span(), format!("`{}` stands here twice", answer.get_ref())));
            }
        }
        let presses =
            |step: &toml::Spanned<Step>| step.get_ref().at_digid().is_some_and(|(_, one)| one.as_str() == EACH);
        if let (Some(first), false) = (raw.each.first(), raw.steps.iter().any(presses)) {
            let mistake =
                file.mistake(first.span(), "no step presses these answers, so every variant would be the same");
            return Err(mistake.help("add the step { digid = \"each\" }"));
        }
        let mut stops = BTreeSet::new();
        let mut copies = BTreeSet::new();
        let mut context = None;
        for step in &raw.steps {
            let at = step.span();
            match step.get_ref().at_digid() {
                Some((page, answer)) if answer.as_str() != EACH => page.has(file, answer, at.clone())?,
                Some((page, _)) if raw.each.is_empty() => {
                    let step = page.step();
                    let title = format!("`{step} = \"each\"` needs a list `each` at the head of the journey");
                    return Err(file.mistake(at, title));
                }
                _ => {}
            }
            match step.get_ref() {
                Step::Copy(copy) | Step::Leave(copy) => {
                    copies.insert(copy.clone());
                }
                Step::Ended(copy) | Step::Knock(Knocking { copy: Some(copy), .. }) if !copies.contains(copy) => {
                    return Err(file.mistake(at, format!("nothing copied a session as `{copy}` before this step")));
                }
                Step::Revisit(mark) if !stops.iter().any(|(_, known)| known == mark) => {
                    return Err(file.mistake(at, format!("no step before this one marks `{mark}`")));
                }
                Step::Wait(point) => named(file, at.clone(), point, &waits.points)?,
                Step::Use(point) | Step::UseOn(point) => named(file, at.clone(), point, &waits.uses)?,
                Step::Context(name) | Step::Other(name) => context = Some(name.clone()),
                _ => {}
            }
            if let Some(mark) = step.get_ref().mark()
                && !stops.insert((context.clone(), mark.clone()))
            {
                return Err(file.mistake(at, format!("`{mark}` is marked twice")));
            }
        }
        if stops.is_empty() {
            return Err(file.whole("this journey marks nothing, so nothing can be read from it"));
        }
        Ok(Self {
            name,
            title: raw.title,
            answers: raw.each.into_iter().map(toml::Spanned::into_inner).collect(),
            exclusive: raw.exclusive,
            steps: raw.steps.into_iter().map(toml::Spanned::into_inner).collect(),
        })
    }

    /// The places it passes, in order.
    pub fn stops(&self) -> Vec<Stop> {
        self.passings().map(|(_, stop)| stop).collect()
    }

    /// The same way up to the last place that these patterns cover, made in this variant: nobody reads what comes after it.
    #[must_use]
    pub fn up_to_last(&self, read: &[Pattern], variant: Option<&Variant>) -> Self {
        let read: Vec<&Pattern> =
            read.iter().filter(|at| at.journey == self.name && at.variant.covers(variant)).collect();
        let needed = self.passings().filter(|(_, stop)| read.iter().any(|at| stop.is_covered_by(at)));
        let needed = needed.last().map_or(0, |(steps, _)| steps);
        Self { steps: self.steps[..needed].to_vec(), ..self.clone() }
    }

    /// Each place with the number of steps that end there.
    fn passings(&self) -> impl Iterator<Item = (usize, Stop)> {
        let mut context = None;
        self.steps.iter().zip(1..).filter_map(move |(step, steps)| {
            if let Step::Context(name) | Step::Other(name) = step {
                context = Some(name.clone());
            }
            Some((steps, step.stop(context.as_ref())?))
        })
    }

    /// The same way up to the last place before DigiD.
    #[must_use]
    pub fn before_digid(&self) -> Self {
        let near = self.steps.iter().take_while(|step| !matches!(step, Step::Digid(_)));
        let marks = near.zip(1..).filter(|(step, _)| step.mark().is_some());
        let needed = marks.last().map_or(0, |(_, taken)| taken);
        Self { steps: self.steps[..needed].to_vec(), exclusive: None, ..self.clone() }
    }

    /// The pages that it opens by name.
    pub fn opens(&self) -> impl Iterator<Item = &Word> {
        self.steps.iter().filter_map(|step| if let Step::Open(page) = step { Some(page) } else { None })
    }

    /// The variants it is made in.
    pub fn variants(&self) -> Vec<Option<Variant>> {
        if self.answers.is_empty() {
            return vec![None];
        }
        self.answers.iter().map(|answer| Some(Variant::Named(answer.clone()))).collect()
    }

    /// Whether something in it or around it rests on seeing that somebody is logged in.
    pub fn needs_sign(&self) -> bool {
        self.exclusive.is_some()
            || self.steps.iter().any(|step| matches!(step, Step::Ended(_) | Step::Knock(_) | Step::Wait(_)))
    }

    /// Whether it goes to another service too.
    pub fn needs_partner(&self) -> bool {
        self.steps.contains(&Step::Service(Side::Partner))
    }

    /// How long it waits and uses the service, and so must begin before journeys that do not.
    pub fn length(&self, waits: &Waits) -> Duration {
        let from = |points: &BTreeMap<Word, Window>, point: &Word| points.get(point).map(|window| window.from);
        let waited = self.steps.iter().filter_map(|step| match step {
            Step::Wait(point) => from(&waits.points, point),
            _ => None,
        });
        let used = self.steps.iter().filter_map(|step| match step {
            Step::Use(point) | Step::UseOn(point) => from(&waits.uses, point),
            _ => None,
        });
        waited.sum::<Duration>() + used.max().unwrap_or_default()
    }

    /// Whether it waits.
    pub fn waits(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Wait(_) | Step::Use(_) | Step::UseOn(_)))
    }

    /// Whether it takes hours, so that it is made on request only.
    pub fn is_long(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::UseOn(_)))
    }
}

/// Refuses a point that the table of waits does not name.
fn named(file: &SourceFile, at: Range<usize>, point: &Word, points: &BTreeMap<Word, Window>) -> Result<(), Mistake> {
    if points.contains_key(point) {
        return Ok(());
    }
    let mistake = file.mistake(at, format!("no table of waits names `{point}`"));
    Err(mistake.instead_of(point.as_str(), points.keys().map(Word::as_str)))
}
