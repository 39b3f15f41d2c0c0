//! A forged question of DigiD to end a session, and which sessions ended by it (koppelvlak 3.7 Stap U3). It can only come from
//! between two genuine questions that did end one (invariant 3 of the crate).

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    attempt::{Described, Line, Wanted},
    session::Agent,
};

/// A forged question and what came of it.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LogoutAttempt {
    /// When it was sent.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// When the genuine questions before and after it were seen to end a session.
    #[schemars(with = "[String; 2]")]
    pub controls: [Timestamp; 2],
    /// Who asked whether the sessions were alive.
    pub agent: Agent,
    /// What the forgery is, as its file says.
    pub forgery: Described,
    /// What a sound service does with it: let no session end, or leave it to a person.
    pub wanted: Wanted,
    /// Whether DigiD showed its certificate.
    pub certificate: bool,
    /// Status code of HTTP; `None` when there was no answer.
    pub http: Option<u16>,
    /// What was answered.
    pub answer: LogoutAnswerSeen,
    /// Why there was no answer.
    pub problem: Option<String>,
    /// The sessions that were alive directly before it and over directly after it, of those that may not end by it.
    pub ended: Vec<Whose>,
    /// In which lines the message differs from the genuine one.
    pub difference: Vec<Line>,
}

/// What a service answers to a question to log out.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogoutAnswerSeen {
    /// A SOAP fault (SOAP 1.1 §4.4).
    Fault,
    /// Nothing at all.
    Nothing,
    /// Something that is no SOAP.
    Other,
    /// A LogoutResponse with another status than Success.
    Refusal,
    /// A LogoutResponse with Success.
    Success,
}

/// Whose session it is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// Of another citizen.
    Other,
    /// Of the citizen that the genuine question names, in a second browser.
    SecondBrowser,
    /// The session that the genuine question names.
    Named,
}
