//! Whether a page is all there is to see: a browser may go on from it by itself, where an HTTP client stops.

use http::{HeaderMap, header};
use scraper::{Html, node::Element};
use url::Url;

/// Elements that run something, or show or ask for something else.
const ACTIVE: [&str; 5] = ["applet", "embed", "frame", "iframe", "object"];

/// Whether a browser may go somewhere from here, or ask for something elsewhere, that no request so far shows.
pub(super) fn may_go_on(page: &Html, at: &Url, headers: &HeaderMap) -> bool {
    let mut elements = page.root_element().descendent_elements();
    headers.contains_key(header::REFRESH) || elements.any(|element| is_active(element.value(), at))
}

fn is_active(element: &Element, at: &Url) -> bool {
    let elsewhere = |name: &str| {
        let there = element.attr(name).and_then(|value| at.join(value).ok());
        there.is_some_and(|there| there.host_str() != at.host_str())
    };
    let refreshes = element.name() == "meta" && element.attr("http-equiv").is_some();
    let scripted = |(name, value): (&str, &str)| {
        name.starts_with("on") || value.trim_start().to_ascii_lowercase().starts_with("javascript:")
    };
    let data = |kind: &str| kind.contains("json") || kind.contains("template");
    match element.name() {
        "script" => !element.attr("type").is_some_and(data),
        name => ACTIVE.contains(&name) || refreshes || elsewhere("src") || element.attrs().any(scripted),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::html::parse, *};

    fn goes_on(html: &str) -> bool {
        let at = "https://mijn.voorbeeld.test/".parse().unwrap();
        may_go_on(&parse(html).unwrap(), &at, &HeaderMap::new())
    }

    #[test]
    fn a_plain_page_is_all_there_is() {
        assert!(!goes_on("<link rel=stylesheet href=/x.css><a href='//elders.test/'>weg</a><img src=/logo.png><form>"));
        assert!(!goes_on("<script type='application/ld+json'>{}</script>"));
    }

    #[test]
    fn whatever_may_lead_on_is_seen() {
        for html in [
            "<script src=/x.js></script>",
            "<script type=module></script>",
            "<meta http-equiv=refresh content='0; url=/weg'>",
            "<iframe src=/uit></iframe>",
            "<img src='https://digid.test/uit'>",
            "<body onload='weg()'>",
            "<a href=' JavaScript:weg()'>Uitloggen</a>",
            "<p><button onclick='weg()'>Uitloggen</button>",
        ] {
            assert!(goes_on(html), "{html}");
        }
        let refresh = [(header::REFRESH, http::HeaderValue::from_static("0; url=/weg"))].into_iter().collect();
        assert!(may_go_on(&parse("<p>").unwrap(), &"https://a.test/".parse().unwrap(), &refresh));
    }
}
