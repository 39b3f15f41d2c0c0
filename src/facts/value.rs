//! What a fact can say.

use std::{collections::BTreeSet, fmt};

/// The kind of answer a fact gives; it decides which predicates fit.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Type {
    /// Yes or no.
    Bool,
    /// One word of a closed list.
    Choice(&'static [&'static str]),
    /// A whole number.
    Number,
    /// Free text.
    Text,
    /// Any number of words of a closed list.
    Words(&'static [&'static str]),
}

/// The answer a fact gives at one place.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// One word of the fact's list.
    Choice(&'static str),
    /// A whole number, in the unit the fact names.
    Number(i64),
    /// Free text.
    Text(String),
    /// The words that hold, and those of which it could not be seen whether they hold.
    Words {
        /// Seen to hold.
        seen: BTreeSet<&'static str>,
        /// Not seen to hold nor not to hold.
        unknown: BTreeSet<&'static str>,
    },
}

/// A value read at a place, with a remark that helps to understand it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Read {
    /// The value.
    pub value: Value,
    /// Dutch; which cookie, which part of the text is missing.
    pub note: Option<String>,
}

/// The observation does not hold what the fact asks for. Dutch, for the report.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum NotSeen {
    /// Only a browser sees it, and none was there.
    BrowserLeftOut,
    /// A run like this cannot see it.
    Impossible(&'static str),
    /// It should be there.
    Missing(&'static str),
}

impl NotSeen {
    /// Why.
    pub fn why(&self) -> &'static str {
        match self {
            Self::BrowserLeftOut => "alleen een browser ziet dit",
            Self::Impossible(why) | Self::Missing(why) => why,
        }
    }
}

impl Read {
    /// The same value with a remark.
    #[must_use]
    pub fn noting(mut self, note: Option<String>) -> Self {
        self.note = note;
        self
    }
}

impl<V: Into<Value>> From<V> for Read {
    fn from(value: V) -> Self {
        Self { value: value.into(), note: None }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(value)
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(true) => f.write_str("ja"),
            Self::Bool(false) => f.write_str("nee"),
            Self::Choice(word) => f.write_str(word),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
            Self::Words { seen, unknown } => {
                let list = |words: &BTreeSet<&str>| words.iter().copied().collect::<Vec<_>>().join(", ");
                match (seen.is_empty(), unknown.is_empty()) {
                    (true, true) => f.write_str("geen"),
                    (true, false) => write!(f, "niet te zien of het een van deze is: {}", list(unknown)),
                    (false, true) => f.write_str(&list(seen)),
                    (false, false) => write!(f, "{} (niet te zien: {})", list(seen), list(unknown)),
                }
            }
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("true or false"),
            Self::Choice(words) => write!(f, "one of {}", words.join(", ")),
            Self::Number => f.write_str("a number"),
            Self::Text => f.write_str("text"),
            Self::Words(words) => write!(f, "any of {}", words.join(", ")),
        }
    }
}
