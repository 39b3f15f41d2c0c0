//! A *hertest*: which earlier submission this one answers, and which lines came to another verdict since.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Input, text::one_line};
use crate::{
    evidence::{BlobId, Evidence, Word},
    judge::{Judgement, Verdict},
};

/// The run that this one is compared with, judged by the same checklist: what differs is the service, not how it was read.
#[derive(Clone, Copy, Debug)]
pub struct Earlier<'a> {
    /// What was observed then.
    pub evidence: &'a Evidence,
    /// What is made of it now.
    pub judgement: &'a Judgement,
}

/// The reference to an earlier test.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Hertest {
    /// Reference of the earlier submission, as the target file gives it.
    pub van: Option<String>,
    /// What changed since a stored run, where one was given.
    pub comparison: Option<Comparison>,
}

/// This run beside an earlier one.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Comparison {
    /// Reference of the earlier submission.
    pub kenmerk: Option<String>,
    /// When the earlier run ended.
    #[schemars(with = "String")]
    pub ended: Timestamp,
    /// The seal of its evidence.
    pub evidence_seal: BlobId,
    /// What makes the two hard to compare, in Dutch.
    pub caveats: Vec<String>,
    /// The lines that came to another verdict.
    pub changed: Vec<Change>,
    /// How many lines have the same verdict.
    pub unchanged: usize,
}

/// A line that came to another verdict.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Change {
    /// Connection.
    pub aansluiting: Word,
    /// Edition.
    pub edition: Word,
    /// Logius' code; none where it is not public.
    pub code: Option<String>,
    /// Title.
    pub title: String,
    /// How it stood in the earlier run.
    pub was: Standing,
    /// How it stands in this run.
    pub is: Standing,
}

/// How a line stands in one run.
#[derive(Clone, Debug, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It was not part of that run.
    NietGetest,
    /// Its verdict.
    Oordeel(Verdict),
    /// It has no verdict, because its text is not public.
    TekstNietOpenbaar,
}

/// What tells a line from all others.
type Name<'a> = (&'a Word, &'a Word, Option<&'a str>, &'a str);

/// The reference of this run; none where it is no hertest.
pub(super) fn hertest(input: &Input<'_>) -> Option<Hertest> {
    let van = input.evidence.run().subject.hertest_van.clone();
    let comparison = input.earlier.map(|earlier| Comparison::new(input, earlier));
    (van.is_some() || comparison.is_some()).then_some(Hertest { van, comparison })
}

impl Comparison {
    fn new(input: &Input<'_>, earlier: Earlier<'_>) -> Self {
        let (before, now) = (standings(earlier.judgement), standings(input.judgement));
        // The order of this run, and then what only the earlier one has.
        let names = now.iter().chain(before.iter().filter(|(name, _)| !now.iter().any(|(known, _)| known == name)));
        let [was, is] = [&before, &now].map(|all| all.iter().cloned().collect::<BTreeMap<_, _>>());
        let of = |all: &BTreeMap<Name<'_>, Standing>, name: &Name<'_>| {
            all.get(name).cloned().unwrap_or(Standing::NietGetest)
        };
        let all: Vec<Change> = names.map(|(name, _)| change(name, of(&was, name), of(&is, name))).collect();
        let total = all.len();
        let changed: Vec<Change> = all.into_iter().filter(|change| change.was.kind() != change.is.kind()).collect();
        Self {
            kenmerk: earlier.evidence.run().subject.kenmerk.clone(),
            ended: earlier.evidence.run().ended,
            evidence_seal: earlier.evidence.to_document().seal,
            caveats: caveats(input, earlier),
            unchanged: total - changed.len(),
            changed,
        }
    }
}

impl Standing {
    fn of(verdict: Option<&Verdict>) -> Self {
        verdict.map_or(Self::TekstNietOpenbaar, |verdict| Self::Oordeel(verdict.clone()))
    }

    /// The same for n.v.t. for whatever reason: another reason is no other verdict.
    fn kind(&self) -> Self {
        match self {
            Self::Oordeel(Verdict::NietVanToepassing(_)) => Self::Oordeel(Verdict::NietVanToepassing(String::new())),
            other => other.clone(),
        }
    }
}

fn change(name: &Name<'_>, was: Standing, is: Standing) -> Change {
    let (aansluiting, edition, code, title) = *name;
    Change {
        aansluiting: aansluiting.clone(),
        edition: edition.clone(),
        code: code.map(str::to_owned),
        title: title.to_owned(),
        was,
        is,
    }
}

fn standings(judgement: &Judgement) -> Vec<(Name<'_>, Standing)> {
    let mut all = Vec::new();
    for judged in &judgement.aansluitingen {
        for edition in &judged.editions {
            all.extend(edition.lines.iter().map(|line| {
                let name = (&judged.naam, &edition.edition, line.code.as_deref(), line.title.as_str());
                (name, Standing::of(line.verdict.as_ref()))
            }));
        }
    }
    all
}

fn caveats(input: &Input<'_>, earlier: Earlier<'_>) -> Vec<String> {
    let (now, then) = (input.evidence.run(), earlier.evidence.run());
    let kenmerk = |kenmerk: &Option<String>| match kenmerk {
        Some(kenmerk) => format!("kenmerk ‘{}’", one_line(kenmerk, 100)),
        None => "geen kenmerk".to_owned(),
    };
    let other_kenmerk = now.subject.hertest_van.is_some() && now.subject.hertest_van != then.subject.kenmerk;
    let all = [
        (
            other_kenmerk,
            format!(
                "Volgens het aansluitingsbestand is dit een hertest van {}. De eerdere test heeft {}.",
                kenmerk(&now.subject.hertest_van),
                kenmerk(&then.subject.kenmerk)
            ),
        ),
        (
            now.subject.afnemer != then.subject.afnemer,
            format!("De eerdere test was van een andere afnemer: ‘{}’.", one_line(&then.subject.afnemer, 100)),
        ),
        (
            now.digid != then.digid || now.timing != then.timing,
            "De eerdere test is met een andere DigiD of met andere wachttijden gedaan.".to_owned(),
        ),
        (then.interrupted, "De eerdere test is afgebroken.".to_owned()),
        (
            then.checks != now.checks,
            "De eerdere test is gedaan met een andere versie van de checklist. Wat toen niet is bekeken, staat op ‘niet vastgesteld’.".to_owned(),
        ),
    ];
    all.into_iter().filter(|(so, _)| *so).map(|(_, says)| says).collect()
}
