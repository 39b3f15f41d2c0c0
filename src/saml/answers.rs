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

/// A row of the answers to a question to log out.
#[derive(Debug)]
pub struct LogoutAnswer {
    /// Value of the button on the page for logging out, and the name journeys use.
    pub name: &'static str,
    /// What the button says.
    pub label: &'static str,
    /// What happens.
    pub does: LogoutDoes,
    /// Where it is known from.
    pub source: &'static str,
}

/// What DigiD does with a question to log out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LogoutDoes {
    /// The session goes on, and the browser comes back with this status.
    Fails(Failure),
    /// The session goes on, and DigiD shows this HTTP status instead of coming back.
    Http(u16),
    /// It is over, and the answer is to another question.
    OfAnotherQuestion,
    /// It is over here, and not at every other service.
    Partial,
    /// It is over, and the answer is an hour old.
    Old,
    /// It is over, and the browser comes back without an answer.
    Unanswered,
    /// It is over, and the answer has no signature.
    Unsigned,
}

/// Every answer besides logging out and what the citizen cancels.
pub const LOGOUT_ANSWERS: &[LogoutAnswer] = &[
    LogoutAnswer {
        name: "partial-logout",
        label: "Niet overal uitgelogd (PartialLogout)",
        does: LogoutDoes::Partial,
        source: "koppelvlak 3.7 Partial Logout",
    },
    LogoutAnswer {
        name: "logout-denied",
        label: "Uitloggen geweigerd (RequestDenied)",
        does: LogoutDoes::Fails(Failure::Responder(Some(SubStatus::RequestDenied))),
        source: "MinBZK/woo-besluit-broncode-digid, digid_x",
    },
    LogoutAnswer {
        name: "logout-http-500",
        label: "Fout bij DigiD (HTTP 500)",
        does: LogoutDoes::Http(500),
        source: "RFC 9110 §15.6.1",
    },
    LogoutAnswer {
        name: "logout-unanswered",
        label: "Terug zonder antwoord",
        does: LogoutDoes::Unanswered,
        source: "a browser that loses the address",
    },
    LogoutAnswer {
        name: "logout-old",
        label: "Antwoord van een uur geleden",
        does: LogoutDoes::Old,
        source: "SAML 2.0 core §3.2.2",
    },
    LogoutAnswer {
        name: "logout-of-another-question",
        label: "Antwoord op een andere vraag",
        does: LogoutDoes::OfAnotherQuestion,
        source: "SAML 2.0 core §3.2.2",
    },
    LogoutAnswer {
        name: "logout-unsigned",
        label: "Antwoord zonder handtekening",
        does: LogoutDoes::Unsigned,
        source: "koppelvlak 3.7 Signing",
    },
];

/// The row of an answer to a question to log out.
pub fn logout_answer(name: &str) -> Option<&'static LogoutAnswer> {
    LOGOUT_ANSWERS.iter().find(|answer| answer.name == name)
}
