//! Judges one criterion: every expectation at every announced place that it is about.

use std::collections::BTreeSet;

use super::{
    finding::{AtPlace, Finding, Weighed, Weight},
    verdict::{Unseen, Verdict},
    weigh::{self, Holds},
};
use crate::{
    checklist::criterion::{Applies, Criterion, Expectation, Otherwise, Predicate},
    evidence::{Blame, Evidence, Gap, Outcome, Place, Reason, run::Aansluiting},
    facts::{Fact, NotSeen, Read, Seen, Texts},
};

/// A finding quotes the service, not more than this many characters of it.
const LONGEST_QUOTE: usize = 400;

/// Judges one criterion.
pub(super) fn judge(criterion: &Criterion, evidence: &Evidence, texts: &Texts, aansluiting: &Aansluiting) -> Finding {
    let finding = |verdict, expectations| Finding { criterion: criterion.id.clone(), verdict, expectations };
    if let Some(why) = not_applicable(&criterion.applies, aansluiting) {
        return finding(Verdict::NietVanToepassing(why), Vec::new());
    }
    let weighed: Vec<Weighed> =
        criterion.expectations.iter().map(|one| expectation(one, evidence, texts, aansluiting)).collect();
    let heaviest = weighed.iter().map(|one| one.outcome).max().unwrap_or(Weight::Unseen);
    let missed: Vec<&AtPlace> =
        weighed.iter().flat_map(|one| &one.places).filter(|at| at.outcome == Weight::Missed).collect();
    let nothing = weighed.iter().any(|one| one.outcome == Weight::Missed && one.places.is_empty());
    let failed = nothing || missed.iter().any(|at| at.gap.as_ref().is_none_or(Gap::is_failure));
    let verdict = match heaviest {
        Weight::NotApplicable => Verdict::NietVanToepassing(reason(&weighed)),
        // Outside the checklist there are only remarks, so there a remark that was missed is all there was to see.
        _ if criterion.outside && failed => Verdict::NietVastgesteld(Unseen::Mislukt),
        _ if criterion.outside && !missed.is_empty() => Verdict::NietVastgesteld(Unseen::NietMogelijk),
        Weight::Holds | Weight::Missed | Weight::Remark if criterion.by_person => Verdict::TeBeoordelen,
        Weight::Holds | Weight::Missed | Weight::Remark => Verdict::Akkoord,
        Weight::Doubt => Verdict::TeBeoordelen,
        Weight::Impossible => Verdict::NietVastgesteld(Unseen::NietMogelijk),
        Weight::Unseen => Verdict::NietVastgesteld(Unseen::Mislukt),
        Weight::Violated => Verdict::NietAkkoord,
    };
    finding(verdict, weighed)
}

/// Why nothing of a criterion was asked, in Dutch: each reason once.
fn reason(weighed: &[Weighed]) -> String {
    let notes: BTreeSet<&str> =
        weighed.iter().flat_map(|one| &one.places).filter_map(|at| at.note.as_deref()).collect();
    notes.into_iter().collect::<Vec<_>>().join(" ")
}

/// Why a criterion or a line is not about this connection, in Dutch.
pub(super) fn not_applicable(applies: &Applies, aansluiting: &Aansluiting) -> Option<String> {
    if !applies.koppelvlak.is_empty() && !applies.koppelvlak.contains(&aansluiting.koppelvlak) {
        return Some("Dit geldt niet voor het koppelvlak van deze aansluiting.".to_owned());
    }
    if !applies.omgeving.is_empty() && !applies.omgeving.contains(&aansluiting.omgeving) {
        return Some("Dit geldt niet voor deze omgeving.".to_owned());
    }
    match applies.eenmalig_inloggen {
        Some(true) if !aansluiting.eenmalig_inloggen => {
            Some("Deze aansluiting doet niet mee aan eenmalig inloggen.".to_owned())
        }
        Some(false) if aansluiting.eenmalig_inloggen => {
            Some("Deze aansluiting doet mee aan eenmalig inloggen.".to_owned())
        }
        _ => None,
    }
}

fn expectation(expectation: &Expectation, evidence: &Evidence, texts: &Texts, aansluiting: &Aansluiting) -> Weighed {
    let asked = expectation.page.as_ref().is_none_or(|page| aansluiting.paginas.contains(page));
    let places: Vec<AtPlace> = evidence
        .covered(&expectation.at, &aansluiting.naam)
        .map(|(place, outcome)| at_place(expectation, place, outcome, evidence, texts))
        .collect();
    // A pattern that covers nothing was not seen anywhere.
    let nothing = match expectation.otherwise {
        _ if !asked => Weight::NotApplicable,
        Otherwise::Opmerking => Weight::Missed,
        Otherwise::NietAkkoord | Otherwise::TeBeoordelen => Weight::Unseen,
    };
    let outcome = places.iter().map(|at| at.outcome).max().unwrap_or(nothing);
    Weighed {
        that: expectation.that.clone(),
        outcome,
        expected: weigh::expected(&expectation.predicate),
        says: expectation.fact.says.to_owned(),
        advies: expectation
            .advies
            .clone()
            .filter(|_| matches!(outcome, Weight::Violated | Weight::Doubt | Weight::Remark)),
        places,
    }
}

