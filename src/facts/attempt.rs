//! Facts about what a service does with a forged answer of DigiD.

use super::{Fact, NotSeen, Read, Seen, Type, Value};
use crate::evidence::{
    Kind, Observation,
    attempt::{Access, Attempt, Wanted},
};

const WANTED: &[&str] = &["aannemen", "beide goed", "liever aannemen", "te beoordelen", "weigeren"];
const BELIEVED: &[&str] = &["geweigerd", "aangenomen"];

/// The table.
pub const FACTS: &[Fact] = &[
    Fact {
        name: "attempt.access",
        says: "Iemand kwam binnen met een antwoord dat niet klopt",
        on: &[Kind::Attempt],
        gives: Type::Bool,
        from_start: false,
        read: |seen| {
            let attempt = attempt(seen)?;
            let inside = matches!(attempt.access, Access::Other | Access::Person);
            Ok(Read::from(inside).noting(Some(note(attempt))))
        },
    },
    Fact {
        name: "attempt.believed",
        says: "Het antwoord is",
        on: &[Kind::Attempt],
        gives: Type::Choice(BELIEVED),
        from_start: false,
        read: |seen| {
            let attempt = attempt(seen)?;
            let inside = matches!(attempt.access, Access::Other | Access::Person);
            let title = format!("{}: {}", attempt.forgery.title, attempt.forgery.changed);
            Ok(Read::from(Value::Choice(if inside { "aangenomen" } else { "geweigerd" })).noting(Some(title)))
        },
    },
    Fact {
        name: "attempt.canary",
        says: "De dienst vroeg een adres op dat alleen in het antwoord stond",
        on: &[Kind::Attempt],
        gives: Type::Bool,
        from_start: false,
        read: |seen| {
            let attempt = attempt(seen)?;
            Ok(Read::from(!attempt.canary.is_empty()).noting(Some(note(attempt))))
        },
    },
    Fact {
        name: "attempt.leads-outside",
        says: "De dienst stuurde de browser naar een andere site",
        on: &[Kind::Attempt],
        gives: Type::Bool,
        from_start: false,
        read: |seen| {
            let attempt = attempt(seen)?;
            Ok(Read::from(attempt.outside.is_some()).noting(Some(note(attempt))))
        },
    },
    Fact {
        name: "attempt.server-error",
        says: "De dienst gaf een serverfout of geen antwoord",
        on: &[Kind::Attempt],
        gives: Type::Bool,
        from_start: false,
        read: |seen| {
            let attempt = attempt(seen)?;
            let broken = attempt.server_error().is_some() || attempt.trouble.is_some();
            let with = attempt.server_error().map_or(String::new(), |status| format!(" (status {status})"));
            Ok(Read::from(broken).noting(Some(format!("{}{with}", attempt.forgery.title))))
        },
    },
    Fact {
        name: "attempt.wanted",
        says: "Wat een goede dienst met dit antwoord doet",
        on: &[Kind::Attempt],
        gives: Type::Choice(WANTED),
        from_start: false,
        read: |seen| {
            Ok(Value::Choice(match attempt(seen)?.wanted {
                Wanted::Accept => "aannemen",
                Wanted::AcceptRather => "liever aannemen",
                Wanted::Either => "beide goed",
                Wanted::Judge => "te beoordelen",
                Wanted::Refuse => "weigeren",
            })
            .into())
        },
    },
];

fn attempt<'a>(seen: &Seen<'a>) -> Result<&'a Attempt, NotSeen> {
    match seen.observation {
        Observation::Attempt(attempt) => Ok(attempt),
        _ => Err(NotSeen::Missing("er is geen vals antwoord gegeven")),
    }
}

/// What a developer needs to know of it in one breath.
fn note(attempt: &Attempt) -> String {
    let forgery = &attempt.forgery;
    let who = match attempt.access {
        Access::Other => " De dienst liet een ander zien dan wie inlogde.",
        Access::Kept | Access::Nobody | Access::Person => "",
    };
    format!("{}: {}{who} {} {}", forgery.title, forgery.changed, forgery.gain, forgery.mend)
}
