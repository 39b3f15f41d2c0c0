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
        edition::{Judged, Line},
    },
    evidence::{
        Evidence, Reason, Word,
        run::{Aansluiting, Run},
    },
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
    /// The chapter it stands in.
    pub chapter: Option<String>,
    /// Why no criterion judges it, in Dutch.
    pub untested: Option<String>,
    /// The criteria that come near it, where its text is not public.
    pub nearest: Vec<String>,
}

/// Judges evidence by a checklist.
pub fn judge(checklist: &Checklist, evidence: &Evidence) -> Judgement {
    let run = evidence.run();
    let asked = |id: &str| run.only.is_empty() || run.only.iter().any(|only| only == id);
    let judged = run.subject.aansluitingen.iter().map(|aansluiting| {
        let editions: Vec<_> = aansluiting.edities.iter().filter_map(|name| checklist.editions.get(name)).collect();
        let named: BTreeSet<&String> =
            editions.iter().flat_map(|edition| &edition.lines).flat_map(Line::criteria).collect();
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
            lines: edition.lines.iter().filter_map(|line| judged_line(line, run, aansluiting, &findings)).collect(),
        });
        let (outside, editions) = (outside.collect(), editions.collect());
        JudgedAansluiting { naam: aansluiting.naam.clone(), editions, findings, outside }
    });
    Judgement { aansluitingen: judged.collect(), interrupted: run.interrupted }
}

/// A line as judged; none where only a part was asked for and this line rests on nothing of that.
fn judged_line(
    line: &Line,
    run: &Run,
    aansluiting: &Aansluiting,
    findings: &BTreeMap<String, Finding>,
) -> Option<JudgedLine> {
    let verdict = match &line.judged {
        Judged::By(criteria) => {
            let verdicts: Vec<_> = criteria.iter().filter_map(|id| findings.get(id)).map(|one| &one.verdict).collect();
            Some(Verdict::heaviest(verdicts)?.clone())
        }
        _ if !run.only.is_empty() => return None,
        Judged::Untested { applies, .. } => Some(
            criterion::not_applicable(applies, aansluiting)
                .map_or(Verdict::NietVastgesteld(Unseen::NietMogelijk), Verdict::NietVanToepassing),
        ),
        Judged::Unknown(_) => None,
    };
    Some(JudgedLine {
        code: line.code.clone(),
        title: line.title.clone(),
        confidence: line.confidence,
        criteria: line.criteria().to_vec(),
        verdict,
        chapter: line.chapter.clone(),
        untested: line.untested().map(str::to_owned),
        nearest: line.nearest().to_vec(),
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
        } else if !any(is_told) && self.findings().any(needs_browser) {
            // Whoever asked for no browser, and got no verdict at all, must not take that for a good one.
            Exit::Mislukt
        } else if self.findings().next().is_none() {
            Exit::Nothing
        } else {
            Exit::Fine
        }
    }
}

fn is_told(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Akkoord | Verdict::TeBeoordelen)
}

/// Whether something of it was left to a run with a browser.
fn needs_browser(finding: &Finding) -> bool {
    let mut gaps = finding.expectations.iter().flat_map(|one| &one.places).filter_map(|at| at.gap.as_ref());
    gaps.any(|gap| gap.reason == Reason::BrowserLeftOut)
}
