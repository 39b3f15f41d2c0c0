//! Facts about what a service asks DigiD when somebody logs out (koppelvlak 3.7 Stap U2).

use super::{
    Fact, NotSeen, Read, Seen, Type, Value,
    page::moment,
    signature::{SIGNATURES, standing},
};
use crate::evidence::{
    Kind,
    logout::{LogoutRequestSeen, Named},
    message::{Message, MessageKind},
    objection::Severity,
};

/// What a field of the question can name.
const NAMED: &[&str] = &["van deze login", "ontbreekt", "van iets anders", "onbekend"];

/// The table.
pub const FACTS: &[Fact] = &[
    Fact {
        name: "logout.asked",
        says: "Er kwam een vraag om uit te loggen bij DigiD aan",
        on: &[Kind::Moment],
        gives: Type::Bool,
        from_start: false,
        read: |seen| Ok(moment(seen)?.messages.iter().any(|message| request(message).is_some()).into()),
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
        read: |seen| {
            let objections = asked(seen)?.0.objections.iter().filter(|one| one.severity == Severity::Refuse);
            let reasons: Vec<&str> = objections.map(|one| one.text.as_str()).collect();
            let count = i64::try_from(reasons.len()).unwrap_or(i64::MAX);
            Ok(Read::from(count).noting((count > 0).then(|| format!("(Engels) {}", reasons.join("; ")))))
        },
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
    let found = moment(seen)?.messages.iter().find_map(|message| Some((message, request(message)?)));
    found.ok_or(NotSeen::Missing("er kwam geen vraag om uit te loggen bij DigiD aan"))
}

fn named(named: Named) -> Read {
    Read::from(Value::Choice(match named {
        Named::Own => NAMED[0],
        Named::Absent => NAMED[1],
        Named::Other => NAMED[2],
        Named::Unknown => NAMED[3],
    }))
}
