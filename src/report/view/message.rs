//! SAML messages as rows of a table.

use serde::Serialize;

use super::{Row, logout, objection};
use crate::{
    evidence::{
        message::{
            ArtifactAnswer, ArtifactResolveSeen, ArtifactSent, AuthnRequestSeen, Binding, ClientCertificateSeen,
            InstantSeen, Message, MessageKind, SignatureSeen,
        },
        objection::Severity,
    },
    report::{text::one_line, time},
};

const LONGEST: usize = 300;
const MOST: usize = 20;

/// A message.
#[derive(Debug, Serialize)]
pub(super) struct MessageView {
    title: &'static str,
    rows: Vec<Row>,
    objections: Vec<ObjectionView>,
}

#[derive(Debug, Serialize)]
struct ObjectionView {
    refuses: bool,
    says: &'static str,
    /// English.
    detail: String,
}

/// A message for the reader.
pub(super) fn view(message: &Message) -> MessageView {
    let (title, fields) = match &message.kind {
        MessageKind::ArtifactAnswer(answer) => ("Antwoord van DigiD (ArtifactResponse)", artifact_answer(answer)),
        MessageKind::ArtifactResolve(seen) => ("De dienst haalt het antwoord op (ArtifactResolve)", resolve(seen)),
        MessageKind::ArtifactSent(sent) => ("DigiD stuurt de gebruiker terug", artifact_sent(sent)),
        MessageKind::AuthnRequest(seen) => ("Vraag om in te loggen (AuthnRequest)", authn_request(seen)),
        MessageKind::LogoutAnswered(sent) => {
            ("DigiD antwoordt op het uitloggen (LogoutResponse)", logout::answered(sent))
        }
        MessageKind::LogoutAsked(asked) => {
            ("DigiD vraagt een dienst om uit te loggen (LogoutRequest)", logout::asked(asked))
        }
        MessageKind::LogoutConfirmed(seen) => {
            ("De dienst bevestigt het uitloggen (LogoutResponse)", logout::confirmed(seen))
        }
        MessageKind::LogoutRequest(seen) => ("Vraag om uit te loggen (LogoutRequest)", logout::request(seen)),
        MessageKind::Unreadable(why) => {
            ("Onleesbaar bericht", vec![Row::new("Reden (Engels)", one_line(&why.reason, LONGEST))])
        }
    };
    let mut rows = vec![
        Row::new("Tijdstip", time::moment(message.at)),
        Row::new(
            "Binding",
            match message.binding {
                Binding::Artifact => "HTTP-Artifact",
                Binding::Post => "HTTP-POST",
                Binding::Redirect => "HTTP-Redirect",
                Binding::Soap => "SOAP",
            },
        ),
    ];
    rows.extend(fields);
    if !matches!(message.kind, MessageKind::ArtifactSent(_)) {
        rows.push(Row::new("Handtekening", signature(&message.signature)));
    }
    if let Some(transaction) = &message.transaction {
        rows.push(Row::new("Hoort bij login", one_line(transaction, 40)));
    }
    let objections = message.objections.iter().take(MOST).map(|objection| ObjectionView {
        refuses: objection.severity == Severity::Refuse,
        says: objection::says(objection.code),
        detail: one_line(&objection.text, LONGEST),
    });
    MessageView { title, rows, objections: objections.collect() }
}

/// What verifying a signature gave, in Dutch.
pub(super) fn signature(signature: &SignatureSeen) -> String {
    match signature {
        SignatureSeen::Absent => "geen".to_owned(),
        SignatureSeen::Invalid { reason, algorithm } => {
            let with = algorithm.as_deref().map_or_else(String::new, |uri| format!(", {}", one_line(uri, LONGEST)));
            format!("ongeldig ({}{with})", one_line(reason, LONGEST))
        }
        SignatureSeen::Unverifiable { algorithm } => {
            let with = algorithm.as_deref().map_or_else(String::new, |uri| format!(" ({})", one_line(uri, LONGEST)));
            format!("niet te controleren zonder metadata{with}")
        }
        SignatureSeen::Valid { algorithm, certificate_sha256 } => format!(
            "geldig ({}, certificaat met SHA-256 {})",
            one_line(algorithm, LONGEST),
            one_line(certificate_sha256, 64)
        ),
    }
}

