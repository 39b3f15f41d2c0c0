//! The evidence of a finished run: every announced place with its end, under a seal.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    blob::BlobId,
    itinerary::{Itinerary, ItineraryError},
    observation::{Kind, Observation, Outcome},
    page::Picture,
    pattern::Pattern,
    place::Place,
    redaction::Redactor,
    run::Run,
    word::Word,
};

/// Version of the form of the document. A reader refuses others.
pub const VERSION: u32 = 1;

/// Sealed evidence. There is no way to have one of which a place is missing.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    run: Run,
    places: BTreeMap<Place, (Kind, Outcome)>,
}

/// The document as written: `evidence.json`.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Version of this form.
    pub version: u32,
    /// What the run was.
    pub run: Run,
    /// The places announced and the kind of observation meant for each.
    pub itinerary: BTreeMap<Place, Kind>,
    /// How each of them ended.
    pub outcomes: BTreeMap<Place, Outcome>,
    /// SHA-256 over the parts above.
    pub seal: BlobId,
}

/// Why a document is not believed.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SealError {
    /// Something was changed after sealing.
    #[error("the seal does not fit: the document was changed after the run")]
    Broken,
    /// A place ended that nobody announced, or the other way round.
    #[error("place `{0}` is announced without an end, or ended without being announced")]
    Itinerary(Place),
    /// An observation of another kind than announced.
    #[error("place `{0}` holds another kind of observation than announced")]
    Kind(Place),
    /// Written by another version.
    #[error("the document has version {0}; this version of Toetssteen reads version {VERSION}")]
    Version(u32),
}

impl Evidence {
    /// Seals a finished itinerary. A run comes into evidence only here, so this is where what others wrote is redacted.
    ///
    /// # Errors
    /// [`ItineraryError::Unfinished`] when a place has no end.
    pub fn seal(run: Run, itinerary: Itinerary, redactor: &Redactor) -> Result<Self, ItineraryError> {
        let mut places = itinerary.finish()?;
        places.values_mut().for_each(|(_, outcome)| redactor.outcome(outcome));
        Ok(Self { run, places })
    }

    /// What the run was.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// Every announced place, in order.
    pub fn places(&self) -> impl Iterator<Item = (&Place, Kind, &Outcome)> {
        self.places.iter().map(|(place, (kind, outcome))| (place, *kind, outcome))
    }

    /// The announced places of a connection that a pattern covers, in order. Places name their connection only where the
    /// target has more than one.
    pub fn covered<'a>(
        &'a self,
        pattern: &'a Pattern,
        aansluiting: &'a Word,
    ) -> impl Iterator<Item = (&'a Place, &'a Outcome)> {
        let own = move |place: &Place| place.aansluiting.as_ref().is_none_or(|name| name == aansluiting);
        let covered = self.places.iter().filter(move |(place, _)| pattern.covers(place) && own(place));
        covered.map(|(place, (_, outcome))| (place, outcome))
    }

    /// How a place ended, if it was announced.
    pub fn outcome(&self, place: &Place) -> Option<&Outcome> {
        self.places.get(place).map(|(_, outcome)| outcome)
    }

    /// The blobs that the observations refer to.
    pub fn blobs(&self) -> BTreeSet<&BlobId> {
        let pictures = self.places.values().filter_map(|(_, outcome)| match outcome {
            Outcome::Observed(Observation::Moment(moment)) => match &moment.page.picture {
                Picture::Taken(id) => Some(id),
                Picture::Withheld(_) => None,
            },
            _ => None,
        });
        pictures.collect()
    }

    /// The document to write.
    pub fn to_document(&self) -> Document {
        let itinerary: BTreeMap<_, _> = self.places.iter().map(|(place, (kind, _))| (place.clone(), *kind)).collect();
        let outcomes: BTreeMap<_, _> =
            self.places.iter().map(|(place, (_, outcome))| (place.clone(), outcome.clone())).collect();
        let seal = digest(&self.run, &itinerary, &outcomes);
        Document { version: VERSION, run: self.run.clone(), itinerary, outcomes, seal }
    }

    /// Believes a document that was read back, or says why not.
    pub fn from_document(document: Document) -> Result<Self, SealError> {
        let Document { version, run, itinerary, outcomes, seal } = document;
        if version != VERSION {
            return Err(SealError::Version(version));
        }
        let announced: BTreeSet<_> = itinerary.keys().collect();
        let ended: BTreeSet<_> = outcomes.keys().collect();
        if let Some(odd) = announced.symmetric_difference(&ended).next() {
            return Err(SealError::Itinerary((**odd).clone()));
        }
        if digest(&run, &itinerary, &outcomes) != seal {
            return Err(SealError::Broken);
        }
        let mut places = BTreeMap::new();
        for ((place, kind), outcome) in itinerary.into_iter().zip(outcomes.into_values()) {
            if let Outcome::Observed(observation) = &outcome
                && observation.kind() != kind
            {
                return Err(SealError::Kind(place));
            }
            places.insert(place, (kind, outcome));
        }
        Ok(Self { run, places })
    }

    /// The same evidence with one place replaced by a gap, sealed anew.
    #[must_use]
    pub fn with_gap(mut self, place: &Place, gap: super::gap::Gap) -> Self {
        if let Some((_, outcome)) = self.places.get_mut(place) {
            *outcome = Outcome::Gap(gap);
        }
        self
    }
}

fn digest(run: &Run, itinerary: &BTreeMap<Place, Kind>, outcomes: &BTreeMap<Place, Outcome>) -> BlobId {
    #[expect(clippy::expect_used, reason = "maps keyed by text and plain data always serialise")]
    let bytes = serde_json::to_vec(&(VERSION, run, itinerary, outcomes)).expect("evidence serialises");
    BlobId::of(&bytes)
}
