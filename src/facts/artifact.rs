//! Facts about fetching what belongs to an artifact (koppelvlak 3.7 Stap 6).

use super::{
    Fact, NotSeen, Read, Seen, Type, Value, certificate,
    page::passage,
    signature::{ALGORITHMS, SIGNATURES, algorithm, standing},
};
use crate::evidence::{
    Kind,
    message::{ArtifactResolveSeen, Message, MessageKind},
};

/// The table.
pub const FACTS: &[Fact] = &[
    Fact {
        name: "artifact.algorithm",
        says: "Algoritme van de handtekening onder de ArtifactResolve",
        on: &[Kind::Moment],
        gives: Type::Choice(ALGORITHMS),
        from_start: false,
        read: |seen| algorithm(&least_signed(seen)?.signature),
    },
    Fact {
        name: "artifact.asked",
        says: "Zo vaak vroeg de dienst DigiD om het bericht bij het artifact",
        on: &[Kind::Moment],
        gives: Type::Number,
        from_start: false,
        read: |seen| {
            sent(seen)?;
            Ok(i64::try_from(resolves(seen)?.count()).unwrap_or(i64::MAX).into())
        },
    },
    Fact {
        name: "artifact.client-certificate",
        says: "De dienst toonde een certificaat toen zij DigiD om het bericht vroeg",
        on: &[Kind::Moment],
        gives: Type::Bool,
        from_start: false,
        read: |seen| {
            let mut all = resolves(seen)?.peekable();
            all.peek().ok_or(NEVER_ASKED)?;
            Ok(all.all(|(_, resolve)| resolve.client_certificate.is_some()).into())
        },
    },
    Fact {
        name: "artifact.client-certificate-rule",
        says: "De uitgever van het certificaat van de dienst is voor deze aansluiting",
        on: &[Kind::Moment],
        gives: Type::Choice(certificate::RULES),
        from_start: false,
        read: |seen| {
            let (_, resolve) = resolves(seen)?.next().ok_or(NEVER_ASKED)?;
            let none = NotSeen::Missing("de dienst toonde geen certificaat toen zij DigiD om het bericht vroeg");
            let shown = resolve.client_certificate.as_ref().ok_or(none)?;
            let (word, note) = certificate::client_by_rule(seen, &shown.der)?;
            Ok(Read::from(Value::Choice(word)).noting(note))
        },
    },
    Fact {
        name: "artifact.delay",
        says: "Tijd tussen het artifact en de vraag om het bericht, in seconden",
        on: &[Kind::Moment],
        gives: Type::Number,
        from_start: false,
        read: |seen| {
            let (message, _) = resolves(seen)?.next().ok_or(NEVER_ASKED)?;
            Ok(message.at.duration_since(sent(seen)?.at).as_secs().into())
        },
    },
    Fact {
        name: "artifact.sent",
        says: "DigiD stuurde de gebruiker terug met een artifact",
        on: &[Kind::Moment],
        gives: Type::Bool,
        from_start: false,
        read: |seen| {
            let messages = &passage(seen)?.messages;
            Ok(messages.iter().any(|message| matches!(message.kind, MessageKind::ArtifactSent(_))).into())
        },
    },
    Fact {
        name: "artifact.signature",
        says: "De handtekening onder de ArtifactResolve is",
        on: &[Kind::Moment],
        gives: Type::Choice(SIGNATURES),
        from_start: false,
        read: |seen| standing(&least_signed(seen)?.signature),
    },
];

const NEVER_ASKED: NotSeen = NotSeen::Missing("de dienst vroeg DigiD niet om het bericht bij een artifact");

/// The questions for the message behind an artifact since the mark before.
fn resolves<'a>(seen: &Seen<'a>) -> Result<impl Iterator<Item = (&'a Message, &'a ArtifactResolveSeen)>, NotSeen> {
    Ok(passage(seen)?.messages.iter().filter_map(|message| Some((message, message.artifact_resolve()?))))
}

/// The first that is not rightly signed; where all are, the first.
fn least_signed<'a>(seen: &Seen<'a>) -> Result<&'a Message, NotSeen> {
    let worst = resolves(seen)?.map(|(message, _)| message).min_by_key(|message| message.signature.is_valid());
    worst.ok_or(NEVER_ASKED)
}

/// The moment DigiD sent the browser back with an artifact.
fn sent<'a>(seen: &Seen<'a>) -> Result<&'a Message, NotSeen> {
    let messages = &passage(seen)?.messages;
    let sent = messages.iter().find(|message| matches!(message.kind, MessageKind::ArtifactSent(_)));
    sent.ok_or(NotSeen::Missing("DigiD stuurde de browser niet terug met een artifact"))
}
