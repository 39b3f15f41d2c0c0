//! What was seen of messages that end a session of eenmalig inloggen (koppelvlak 3.7 Stap U2 to U6).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::message::InstantSeen;

/// A `LogoutRequest` of a service (koppelvlak 3.7 Stap U2).
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LogoutRequestSeen {
    /// `ID`.
    pub id: Option<String>,
    /// `Version`.
    pub version: Option<String>,
    /// `Issuer`.
    pub issuer: Option<String>,
    /// `Destination`.
    pub destination: Option<String>,
    /// `IssueInstant`.
    pub issue_instant: Option<InstantSeen>,
    /// Whom `NameID` names.
    pub name_id: Named,
    /// Which login `SessionIndex` names.
    pub session_index: Named,
    /// Whether the browser has a session with DigiD in which the service takes part.
    pub session_known: bool,
    /// Length of `RelayState` in characters; `None` when absent.
    pub relay_state_length: Option<u32>,
    /// Whether the XML itself contains a `ds:Signature`.
    pub signature_in_xml: bool,
}

/// What a message names, beside what it should.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Named {
    /// Nothing.
    Absent,
    /// Something else.
    Other,
    /// That of this session.
    Own,
    /// Something, and there is no session to compare it with.
    Unknown,
}

/// DigiD asked a service over SOAP to end a session (koppelvlak 3.7 Stap U3).
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LogoutAsked {
    /// Address of the service.
    pub destination: String,
}

/// What the service said to that (koppelvlak 3.7 Stap U4).
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LogoutConfirmed {
    /// Status code of HTTP; `None` when there was no answer.
    pub http: Option<u16>,
    /// `Issuer` of the `LogoutResponse`.
    pub issuer: Option<String>,
    /// Whether `InResponseTo` is the question; `None` when absent.
    pub answers_this: Option<bool>,
    /// `IssueInstant`.
    pub issue_instant: Option<InstantSeen>,
    /// Its status: the outer code and, below it, the sub-code.
    pub status: Vec<String>,
    /// Whether DigiD counts it: HTTP 200 and Success.
    pub counts: bool,
    /// Why there is no `LogoutResponse`.
    pub problem: Option<String>,
}

/// DigiD sent the browser back with its answer (koppelvlak 3.7 Stap U5).
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LogoutAnswered {
    /// Address of the service, without the message.
    pub destination: String,
    /// Status: the outer code and, below it, the sub-code.
    pub status: Vec<String>,
}
