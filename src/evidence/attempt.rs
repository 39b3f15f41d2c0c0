//! A forged answer of DigiD, and what the service did with it. It can only come from between two genuine logins (invariant 3
//! of the crate).

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{address::Address, session::Agent};

/// A forged answer and what came of it.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Attempt {
    /// When it was made.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// When the genuine logins before and after it were seen to succeed.
    #[schemars(with = "[String; 2]")]
    pub controls: [Timestamp; 2],
    /// By whom.
    pub agent: Agent,
    /// What the forgery is, as its file says.
    pub forgery: Described,
    /// What a sound service does with it.
    pub wanted: Wanted,
    /// How often the service asked DigiD for the message.
    pub fetches: u32,
    /// As whom the protected page was to be had afterwards.
    pub access: Access,
    /// What the service asked for at the address that nobody may ask for.
    pub canary: Vec<String>,
    /// The host outside the target where the service sent the browser.
    pub outside: Option<String>,
    /// The way back through the service, first to last.
    pub hops: Vec<Hop>,
    /// What kept the last page from coming, where it did not come.
    pub trouble: Option<String>,
    /// In which lines the message differs from the genuine one; empty where the message is genuine.
    pub difference: Vec<Line>,
}

impl Attempt {
    /// Whether the service answered with a server error.
    pub fn server_error(&self) -> Option<u16> {
        self.hops.iter().filter_map(|hop| hop.status).find(|status| *status >= 500)
    }
}

/// A forgery in Dutch, for the reader.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Described {
    /// Short name.
    pub title: String,
    /// What is changed.
    pub changed: String,
    /// What an attacker gains where it works.
    pub gain: String,
    /// Which check is missing then.
    pub mend: String,
    /// Where the requirement stands.
    pub source: String,
    /// How to make it by hand, in a few steps.
    pub by_hand: Vec<String>,
}

/// What a sound service does with a forgery.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wanted {
    /// It logs the person in.
    Accept,
    /// It logs the person in, though no text of Logius says so.
    AcceptRather,
    /// Either is right.
    Either,
    /// A person has to look where it logs the person in.
    Judge,
    /// It logs nobody in.
    Refuse,
}

/// As whom a protected page was to be had.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// As the person of the genuine message, where the forged one names another: what DigiD signed was read, nothing else.
    Genuine,
    /// As who was logged in before it began.
    Kept,
    /// As nobody.
    Nobody,
    /// As somebody else than who began.
    Other,
    /// As the person who began.
    Person,
}

/// One request on the way.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Hop {
    /// Where.
    pub address: Address,
    /// Status of HTTP.
    pub status: Option<u16>,
}

/// A line of a message.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Line {
    /// Where it stands.
    pub side: Side,
    /// Its text.
    pub text: String,
}

/// Where a line stands.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// In both messages.
    Both,
    /// In the forged one only.
    Forged,
    /// In the genuine one only.
    Genuine,
}
