//! A short name made of lower-case letters, digits and hyphens, safe in a path, an attribute and a terminal.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A name such as `cancel`, `in-session` or `http-500`.
#[derive(Clone, Debug, Deserialize, Eq, Hash, JsonSchema, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Word(String);

/// Why a text is no [`Word`].
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{0}` is not a name: use lower-case letters, digits and hyphens, beginning with a letter or digit")]
pub struct NotAWord(String);

impl Word {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Word> for String {
    fn from(word: Word) -> Self {
        word.0
    }
}

impl std::str::FromStr for Word {
    type Err = NotAWord;

    fn from_str(text: &str) -> Result<Self, NotAWord> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let fits = text.len() <= 64 && text.starts_with(plain) && text.chars().all(|c| plain(c) || c == '-');
        if fits { Ok(Self(text.to_owned())) } else { Err(NotAWord(text.to_owned())) }
    }
}

impl TryFrom<String> for Word {
    type Error = NotAWord;

    fn try_from(text: String) -> Result<Self, NotAWord> {
        text.parse()
    }
}
