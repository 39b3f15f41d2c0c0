//! What a developer reads while the simulated DigiD runs: each message, what DigiD holds against it, and each connection
//! that brought none.

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    cli::terminal,
    digid::{Entry, Tail, Trouble},
    evidence::{
        message::{ArtifactAnswer, Binding, Message, MessageKind, SignatureSeen},
        objection::{Objection, Severity},
        redaction::Redactor,
    },
    report::text::one_line,
};

/// Longest line; what a service wrote can be longer.
const WIDEST: usize = 400;

/// Writes the log until there is no more.
pub(super) async fn follow(mut tail: Tail, redactor: &Redactor) {
    while let Some(entry) = tail.next().await {
        for line in lines(&entry) {
            terminal::tell(&one_line_of(&line, redactor));
        }
    }
}

/// One line, redacted, with its indent.
fn one_line_of(line: &str, redactor: &Redactor) -> String {
    let text = line.trim_start();
    format!("{}{}", " ".repeat(line.len() - text.len()), one_line(&redactor.detail(text), WIDEST))
}

fn lines(entry: &Entry) -> Vec<String> {
    match entry {
        Entry::Missed(count) => vec![format!("{count} entries came too fast to be shown")],
        Entry::Trouble(Trouble { at, channel, from, kind }) => {
            vec![format!("{}  {}  connection from {from} to the {channel}: {kind}", time(*at), whose(None))]
        }
        Entry::Message(message) => {
            let head = format!("{}  {}  {}", time(message.at), whose(message.transaction.as_deref()), says(message));
            std::iter::once(head).chain(message.objections.iter().map(held_against)).collect()
        }
    }
}

fn time(at: Timestamp) -> String {
    at.to_zoned(TimeZone::system()).strftime("%H:%M:%S").to_string()
}

/// The login it belongs to.
fn whose(transaction: Option<&str>) -> String {
    format!("{:16}", transaction.unwrap_or("-"))
}

fn says(message: &Message) -> String {
    let over = match message.binding {
        Binding::Artifact => "HTTP-Artifact",
        Binding::Post => "HTTP-POST",
        Binding::Redirect => "HTTP-Redirect",
        Binding::Soap => "SOAP",
    };
    let signed = signed(&message.signature);
    match &message.kind {
        MessageKind::AuthnRequest(seen) => {
            let levels: Vec<&str> = seen.levels.iter().map(|level| last(level)).collect();
            let back = seen.acs.as_deref().unwrap_or("nowhere");
            let issuer = seen.issuer.as_deref().unwrap_or("nobody");
            format!("AuthnRequest over {over} from {issuer}, {signed}, asks {}, back to {back}", levels.join(" and "))
        }
        MessageKind::ArtifactSent(sent) => format!("DigiD answers `{}`: artifact to {}", sent.answer, sent.acs),
        MessageKind::ArtifactResolve(seen) => {
            let issuer = seen.issuer.as_deref().unwrap_or("nobody");
            let shown = seen.client_certificate.as_ref().map_or("none", |certificate| certificate.subject.as_str());
            format!("ArtifactResolve from {issuer}, {signed}, client certificate: {shown}")
        }
        MessageKind::ArtifactAnswer(answer) => answered(answer),
        MessageKind::LogoutRequest(seen) => {
            let issuer = seen.issuer.as_deref().unwrap_or("nobody");
            format!("LogoutRequest over {over} from {issuer}, {signed}")
        }
        MessageKind::LogoutAsked(asked) => {
            format!("DigiD asks to end the session: LogoutRequest to {}", asked.destination)
        }
        MessageKind::LogoutConfirmed(seen) => match (&seen.problem, seen.counts) {
            (Some(problem), _) => format!("no LogoutResponse: {problem}"),
            (None, counts) => {
                let counts = if counts { "counts" } else { "does not count" };
                format!("LogoutResponse {}, {signed}, {counts}", codes(&seen.status))
            }
        },
        MessageKind::LogoutAnswered(sent) => {
            format!("DigiD answers the LogoutRequest: {} to {}", codes(&sent.status), sent.destination)
        }
        MessageKind::Unreadable(unreadable) => {
            format!("a message over {over} that cannot be read: {}", unreadable.reason)
        }
    }
}

fn codes(codes: &[String]) -> String {
    codes.iter().map(|code| last(code)).collect::<Vec<_>>().join("/")
}

fn answered(answer: &ArtifactAnswer) -> String {
    match (answer.http, answer.soap_fault) {
        (None, _) => "DigiD says nothing and closes the connection".to_owned(),
        (Some(status), true) => format!("DigiD answers with a SOAP fault (HTTP {status})"),
        (Some(status), false) if answer.status.is_empty() => format!("DigiD answers HTTP {status}"),
        _ if answer.response_status.is_empty() => {
            format!("ArtifactResponse {} without a message in it", codes(&answer.status))
        }
        _ => {
            let level = answer.level.as_deref().map(|level| format!(", level {}", last(level))).unwrap_or_default();
            format!("ArtifactResponse {}, Response {}{level}", codes(&answer.status), codes(&answer.response_status))
        }
    }
}

fn signed(signature: &SignatureSeen) -> String {
    match signature {
        SignatureSeen::Absent => "not signed".to_owned(),
        SignatureSeen::Invalid { reason, .. } => format!("signature wrong ({reason})"),
        SignatureSeen::Unverifiable { .. } => "signature not verified".to_owned(),
        SignatureSeen::Valid { algorithm, .. } => format!("signed with {}", last(algorithm)),
    }
}

fn held_against(objection: &Objection) -> String {
    let severity = match objection.severity {
        Severity::Refuse => "refused",
        Severity::Warn => "warning",
    };
    let code = serde_json::to_value(objection.code).ok();
    let code = code.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    format!("          {severity}: {code}: {}", objection.text)
}

/// The last part of a URI: what a reader knows it by.
fn last(uri: &str) -> &str {
    uri.rsplit([':', '#', '/']).next().unwrap_or(uri)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{message::Unreadable, objection::ObjectionCode};

    #[test]
    fn what_a_service_wrote_neither_steers_the_terminal_nor_shows_a_number() {
        let message = Message {
            at: Timestamp::UNIX_EPOCH,
            transaction: None,
            binding: Binding::Soap,
            kind: MessageKind::Unreadable(Unreadable { reason: "a\u{1b}[2Jb\nc 999999047".to_owned() }),
            signature: SignatureSeen::Absent,
            objections: vec![Objection {
                code: ObjectionCode::Unparsable,
                severity: Severity::Refuse,
                text: "x".repeat(1000),
            }],
        };
        let redactor = Redactor::new([7; 32], []);
        let shown: Vec<String> =
            lines(&Entry::Message(Box::new(message))).iter().map(|line| one_line_of(line, &redactor)).collect();
        assert!(shown[0].contains("cannot be read: a⟨U+001B⟩[2Jb c ⟦bsn·"), "{shown:?}");
        assert!(shown[1].starts_with("          refused: unparsable: xxx"), "{shown:?}");
        assert!(shown.iter().all(|line| line.chars().count() < WIDEST + 20 && !line.contains('\n')), "{shown:?}");
    }
}
