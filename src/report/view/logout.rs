//! Messages that end a session, as rows of a table.

use super::{
    Row,
    message::{codes, instant, relay_state, text},
};
use crate::{
    evidence::logout::{LogoutAnswered, LogoutAsked, LogoutConfirmed, LogoutRequestSeen, Named},
    report::text::one_line,
};

const LONGEST: usize = 300;

pub(super) fn request(seen: &LogoutRequestSeen) -> Vec<Row> {
    let named = |named: Named, own: &str, other: &str| {
        match named {
            Named::Absent => "ontbreekt",
            Named::Other => other,
            Named::Own => own,
            Named::Unknown => "niet te vergelijken: er is geen sessie",
        }
        .to_owned()
    };
    vec![
        text("ID", &seen.id),
        text("Version", &seen.version),
        text("Issuer", &seen.issuer),
        text("Destination", &seen.destination),
        instant(seen.issue_instant.as_ref()),
        Row::new("NameID", named(seen.name_id, "wie is ingelogd", "een ander")),
        Row::new("SessionIndex", named(seen.session_index, "die van deze login", "een andere")),
        Row::new("Sessie bij DigiD", if seen.session_known { "ja" } else { "nee" }),
        relay_state(seen.relay_state_length),
        Row::new("Handtekening in de XML", if seen.signature_in_xml { "ja" } else { "nee" }),
    ]
}

pub(super) fn asked(asked: &LogoutAsked) -> Vec<Row> {
    vec![Row::new("Naar", one_line(&asked.destination, LONGEST))]
}

pub(super) fn confirmed(seen: &LogoutConfirmed) -> Vec<Row> {
    let mut rows = vec![
        Row::new("HTTP-status", seen.http.map_or_else(|| "geen antwoord".to_owned(), |status| status.to_string())),
        text("Issuer", &seen.issuer),
        Row::new(
            "InResponseTo",
            match seen.answers_this {
                None => "ontbreekt",
                Some(false) => "een andere vraag",
                Some(true) => "deze vraag",
            },
        ),
        instant(seen.issue_instant.as_ref()),
        Row::new("Status", codes(&seen.status)),
        Row::new("Telt voor DigiD als uitgelogd", if seen.counts { "ja" } else { "nee" }),
    ];
    if let Some(problem) = &seen.problem {
        rows.push(Row::new("Waarom er geen antwoord is (Engels)", one_line(problem, LONGEST)));
    }
    rows
}

pub(super) fn answered(sent: &LogoutAnswered) -> Vec<Row> {
    vec![Row::new("Naar", one_line(&sent.destination, LONGEST)), Row::new("Status", codes(&sent.status))]
}
