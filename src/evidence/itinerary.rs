//! The places of a run: announced before they are visited, each ending once.

use std::collections::{BTreeMap, btree_map::Entry};

use super::{
    gap::Gap,
    observation::{Kind, Observation, Outcome},
    place::Place,
};

/// The places announced so far and how they ended.
#[derive(Clone, Debug, Default)]
pub struct Itinerary {
    stops: BTreeMap<Place, Stop>,
}

#[derive(Clone, Debug)]
struct Stop {
    kind: Kind,
    outcome: Option<Outcome>,
}

/// A slip of our own in keeping the itinerary.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ItineraryError {
    /// The place was announced before.
    #[error("place `{0}` was announced twice")]
    AnnouncedTwice(Place),
    /// The place ended before.
    #[error("place `{0}` ended twice")]
    EndedTwice(Place),
    /// Nobody announced the place.
    #[error("place `{0}` was never announced")]
    NotAnnounced(Place),
    /// The observation is of another kind than announced.
    #[error("place `{place}` was announced as {announced} and observed as {observed}")]
    OtherKind {
        /// Where.
        place: Place,
        /// What was announced.
        announced: Kind,
        /// What came.
        observed: Kind,
    },
    /// Places without an end.
    #[error("{0} places have not ended, first `{1}`")]
    Unfinished(usize, Place),
}

impl Itinerary {
    /// Says that a place will be visited and what will be observed there.
    pub fn announce(&mut self, place: Place, kind: Kind) -> Result<(), ItineraryError> {
        match self.stops.entry(place) {
            Entry::Occupied(taken) => Err(ItineraryError::AnnouncedTwice(taken.key().clone())),
            Entry::Vacant(free) => {
                free.insert(Stop { kind, outcome: None });
                Ok(())
            }
        }
    }

    /// Ends a place with what was observed there.
    pub fn observe(&mut self, place: &Place, observation: Observation) -> Result<(), ItineraryError> {
        let announced = self.stops.get(place).ok_or_else(|| ItineraryError::NotAnnounced(place.clone()))?.kind;
        let observed = observation.kind();
        if announced != observed {
            return Err(ItineraryError::OtherKind { place: place.clone(), announced, observed });
        }
        self.end(place, Outcome::Observed(observation))
    }

    /// Ends a place with the reason why nothing was observed.
    pub fn gap(&mut self, place: &Place, gap: Gap) -> Result<(), ItineraryError> {
        self.end(place, Outcome::Gap(gap))
    }

    /// Ends every place that has not ended with the same gap.
    pub fn close_with(&mut self, gap: &Gap) {
        for stop in self.stops.values_mut() {
            stop.outcome.get_or_insert_with(|| Outcome::Gap(gap.clone()));
        }
    }

    /// Whether a place was announced.
    pub fn announced(&self, place: &Place) -> Option<Kind> {
        self.stops.get(place).map(|stop| stop.kind)
    }

    /// Whether a place has ended.
    pub fn has_ended(&self, place: &Place) -> bool {
        self.stops.get(place).is_some_and(|stop| stop.outcome.is_some())
    }

    /// Every place in order, with its kind.
    pub fn places(&self) -> impl Iterator<Item = (&Place, Kind)> {
        self.stops.iter().map(|(place, stop)| (place, stop.kind))
    }

    /// The places with their outcomes.
    ///
    /// # Errors
    /// [`ItineraryError::Unfinished`] when a place has no end yet.
    pub fn finish(self) -> Result<BTreeMap<Place, (Kind, Outcome)>, ItineraryError> {
        let open: Vec<&Place> =
            self.stops.iter().filter(|(_, stop)| stop.outcome.is_none()).map(|(place, _)| place).collect();
        if let Some(first) = open.first() {
            return Err(ItineraryError::Unfinished(open.len(), (*first).clone()));
        }
        Ok(self.stops.into_iter().filter_map(|(place, stop)| Some((place, (stop.kind, stop.outcome?)))).collect())
    }

    fn end(&mut self, place: &Place, outcome: Outcome) -> Result<(), ItineraryError> {
        let stop = self.stops.get_mut(place).ok_or_else(|| ItineraryError::NotAnnounced(place.clone()))?;
        if stop.outcome.is_some() {
            return Err(ItineraryError::EndedTwice(place.clone()));
        }
        stop.outcome = Some(outcome);
        Ok(())
    }
}
