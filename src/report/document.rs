//! `testrapport.json` as a type: versioned, and pointing at places and blobs of the evidence instead of repeating them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Input,
    head::Head,
    hertest::{Hertest, hertest},
    remark::{self, Remark},
    undone::Undone,
    view::shown,
};
use crate::{
    checklist::criterion::Confidence,
    evidence::{BlobId, Gap, Outcome, Place, Word},
    judge::{Finding, JudgedAansluiting, JudgedEdition, Verdict},
};

/// Version of the form of this document. It goes up when a field goes away or changes its meaning; new fields may come.
pub(super) const VERSION: u32 = 1;

/// The testrapport for programs.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(title = "Testrapport")]
pub struct Testrapport {
    /// Version of this form: 1.
    pub version: u32,
    /// The outcome and the circumstances.
    pub head: Head,
    /// The findings of each connection.
    pub aansluitingen: Vec<Aansluiting>,
    /// Every place that was announced and could not be observed.
    pub gaps: BTreeMap<Place, Gap>,
    /// The earlier test that this one answers; null where it is no hertest.
    pub hertest: Option<Hertest>,
    /// What was not done, and why.
    pub undone: Undone,
}

/// What was found about one connection.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Aansluiting {
    /// Its short name.
    pub naam: Word,
    /// The lines of each edition, in the order of Logius.
    pub editions: Vec<Edition>,
    /// Every criterion that was judged, by id; lines point here.
    pub criteria: BTreeMap<String, Criterion>,
    /// The criteria that stand outside the checklist.
    pub outside: Vec<String>,
}

/// One official list.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Edition {
    /// Name of its file.
    pub name: Word,
    /// Official title.
    pub title: String,
    /// Where it is published.
    pub source: String,
    /// Its lines in order.
    pub lines: Vec<Line>,
}

/// One line of an edition.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Line {
    /// Logius' code; none where it is not public.
    pub code: Option<String>,
    /// Title.
    pub title: String,
    /// How sure we are of its text.
    pub confidence: Confidence,
    /// The official text, where an overlay gives it.
    pub text: Option<String>,
    /// The verdict; none where only the code is public.
    pub verdict: Option<Verdict>,
    /// The criteria that decide it.
    pub criteria: Vec<String>,
    /// The chapter of the list that it stands in.
    pub chapter: Option<String>,
    /// Why no criterion judges it, in Dutch.
    pub untested: Option<String>,
    /// The criteria that come near it, where its text is not public.
    pub nearest: Vec<String>,
}

/// A judged criterion.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Criterion {
    /// Short name.
    pub title: String,
    /// The requirement in our words.
    pub norm: String,
    /// Where it stands.
    pub source: String,
    /// Whether it touches the safety of DigiD.
    pub veiligheid: bool,
    /// Remarks in whole sentences, ready for a mail.
    pub remarks: Vec<Remark>,
    /// What a person is asked, where the verdict is *te beoordelen*.
    pub question: Option<String>,
    /// The pictures that help to answer it.
    pub pictures: BTreeMap<Place, BlobId>,
    /// The verdict, and what was seen where.
    pub finding: Finding,
}

impl Testrapport {
    /// The document of this report.
    pub(super) fn new(input: &Input<'_>) -> Self {
        let gaps = input.evidence.places().filter_map(|(place, _, outcome)| match outcome {
            Outcome::Gap(gap) => Some((place.clone(), gap.clone())),
            Outcome::Observed(_) => None,
        });
        Self {
            version: VERSION,
            head: Head::new(input),
            aansluitingen: input.judgement.aansluitingen.iter().map(|one| aansluiting(one, input)).collect(),
            gaps: gaps.collect(),
            hertest: hertest(input),
            undone: Undone::new(input),
        }
    }
}

fn aansluiting(judged: &JudgedAansluiting, input: &Input<'_>) -> Aansluiting {
    Aansluiting {
        naam: judged.naam.clone(),
        editions: judged.editions.iter().map(|one| edition(one, input)).collect(),
        criteria: judged
            .findings
            .iter()
            .map(|(id, finding)| (id.clone(), criterion(finding, input, &judged.naam)))
            .collect(),
        outside: judged.outside.clone(),
    }
}

fn edition(judged: &JudgedEdition, input: &Input<'_>) -> Edition {
    let known = input.checklist.editions.get(&judged.edition);
    let text = |title: &str, code: &Option<String>| {
        known?.lines.iter().find(|line| line.title == title && line.code == *code)?.text.clone()
    };
    Edition {
        name: judged.edition.clone(),
        title: known.map_or_else(|| judged.edition.to_string(), |edition| edition.title.clone()),
        source: known.map_or_else(String::new, |edition| edition.source.clone()),
        lines: judged
            .lines
            .iter()
            .map(|line| Line {
                code: line.code.clone(),
                title: line.title.clone(),
                confidence: line.confidence,
                text: text(&line.title, &line.code),
                verdict: line.verdict.clone(),
                criteria: line.criteria.clone(),
                chapter: line.chapter.clone(),
                untested: line.untested.clone(),
                nearest: line.nearest.clone(),
            })
            .collect(),
    }
}

pub(super) fn criterion(finding: &Finding, input: &Input<'_>, naam: &Word) -> Criterion {
    let criterion = input.checklist.criteria.get(&finding.criterion);
    let text = |text: fn(&crate::checklist::Criterion) -> &String| criterion.map(text).cloned().unwrap_or_default();
    let asked = finding.verdict == Verdict::TeBeoordelen;
    let review = criterion.and_then(|criterion| criterion.review.as_ref()).filter(|_| asked);
    Criterion {
        title: text(|criterion| &criterion.title),
        norm: text(|criterion| &criterion.norm),
        source: text(|criterion| &criterion.source),
        veiligheid: criterion.is_some_and(|criterion| criterion.veiligheid),
        remarks: remark::remarks(finding, input),
        question: review.map(|review| review.question.clone()),
        pictures: review
            .into_iter()
            .flat_map(|review| shown(review, input.evidence, naam))
            .map(|(place, blob)| (place.clone(), blob.clone()))
            .collect(),
        finding: finding.clone(),
    }
}
