//! Finds what a person would press, by its words or by a selector. Without styles and scripts only plain links, buttons
//! and submitting fields can be pressed.

use scraper::{ElementRef, Html, Node, Selector};

use super::html::{collapse, is_shown};
use crate::target::Locator;

/// What may be named by its words.
const CONTROLS: [&str; 3] = ["a", "button", "input"];

/// A fit, and the length of the name that fits.
pub(super) type Rank = (Fit, usize);

/// How well a name fits: the smaller the better.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Fit {
    Exact,
    OtherCase,
    Within,
}

/// The elements that this names, best match first: as the browser agent looks for them. Those that fit as well have one rank.
pub(super) fn find<'a>(page: &'a Html, control: &Locator) -> Vec<(Rank, ElementRef<'a>)> {
    match control {
        Locator::Selector(selector) => {
            let Ok(selector) = Selector::parse(selector) else { return Vec::new() };
            page.select(&selector).map(|element| ((Fit::Exact, 0), element)).collect()
        }
        Locator::Tekst(text) => {
            let wanted = collapse(text);
            let controls = page.root_element().descendent_elements();
            let controls = controls.filter(|element| CONTROLS.contains(&element.value().name()) && is_shown(*element));
            let mut found: Vec<_> = controls.filter_map(|element| Some((best(element, &wanted)?, element))).collect();
            found.sort_by_key(|(rank, _)| *rank);
            found
        }
    }
}

/// The best fit among the names of an element, with the length of that name.
fn best(element: ElementRef<'_>, wanted: &str) -> Option<Rank> {
    let attributes = ["aria-label", "title", "alt", "value"].into_iter().filter_map(|name| element.attr(name));
    let names = attributes.map(collapse).chain([words(element)]);
    names.filter_map(|name| Some((fit(&name, wanted)?, name.len()))).min()
}

fn fit(name: &str, wanted: &str) -> Option<Fit> {
    let (lower, lower_wanted) = (name.to_lowercase(), wanted.to_lowercase());
    match () {
        () if wanted.is_empty() => None,
        () if name == wanted => Some(Fit::Exact),
        () if lower == lower_wanted => Some(Fit::OtherCase),
        () if lower.contains(&lower_wanted) => Some(Fit::Within),
        () => None,
    }
}

/// Text and pictures' words.
fn words(element: ElementRef<'_>) -> String {
    let parts = element.descendants().filter_map(|node| match node.value() {
        Node::Text(text) => Some(&**text),
        Node::Element(picture) if picture.name() == "img" => picture.attr("alt"),
        _ => None,
    });
    collapse(&parts.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::{super::html::parse, *};

    #[test]
    fn the_words_that_fit_best_are_pressed() {
        let page = parse(
            "<a href=/uitleg>Lees over inloggen met DigiD</a><a href=/ver hidden>Inloggen met DigiD</a>
            <button><img alt='Inloggen met'> DigiD</button><input type=submit value='inloggen met digid'>",
        )
        .unwrap();
        let found = find(&page, &Locator::Tekst("Inloggen  met DigiD".to_owned()));
        let names: Vec<_> = found.iter().map(|(_, element)| element.value().name()).collect();
        assert_eq!(names, ["button", "input", "a"]);
        assert!(find(&page, &Locator::Tekst("Uitloggen".to_owned())).is_empty());
        assert!(find(&page, &Locator::Selector("!!".to_owned())).is_empty());
    }
}
