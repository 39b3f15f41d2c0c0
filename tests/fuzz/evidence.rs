//! The evidence of a run, as somebody may have changed it: read, sealed anew, judged and shown.

use toetssteen::{
    evidence::{Evidence, Outcome, Pattern, Place, itinerary::Itinerary, redaction::Redactor, sealed::Document},
    judge,
};

use super::{Reader, survives_writing};
use crate::live::checklist;

const WORDS: &[&str] = &[
    "null",
    "true",
    "[]",
    "{}",
    "{",
    "[",
    "\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "-1",
    "1e999",
    "18446744073709551616",
    "\"2026-13-01T00:00:00Z\"",
    "\"-009999-01-01T00:00:00Z\"",
    "\"gap\":{\"reason\":\"tls-failed\",\"blame\":\"us\",\"detail\":\"\"}",
    "\"cancel/returned\":",
    "\"login/page/4294967295\":",
    "\"a:b/c/d/e/f\":",
    "\"not-reached\":{\"stopped\":\"cancel/returned\"}",
    "\u{202e}",
    "\u{1b}[2J",
    "<script>",
    "⟦cookie:sid·x⟧",
];

/// The document that is sealed anew is believed, so that what is in it comes to be judged.
pub(super) fn resealed(document: &Document) -> Option<Evidence> {
    let mut itinerary = Itinerary::default();
    for (place, kind) in &document.itinerary {
        itinerary.announce(place.clone(), *kind).ok()?;
    }
    for (place, outcome) in &document.outcomes {
        match outcome.clone() {
            Outcome::Observed(observation) => itinerary.observe(place, observation).ok()?,
            Outcome::Gap(gap) => itinerary.gap(place, gap).ok()?,
        }
    }
    Evidence::seal(document.run.clone(), itinerary, &Redactor::new([7; 32], [])).ok()
}

#[test]
fn evidence_of_a_run() {
    Reader { name: "evidence", words: WORDS, one_in: 5 }.try_out(|bytes| {
        let Ok(document) = serde_json::from_slice::<Document>(bytes) else { return false };
        survives_writing(&document);
        let Some(evidence) = resealed(&document) else { return false };
        let again = Evidence::from_document(evidence.to_document()).unwrap();
        assert_eq!(again, evidence);
        let judgement = judge::judge(checklist(), &evidence);
        assert_eq!(judge::judge(checklist(), &again), judgement);
        true
    });
}

#[test]
fn place_and_pattern() {
    Reader {
        name: "place",
        words: &["/", ":", "*", "/1", "/returned", "forged/", "[::1]", ":443", "é", "4294967296"],
        one_in: 1,
    }
    .try_out(|bytes| {
        let text = String::from_utf8_lossy(bytes);
        let (place, pattern) = (text.parse::<Place>(), text.parse::<Pattern>());
        if let Ok(place) = &place {
            assert_eq!(place.to_string().parse::<Place>().unwrap(), *place, "{text}");
        }
        if let Ok(pattern) = &pattern {
            assert_eq!(pattern.to_string().parse::<Pattern>().unwrap(), *pattern, "{text}");
        }
        place.is_ok() || pattern.is_ok()
    });
}
