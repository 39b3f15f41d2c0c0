//! Facts about what the headers of an answer allow others and what they tell (NCSC U/PW.02, U/PW.03).

use std::collections::BTreeSet;

use super::{Fact, NotSeen, Read, Seen, Type, Value, framing, page::passage, session, storing, telltales};
use crate::evidence::{
    Kind, Observation,
    exchange::{Exchange, ShownIn},
    page::Moment,
};

/// Methods that a web page needs none of: they show what was sent, or make a tunnel of the server.
const NEEDLESS: &[&str] = &["CONNECT", "TRACE", "TRACK"];

/// The table.
pub const FACTS: &[Fact] = &[
    Fact {
        name: "http.methoden",
        says: "Methoden die de server noemt en een website niet nodig heeft",
        on: &[Kind::Exchange],
        gives: Type::Words(NEEDLESS),
        from_start: false,
        read: |seen| Ok(methods(answer(seen)?)),
    },
    Fact {
        name: "http.trace",
        says: "De server stuurt met TRACE terug wat is gevraagd",
        on: &[Kind::Exchange],
        gives: Type::Bool,
        from_start: false,
        read: |seen| Ok(echo(answer(seen)?)),
    },
    Fact {
        name: "kopregels.bewaren",
        says: "Browsers mogen de pagina achter het inloggen bewaren",
        on: &[Kind::Knock],
        gives: Type::Choice(storing::STORING),
        from_start: false,
        read: storing::read,
    },
    Fact {
        name: "kopregels.insluiten",
        says: "De pagina mag in een frame staan",
        on: &[Kind::Exchange, Kind::Moment],
        gives: Type::Choice(framing::FRAMING),
        from_start: false,
        read: |seen| Ok(framing::read(answer(seen)?)),
    },
    Fact {
        name: "kopregels.verklikkers",
        says: "Kopregels die zeggen welke programma's de server gebruikt",
        on: &[Kind::Exchange, Kind::Moment],
        gives: Type::Words(telltales::TELLTALES),
        from_start: false,
        read: |seen| Ok(telltales::read(answer(seen)?)),
    },
];

/// The answer of a probe, or the document that is shown.
pub(super) fn answer<'a>(seen: &Seen<'a>) -> Result<&'a Exchange, NotSeen> {
    if let Observation::Exchange(exchange) = seen.observation {
        return Ok(exchange);
    }
    let here = passage(seen)?;
    // Within one document a script may go from page to page; then it came with an earlier one.
    let before = session::earlier(seen, here).collect::<Vec<_>>().into_iter().rev();
    [here].into_iter().chain(before).find_map(|one| document(one, here)).ok_or(NOT_SEEN)
}

const NOT_SEEN: NotSeen = NotSeen::Missing("het antwoord met deze pagina is niet gezien");

/// The last document of this moment that came from the host of the page that shows.
fn document<'a>(moment: &'a Moment, here: &Moment) -> Option<&'a Exchange> {
    let shown = |one: &&Exchange| {
        moment.shows(one) == Some(ShownIn::Window)
            && one.status.is_some()
            && one.location.is_none()
            && one.address.host == here.page.address.host
    };
    moment.exchanges.iter().rev().find(shown)
}

/// Shown in full: what a page is allowed differs from one server to another.
fn methods(options: &Exchange) -> Read {
    let named: Vec<&str> = values(options, "allow").flat_map(|line| line.split(',')).map(str::trim).collect();
    let there = |method: &&&str| named.iter().any(|one| one.eq_ignore_ascii_case(method));
    let seen = NEEDLESS.iter().filter(there).copied().collect();
    let note = match named.as_slice() {
        [] => "Het antwoord op OPTIONS noemt geen methoden.".to_owned(),
        named => format!("Allow: {}", named.join(", ")),
    };
    Read::from(Value::Words { seen, unknown: BTreeSet::new() }).noting(Some(note))
}

/// An echo has a type of its own (RFC 9110 §9.3.8); a page that merely says 200 is none.
fn echo(trace: &Exchange) -> Read {
    let echo = trace.status == Some(200) && trace.header("content-type").is_some_and(is_message);
    let status = trace.status.map_or_else(|| "geen antwoord".to_owned(), |status| format!("status {status}"));
    Read::from(echo).noting(Some(format!("Op TRACE kwam {status}.")))
}

fn is_message(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("message/http")
}

/// Every value of a header.
pub(super) fn values<'a>(exchange: &'a Exchange, name: &'a str) -> impl Iterator<Item = &'a str> {
    exchange.headers.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::{storing::testing::answered, *};

    #[test]
    fn an_echo_is_told_from_a_page() {
        let trace = |kind: &str, status| {
            echo(&Exchange { status, ..answered("https://a.test/", &[("content-type", kind)]) }).value
        };
        assert_eq!(trace("Message/HTTP; charset=us-ascii", Some(200)), Value::Bool(true));
        assert_eq!(trace("text/html", Some(200)), Value::Bool(false));
        assert_eq!(trace("message/http", Some(405)), Value::Bool(false));
        assert_eq!(trace("message/http", None), Value::Bool(false));
    }

    #[test]
    fn needless_methods_are_found_in_every_line() {
        let read = methods(&answered("https://a.test/", &[("allow", "GET, HEAD"), ("allow", "PUT,trace")]));
        assert_eq!(read.value, Value::Words { seen: ["TRACE"].into(), unknown: BTreeSet::new() });
        assert_eq!(read.note.as_deref(), Some("Allow: GET, HEAD, PUT, trace"));
        let none = methods(&answered("https://a.test/", &[]));
        assert_eq!(none.value, Value::Words { seen: BTreeSet::new(), unknown: BTreeSet::new() });
    }
}
