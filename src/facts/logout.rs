//! Facts about what a service asks DigiD when somebody logs out (koppelvlak 3.7 Stap U2).

use super::{
    Fact, NotSeen, Read, Seen, Type, Value,
    page::passage,
    signature::{SIGNATURES, standing},
};
use crate::evidence::{
    Kind,
    logout::{LogoutConfirmed, LogoutRequestSeen, Named},
    message::{Message, MessageKind},
    objection::Severity,
};

/// What a field of the question can name.
const NAMED: &[&str] = &["van deze login", "ontbreekt", "van iets anders", "onbekend"];

/// What a service can say when DigiD asks it to end a session, best first.
const CONFIRMED: &[&str] =
    &["Success", "een andere status", "een andere HTTP-status", "iets anders dan een LogoutResponse", "niets"];

/// The table.
pub const FACTS: &[Fact] = &[
    Fact {
        name: "logout.asked",
        says: "Er kwam een vraag om uit te loggen bij DigiD aan",
        on: &[Kind::Moment],
        gives: Type::Bool,
        from_start: false,
        read: |seen| Ok(passage(seen)?.messages.iter().any(|message| request(message).is_some()).into()),
    },
    Fact {
        name: "logout.at-digid",
        says: "De browser ging bij het uitloggen naar DigiD",
        on: &[Kind::Moment],
        gives: Type::Bool,
        from_start: false,
        read: |seen| {
            let hosts = &seen.evidence.run().digid_hosts;
            Ok(passage(seen)?.exchanges.iter().any(|one| hosts.contains(&one.address.host)).into())
        },
    },
    Fact {
        name: "logout.confirmed",
        says: "Op de vraag van DigiD om de sessie te beëindigen antwoordt de dienst met",
        on: &[Kind::Moment],
        gives: Type::Choice(CONFIRMED),
        from_start: false,
        read: |seen| {
            let confirmed = confirmed(seen)?.1;
            let word = match (confirmed.http, &confirmed.problem) {
                (None, _) => CONFIRMED[4],
                (_, Some(_)) => CONFIRMED[3],
                _ if confirmed.counts => CONFIRMED[0],
                (Some(200), None) => CONFIRMED[1],
                _ => CONFIRMED[2],
            };
            let why = confirmed.problem.as_ref().map(|_| "waarom, staat bij het bewijs".to_owned());
            Ok(Read::from(Value::Choice(word)).noting(why))
        },
    },
    Fact {
        name: "logout.confirmed-refused",
        says: "Aantal redenen waarom DigiD de LogoutResponse zou weigeren",
        on: &[Kind::Moment],
        gives: Type::Number,
        from_start: false,
        read: |seen| {
            let (message, confirmed) = confirmed(seen)?;
            Ok(refused(usize::from(confirmed.answers_this != Some(true)) + refusals(message)))
        },
    },
    Fact {
        name: "logout.confirmed-signature",
        says: "De handtekening onder de LogoutResponse is",
        on: &[Kind::Moment],
        gives: Type::Choice(SIGNATURES),
        from_start: false,
        read: |seen| standing(&confirmed(seen)?.0.signature),
    },
    Fact {
        name: "logout.name-id",
        says: "NameID in de vraag om uit te loggen is",
        on: &[Kind::Moment],
        gives: Type::Choice(NAMED),
        from_start: false,
        read: |seen| Ok(named(asked(seen)?.1.name_id)),
    },
    Fact {
        name: "logout.refused",
        says: "Aantal redenen waarom DigiD de vraag om uit te loggen zou weigeren",
        on: &[Kind::Moment],
        gives: Type::Number,
        from_start: false,
        read: |seen| Ok(refused(refusals(asked(seen)?.0))),
    },
    Fact {
        name: "logout.session-index",
        says: "SessionIndex in de vraag om uit te loggen is",
        on: &[Kind::Moment],
        gives: Type::Choice(NAMED),
        from_start: false,
        read: |seen| Ok(named(asked(seen)?.1.session_index)),
    },
    Fact {
        name: "logout.signature",
        says: "De handtekening onder de vraag om uit te loggen is",
        on: &[Kind::Moment],
        gives: Type::Choice(SIGNATURES),
        from_start: false,
        read: |seen| standing(&asked(seen)?.0.signature),
    },
];

fn request(message: &Message) -> Option<&LogoutRequestSeen> {
    match &message.kind {
        MessageKind::LogoutRequest(seen) => Some(seen),
        _ => None,
    }
}

fn asked<'a>(seen: &Seen<'a>) -> Result<(&'a Message, &'a LogoutRequestSeen), NotSeen> {
    let found = passage(seen)?.messages.iter().find_map(|message| Some((message, request(message)?)));
    found.ok_or(NotSeen::Missing("er kwam geen vraag om uit te loggen bij DigiD aan"))
}

/// What the service said to DigiD's own question.
fn confirmed<'a>(seen: &Seen<'a>) -> Result<(&'a Message, &'a LogoutConfirmed), NotSeen> {
    let found = passage(seen)?.messages.iter().find_map(|message| match &message.kind {
        MessageKind::LogoutConfirmed(confirmed) => Some((message, confirmed)),
        _ => None,
    });
    found.ok_or(NotSeen::Missing("DigiD heeft de dienst niet kunnen vragen om de sessie te beëindigen"))
}

/// Why DigiD would refuse a message: so many reasons.
fn refusals(message: &Message) -> usize {
    message.objections.iter().filter(|one| one.severity == Severity::Refuse).count()
}

fn refused(reasons: usize) -> Read {
    let count = i64::try_from(reasons).unwrap_or(i64::MAX);
    Read::from(count).noting((reasons > 0).then(|| "welke, staat bij het bewijs".to_owned()))
}

fn named(named: Named) -> Read {
    Read::from(Value::Choice(match named {
        Named::Own => NAMED[0],
        Named::Absent => NAMED[1],
        Named::Other => NAMED[2],
        Named::Unknown => NAMED[3],
    }))
}
