//! What is left of an observation once the run that it belongs to is sealed.

use serde_json::{from_value, json};
use toetssteen::{
    evidence::{
        BlobId, Evidence, Observation, Outcome, Place, exchange::Exchange, itinerary::Itinerary, page::Moment,
        redaction::Redactor, session::Agent,
    },
    gather::browser::Seen,
};

fn sealed(observation: Observation, redactor: &Redactor) -> Observation {
    let place: Place = "cancel/start".parse().unwrap();
    let mut itinerary = Itinerary::default();
    itinerary.announce(place.clone(), observation.kind()).unwrap();
    itinerary.observe(&place, observation).unwrap();
    let run = json!({
        "tool": "0.1.0", "started": "2026-03-01T10:00:00Z", "ended": "2026-03-01T10:16:00Z", "digid": "simulator",
        "digid_hosts": [],
        "timing": "real", "checks": BlobId::of(b""), "target_file": BlobId::of(b""), "interrupted": false, "only": [],
        "subject": { "kenmerk": null, "afnemer": "Voorbeeld", "tester": null, "routes": [], "aansluitingen": [] },
    });
    let evidence = Evidence::seal(from_value(run).unwrap(), itinerary, redactor).unwrap();
    match evidence.outcome(&place) {
        Some(Outcome::Observed(observation)) => observation.clone(),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn exchange(exchange: &Exchange, redactor: &Redactor) -> Exchange {
    match sealed(Observation::Exchange(Box::new(exchange.clone())), redactor) {
        Observation::Exchange(exchange) => *exchange,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn seen(seen: Seen, redactor: &Redactor) -> Moment {
    let Seen { page, windows, popup, exchanges, picture: _ } = seen;
    let at = "2026-03-01T10:05:00Z".parse().unwrap();
    let moment =
        Moment { at, agent: Agent::Browser, page, windows, popup, exchanges, messages: Vec::new(), at_digid: false };
    match sealed(Observation::Moment(Box::new(moment)), redactor) {
        Observation::Moment(moment) => *moment,
        other => panic!("{other:?}"),
    }
}
