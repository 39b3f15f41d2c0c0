//! What was seen of mellon when every forged answer was tried, and what is seen of it now.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use serde::{Deserialize, Serialize};
use toetssteen::{
    checklist::{Checklist, Forgery},
    evidence::{
        Blame, Evidence, Observation, Outcome, Variant,
        attempt::{Access, Wanted},
    },
    judge,
};

use super::{super::called::Called, service::Mellon};

const FILE: &str = "tests/live/mellon/record.toml";

/// One run.
#[derive(Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    /// The package that was tried.
    pub(super) package: String,
    /// The forgeries with which somebody came in.
    pub(super) believed: BTreeSet<String>,
    /// Those with which nobody did.
    pub(super) refused: BTreeSet<String>,
    /// Those without a verdict, and why.
    #[serde(default)]
    pub(super) unseen: BTreeMap<String, String>,
    /// What became of each criterion.
    pub(super) verdicts: BTreeMap<String, String>,
}

impl Record {
    pub(super) fn read() -> Self {
        toml::from_str(&fs::read_to_string(FILE).unwrap()).unwrap_or_else(|error| panic!("{FILE}: {error}"))
    }

    pub(super) fn write(&self) {
        fs::write(FILE, toml::to_string_pretty(self).unwrap()).unwrap();
    }

    /// Runs these criteria as somebody does who has a target file.
    pub(super) async fn of(mellon: &Mellon, checklist: &Checklist, only: &[&str]) -> Self {
        let called = mellon.desk.run_with("--snel", only).await;
        assert!(matches!(called.status, Some(0 | 1 | 3)), "{}", said(&called, mellon));
        let evidence = mellon.desk.evidence();
        let mut record = Self { package: super::service::package(), ..Self::default() };
        record.sort(&evidence);
        assert!(record.attempts() > 0, "{}", said(&called, mellon));
        let judgement = judge::judge(checklist, &evidence);
        let verdicts = judgement.findings().map(|one| (one.criterion.clone(), one.verdict.word().to_owned()));
        record.verdicts = verdicts.collect();
        record
    }

    fn sort(&mut self, evidence: &Evidence) {
        for (place, _, outcome) in evidence.places() {
            let Some(Variant::Forgery { class, name }) = &place.variant else { continue };
            let id = format!("{class}/{name}");
            match outcome {
                // An attempt is only ever between two genuine logins that succeeded.
                Outcome::Observed(Observation::Attempt(attempt)) => {
                    let inside = matches!(attempt.access, Access::Other | Access::Person);
                    let list = if inside { &mut self.believed } else { &mut self.refused };
                    list.insert(id);
                }
                Outcome::Gap(gap) => {
                    assert_eq!(gap.blame, Blame::Target, "{place} was not seen through our fault: {}", gap.detail);
                    self.unseen.insert(id, gap.detail.clone());
                }
                other => panic!("{place}: {other:?}"),
            }
        }
    }

    /// How many forgeries got a verdict.
    pub(super) fn attempts(&self) -> usize {
        self.believed.len() + self.refused.len()
    }

    /// This record without what is not in another.
    pub(super) fn within(self, other: &Self) -> Self {
        let has =
            |id: &String| other.believed.contains(id) || other.refused.contains(id) || other.unseen.contains_key(id);
        Self {
            package: self.package,
            believed: self.believed.into_iter().filter(has).collect(),
            refused: self.refused.into_iter().filter(has).collect(),
            unseen: self.unseen.into_iter().filter(|(id, _)| has(id)).collect(),
            verdicts: self.verdicts.into_iter().filter(|(id, _)| other.verdicts.contains_key(id)).collect(),
        }
    }

    /// The criteria that are *niet akkoord*, each with the forgeries that make it so.
    pub(super) fn faults<'a>(&self, checklist: &'a Checklist) -> Vec<(&'a str, Vec<&'a Forgery>)> {
        let refused = self.verdicts.iter().filter(|(_, word)| *word == "niet akkoord");
        let because = |id: &String| {
            let criterion = &checklist.criteria[id];
            let read = |one: &Forgery| criterion.reads().any(|at| at.variant.covers(Some(&one.variant())));
            let wrong = checklist.forgeries().values().filter(|one| read(one) && self.is_wrong_about(one));
            (criterion.id.as_str(), wrong.collect())
        };
        refused.map(|(id, _)| because(id)).collect()
    }

    /// Its metadata ask for signed assertions.
    fn is_wrong_about(&self, forgery: &Forgery) -> bool {
        match forgery.wanted(true) {
            Wanted::Refuse => self.believed.contains(&forgery.id()),
            Wanted::Accept => self.refused.contains(&forgery.id()),
            _ => false,
        }
    }
}

fn said(called: &Called, mellon: &Mellon) -> String {
    format!("{}{}{}", called.stdout, called.stderr, mellon.said())
}
