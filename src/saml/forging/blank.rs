//! What a run fills in: `{request-id}`, `{now-11m}`.

use std::{fmt, str::FromStr};

use jiff::SignedDuration;
use serde::Deserialize;

/// Something that a run fills in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Blank {
    /// One of [`NAMES`].
    Named(&'static str),
    /// The moment of sending, so much later.
    Now(SignedDuration),
}

/// What can be filled in beside `now`, with what it means.
pub const NAMES: &[(&str, &str)] = &[
    ("acs", "address where the service takes answers"),
    ("artifact", "the artifact as it was given"),
    ("canary", "an address that nobody may ask for"),
    ("certificate", "certificate of DigiD's signing key, Base64"),
    ("digid", "entityID of DigiD"),
    ("entity-id", "entityID of the service"),
    ("key-value", "the stranger's public key as ds:KeyValue"),
    ("level", "the level of this login"),
    ("level-higher", "a level above the one asked for"),
    ("level-lower", "a level below the one asked for"),
    ("new-id", "an ID that nobody has used"),
    ("new-id-2", "another one"),
    ("new-id-3", "another one"),
    ("other-person", "number of another test person"),
    ("other-request-id", "ID of the question of another browser"),
    ("person", "number of the test person who logs in"),
    ("request-id", "ID of the question"),
    ("resolve-id", "ID of the ArtifactResolve"),
    ("session-index", "the login that a question to log out names"),
    ("stranger-certificate", "certificate of the stranger's key, Base64"),
];

/// A text with blanks.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(try_from = "String")]
pub struct Text(pub(super) Vec<Piece>);

/// A piece of a text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Piece {
    Blank(Blank),
    Written(String),
}

/// Why a text with blanks cannot be read.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotAText {
    /// A brace.
    #[error("a `{{` has no `}}`")]
    Open,
    /// A name.
    #[error("nothing is filled in for `{{{0}}}`; what is: now, now-5m, now+1d, {names}", names = names())]
    Unknown(String),
}

impl Blank {
    /// Whether it is the one of this name.
    pub fn is_named(self, name: &str) -> bool {
        matches!(self, Self::Named(known) if known == name)
    }
}

impl Text {
    /// The blanks in it.
    pub fn blanks(&self) -> impl Iterator<Item = Blank> {
        self.0.iter().filter_map(|piece| if let Piece::Blank(blank) = piece { Some(*blank) } else { None })
    }
}

impl FromStr for Blank {
    type Err = NotAText;

    fn from_str(text: &str) -> Result<Self, NotAText> {
        let unknown = || NotAText::Unknown(text.to_owned());
        if let Some((name, _)) = NAMES.iter().find(|(name, _)| *name == text) {
            return Ok(Self::Named(name));
        }
        let offset = text.strip_prefix("now").ok_or_else(unknown)?;
        if offset.is_empty() {
            return Ok(Self::Now(SignedDuration::ZERO));
        }
        let (sign, rest) = offset.split_at_checked(1).ok_or_else(unknown)?;
        let (number, unit) = rest.split_at_checked(rest.len().saturating_sub(1)).ok_or_else(unknown)?;
        let number: i64 = number.parse().ok().filter(|number| (0..=100_000).contains(number)).ok_or_else(unknown)?;
        let seconds = match unit {
            "s" => number,
            "m" => number * 60,
            "h" => number * 3_600,
            "d" => number * 86_400,
            _ => return Err(unknown()),
        };
        match sign {
            "+" => Ok(Self::Now(SignedDuration::from_secs(seconds))),
            "-" => Ok(Self::Now(SignedDuration::from_secs(-seconds))),
            _ => Err(unknown()),
        }
    }
}

impl TryFrom<String> for Text {
    type Error = NotAText;

    fn try_from(text: String) -> Result<Self, NotAText> {
        let mut pieces = Vec::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or(NotAText::Open)?;
            pieces.push(Piece::Written(before.to_owned()));
            pieces.push(Piece::Blank(name.parse()?));
            rest = after;
        }
        pieces.push(Piece::Written(rest.to_owned()));
        Ok(Self(pieces))
    }
}

impl fmt::Display for Blank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::Now(offset) if offset.is_zero() => f.write_str("now"),
            Self::Now(offset) => write!(f, "now{:+}s", offset.as_secs()),
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            Piece::Blank(blank) => write!(f, "{{{blank}}}"),
            Piece::Written(text) => f.write_str(text),
        })
    }
}

fn names() -> String {
    NAMES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}
