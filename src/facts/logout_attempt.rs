//! Facts about what a service does with a forged question to end a session. What a sound service does with it says the forgery.

use super::{Fact, NotSeen, Read, Seen, Type, Value};
use crate::evidence::{
    Kind, Observation,
    attempt::Wanted,
    logout_attempt::{LogoutAnswerSeen, LogoutAttempt, Whose},
};

const ANSWERS: &[&str] = &["een SOAP-bericht", "niet gevraagd", "iets anders", "niets"];

/// The table.
pub const FACTS: &[Fact] = &[
    Fact {
        name: "logout-attempt.answer",
        says: "Op een valse vraag om uit te loggen antwoordt de dienst met",
        on: &[Kind::LogoutAttempt],
        gives: Type::Choice(ANSWERS),
        from_start: false,
        read: |seen| {
            let attempt = attempt(seen)?;
            let word = match attempt.answer {
                LogoutAnswerSeen::Fault | LogoutAnswerSeen::Refusal | LogoutAnswerSeen::Success => ANSWERS[0],
                // Who shows no certificate may be left at the door.
                LogoutAnswerSeen::Nothing | LogoutAnswerSeen::Other if !attempt.certificate => ANSWERS[1],
                LogoutAnswerSeen::Other => ANSWERS[2],
                LogoutAnswerSeen::Nothing => ANSWERS[3],
            };
            Ok(Read::from(Value::Choice(word)).noting(Some(attempt.forgery.title.clone())))
        },
    },
    Fact {
        name: "logout-attempt.ended",
        says: "Er eindigde een sessie door een vraag die geweigerd moest worden",
        on: &[Kind::LogoutAttempt],
        gives: Type::Bool,
        from_start: false,
        read: |seen| read(seen, Wanted::Refuse),
    },
    Fact {
        name: "logout-attempt.ended-in-doubt",
        says: "Er eindigde een sessie door een vraag die een mens moet beoordelen",
        on: &[Kind::LogoutAttempt],
        gives: Type::Bool,
        from_start: false,
        read: |seen| read(seen, Wanted::Judge),
    },
];

fn attempt<'a>(seen: &Seen<'a>) -> Result<&'a LogoutAttempt, NotSeen> {
    match seen.observation {
        Observation::LogoutAttempt(attempt) => Ok(attempt),
        _ => Err(NotSeen::Missing("er is geen valse vraag om uit te loggen gesteld")),
    }
}

/// Whether a session ended, and if so what a developer needs to know of it in one breath.
fn read(seen: &Seen<'_>, wanted: Wanted) -> Result<Read, NotSeen> {
    let attempt = attempt(seen)?;
    let found = attempt.wanted == wanted && !attempt.ended.is_empty();
    let forgery = &attempt.forgery;
    let whose: Vec<&str> = attempt.ended.iter().map(|whose| self::whose(*whose)).collect();
    let whose = whose.join(" en ");
    let note = format!("{}: {} Voorbij was {whose}. {} {}", forgery.title, forgery.changed, forgery.gain, forgery.mend);
    Ok(Read::from(found).noting(Some(if found { note } else { forgery.title.clone() })))
}

/// A session in words.
pub(crate) fn whose(whose: Whose) -> &'static str {
    match whose {
        Whose::Named => "de sessie van de burger",
        Whose::Other => "de sessie van een andere burger",
        Whose::SecondBrowser => "de sessie van de burger in een tweede browser",
    }
}
