//! What one look at the TLS of a host gave: everything that was seen at each address, how the guidelines grade it, and the verdicts.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Input,
    document::{Criterion, criterion},
    reasons,
};
use crate::{
    evidence::{Gap, Kind, Mark, Observation, Outcome, Place, Variant, tls::TlsAddress},
    facts::guideline::{Does, GUIDELINES, Guideline, Subject},
};

/// Version of the form of this document. It goes up when a field goes away or changes its meaning; new fields may come.
const VERSION: u32 = 1;

/// Attacks that are not tried: a service in use is no place for that.
pub const NOT_TESTED: [&str; 3] = ["ROBOT", "Heartbleed", "CCS injection"];

/// The TLS of one host, for programs.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(title = "Tls")]
pub struct TlsReport {
    /// Version of this form: 1.
    pub version: u32,
    /// Version of Toetssteen.
    pub tool: String,
    /// Each address of the host; one without an address where its name does not resolve.
    pub addresses: Vec<Address>,
    /// What is not tested.
    pub not_tested: Vec<&'static str>,
    /// Every criterion of TLS that was judged, by id.
    pub criteria: BTreeMap<String, Judged>,
    /// Whether somebody stopped it before the end.
    pub interrupted: bool,
}

/// What was seen at one address.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Address {
    /// Where in the evidence of a run this would stand.
    pub place: Place,
    /// Name or address that was asked for.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Where it was asked; null where the name does not resolve.
    pub address: Option<String>,
    /// What was seen.
    pub seen: Option<TlsAddress>,
    /// How the guidelines grade each thing of it.
    pub grades: Vec<Graded>,
    /// Why nothing was seen.
    pub gap: Option<Gap>,
    /// The same in Dutch.
    #[serde(skip)]
    pub(super) why: Option<String>,
}

/// How the guidelines grade one thing.
#[derive(Clone, Debug, Eq, JsonSchema, PartialEq, Serialize)]
pub struct Graded {
    /// What it is: `suite`, `versie` …
    pub about: &'static str,
    /// Which: the name of a suite.
    pub value: String,
    /// Grade by guideline: goed, voldoende, uit te faseren, onvoldoende. One that does not speak of it is left out.
    pub grades: BTreeMap<&'static str, Grade>,
}

/// A grade.
#[derive(Clone, Debug, Eq, JsonSchema, PartialEq, Serialize)]
pub struct Grade {
    /// In the words of the guideline.
    pub grade: &'static str,
    /// Section and table.
    pub row: String,
}

/// A judged criterion.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Judged {
    /// The lines that it judges: edition, and code where that is public.
    pub lines: Vec<String>,
    /// What was found.
    #[serde(flatten)]
    pub criterion: Criterion,
}

impl TlsReport {
    /// The document of evidence that holds nothing but a look at TLS.
    pub fn new(input: &Input<'_>) -> Self {
        let run = input.evidence.run();
        let seen = input.evidence.places().filter(|(_, kind, _)| *kind == Kind::Tls);
        Self {
            version: VERSION,
            tool: run.tool.clone(),
            addresses: seen.map(|(place, _, outcome)| address(place, outcome, input)).collect(),
            not_tested: NOT_TESTED.to_vec(),
            criteria: judged(input),
            interrupted: run.interrupted,
        }
    }
}

/// Every criterion that was judged, by id, with the lines it judges.
pub(super) fn judged(input: &Input<'_>) -> BTreeMap<String, Judged> {
    let findings = input.judgement.aansluitingen.iter();
    let findings = findings.flat_map(|one| one.findings.iter().map(move |(id, finding)| (one, id, finding)));
    let judged = findings.map(|(one, id, finding)| {
        let criterion = criterion(finding, input, &one.naam);
        (id.clone(), Judged { lines: lines(id, input), criterion })
    });
    judged.collect()
}

fn address(place: &Place, outcome: &Outcome, input: &Input<'_>) -> Address {
    let (host, port) = match &place.variant {
        Some(Variant::Address { host, port }) => (host.clone(), *port),
        _ => (String::new(), 0),
    };
    let (seen, gap) = match outcome {
        Outcome::Observed(Observation::Tls(seen)) => (Some((**seen).clone()), None),
        Outcome::Observed(_) => (None, None),
        Outcome::Gap(gap) => (None, Some(gap.clone())),
    };
    Address {
        host,
        port,
        address: match &place.mark {
            Mark::Address(ip) => Some(ip.to_string()),
            Mark::Named(_) => None,
        },
        grades: seen.as_ref().map(|seen| graded(seen, input)).unwrap_or_default(),
        why: gap.as_ref().map(|gap| {
            let explained = reasons::explain(&gap.reason, input);
            format!("{} {}", explained.sentence, explained.advice)
        }),
        place: place.clone(),
        seen,
        gap,
    }
}

fn graded(seen: &TlsAddress, input: &Input<'_>) -> Vec<Graded> {
    let Some(settings) = &seen.settings else { return Vec::new() };
    grades(&Subject::ALL, input, |guideline, subject| guideline.does(subject, seen, settings))
}

/// What each guideline makes of these.
pub(super) fn grades(
    subjects: &[Subject],
    input: &Input<'_>,
    does: impl Fn(&Guideline, Subject) -> Does,
) -> Vec<Graded> {
    let mut all: Vec<Graded> = Vec::new();
    for subject in subjects.iter().copied() {
        for name in GUIDELINES {
            let Some(guideline) = input.checklist.texts.guidelines.get(name) else { continue };
            for value in does(guideline, subject).values {
                let Some((grade, row)) = guideline.grade(subject, &value) else { continue };
                let grade = Grade { grade, row: row.to_owned() };
                match all.iter_mut().find(|one| one.about == subject.word() && one.value == value) {
                    Some(known) => drop(known.grades.insert(name, grade)),
                    None => all.push(Graded { about: subject.word(), grades: [(name, grade)].into(), value }),
                }
            }
        }
    }
    all
}

fn lines(id: &String, input: &Input<'_>) -> Vec<String> {
    let editions = input.checklist.editions.values();
    let lines = editions.flat_map(|edition| edition.lines.iter().map(move |line| (edition, line)));
    lines
        .filter(|(_, line)| line.criteria().contains(id))
        .map(|(edition, line)| {
            format!("{} {}", edition.name, line.code.as_deref().unwrap_or_default()).trim().to_owned()
        })
        .collect()
}
