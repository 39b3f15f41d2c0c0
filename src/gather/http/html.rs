//! Pages as a person sees them, parsed within bounds.

use std::time::{Duration, Instant};

use ego_tree::iter::Edge;
use html5ever::{
    driver::parse_document,
    tendril::{StrTendril, TendrilSink},
};
use scraper::{ElementRef, Html, HtmlTreeSink, Node, node::Element};
use url::Url;

/// Parsing time grows with the square of the nesting, and misnested tags multiply: a page of a few kilobytes can ask for
/// hours and gigabytes. A page for people stays far below these.
const MOST_TIME: Duration = Duration::from_secs(2);
const MOST_NODES: usize = 300_000;

/// Parsed between two looks at the bounds.
const PIECE: usize = 1024;

/// Elements that do not break a word in two.
const INLINE: [&str; 24] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "font", "i", "kbd", "label", "mark", "q", "s",
    "small", "span", "strong", "sub", "sup", "u", "wbr",
];

/// Elements whose content nobody sees.
const UNSEEN: [&str; 7] = ["head", "iframe", "noscript", "script", "style", "template", "datalist"];

/// The page; none where it is past the bounds.
pub(super) fn parse(html: &str) -> Option<Html> {
    let since = Instant::now();
    let mut parser = parse_document(HtmlTreeSink::new(Html::new_document()), html5ever::ParseOpts::default());
    let mut rest = html;
    while !rest.is_empty() {
        let end = (PIECE.min(rest.len())..rest.len()).find(|at| rest.is_char_boundary(*at)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        parser.process(StrTendril::from_slice(piece));
        let nodes = parser.tokenizer.sink.sink.0.borrow().tree.values().len();
        if nodes > MOST_NODES || since.elapsed() > MOST_TIME {
            return None;
        }
        rest = after;
    }
    Some(parser.finish())
}

/// What relative addresses on the page are relative to.
pub(super) fn base(page: &Html, at: &Url) -> Option<Url> {
    match elements(page, "base").find_map(|base| base.attr("href")) {
        Some(href) => at.join(href).ok(),
        None => Some(at.clone()),
    }
}

/// All of this name, anywhere on the page.
pub(super) fn elements<'a>(page: &'a Html, name: &'static str) -> impl Iterator<Item = ElementRef<'a>> {
    page.root_element().descendent_elements().filter(move |element| element.value().name() == name)
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

/// UTF-8 unless the answer says it is Latin-1, which browsers read as the same bytes for every letter.
pub(super) fn decode(content_type: &str, bytes: &[u8]) -> String {
    let latin = ["iso-8859-1", "iso-8859-15", "windows-1252"];
    let lower = content_type.to_ascii_lowercase();
    if latin.iter().any(|name| lower.contains(name)) {
        return bytes.iter().map(|byte| char::from(*byte)).collect();
    }
    String::from_utf8_lossy(bytes).into_owned()
}

/// Whether neither the element nor one it stands in is hidden.
pub(super) fn is_shown(element: ElementRef<'_>) -> bool {
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

/// White space as one space.
pub(super) fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_what_is_seen_and_words_stay_whole() {
        let page = parse("<title>x</title><p>Bur<b>ger</b>\n zaken<br>balie</p><td>1<td>2<script>y</script>").unwrap();
        assert_eq!(visible_text(&page), "Burger zaken balie 12");
    }

    #[test]
    fn a_page_made_to_be_slow_is_given_up() {
        let nested = "<div>".repeat(200_000);
        let bold: String = (0..400).map(|n| format!("<b id={n}>")).collect();
        let many = format!("<p>{bold}</p>{}", "<p>x</p>".repeat(20_000));
        for page in [nested, many] {
            let since = Instant::now();
            assert!(parse(&page).is_none());
            assert!(since.elapsed() < 4 * MOST_TIME);
        }
    }
}