fn at_place(
    expectation: &Expectation,
    place: &Place,
    outcome: &Outcome,
    evidence: &Evidence,
    texts: &Texts,
) -> AtPlace {
    match asked(expectation, place, evidence, texts) {
        Asked::Yes => {}
        Asked::No(why) => {
            let note = Some(quote(why));
            return AtPlace { place: place.clone(), outcome: Weight::NotApplicable, actual: None, note, gap: None };
        }
        Asked::Unknown(not_seen, gap) => {
            let outcome = unseen(expectation.otherwise, gap.as_ref(), not_seen.as_ref());
            let note = not_seen.map(|not_seen| not_seen.why().to_owned());
            return AtPlace { place: place.clone(), outcome, actual: None, note, gap };
        }
    }
    let (weight, read, gap) = match read(expectation.fact, place, outcome, evidence, texts) {
        Err(gap) => (None, Err(None), Some(gap)),
        Ok(Err(not_seen)) => (None, Err(Some(not_seen)), None),
        Ok(Ok(read)) => match &expectation.predicate {
            Predicate::SameAs(other) => {
                same_as(expectation.fact, &read, &other.resolve_from(place), evidence, texts, read.clone())
            }
            predicate => (Some(weigh::weigh(predicate, &read.value)), Ok(read), None),
        },
    };
    let outcome = match weight {
        Some(Holds::Yes) => Weight::Holds,
        Some(Holds::No) => match expectation.otherwise {
            Otherwise::NietAkkoord => Weight::Violated,
            Otherwise::Opmerking => Weight::Remark,
            Otherwise::TeBeoordelen => Weight::Doubt,
        },
        Some(Holds::Unknown) | None => {
            let not_seen = read.as_ref().err().and_then(Option::as_ref);
            unseen(expectation.otherwise, gap.as_ref(), not_seen)
        }
    };
    let (actual, note) = match read {
        Ok(read) => (Some(quote(&read.value.to_string())), read.note.map(|note| quote(&note))),
        Err(not_seen) => (None, not_seen.map(|not_seen| not_seen.why().to_owned())),
    };
    AtPlace { place: place.clone(), outcome, actual, note, gap }
}

/// Whether an expectation is asked of this service.
enum Asked<'a> {
    No(&'a str),
    Unknown(Option<NotSeen>, Option<Gap>),
    Yes,
}

/// The conditions in order; what the first one rules out was not to be seen at a later one.
fn asked<'a>(expectation: &'a Expectation, place: &Place, evidence: &Evidence, texts: &Texts) -> Asked<'a> {
    for condition in &expectation.when {
        let there = condition.at.resolve_from(place);
        let Some(outcome) = evidence.outcome(&there) else {
            return Asked::Unknown(Some(NotSeen::Missing("de plaats die dit beslist is niet bezocht")), None);
        };
        match read(condition.fact, &there, outcome, evidence, texts) {
            Err(gap) => return Asked::Unknown(None, Some(gap)),
            Ok(Err(not_seen)) => return Asked::Unknown(Some(not_seen), None),
            Ok(Ok(read)) => match weigh::weigh(&condition.is, &read.value) {
                Holds::Yes => {}
                Holds::No => return Asked::No(&condition.anders),
                Holds::Unknown => return Asked::Unknown(None, None),
            },
        }
    }
    Asked::Yes
}

type Weighing = (Option<Holds>, Result<Read, Option<NotSeen>>, Option<Gap>);

fn same_as(fact: &Fact, here: &Read, there: &Place, evidence: &Evidence, texts: &Texts, shown: Read) -> Weighing {
    let Some(outcome) = evidence.outcome(there) else {
        return (None, Err(Some(NotSeen::Missing("de plaats om mee te vergelijken is niet bezocht"))), None);
    };
    match read(fact, there, outcome, evidence, texts) {
        Err(gap) => (None, Ok(shown), Some(gap)),
        Ok(Err(not_seen)) => (None, Err(Some(not_seen)), None),
        Ok(Ok(other)) if here.value == other.value => (Some(Holds::Yes), Ok(shown), None),
        Ok(Ok(other)) => {
            let note = format!("Daar was het: {}", other.value);
            (Some(Holds::No), Ok(shown.noting(Some(note))), None)
        }
    }
}

fn read(
    fact: &Fact,
    place: &Place,
    outcome: &Outcome,
    evidence: &Evidence,
    texts: &Texts,
) -> Result<Result<Read, NotSeen>, Gap> {
    match outcome {
        Outcome::Gap(gap) => Err(gap.clone()),
        Outcome::Observed(observation) => match (fact.read)(&Seen { place, observation, evidence, texts }) {
            Err(NotSeen::BrowserLeftOut) => {
                Err(Gap::new(Reason::BrowserLeftOut, Blame::Us, "an HTTP client does not see what a page shows"))
            }
            read => Ok(read),
        },
    }
}

/// What could not be seen weighs, except where it could only have led to a remark.
fn unseen(otherwise: Otherwise, gap: Option<&Gap>, not_seen: Option<&NotSeen>) -> Weight {
    match (gap, not_seen) {
        _ if otherwise == Otherwise::Opmerking => Weight::Missed,
        (Some(gap), _) if !gap.is_failure() => Weight::Impossible,
        (None, Some(NotSeen::Impossible(_))) => Weight::Impossible,
        _ => Weight::Unseen,
    }
}

fn quote(text: &str) -> String {
    if text.chars().count() <= LONGEST_QUOTE {
        return text.to_owned();
    }
    text.chars().take(LONGEST_QUOTE).chain(['…']).collect()
}
