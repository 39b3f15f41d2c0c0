//! Facts about the way to DigiD and back: what it is shown in, and which hosts it goes by (koppelvlak 3.7 Stap 2 and 5).

use super::{
    Fact, NotSeen, Read, Seen, Type, Value,
    page::{moment, passage},
};
use crate::evidence::{
    Address, Kind, Observation, Outcome,
    exchange::{Exchange, ShownIn},
    page::Moment,
};

const PLACES: &[&str] = &["venster", "frame"];

/// The table.
pub const FACTS: &[Fact] = &[
    Fact {
        name: "digid.framed",
        says: "DigiD is in een frame geopend",
        on: &[Kind::Moment],
        gives: Type::Bool,
        from_start: false,
        read: |seen| Ok(opened(seen)?.any(|(_, shown_in)| shown_in == ShownIn::Frame).into()),
    },
    Fact {
        name: "digid.opened-in",
        says: "DigiD is geopend in een",
        on: &[Kind::Moment],
        gives: Type::Choice(PLACES),
        from_start: false,
        read: opened_in,
    },
    Fact {
        name: "page.popup",
        says: "De pagina staat in een los venster dat een andere pagina opende",
        on: &[Kind::Moment],
        gives: Type::Bool,
        from_start: false,
        read: |seen| Ok(moment(seen)?.popup.into()),
    },
    Fact {
        name: "saml.host",
        says: "Host van de dienst die de vraag gaf of het artifact kreeg",
        on: &[Kind::Moment],
        gives: Type::Text,
        from_start: true,
        read: host,
    },
];

/// The documents of DigiD that were asked for since the mark before, and what they were shown in.
fn opened<'a>(seen: &Seen<'a>) -> Result<impl Iterator<Item = (&'a Exchange, ShownIn)>, NotSeen> {
    let hosts = &seen.evidence.run().digid_hosts;
    let exchanges = moment(seen)?.exchanges.iter();
    Ok(exchanges.filter(|one| hosts.contains(&one.address.host)).filter_map(|one| Some((one, one.shown_in?))))
}

fn opened_in(seen: &Seen<'_>) -> Result<Read, NotSeen> {
    let mut shown = opened(seen)?.peekable();
    shown.peek().ok_or(NotSeen::Missing("DigiD is niet geopend"))?;
    match shown.find(|(_, shown_in)| *shown_in == ShownIn::Frame) {
        None => Ok(Value::Choice("venster").into()),
        Some((exchange, _)) => {
            let address = Address { query: None, fragment: None, ..exchange.address.clone() };
            Ok(Read::from(Value::Choice("frame")).noting(Some(format!("In een frame: {address}"))))
        }
    }
}

/// Where the artifact came; where none came, who answered with the question for DigiD.
fn host(seen: &Seen<'_>) -> Result<Read, NotSeen> {
    let here = passage(seen)?;
    let mut exchanges = here.exchanges.iter();
    let received = exchanges.find(|one| here.shows(one).is_some() && carries(&one.address, "SAMLart"));
    match received {
        Some(received) => Ok(received.address.host.clone().into()),
        None => asking_host(seen, here),
    }
}

/// A redirect to DigiD is an answer of its host. A link or form stands in the document before it; a script may have the
/// question from anywhere it asked, so then every host must be the same one.
fn asking_host(seen: &Seen<'_>, here: &Moment) -> Result<Read, NotSeen> {
    let exchanges = &here.exchanges;
    let hosts = &seen.evidence.run().digid_hosts;
    let at_digid = |one: &Exchange| hosts.contains(&one.address.host);
    let first = exchanges.iter().position(|one| at_digid(one) && here.shows(one).is_some());
    let first = first.ok_or(NotSeen::Missing("DigiD is niet geopend"))?;
    let before = &exchanges[..first];
    let question = &exchanges[first].address;
    if let Some(answer) = before.iter().rev().find(|one| one.location.as_ref() == Some(question)) {
        return Ok(answer.address.host.clone().into());
    }
    let (host, since) = match before.iter().rposition(|one| here.shows(one).is_some()) {
        Some(document) => (before[document].address.host.clone(), &before[document + 1..]),
        None => (start(seen)?, before),
    };
    if since.iter().any(|one| one.address.host != host && !at_digid(one)) {
        return Err(NotSeen::Missing("een script kan de vraag voor DigiD van een andere host hebben"));
    }
    Ok(host.into())
}

/// The host of the screen with the control.
fn start(seen: &Seen<'_>) -> Result<String, NotSeen> {
    const UNKNOWN: NotSeen = NotSeen::Missing("het scherm waar het begon is niet gezien");
    let start = "start".parse().map_err(|_| UNKNOWN)?;
    match seen.evidence.outcome(&seen.place.sibling(start)) {
        Some(Outcome::Observed(Observation::Moment(start))) => Ok(start.page.address.host.clone()),
        _ => Err(UNKNOWN),
    }
}

fn carries(address: &Address, name: &str) -> bool {
    let query = address.query.as_deref().unwrap_or_default();
    query.split('&').any(|pair| pair.split('=').next() == Some(name))
}
