//! Every answer the login page can be asked for besides logging in and cancelling. The page, the answer itself and the
//! listing read this one table.

use super::status::{Failure, SubStatus};

/// A row of the table.
#[derive(Debug)]
pub struct Answer {
    /// Value of the button on the login page, and the name journeys use.
    pub name: &'static str,
    /// What the button says.
    pub label: &'static str,
    /// What happens.
    pub does: Does,
    /// Where it is known from.
    pub source: &'static str,
}

/// What DigiD does when its artifact is resolved.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Does {
    /// An `ArtifactResponse` with Success and nothing in it.
    ArtifactExpired,
    /// An `ArtifactResponse` with Requester/RequestDenied and nothing in it.
    ArtifactUnknown,
    /// The connection is closed without an answer.
    Dropped,
    /// A `Response` with this status.
    Fails(Failure),
    /// A bare HTTP status.
    Http(u16),
    /// Nothing is said until the caller gives up, at most 60 seconds.
    Silence,
    /// HTTP 500 with a SOAP 1.1 fault.
    SoapFault,
}

/// The table.
pub const ANSWERS: &[Answer] = &[
    Answer {
        name: "no-authn-context",
        label: "Niveau niet gehaald (NoAuthnContext)",
        does: Does::Fails(Failure::Responder(Some(SubStatus::NoAuthnContext))),
        source: "koppelvlak 3.7 Foutmeldingen",
    },
    Answer {
        name: "request-denied",
        label: "Vraag geweigerd (RequestDenied)",
        does: Does::Fails(Failure::Requester(Some(SubStatus::RequestDenied))),
        source: "koppelvlak 3.7 Foutmeldingen",
    },
    Answer {
        name: "requester",
        label: "Fout bij de webdienst (Requester)",
        does: Does::Fails(Failure::Requester(None)),
        source: "koppelvlak 3.7 Foutmeldingen",
    },
    Answer {
        name: "responder",
        label: "Fout bij DigiD (Responder)",
        does: Does::Fails(Failure::Responder(None)),
        source: "koppelvlak 3.7 Foutmeldingen",
    },
    Answer {
        name: "artifact-unknown",
        label: "Artifact onbekend",
        does: Does::ArtifactUnknown,
        source: "MinBZK/woo-besluit-broncode-digid, digid_x",
    },
    Answer {
        name: "artifact-expired",
        label: "Artifact verlopen",
        does: Does::ArtifactExpired,
        source: "MinBZK/woo-besluit-broncode-digid, digid_x",
    },
    Answer {
        name: "http-404",
        label: "Geen bericht: HTTP 404",
        does: Does::Http(404),
        source: "koppelvlak 3.7 404-melding",
    },
    Answer { name: "http-500", label: "Geen bericht: HTTP 500", does: Does::Http(500), source: "RFC 9110 §15.6.1" },
    Answer { name: "soap-fault", label: "SOAP-fout", does: Does::SoapFault, source: "SOAP 1.1 §6.2" },
    Answer {
        name: "silence",
        label: "Geen antwoord (wacht hoogstens 60 seconden)",
        does: Does::Silence,
        source: "DigiD is niet bereikbaar",
    },
    Answer { name: "dropped", label: "Verbinding verbroken", does: Does::Dropped, source: "DigiD is niet bereikbaar" },
];

/// The row with this name.
pub fn answer(name: &str) -> Option<&'static Answer> {
    ANSWERS.iter().find(|answer| answer.name == name)
}
