//! What was *not* done, and why: criteria that nobody asked for, journeys that nobody needed, places that are out of reach.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::{Input, reasons};
use crate::{
    checklist::{Criterion, edition::Line},
    evidence::{Outcome, Place, Word},
    judge::JudgedAansluiting,
};

/// What was not done.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Undone {
    /// The criteria that were not judged, for each connection.
    pub criteria: Vec<LeftOut>,
    /// The journeys of the checklist that nobody made.
    pub journeys: Vec<LeftOut>,
    /// The places that this DigiD or this manner of running cannot show.
    pub unreachable: Vec<Unreachable>,
}

/// Something that was left out.
#[derive(Clone, Debug, Eq, JsonSchema, PartialEq, Serialize)]
pub struct LeftOut {
    /// The connection, where there are several.
    pub aansluiting: Option<Word>,
    /// Name of its file.
    pub id: String,
    /// Title, in Dutch.
    pub title: String,
    /// Why, in Dutch.
    pub why: String,
}

/// Places that cannot be seen for one reason.
#[derive(Clone, Debug, Eq, JsonSchema, PartialEq, Serialize)]
pub struct Unreachable {
    /// Why, in Dutch.
    pub why: String,
    /// Which places.
    pub places: Vec<Place>,
}

impl Undone {
    /// What this run did not do.
    pub(super) fn new(input: &Input<'_>) -> Self {
        Self { criteria: criteria(input), journeys: journeys(input), unreachable: unreachable(input) }
    }

    /// Whether everything was done.
    pub(super) fn is_nothing(&self) -> bool {
        self.criteria.is_empty() && self.journeys.is_empty() && self.unreachable.is_empty()
    }
}

fn criteria(input: &Input<'_>) -> Vec<LeftOut> {
    let several = input.judgement.aansluitingen.len() > 1;
    let mut left = Vec::new();
    for judged in &input.judgement.aansluitingen {
        let named = named(input, judged);
        for criterion in input.checklist.criteria.values().filter(|one| !judged.findings.contains_key(&one.id)) {
            left.push(LeftOut {
                aansluiting: several.then(|| judged.naam.clone()),
                id: criterion.id.clone(),
                title: criterion.title.clone(),
                why: why(criterion, &named).to_owned(),
            });
        }
    }
    left
}

/// The criteria of the editions that judge this connection.
fn named<'a>(input: &Input<'a>, judged: &JudgedAansluiting) -> BTreeSet<&'a str> {
    let editions = judged.editions.iter().filter_map(|edition| input.checklist.editions.get(&edition.edition));
    editions.flat_map(|edition| &edition.lines).flat_map(Line::criteria).map(String::as_str).collect()
}

fn why(criterion: &Criterion, named: &BTreeSet<&str>) -> &'static str {
    if criterion.outside || named.contains(criterion.id.as_str()) {
        "Deze eis is niet gekozen: er is alleen een deel getest."
    } else {
        "Deze eis staat niet in de lijsten die voor deze aansluiting gelden."
    }
}

fn journeys(input: &Input<'_>) -> Vec<LeftOut> {
    let made: BTreeSet<&Word> = input.evidence.places().map(|(place, ..)| &place.journey).collect();
    let left = input.checklist.journeys.values().filter(|journey| !made.contains(&journey.name));
    left.map(|journey| LeftOut {
        aansluiting: None,
        id: journey.name.to_string(),
        title: journey.title.clone(),
        why: "Geen van de geteste eisen kijkt hier naar iets.".to_owned(),
    })
    .collect()
}

fn unreachable(input: &Input<'_>) -> Vec<Unreachable> {
    let mut by_reason: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for (place, _, outcome) in input.evidence.places() {
        if let Outcome::Gap(gap) = outcome
            && !gap.is_failure()
        {
            by_reason.entry(reasons::explain(&gap.reason, input).sentence).or_default().push(place.clone());
        }
    }
    by_reason.into_iter().map(|(why, places)| Unreachable { why, places }).collect()
}
