//! The pictures: each once in the page, as bytes within it, with the places it was taken and the criteria that rest on it.

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Serialize;

use super::{
    Link,
    resting::resting,
    scene::{PlaceView, Scene, picture},
};
use crate::{
    checklist::criterion::Review,
    evidence::{BlobId, Evidence, Observation, Outcome, Place, Word},
    report::text::one_line,
};

/// A picture larger than this many bytes stays out of the page.
const LARGEST: usize = 2 * 1024 * 1024;
/// All pictures of a page together are not larger than this many bytes, so that it can be mailed.
const LARGEST_TOGETHER: usize = 20 * 1024 * 1024;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A picture.
#[derive(Debug, Serialize)]
pub(super) struct FigureView {
    id: String,
    number: usize,
    /// `data:` address.
    src: Option<String>,
    /// Why there is no picture here, in Dutch.
    missing: Option<String>,
    alt: String,
    blob: String,
    places: Vec<PlaceView>,
    criteria: BTreeSet<Link>,
}

/// The pictures that help to answer a question.
pub(in crate::report) fn shown<'a>(
    review: &'a Review,
    evidence: &'a Evidence,
    aansluiting: &'a Word,
) -> impl Iterator<Item = (&'a Place, &'a BlobId)> {
    let places = review.show.iter().flat_map(|pattern| evidence.covered(pattern, aansluiting));
    places.filter_map(|(place, outcome)| Some((place, picture(outcome)?)))
}

/// Every picture of the evidence.
pub(super) fn figures(scene: &Scene<'_>) -> Vec<FigureView> {
    let mut room = LARGEST_TOGETHER;
    scene.figures().into_iter().map(|(blob, number)| figure(scene, blob, number, &mut room)).collect()
}

fn figure(scene: &Scene<'_>, blob: &BlobId, number: usize, room: &mut usize) -> FigureView {
    let places: Vec<&Place> = scene
        .input
        .evidence
        .places()
        .filter(|(_, _, outcome)| picture(outcome) == Some(blob))
        .map(|(place, ..)| place)
        .collect();
    let bytes = scene.input.blobs.get(blob).map(Vec::as_slice);
    let missing = match bytes {
        None => Some("Deze afbeelding zit niet bij het bewijs.".to_owned()),
        Some(bytes) if !bytes.starts_with(PNG) => Some("Dit is geen PNG-afbeelding.".to_owned()),
        Some(bytes) if bytes.len() > LARGEST.min(*room) => {
            let size = bytes.len().div_ceil(1024 * 1024);
            Some(format!("Deze afbeelding is te groot voor dit rapport ({size} MB). Zij staat wel bij het bewijs."))
        }
        Some(_) => None,
    };
    let src = bytes.filter(|_| missing.is_none()).map(|bytes| {
        *room -= bytes.len();
        format!("data:image/png;base64,{}", STANDARD.encode(bytes))
    });
    FigureView {
        id: format!("afbeelding-{number}"),
        number,
        src,
        missing,
        alt: alt(scene, &places),
        blob: blob.to_string(),
        criteria: places.iter().flat_map(|place| resting(scene, place)).collect(),
        places: places.into_iter().map(|place| scene.place(place)).collect(),
    }
}

fn alt(scene: &Scene<'_>, places: &[&Place]) -> String {
    let Some(place) = places.first() else { return String::new() };
    let title = match scene.input.evidence.outcome(place) {
        Some(Outcome::Observed(Observation::Moment(moment))) => one_line(&moment.page.title, 100),
        _ => String::new(),
    };
    format!("Schermafdruk bij {}. Titel van de pagina: ‘{title}’.", scene.names.place(place).sentence())
}
