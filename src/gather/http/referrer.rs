//! What a page has a browser say of it when it asks (Referrer Policy §3.1; `Origin`: Fetch §3.2). Services refuse a form that does not
//! come from themselves.

use http::{HeaderMap, HeaderValue, header};
use scraper::Html;
use url::Url;

use super::html::elements;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Nothing,
    Origin,
    Whole,
}
use Shown::{Nothing, Origin, Whole};

/// A policy: what its own origin and every other is shown, and whether neither is without TLS where the page had it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Referrer {
    own: Shown,
    other: Shown,
    only_tls: bool,
}

const POLICIES: [(&str, Referrer); 8] = [
    ("no-referrer", policy(Nothing, Nothing, false)),
    ("no-referrer-when-downgrade", policy(Whole, Whole, true)),
    ("origin", policy(Origin, Origin, false)),
    ("origin-when-cross-origin", policy(Whole, Origin, false)),
    ("same-origin", policy(Whole, Nothing, false)),
    ("strict-origin", policy(Origin, Origin, true)),
    ("strict-origin-when-cross-origin", BY_DEFAULT),
    ("unsafe-url", policy(Whole, Whole, false)),
];

const BY_DEFAULT: Referrer = policy(Whole, Origin, true);

const fn policy(own: Shown, other: Shown, only_tls: bool) -> Referrer {
    Referrer { own, other, only_tls }
}

impl Default for Referrer {
    fn default() -> Self {
        BY_DEFAULT
    }
}

impl Referrer {
    /// The policy that an answer sets: of all that it names, the last that is known.
    pub(super) fn set_by(headers: &HeaderMap) -> Option<Self> {
        let values = headers.get_all(header::REFERRER_POLICY).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).filter_map(named).next_back()
    }

    /// The policy of a page: its own word comes after that of its headers.
    pub(super) fn of(headers: &HeaderMap, page: &Html) -> Self {
        let metas = elements(page, "meta").filter(|meta| is(meta.attr("name"), "referrer"));
        let own = metas.filter_map(|meta| named(today(meta.attr("content")?))).last();
        own.or_else(|| Self::set_by(headers)).unwrap_or_default()
    }

    /// The headers about the page that asks; of one that posts, its origin too.
    pub(super) fn told(self, from: &Url, to: &Url, posts: bool) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let mut whole = from.clone();
        whole.set_fragment(None);
        let origin = from.origin().ascii_serialization();
        let (referer, origin) = match self.shown(from, to) {
            Nothing => (None, "null".to_owned()),
            Origin => (Some(format!("{origin}/")), origin),
            Whole => (Some(whole.to_string()), origin),
        };
        if let Some(referer) = referer.and_then(|referer| HeaderValue::from_str(&referer).ok()) {
            headers.insert(header::REFERER, referer);
        }
        if let (true, Ok(origin)) = (posts, HeaderValue::from_str(&origin)) {
            headers.insert(header::ORIGIN, origin);
        }
        headers
    }

    fn shown(self, from: &Url, to: &Url) -> Shown {
        if self.only_tls && from.scheme() == "https" && to.scheme() != "https" {
            return Nothing;
        }
        if from.origin() == to.origin() { self.own } else { self.other }
    }
}

/// Words of before, that a page may still use (HTML, "standard metadata names").
fn today(name: &str) -> &str {
    match name.trim().to_ascii_lowercase().as_str() {
        "never" => "no-referrer",
        "always" => "unsafe-url",
        "default" => "strict-origin-when-cross-origin",
        "origin-when-crossorigin" => "origin-when-cross-origin",
        _ => name,
    }
}

fn named(name: &str) -> Option<Referrer> {
    POLICIES.iter().find(|(known, _)| is(Some(name), known)).map(|(_, policy)| *policy)
}

fn is(word: Option<&str>, known: &str) -> bool {
    word.is_some_and(|word| word.trim().eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::{super::html::parse, *};

    const MIJN: &str = "https://mijn.voorbeeld.test/uit?x=1#y";

    /// `Referer` and `Origin` of a form of this page.
    fn asks(referrer: Referrer, to: &str) -> (String, String) {
        let headers = referrer.told(&MIJN.parse().unwrap(), &to.parse().unwrap(), true);
        let text = |name| headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        (text(header::REFERER), text(header::ORIGIN))
    }

    #[test]
    fn a_page_decides_what_is_said_of_it() {
        let (whole, origin) = ("https://mijn.voorbeeld.test/uit?x=1", "https://mijn.voorbeeld.test");
        let slashed = format!("{origin}/");
        let expected = [
            ("no-referrer", ["", "", ""]),
            ("no-referrer-when-downgrade", [whole, whole, ""]),
            ("origin", [&slashed, &slashed, &slashed]),
            ("origin-when-cross-origin", [whole, &slashed, &slashed]),
            ("same-origin", [whole, "", ""]),
            ("strict-origin", [&slashed, &slashed, ""]),
            ("strict-origin-when-cross-origin", [whole, &slashed, ""]),
            ("unsafe-url", [whole, whole, whole]),
        ];
        for (name, referers) in expected {
            let to = ["https://mijn.voorbeeld.test/", "https://digid.test/", "http://mijn.voorbeeld.test/"];
            for (to, referer) in to.into_iter().zip(referers) {
                let origin = if referer.is_empty() { "null" } else { origin };
                assert_eq!(asks(named(name).unwrap(), to), (referer.to_owned(), origin.to_owned()), "{name} to {to}");
            }
        }
    }

    #[test]
    fn the_last_word_counts_that_is_known() {
        let of = |header: &str, page: &str| {
            let headers = [(header::REFERRER_POLICY, HeaderValue::from_str(header).unwrap())].into_iter().collect();
            Referrer::of(&headers, &parse(page).unwrap())
        };
        assert_eq!(of("no-referrer, Same-Origin, later", "<p>"), named("same-origin").unwrap());
        assert_eq!(of("unknown", "<p>"), Referrer::default());
        assert_eq!(of("origin", "<meta name=referrer content=no-referrer>"), named("no-referrer").unwrap());
        assert_eq!(of("origin", "<meta name=referrer content=Always>"), named("unsafe-url").unwrap());
        assert_eq!(of("origin", "<meta name=referrer content=sometimes>"), named("origin").unwrap());
    }
}
