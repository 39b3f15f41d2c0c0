//! Whether an answer bears the sign of being logged in, read as a person would see it.

use ego_tree::iter::Edge;
use scraper::{ElementRef, Html, Node, Selector, node::Element};
use serde_json::Value;

use super::call::Body;

/// Parsing time grows with the square of the nesting; a page of people has fewer tags than this.
pub(super) const MOST_TAGS: usize = 30_000;

/// Elements that do not break a word in two.
const INLINE: [&str; 24] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "font", "i", "kbd", "label", "mark", "q", "s",
    "small", "span", "strong", "sub", "sup", "u", "wbr",
];

/// Elements whose content nobody sees.
const UNSEEN: [&str; 7] = ["head", "iframe", "noscript", "script", "style", "template", "datalist"];

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
pub struct BadSelector(String);

/// Whether a sign is there; not every answer can be read to the end.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Borne {
    No,
    TooLarge,
    Yes,
}

impl Sign {
    /// Visible text, white space collapsed.
    ///
    /// # Errors
    /// Where the text is empty: that is on every page.
    pub fn text(text: &str) -> Result<Self, BadSelector> {
        let collapsed = collapse(text);
        if collapsed.is_empty() { Err(BadSelector(text.to_owned())) } else { Ok(Self(Kind::Text(collapsed))) }
    }

    /// An element.
    ///
    /// # Errors
    /// Where this is no CSS selector.
    pub fn selector(selector: &str) -> Result<Self, BadSelector> {
        match Selector::parse(selector) {
            Ok(parsed) => Ok(Self(Kind::Selector(parsed))),
            Err(_) => Err(BadSelector(selector.to_owned())),
        }
    }

    /// Whether this answer bears it. JSON is searched in its texts, for text signs only.
    pub(super) fn borne_by(&self, content_type: &str, body: &Body) -> Borne {
        let text = decode(content_type, &body.bytes);
        let borne = if content_type.contains("json") {
            matches!(&self.0, Kind::Text(sign) if serde_json::from_str(&text).is_ok_and(|json| says(&json, sign)))
        } else if content_type.starts_with("text/plain") {
            matches!(&self.0, Kind::Text(sign) if collapse(&text).contains(sign))
        } else if too_many_tags(&text) {
            return Borne::TooLarge;
        } else {
            self.shown_on(&Html::parse_document(&text))
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
            Kind::Text(sign) => visible_text(page).contains(sign),
        }
    }
}

/// Text as a person sees it without style sheets and scripts, white space collapsed.
pub(super) fn visible_text(page: &Html) -> String {
    let mut text = String::new();
    let mut unseen = 0_usize;
    for edge in page.tree.root().traverse() {
        let (node, opens) = match edge {
            Edge::Open(node) => (node, true),
            Edge::Close(node) => (node, false),
        };
        match node.value() {
            Node::Element(element) if hides(element) => unseen = if opens { unseen + 1 } else { unseen - 1 },
            Node::Element(element) if !INLINE.contains(&element.name()) => text.push(' '),
            Node::Text(run) if opens && unseen == 0 => text.push_str(run),
            _ => {}
        }
    }
    collapse(&text)
}

/// Whether parsing this would take unreasonably long.
pub(super) fn too_many_tags(html: &str) -> bool {
    html.bytes().filter(|byte| *byte == b'<').count() > MOST_TAGS
}

/// UTF-8 unless the answer says it is Latin-1, which browsers read as the same bytes for every letter.
pub(super) fn decode(content_type: &str, bytes: &[u8]) -> String {
    let latin = ["iso-8859-1", "iso-8859-15", "windows-1252"];
    let lower = content_type.to_ascii_lowercase();
    if latin.iter().any(|name| lower.contains(name)) {
        return bytes.iter().map(|byte| char::from(*byte)).collect();
    }
    String::from_utf8_lossy(bytes).into_owned()
}

fn is_shown(element: ElementRef<'_>) -> bool {
    let above = element.ancestors().filter_map(ElementRef::wrap).any(|above| hides(above.value()));
    !above && !hides(element.value())
}

fn hides(element: &Element) -> bool {
    let style = element.attr("style").unwrap_or_default().to_ascii_lowercase().replace(' ', "");
    UNSEEN.contains(&element.name())
        || element.attr("hidden").is_some()
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}

/// `serde_json` bounds the depth.
fn says(json: &Value, sign: &str) -> bool {
    match json {
        Value::String(text) => collapse(text).contains(sign),
        Value::Array(items) => items.iter().any(|item| says(item, sign)),
        Value::Object(fields) => fields.values().any(|value| says(value, sign)),
        Value::Bool(_) | Value::Null | Value::Number(_) => false,
    }
}

fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
