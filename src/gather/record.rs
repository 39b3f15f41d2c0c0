//! What is gathered so far: the itinerary and the blobs, shared by everything that gathers.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::evidence::{BlobId, Gap, Kind, Observation, Place, itinerary::Itinerary, itinerary::ItineraryError};

/// The growing record of a run.
#[derive(Default)]
pub(super) struct Record {
    itinerary: Mutex<Itinerary>,
    blobs: Mutex<BTreeMap<BlobId, Vec<u8>>>,
    /// Ends of places that another record announced, where this one announces none.
    aside: Mutex<Vec<(Place, Result<Observation, Gap>)>>,
}

impl Record {
    /// Announces a place.
    ///
    /// # Errors
    /// When it was announced before: two parts of us claim it.
    pub(super) fn announce(&self, place: Place, kind: Kind) -> Result<(), ItineraryError> {
        lock(&self.itinerary).announce(place, kind)
    }

    /// Ends a place. A place that ended before keeps its first end: after an interruption, late news does not count.
    pub(super) fn end(&self, place: &Place, outcome: Result<Observation, Gap>) {
        let mut itinerary = lock(&self.itinerary);
        if itinerary.places().next().is_none() {
            drop(itinerary);
            lock(&self.aside).push((place.clone(), outcome));
            return;
        }
        if itinerary.has_ended(place) {
            return;
        }
        let ended = match outcome {
            Ok(observation) => itinerary.observe(place, observation),
            Err(gap) => itinerary.gap(place, gap),
        };
        if let Err(error) = ended {
            tracing::error!("a slip of our own in keeping the itinerary: {error}");
        }
    }

    /// Takes over what was recorded aside, now that it is known to count.
    pub(super) fn take_over(&self, aside: Self) {
        for (place, outcome) in lock(&aside.aside).drain(..) {
            self.end(&place, outcome);
        }
        lock(&self.blobs).append(&mut lock(&aside.blobs));
    }

    /// Keeps a blob.
    pub(super) fn keep(&self, id: BlobId, bytes: Vec<u8>) {
        lock(&self.blobs).insert(id, bytes);
    }

    /// Ends every open place with the same gap and gives everything that was gathered.
    pub(super) fn close(&self, gap: &Gap) -> (Itinerary, BTreeMap<BlobId, Vec<u8>>) {
        let mut itinerary = std::mem::take(&mut *lock(&self.itinerary));
        itinerary.close_with(gap);
        (itinerary, std::mem::take(&mut *lock(&self.blobs)))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
