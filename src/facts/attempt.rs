//! Facts about what a service does with a forged answer of DigiD. What a sound service does with it says the forgery.

use super::{Fact, NotSeen, Read, Seen, Type, Value};
use crate::evidence::{
    Kind, Observation,
    attempt::{Access, Attempt, Wanted},
};

const BELIEVED: &[&str] = &["geweigerd", "aangenomen"];

/// The table.
pub const FACTS: &[Fact] = &[
    Fact {
        name: "attempt.admitted",
        says: "Binnengekomen met een antwoord dat geweigerd moest worden",
        on: &[Kind::Attempt],
        gives: Type::Bool,
        from_start: false,
        read: |seen| read(seen, |one| one.wanted == Wanted::Refuse && is_inside(one)),
    },
    Fact {
        name: "attempt.admitted-in-doubt",
        says: "Binnengekomen met een antwoord dat een mens moet beoordelen",
        on: &[Kind::Attempt],
        gives: Type::Bool,
        from_start: false,
        read: |seen| read(seen, |one| one.wanted == Wanted::Judge && is_inside(one)),
    },
    Fact {
        name: "attempt.believed",
        says: "Het antwoord is",
        on: &[Kind::Attempt],
        gives: Type::Choice(BELIEVED),
        from_start: false,
        read: |seen| {
            let attempt = attempt(seen)?;
            let title = format!("{}: {}", attempt.forgery.title, attempt.forgery.changed);
            let believed = if is_inside(attempt) { "aangenomen" } else { "geweigerd" };
            Ok(Read::from(Value::Choice(believed)).noting(Some(title)))
        },
    },
    Fact {
        name: "attempt.canary",
        says: "De dienst vroeg een adres op dat alleen in het antwoord stond",
        on: &[Kind::Attempt],
        gives: Type::Bool,
        from_start: false,
        read: |seen| read(seen, |one| !one.canary.is_empty()),
    },
    Fact {
        name: "attempt.leads-outside",
        says: "De dienst stuurde de browser naar een andere site",
        on: &[Kind::Attempt],
        gives: Type::Bool,
        from_start: false,
        read: |seen| read(seen, |one| one.outside.is_some()),
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
        name: "attempt.turned-away",
        says: "Niet binnengekomen met een antwoord dat aangenomen moest worden",
        on: &[Kind::Attempt],
        gives: Type::Bool,
        from_start: false,
        read: |seen| read(seen, |one| one.wanted == Wanted::Accept && !is_inside(one)),
    },
    Fact {
        name: "attempt.turned-away-rather",
        says: "Niet binnengekomen met een antwoord dat beter aangenomen kon worden",
        on: &[Kind::Attempt],
        gives: Type::Bool,
        from_start: false,
        read: |seen| read(seen, |one| one.wanted == Wanted::AcceptRather && !is_inside(one)),
    },
];

/// Whether somebody came in by what is not true. Where a message names another, whoever comes in as the person of the genuine
/// one owes that to what DigiD signed.
fn is_inside(attempt: &Attempt) -> bool {
    matches!(attempt.access, Access::Other | Access::Person)
}

fn attempt<'a>(seen: &Seen<'a>) -> Result<&'a Attempt, NotSeen> {
    match seen.observation {
        Observation::Attempt(attempt) => Ok(attempt),
        _ => Err(NotSeen::Missing("er is geen vals antwoord gegeven")),
    }
}

/// Whether something is the case, and if so what a developer needs to know of it in one breath.
fn read(seen: &Seen<'_>, is: fn(&Attempt) -> bool) -> Result<Read, NotSeen> {
    let attempt = attempt(seen)?;
    let forgery = &attempt.forgery;
    let who = match attempt.access {
        Access::Other => " De dienst liet een ander zien dan wie inlogde.",
        Access::Genuine | Access::Kept | Access::Nobody | Access::Person => "",
    };
    let found = is(attempt);
    let note = format!("{}: {}{who} {} {}", forgery.title, forgery.changed, forgery.gain, forgery.mend);
    Ok(Read::from(found).noting(Some(if found { note } else { forgery.title.clone() })))
}
