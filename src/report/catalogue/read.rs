//! From the checklist and the vocabulary to the lists.

use super::documents::{
    CriteriaList, CriterionRow, EditionRow, EditionsList, FactRow, FactsList, FaultRow, FaultsList, ForgeriesList,
    ForgeryRow, Gives, JourneyRow, JourneysList, LineName, LineRow, PlaceRow,
};
use crate::{
    checklist::{Checklist, Criterion},
    evidence::{
        Variant,
        probes::{FORGED, FORGED_LOGOUT},
    },
    facts::{self, Type},
};

/// Version of the form of these documents. It goes up when a field goes away or changes its meaning; new fields may come.
const VERSION: u32 = 1;

impl CriteriaList {
    /// The criteria of a checklist.
    pub fn new(checklist: &Checklist) -> Self {
        Self { version: VERSION, criteria: checklist.criteria.values().map(|one| criterion(one, checklist)).collect() }
    }
}

fn criterion(criterion: &Criterion, checklist: &Checklist) -> CriterionRow {
    let lines = checklist.editions.values().flat_map(|edition| edition.lines.iter().map(move |line| (edition, line)));
    let lines = lines.filter(|(_, line)| line.criteria().contains(&criterion.id));
    CriterionRow {
        id: criterion.id.clone(),
        title: criterion.title.clone(),
        norm: criterion.norm.clone(),
        source: criterion.source.clone(),
        confidence: criterion.confidence,
        veiligheid: criterion.veiligheid,
        outside: criterion.outside,
        lines: lines
            .map(|(edition, line)| LineName { edition: edition.name.clone(), code: line.code.clone() })
            .collect(),
        places: criterion.reads().map(ToString::to_string).collect(),
        facts: criterion.expectations.iter().map(|one| one.fact.name).collect(),
    }
}

impl EditionsList {
    /// The editions of a checklist.
    pub fn new(checklist: &Checklist) -> Self {
        let editions = checklist.editions.values().map(|edition| EditionRow {
            name: edition.name.clone(),
            title: edition.title.clone(),
            source: edition.source.clone(),
            requested_from: edition.from,
            requested_before: edition.before,
            koppelvlak: edition.koppelvlak,
            lines: edition
                .lines
                .iter()
                .map(|line| LineRow {
                    code: line.code.clone(),
                    title: line.title.clone(),
                    source: line.source.clone(),
                    confidence: line.confidence,
                    text: line.text.clone(),
                    chapter: line.chapter.clone(),
                    criteria: line.criteria().to_vec(),
                    untested: line.untested().map(str::to_owned),
                    nearest: line.nearest().to_vec(),
                })
                .collect(),
        });
        Self { version: VERSION, editions: editions.collect() }
    }
}

impl ForgeriesList {
    /// The forgeries of a checklist.
    pub fn new(checklist: &Checklist) -> Self {
        let forgeries = checklist.forgeries().values().map(|forgery| {
            let variant = forgery.variant();
            let reads = |criterion: &&Criterion| {
                criterion.reads().any(|at| at.journey.as_str() == FORGED && at.variant.covers(Some(&variant)))
            };
            ForgeryRow {
                id: forgery.id(),
                described: forgery.described.clone(),
                outcome: forgery.wanted(false),
                outcome_if_assertions_signed: forgery.wanted(true),
                criteria: checklist.criteria.values().filter(reads).map(|criterion| criterion.id.clone()).collect(),
            }
        });
        let logouts = checklist.forged_logouts.values().map(|forgery| {
            let variant = Variant::Named(forgery.name.clone());
            let reads = |criterion: &&Criterion| {
                criterion.reads().any(|at| at.journey.as_str() == FORGED_LOGOUT && at.variant.covers(Some(&variant)))
            };
            ForgeryRow {
                id: format!("{FORGED_LOGOUT}/{}", forgery.name),
                described: forgery.described.clone(),
                outcome: forgery.wanted,
                outcome_if_assertions_signed: forgery.wanted,
                criteria: checklist.criteria.values().filter(reads).map(|criterion| criterion.id.clone()).collect(),
            }
        });
        Self { version: VERSION, forgeries: forgeries.chain(logouts).collect() }
    }
}

impl JourneysList {
    /// The journeys of a checklist.
    pub fn new(checklist: &Checklist) -> Self {
        let journeys = checklist.journeys.values().map(|journey| JourneyRow {
            name: journey.name.clone(),
            title: journey.title.clone(),
            waits: journey.waits(),
            answers: journey.answers.clone(),
            places: journey
                .stops()
                .into_iter()
                .map(|stop| PlaceRow { at: stop.pattern(journey), kind: stop.kind })
                .collect(),
        });
        Self { version: VERSION, journeys: journeys.collect() }
    }
}

impl FactsList {
    /// The whole vocabulary.
    pub fn new() -> Self {
        let mut facts: Vec<FactRow> = facts::all()
            .map(|fact| {
                let (gives, words) = match fact.gives {
                    Type::Bool => (Gives::Bool, &[][..]),
                    Type::Choice(words) => (Gives::Choice, words),
                    Type::Number => (Gives::Number, &[][..]),
                    Type::Text => (Gives::Text, &[][..]),
                    Type::Words(words) => (Gives::Words, words),
                };
                FactRow {
                    name: fact.name,
                    says: fact.says,
                    on: fact.on.to_vec(),
                    gives,
                    words: words.to_vec(),
                    from_start: fact.from_start,
                }
            })
            .collect();
        facts.sort_by_key(|fact| fact.name);
        Self { version: VERSION, facts }
    }
}

impl Default for FactsList {
    fn default() -> Self {
        Self::new()
    }
}

impl FaultsList {
    /// These faults.
    pub fn new(faults: Vec<FaultRow>) -> Self {
        Self { version: VERSION, faults }
    }
}