fn authn_request(seen: &AuthnRequestSeen) -> Vec<Row> {
    let levels = seen.levels.iter().take(MOST).map(|level| one_line(level, LONGEST)).collect::<Vec<_>>().join(", ");
    vec![
        text("ID", &seen.id),
        text("Version", &seen.version),
        text("Issuer", &seen.issuer),
        text("Destination", &seen.destination),
        instant(seen.issue_instant.as_ref()),
        Row::new("ForceAuthn", seen.force_authn.map_or("ontbreekt", |force| if force { "true" } else { "false" })),
        text("Comparison", &seen.comparison),
        Row::new("AuthnContextClassRef", if levels.is_empty() { "ontbreekt".to_owned() } else { levels }),
        text("AssertionConsumerServiceIndex", &seen.acs_index),
        text("AssertionConsumerServiceURL", &seen.acs_url),
        text("DigiD stuurt terug naar", &seen.acs),
        text("ProtocolBinding", &seen.protocol_binding),
        relay_state(seen.relay_state_length),
        Row::new("Handtekening in de XML", if seen.signature_in_xml { "ja" } else { "nee" }),
    ]
}

fn resolve(seen: &ArtifactResolveSeen) -> Vec<Row> {
    let mut rows = vec![
        text("ID", &seen.id),
        text("Issuer", &seen.issuer),
        text("Destination", &seen.destination),
        instant(seen.issue_instant.as_ref()),
        Row::new("Artifact bekend bij DigiD", if seen.artifact_known { "ja" } else { "nee" }),
        Row::new("Al eerder opgehaald", format!("{} keer", seen.asked_before)),
    ];
    match &seen.client_certificate {
        None => rows.push(Row::new("Certificaat van de dienst", "geen")),
        Some(certificate) => rows.extend(client_certificate(certificate)),
    }
    rows
}

fn client_certificate(certificate: &ClientCertificateSeen) -> Vec<Row> {
    vec![
        Row::new("Certificaat van de dienst", one_line(&certificate.subject, LONGEST)),
        text("OIN", &certificate.oin),
        Row::new("Uitgegeven door", one_line(&certificate.issuer, LONGEST)),
        Row::new("Lengte van de keten", certificate.chain_length.to_string()),
        Row::new(
            "Stamcertificaat",
            certificate
                .root
                .as_deref()
                .map_or_else(|| "geen bekend stamcertificaat".to_owned(), |root| one_line(root, LONGEST)),
        ),
        Row::new(
            "Bezwaar tegen het certificaat",
            certificate.problem.as_deref().map_or_else(|| "geen".to_owned(), |problem| one_line(problem, LONGEST)),
        ),
        Row::new("SHA-256 van het certificaat", one_line(&certificate.sha256, 64)),
    ]
}

fn artifact_sent(sent: &ArtifactSent) -> Vec<Row> {
    vec![
        Row::new("Naar", one_line(&sent.acs, LONGEST)),
        Row::new("Antwoord", one_line(&sent.answer, 60)),
        Row::new("SHA-256 van het artifact", one_line(&sent.artifact_sha256, 64)),
    ]
}

fn artifact_answer(answer: &ArtifactAnswer) -> Vec<Row> {
    vec![
        Row::new("HTTP-status", answer.http.map_or_else(|| "geen antwoord".to_owned(), |status| status.to_string())),
        Row::new("Status van de ArtifactResponse", codes(&answer.status)),
        Row::new("Status van de Response", codes(&answer.response_status)),
        text("Betrouwbaarheidsniveau", &answer.level),
        Row::new("SOAP-fout", if answer.soap_fault { "ja" } else { "nee" }),
    ]
}

pub(super) fn relay_state(length: Option<u32>) -> Row {
    Row::new("RelayState", length.map_or_else(|| "ontbreekt".to_owned(), |length| format!("{length} tekens")))
}

/// Codes of a status, the outer one first.
pub(super) fn codes(codes: &[String]) -> String {
    match codes {
        [] => "geen".to_owned(),
        codes => codes.iter().take(MOST).map(|code| one_line(code, LONGEST)).collect::<Vec<_>>().join(" / "),
    }
}

pub(super) fn instant(seen: Option<&InstantSeen>) -> Row {
    text("IssueInstant", &seen.map(|instant| instant.written.clone()))
}

pub(super) fn text(label: &str, value: &Option<String>) -> Row {
    Row::new(label, value.as_deref().map_or_else(|| "ontbreekt".to_owned(), |value| one_line(value, LONGEST)))
}
