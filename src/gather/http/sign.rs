//! Whether an answer bears the sign of being logged in, read as a person would see it.

use scraper::{Html, Selector};
use serde_json::Value;

use super::{
    call::Body,
    html::{self, collapse, decode, is_shown, visible_text},
};
use crate::target::Locator;

/// What a page shows only to someone who is logged in.
#[derive(Clone, Debug)]
pub struct Sign(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Selector(Selector),
    Text(String),
}

/// Why something is no [`Sign`].
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{0}` cannot be looked for on a page: it must be a CSS selector, or text that is not empty")]
pub struct BadSign(String);

/// Whether a sign is there; not every answer can be read to the end.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Borne {
    No,
    TooLarge,
    Yes,
}

impl TryFrom<&Locator> for Sign {
    type Error = BadSign;

    fn try_from(mark: &Locator) -> Result<Self, BadSign> {
        match mark {
            Locator::Selector(selector) => Self::selector(selector),
            Locator::Tekst(text) => Self::text(text),
        }
    }
}

impl Sign {
    /// Visible text, white space collapsed.
    ///
    /// # Errors
    /// Where the text is empty: that is on every page.
    pub fn text(text: &str) -> Result<Self, BadSign> {
        let collapsed = collapse(text);
        if collapsed.is_empty() { Err(BadSign(text.to_owned())) } else { Ok(Self(Kind::Text(collapsed))) }
    }

    /// An element.
    ///
    /// # Errors
    /// Where this is no CSS selector.
    pub fn selector(selector: &str) -> Result<Self, BadSign> {
        match Selector::parse(selector) {
            Ok(parsed) => Ok(Self(Kind::Selector(parsed))),
            Err(_) => Err(BadSign(selector.to_owned())),
        }
    }

    /// Whether this answer bears it. JSON is searched in its texts, for text signs only.
    pub(super) fn borne_by(&self, content_type: &str, body: &Body) -> Borne {
        let text = decode(content_type, &body.bytes);
        let borne = if content_type.contains("json") {
            matches!(&self.0, Kind::Text(sign) if serde_json::from_str(&text).is_ok_and(|json| says(&json, sign)))
        } else if content_type.starts_with("text/plain") {
            matches!(&self.0, Kind::Text(sign) if holds(&collapse(&text), sign))
        } else {
            let Some(page) = html::parse(&text) else { return Borne::TooLarge };
            self.shown_on(&page)
        };
        match (borne, body.whole) {
            (true, _) => Borne::Yes,
            (false, true) => Borne::No,
            (false, false) => Borne::TooLarge,
        }
    }

    fn shown_on(&self, page: &Html) -> bool {
        match &self.0 {
            Kind::Selector(selector) => page.select(selector).any(is_shown),
            Kind::Text(sign) => holds(&visible_text(page), sign),
        }
    }
}

/// Whether a text holds this, a number in it whole: who is shown by 12 is not shown by 123.
fn holds(text: &str, sign: &str) -> bool {
    let digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    let (first, last) = (digit(sign.chars().next()), digit(sign.chars().next_back()));
    text.match_indices(sign).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + sign.len()..]);
        let cut = first && digit(before.chars().next_back()) || last && digit(after.chars().next());
        !cut
    })
}

/// `serde_json` bounds the depth.
fn says(json: &Value, sign: &str) -> bool {
    match json {
        Value::String(text) => holds(&collapse(text), sign),
        Value::Array(items) => items.iter().any(|item| says(item, sign)),
        Value::Object(fields) => fields.values().any(|value| says(value, sign)),
        Value::Bool(_) | Value::Null | Value::Number(_) => false,
    }
}
