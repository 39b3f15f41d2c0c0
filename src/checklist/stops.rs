//! Who passes where: the marks of every journey and the places of every probe, for typing `fact × place` at load.

use std::collections::BTreeMap;

use toml::Spanned;

use super::{
    journey::{Journey, Stop},
    mistake::{Mistake, SourceFile},
};
use crate::{
    evidence::{
        Kind, Mark, Pattern, Variant, Word,
        pattern::{MarkPattern, VariantPattern},
        probes::{FORGED, FORGED_LOGOUT, PROBES, ProbeMark, ProbeVariant},
    },
    facts::Fact,
};

/// Everything that can be announced.
pub(super) struct Stops {
    journeys: BTreeMap<Word, (bool, Vec<Stop>)>,
    forgeries: Vec<Variant>,
    logouts: Vec<Variant>,
}

impl Stops {
    pub(super) fn new<'a>(
        journeys: impl Iterator<Item = &'a Journey>,
        forgeries: Vec<Variant>,
        logouts: impl Iterator<Item = Word>,
    ) -> Self {
        let known = journeys.map(|journey| (journey.name.clone(), (!journey.answers.is_empty(), journey.stops())));
        Self { journeys: known.collect(), forgeries, logouts: logouts.map(Variant::Named).collect() }
    }

    /// Refuses a pattern that no announced place can match, and a fact that cannot be read there.
    pub(super) fn check(
        &self,
        file: &SourceFile,
        text: &Spanned<String>,
        at: &Pattern,
        fact: &Fact,
    ) -> Result<(), Mistake> {
        for kind in self.announced(file, text, at)? {
            if !fact.on.contains(&kind) {
                let title = format!("`{}` cannot be read at `{at}`: a {kind} is observed there", fact.name);
                let on: Vec<String> = fact.on.iter().map(ToString::to_string).collect();
                return Err(file.mistake(text.span(), title).help(format!(
                    "`{}` is read from a {}",
                    fact.name,
                    on.join(" or ")
                )));
            }
        }
        let has_start = || {
            self.journeys.get(&at.journey).is_some_and(|(_, stops)| stops.iter().any(|s| s.mark.as_str() == "start"))
        };
        if fact.from_start && !has_start() {
            let title =
                format!("`{}` compares with the mark `start`, which journey `{}` has not", fact.name, at.journey);
            return Err(file.mistake(text.span(), title));
        }
        Ok(())
    }

    /// The kinds of observation at the places that a pattern can match; refuses one that matches none.
    pub(super) fn announced(
        &self,
        file: &SourceFile,
        text: &Spanned<String>,
        at: &Pattern,
    ) -> Result<Vec<Kind>, Mistake> {
        let nobody = || file.mistake(text.span(), format!("nobody announces `{at}`"));
        if let Some((varied, stops)) = self.journeys.get(&at.journey) {
            if *varied == (at.variant == VariantPattern::Exactly(None)) {
                let help = if *varied {
                    "this journey is made in variants: write `journey/*/mark`"
                } else {
                    "this journey has no variants"
                };
                return Err(nobody().help(help));
            }
            let kinds: Vec<Kind> = stops.iter().filter(|stop| stop.is_covered_by(at)).map(|stop| stop.kind).collect();
            if kinds.is_empty() {
                let marks = stops.iter().map(|stop| {
                    let context = stop.context.as_ref().map(|context| format!("{context}@")).unwrap_or_default();
                    format!(
                        "{}/{}{context}{}{}",
                        at.journey,
                        if *varied { "*/" } else { "" },
                        stop.mark,
                        if stop.counted { "/n" } else { "" }
                    )
                });
                let marks: Vec<String> = marks.collect();
                return Err(nobody().instead_of(text.get_ref(), marks.iter().map(String::as_str)));
            }
            return Ok(kinds);
        }
        let probes = PROBES.iter().filter(|probe| probe.journey == at.journey.as_str());
        let kinds: Vec<Kind> = probes
            .filter(|probe| {
                let mark = match (&at.mark, probe.mark) {
                    (MarkPattern::Any, _) | (MarkPattern::Exactly(Mark::Address(_)), ProbeMark::Address) => true,
                    (MarkPattern::Exactly(Mark::Named(mark)), ProbeMark::Named(name)) => mark.as_str() == name,
                    _ => false,
                };
                let variant = match probe.variant {
                    ProbeVariant::Forgery => self.forgeries.iter().any(|one| at.variant.covers(Some(one))),
                    ProbeVariant::ForgedLogout => self.logouts.iter().any(|one| at.variant.covers(Some(one))),
                    other => (at.variant == VariantPattern::Exactly(None)) == (other == ProbeVariant::None),
                };
                mark && variant
            })
            .map(|probe| probe.kind)
            .collect();
        if kinds.is_empty() && PROBES.iter().any(|probe| probe.journey == at.journey.as_str()) {
            let (known, mark) = match at.journey.as_str() {
                FORGED => (&self.forgeries[..], "returned"),
                FORGED_LOGOUT => (&self.logouts[..], "told"),
                _ => (&[][..], ""),
            };
            let known: Vec<String> = known.iter().map(|one| format!("{}/{one}/{mark}", at.journey)).collect();
            return Err(nobody().instead_of(text.get_ref(), known.iter().map(String::as_str)));
        }
        if kinds.is_empty() {
            let known = self.journeys.keys().map(Word::as_str).chain(PROBES.iter().map(|probe| probe.journey));
            return Err(nobody().instead_of(at.journey.as_str(), known));
        }
        Ok(kinds)
    }
}
