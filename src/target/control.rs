//! How a control on a page is named.

use std::fmt;

use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{
        Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};

/// What names a control: the words a citizen reads or hears, or a CSS selector.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Locator {
    /// A CSS selector; it is also tried inside open shadow roots and frames of the same origin.
    Selector(String),
    /// Visible text or accessible name, white space collapsed.
    Tekst(String),
}

/// What is pressed to do one thing: mostly one control, or several in this order, each on the page that the one before
/// leads to. Whoever is further on already, or need not press the first (a cookie banner), begins at the first that is
/// on the page.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Control(Vec<Locator>);

impl Control {
    /// What is pressed, in order; never empty in a target that was read.
    pub fn presses(&self) -> &[Locator] {
        &self.0
    }

    /// Whether a press of it names nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty() || self.0.iter().any(Locator::is_empty)
    }
}

impl From<Locator> for Control {
    fn from(locator: Locator) -> Self {
        Self(vec![locator])
    }
}

impl FromIterator<Locator> for Control {
    fn from_iter<T: IntoIterator<Item = Locator>>(presses: T) -> Self {
        Self(presses.into_iter().collect())
    }
}

impl<'de> Deserialize<'de> for Control {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrMore)
    }
}

/// Reads `{ tekst = "…" }` or a list of these, and says of either what is wrong with it.
struct OneOrMore;

impl<'de> Visitor<'de> for OneOrMore {
    type Value = Control;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{ tekst = \"…\" }, { selector = \"…\" } or a list of these")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Control, A::Error> {
        let one = Locator::deserialize(MapAccessDeserializer::new(&mut map))?;
        // The library reads a variant and leaves the rest; here that would be a second name, forgotten.
        match map.next_key::<IgnoredAny>()? {
            None => Ok(Control::from(one)),
            Some(_) => Err(A::Error::custom("wanted exactly 1 element, more than 1 element")),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Control, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(list)).map(Control)
    }
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
