//! How a control on a page is named.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What names a control: the words a citizen reads or hears, or a CSS selector.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Locator {
    /// A CSS selector; it is also tried inside open shadow roots and frames of the same origin.
    Selector(String),
    /// Visible text or accessible name, white space collapsed.
    Tekst(String),
}

impl Locator {
    /// Whether it names nothing, and so would fit anything.
    pub(super) fn is_empty(&self) -> bool {
        self.bare().trim().is_empty()
    }

    /// The selector or the text alone, for a reader who does not have to know which of the two it is.
    pub fn bare(&self) -> &str {
        let (Self::Selector(text) | Self::Tekst(text)) = self;
        text
    }
}

impl fmt::Display for Locator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Selector(selector) => write!(f, "selector `{selector}`"),
            Self::Tekst(text) => write!(f, "text “{text}”"),
        }
    }
}
