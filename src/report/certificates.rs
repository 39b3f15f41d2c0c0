//! What one look at certificates gave: each of them, and the verdicts.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Input,
    names::Names,
    reasons,
    tls::{Graded, Judged, grades, judged},
};
use crate::{
    evidence::{
        Gap, Observation, Outcome, Place,
        certificate::{ChainSeen, Usage},
    },
    facts::{
        certificate::{Description, describe, strengths},
        guideline::Subject,
    },
};

/// Version of the form of this document. It goes up when a field goes away or changes its meaning; new fields may come.
const VERSION: u32 = 1;

/// The certificates of some files and hosts, for programs.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(title = "Cert")]
pub struct CertReport {
    /// Version of this form: 1.
    pub version: u32,
    /// Version of Toetssteen.
    pub tool: String,
    /// Each place where certificates stand.
    pub shown: Vec<Shown>,
    /// Every criterion that was judged, by id.
    pub criteria: BTreeMap<String, Judged>,
}

/// The certificates at one place.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Shown {
    /// Where in the evidence of a run this would stand.
    pub place: Place,
    /// What they are for, where that is known.
    pub usage: Option<Usage>,
    /// Each chain, its own certificate first; null for one that cannot be read.
    pub chains: Vec<Vec<Option<Description>>>,
    /// How the guidelines grade their keys and hashes.
    pub grades: Vec<Graded>,
    /// Why nothing was seen.
    pub gap: Option<Gap>,
    /// The name of the place, in Dutch.
    #[serde(skip)]
    pub(super) title: String,
    /// Why nothing was seen, in Dutch.
    #[serde(skip)]
    pub(super) why: Option<String>,
}

impl CertReport {
    /// The document of evidence that holds nothing but certificates.
    pub fn new(input: &Input<'_>) -> Self {
        let names = Names::new(input.checklist);
        Self {
            version: VERSION,
            tool: input.evidence.run().tool.clone(),
            shown: input.evidence.places().map(|(place, _, outcome)| shown(place, outcome, &names, input)).collect(),
            criteria: judged(input),
        }
    }
}

impl CertReport {
    /// Both in one: what is judged of files is never what is judged of websites.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let (mut shown, mut criteria) = (self.shown, self.criteria);
        shown.extend(other.shown);
        criteria.extend(other.criteria);
        Self { shown, criteria, ..other }
    }
}

fn shown(place: &Place, outcome: &Outcome, names: &Names<'_>, input: &Input<'_>) -> Shown {
    let named = names.place(place);
    let (usage, chains, gap): (_, &[ChainSeen], _) = match outcome {
        Outcome::Observed(Observation::Certificate(sighting)) => {
            (sighting.usage, std::slice::from_ref(&sighting.chain), None)
        }
        Outcome::Observed(Observation::Tls(address)) => {
            let all = address.certificates.as_ref().map(|all| all.shown.found.as_slice());
            (Some(Usage::Website), all.unwrap_or_default(), None)
        }
        Outcome::Observed(_) => (None, &[], None),
        Outcome::Gap(gap) => (None, &[], Some(gap.clone())),
    };
    let why = gap.as_ref().map(|gap| {
        let explained = reasons::explain(&gap.reason, input);
        format!("{} {}", explained.sentence, explained.advice)
    });
    Shown {
        place: place.clone(),
        usage,
        grades: grades(&[Subject::CertificateHash, Subject::CertificateKey], input, |_, subject| {
            strengths(chains.iter(), subject).unwrap_or_default()
        }),
        chains: chains.iter().map(describe).collect(),
        gap,
        title: format!("{}, {}", named.journey, named.moment),
        why,
    }
}
