//! What rests on a picture: the criteria that were weighed at its place, that compare another place with it, or whose
//! question a person answers by looking at it.

use std::collections::BTreeSet;

use super::{Link, scene::Scene};
use crate::{
    checklist::{Criterion, criterion::Predicate},
    evidence::Place,
    judge::{Finding, JudgedAansluiting, Verdict},
};

/// The criteria that rest on the picture of this place.
pub(super) fn resting(scene: &Scene<'_>, place: &Place) -> BTreeSet<Link> {
    let mut links = scene.resting_on(place);
    for judged in &scene.input.judgement.aansluitingen {
        for finding in judged.findings.values() {
            let Some(criterion) = scene.input.checklist.criteria.get(&finding.criterion) else { continue };
            if compares(criterion, finding, place) || asks(scene, judged, criterion, finding, place) {
                links.insert(scene.criterion(judged, &finding.criterion));
            }
        }
    }
    links
}

fn compares(criterion: &Criterion, finding: &Finding, place: &Place) -> bool {
    let weighed = criterion.expectations.iter().zip(&finding.expectations);
    weighed.into_iter().any(|(expectation, weighed)| match &expectation.predicate {
        Predicate::SameAs(other) => weighed.places.iter().any(|at| other.resolve_from(&at.place) == *place),
        _ => false,
    })
}

fn asks(
    scene: &Scene<'_>,
    judged: &JudgedAansluiting,
    criterion: &Criterion,
    finding: &Finding,
    place: &Place,
) -> bool {
    let review = criterion.review.as_ref().filter(|_| finding.verdict == Verdict::TeBeoordelen);
    review.is_some_and(|review| {
        let shown = review.show.iter().flat_map(|pattern| scene.input.evidence.covered(pattern, &judged.naam));
        shown.into_iter().any(|(shown, _)| shown == place)
    })
}
