//! Facts about what a citizen sees.

use std::collections::BTreeSet;

use super::{Fact, NotSeen, Read, Seen, Type, Value, texts};
use crate::evidence::{
    Kind, Observation, Outcome,
    page::{Moment, Visibility},
    session::Agent,
};

const VISIBILITY: &[&str] = &["zichtbaar", "verborgen", "afwezig"];

/// The table.
pub const FACTS: &[Fact] = &[
    Fact {
        name: "control.inloggen",
        says: "De inlogknop van DigiD is",
        on: &[Kind::Moment],
        gives: Type::Choice(VISIBILITY),
        from_start: false,
        read: |seen| control(seen, "inloggen"),
    },
    Fact {
        name: "control.uitloggen",
        says: "De uitlogknop is",
        on: &[Kind::Moment],
        gives: Type::Choice(VISIBILITY),
        from_start: false,
        read: |seen| control(seen, "uitloggen"),
    },
    Fact {
        name: "page.address",
        says: "Adres van het scherm",
        on: &[Kind::Moment],
        gives: Type::Text,
        from_start: false,
        read: |seen| Ok(passage(seen)?.page.address.screen().into()),
    },
    Fact {
        name: "page.foutmelding",
        says: "De verplichte foutmelding op het scherm is",
        on: &[Kind::Moment],
        gives: Type::Choice(texts::FOUTMELDING),
        from_start: false,
        read: foutmelding,
    },
    Fact {
        name: "page.new-text",
        says: "Nieuwe tekst op het scherm",
        on: &[Kind::Moment],
        gives: Type::Text,
        from_start: true,
        read: new_text,
    },
    Fact {
        name: "page.status",
        says: "HTTP-status van de pagina",
        on: &[Kind::Moment],
        gives: Type::Number,
        from_start: false,
        read: |seen| {
            passage(seen)?
                .page
                .status
                .map(|status| i64::from(status).into())
                .ok_or(NotSeen::Missing("de HTTP-status is niet gezien"))
        },
    },
    Fact {
        name: "page.text",
        says: "Zichtbare tekst op het scherm",
        on: &[Kind::Moment],
        gives: Type::Text,
        from_start: false,
        read: |seen| Ok(moment(seen)?.page.text.clone().into()),
    },
    Fact {
        name: "page.windows",
        says: "Aantal open vensters",
        on: &[Kind::Moment],
        gives: Type::Number,
        from_start: false,
        read: |seen| Ok(i64::from(moment(seen)?.windows).into()),
    },
];

/// The moment that was observed in a browser.
pub(super) fn moment<'a>(seen: &Seen<'a>) -> Result<&'a Moment, NotSeen> {
    let moment = passage(seen)?;
    if moment.agent == Agent::Browser { Ok(moment) } else { Err(NotSeen::BrowserLeftOut) }
}

/// The moment that was observed, where no more of it is read than what an HTTP client sees too: where it led, and what reached DigiD.
pub(super) fn passage<'a>(seen: &Seen<'a>) -> Result<&'a Moment, NotSeen> {
    match seen.observation {
        Observation::Moment(moment) => Ok(moment),
        _ => Err(NotSeen::Missing("er is geen scherm gezien")),
    }
}

fn control(seen: &Seen<'_>, name: &str) -> Result<Read, NotSeen> {
    let controls = &moment(seen)?.page.controls;
    let found = controls
        .iter()
        .find(|(key, _)| key.as_str() == name)
        .ok_or(NotSeen::Missing("er is niet naar deze knop gezocht"))?;
    Ok(Value::Choice(match found.1 {
        Visibility::Absent => "afwezig",
        Visibility::Hidden => "verborgen",
        Visibility::Visible => "zichtbaar",
    })
    .into())
}

fn foutmelding(seen: &Seen<'_>) -> Result<Read, NotSeen> {
    let page = &moment(seen)?.page;
    let (name, note) = texts::shown(seen.texts, &page.text);
    Ok(Read::from(Value::Choice(name)).noting(note))
}

/// Lines that were not there at the mark `start`, and lines that came and went since the mark before.
fn new_text(seen: &Seen<'_>) -> Result<Read, NotSeen> {
    const UNKNOWN: NotSeen = NotSeen::Missing("het scherm waar het begon is niet gezien");
    let here = &moment(seen)?.page;
    let start = "start".parse().map_err(|_| UNKNOWN)?;
    let Some(Outcome::Observed(Observation::Moment(before))) = seen.evidence.outcome(&seen.place.sibling(start)) else {
        return Err(UNKNOWN);
    };
    let known: BTreeSet<String> = before.page.text.lines().map(texts::collapse).collect();
    let lines = here.text.lines().chain(here.passing.iter().map(String::as_str)).map(texts::collapse);
    let new: Vec<String> = lines.filter(|line| !line.is_empty() && !known.contains(line)).collect();
    Ok(new.join("\n").into())
}
