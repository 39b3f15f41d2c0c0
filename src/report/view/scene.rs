//! What every part of the page needs: names of places, and where in the page a place, picture or criterion stands.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Link;
use crate::{
    evidence::{BlobId, Observation, Outcome, Place, page::Picture},
    judge::JudgedAansluiting,
    report::{Input, names::Names},
};

/// The report being made.
pub(super) struct Scene<'a> {
    pub(super) input: Input<'a>,
    pub(super) names: Names<'a>,
    places: BTreeMap<&'a Place, usize>,
    figures: BTreeMap<&'a BlobId, usize>,
}

/// A place as the page names it.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub(super) struct PlaceView {
    journey: String,
    moment: String,
    /// As in the evidence.
    text: String,
    /// Where the page tells what was seen there.
    pub(super) to: Option<String>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(input: Input<'a>) -> Self {
        let places = input.evidence.places().enumerate().map(|(at, (place, ..))| (place, at + 1)).collect();
        let mut figures = BTreeMap::new();
        for (_, _, outcome) in input.evidence.places() {
            if let Some(blob) = picture(outcome) {
                let next = figures.len() + 1;
                figures.entry(blob).or_insert(next);
            }
        }
        Self { input, names: Names::new(input.checklist), places, figures }
    }

    /// A place with its name and where the page tells of it.
    pub(super) fn place(&self, place: &Place) -> PlaceView {
        let name = self.names.place(place);
        PlaceView {
            journey: name.journey,
            moment: name.moment,
            text: place.to_string(),
            to: self.places.get(place).map(|number| format!("moment-{number}")),
        }
    }

    /// The pictures in the order of the page, with their numbers.
    pub(super) fn figures(&self) -> Vec<(&'a BlobId, usize)> {
        let mut figures: Vec<_> = self.figures.iter().map(|(blob, number)| (*blob, *number)).collect();
        figures.sort_by_key(|(_, number)| *number);
        figures
    }

    /// The picture of a place.
    pub(super) fn figure_at(&self, place: &Place) -> Option<Link> {
        self.input.evidence.outcome(place).and_then(picture).and_then(|blob| self.figure(blob))
    }

    /// Where a picture stands.
    pub(super) fn figure(&self, blob: &BlobId) -> Option<Link> {
        let number = self.figures.get(blob)?;
        Some(Link { to: format!("afbeelding-{number}"), text: format!("afbeelding {number}") })
    }

    /// Where the page tells all about a criterion, with the codes of the lines that rest on it.
    pub(super) fn criterion(&self, judged: &JudgedAansluiting, id: &str) -> Link {
        let title = self.input.checklist.criteria.get(id).map_or(id, |criterion| &criterion.title);
        let lines = judged.editions.iter().flat_map(|edition| &edition.lines);
        let codes: BTreeSet<&str> = lines
            .filter(|line| line.criteria.iter().any(|one| one == id))
            .filter_map(|line| line.code.as_deref())
            .collect();
        let codes = codes.into_iter().collect::<Vec<_>>().join(", ");
        let text = if codes.is_empty() { title.to_owned() } else { format!("{title} ({codes})") };
        Link { to: format!("eis-{}-{}", judged.naam, id.replace('/', "-")), text: self.input.of(judged, &text) }
    }

    /// The criteria for which `rests` finds something at this place.
    pub(super) fn resting_on(&self, place: &Place) -> BTreeSet<Link> {
        let mut links = BTreeSet::new();
        for judged in &self.input.judgement.aansluitingen {
            for finding in judged.findings.values() {
                if finding.expectations.iter().flat_map(|one| &one.places).any(|at| at.place == *place) {
                    links.insert(self.criterion(judged, &finding.criterion));
                }
            }
        }
        links
    }
}

/// The picture that was taken.
pub(super) fn picture(outcome: &Outcome) -> Option<&BlobId> {
    match outcome {
        Outcome::Observed(Observation::Moment(moment)) => match &moment.page.picture {
            Picture::Taken(blob) => Some(blob),
            Picture::Withheld(_) => None,
        },
        _ => None,
    }
}
