//! Criteria over evidence. Pure: no file, network, clock or randomness, so that the same evidence gives the same findings.

mod criterion;
pub mod finding;
pub mod verdict;
mod weigh;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::{
    finding::{Finding, Weight},
    verdict::{Exit, Unseen, Verdict},
    weigh::expected,
};
use crate::{
    checklist::{
        Checklist,
        criterion::{Confidence, Criterion},
    },
    evidence::{Evidence, Word},
};

/// Everything judged in one run.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Judgement {
    /// The findings of each connection.
    pub aansluitingen: Vec<JudgedAansluiting>,
    /// Whether the run was stopped early.
    pub interrupted: bool,
}

/// The findings of one connection.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct JudgedAansluiting {
    /// Its short name.
    pub naam: Word,
    /// Its editions, each with its lines.
    pub editions: Vec<JudgedEdition>,
    /// Every judged criterion, by id.
    pub findings: BTreeMap<String, Finding>,
    /// The criteria that stand outside the checklist.
    pub outside: Vec<String>,
}

/// An edition with verdicts.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct JudgedEdition {
    /// Its name.
    pub edition: Word,
    /// Its lines in order.
    pub lines: Vec<JudgedLine>,
}

/// A line with its verdict.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct JudgedLine {
    /// Logius' code, where it is public.
    pub code: Option<String>,
    /// Title.
    pub title: String,
    /// How sure we are of the text of the line.
    pub confidence: Confidence,
    /// The criteria that decide it.
    pub criteria: Vec<String>,
    /// The heaviest verdict of those; none where the text is not public.
    pub verdict: Option<Verdict>,
}

/// Judges evidence by a checklist.
pub fn judge(checklist: &Checklist, evidence: &Evidence) -> Judgement {
    let run = evidence.run();
    let asked = |id: &str| run.only.is_empty() || run.only.iter().any(|only| only == id);
    let judged = run.subject.aansluitingen.iter().map(|aansluiting| {
        let editions: Vec<_> = aansluiting.edities.iter().filter_map(|name| checklist.editions.get(name)).collect();
        let named: BTreeSet<&String> =
            editions.iter().flat_map(|edition| &edition.lines).flat_map(|line| &line.criteria).collect();
        let selected =
            |criterion: &&Criterion| asked(&criterion.id) && (criterion.outside || named.contains(&criterion.id));
        let findings: BTreeMap<String, Finding> = checklist
            .criteria
            .values()
            .filter(selected)
            .map(|criterion| {
                (criterion.id.clone(), criterion::judge(criterion, evidence, &checklist.texts, aansluiting))
            })
            .collect();
        let outside = findings
            .keys()
            .filter(|id| checklist.criteria.get(*id).is_some_and(|criterion| criterion.outside))
            .cloned();
        let editions = editions.into_iter().map(|edition| JudgedEdition {
            edition: edition.name.clone(),
            lines: edition.lines.iter().filter_map(|line| judged_line(line, &findings)).collect(),
        });
        let (outside, editions) = (outside.collect(), editions.collect());
        JudgedAansluiting { naam: aansluiting.naam.clone(), editions, findings, outside }
    });
    Judgement { aansluitingen: judged.collect(), interrupted: run.interrupted }
}

fn judged_line(line: &crate::checklist::edition::Line, findings: &BTreeMap<String, Finding>) -> Option<JudgedLine> {
    let judged: Vec<&Verdict> =
        line.criteria.iter().filter_map(|id| findings.get(id)).map(|finding| &finding.verdict).collect();
    if judged.is_empty() && line.confidence != Confidence::Onbekend {
        return None;
    }
    Some(JudgedLine {
        code: line.code.clone(),
        title: line.title.clone(),
        confidence: line.confidence,
        criteria: line.criteria.clone(),
        verdict: Verdict::heaviest(judged).cloned(),
    })
}

impl Judgement {
    /// Every finding of every connection.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.aansluitingen.iter().flat_map(|aansluiting| aansluiting.findings.values())
    }

    /// What the run ends in.
    pub fn exit(&self) -> Exit {
        let any = |wanted: fn(&Verdict) -> bool| self.findings().any(|finding| wanted(&finding.verdict));
        if self.interrupted {
            Exit::Interrupted
        } else if any(|verdict| *verdict == Verdict::NietAkkoord) {
            Exit::NietAkkoord
        } else if any(|verdict| *verdict == Verdict::NietVastgesteld(Unseen::Mislukt)) {
            Exit::Mislukt
        } else if self.findings().next().is_none() {
            Exit::Nothing
        } else {
            Exit::Fine
        }
    }
}
