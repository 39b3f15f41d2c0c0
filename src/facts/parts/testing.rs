//! A page to read facts from, seen where logging in begins.

use std::collections::BTreeMap;

use serde_json::{from_value, json};

use crate::{
    evidence::{
        BlobId, Evidence, Kind, Observation, Place,
        itinerary::Itinerary,
        page::{Moment, Page, Picture},
        parts::Parts,
        redaction::Redactor,
        run::{Run, Subject},
        session::Agent,
    },
    facts::{NotSeen, Read, Seen, Texts},
};

/// A page with this text and nothing else.
pub(super) fn screen(text: &str) -> Page {
    let address = crate::evidence::Address::from(&"https://mijn.voorbeeld.test/inloggen".parse().unwrap());
    Page {
        address,
        status: Some(200),
        title: "Inloggen".to_owned(),
        lang: Some("nl".to_owned()),
        text: text.to_owned(),
        passing: Vec::new(),
        controls: BTreeMap::new(),
        parts: Some(Parts { complete: true, ..Parts::default() }),
        picture: Picture::Withheld("a test".to_owned()),
    }
}

/// What is read from it; the mandatory texts are these.
pub(super) fn read(
    reading: fn(&Seen<'_>) -> Result<Read, NotSeen>,
    page: Page,
    texts: &[(&str, &str)],
) -> Result<Read, NotSeen> {
    let texts = texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    read_of(reading, page, &Texts { foutmelding: texts, ..Texts::default() }, |_| {})
}

/// What is read from it with these texts and this subject.
pub(super) fn read_of(
    reading: fn(&Seen<'_>) -> Result<Read, NotSeen>,
    page: Page,
    texts: &Texts,
    subject: impl FnOnce(&mut Subject),
) -> Result<Read, NotSeen> {
    let place: Place = "login/start".parse().unwrap();
    let at = "2026-03-01T10:05:00Z".parse().unwrap();
    let moment = Moment {
        at,
        agent: Agent::Browser,
        page,
        windows: 1,
        exchanges: Vec::new(),
        messages: Vec::new(),
        at_digid: false,
        popup: false,
    };
    let mut itinerary = Itinerary::default();
    itinerary.announce(place.clone(), Kind::Moment).unwrap();
    itinerary.observe(&place, Observation::Moment(Box::new(moment))).unwrap();
    let mut run: Run = from_value(json!({
        "tool": "0.1.0", "started": "2026-03-01T10:00:00Z", "ended": "2026-03-01T10:16:00Z", "digid": "simulator", "digid_hosts": [],
        "timing": "real", "checks": BlobId::of(b""), "target_file": BlobId::of(b""), "interrupted": false, "only": [],
        "subject": { "kenmerk": null, "afnemer": "Gemeente Elders", "tester": null, "routes": [], "aansluitingen": [{
            "naam": "mijn", "aansluitnummer": null, "koppelvlak": "saml", "omgeving": "preproductie",
            "betrouwbaarheidsniveau": "midden", "eenmalig_inloggen": false, "aangevraagd": null, "edities": [],
            "dienst": null, "startpagina": "https://mijn.voorbeeld.test/inloggen", "adressen": [],
            "paginas": ["start"], "accounts": ["999990019 (Test Persoon Een)"],
        }] },
    }))
    .unwrap();
    subject(&mut run.subject);
    let redactor = Redactor::new([7; 32], ["999990019".parse().unwrap()]);
    let evidence = Evidence::seal(run, itinerary, &redactor).unwrap();
    let Some(crate::evidence::Outcome::Observed(observation)) = evidence.outcome(&place) else { unreachable!() };
    reading(&Seen { place: &place, observation, evidence: &evidence, texts })
}
