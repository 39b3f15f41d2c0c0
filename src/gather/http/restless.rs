//! Whether a page is all there is to see: a browser may go on from it by itself, or ask for more, where an HTTP client stops.

use http::{HeaderMap, header};
use scraper::{Html, node::Element};
use url::Url;

use super::html;

/// Elements that run something, or show something else.
const ACTIVE: [&str; 5] = ["applet", "embed", "frame", "iframe", "object"];

/// Attributes with an address that a browser asks for by itself.
const ASKED: [&str; 3] = ["background", "poster", "src"];

/// Links that a browser follows by itself.
const FETCHED: [&str; 5] = ["icon", "manifest", "prefetch", "preload", "stylesheet"];

/// What is only shown, wherever it comes from.
const SHOWN: [&str; 12] = ["avif", "css", "gif", "ico", "jpeg", "jpg", "png", "svg", "ttf", "webp", "woff", "woff2"];

/// Every address of the page is joined with its base: a longer one, in bytes, is not worked through.
const LONGEST_BASE: usize = 8192;

/// Whether a browser may go somewhere from here, or ask for something, that no request so far shows.
pub(super) fn is_restless(page: &Html, text: &str, at: &Url, headers: &HeaderMap) -> bool {
    let base = html::base(page, at);
    let base = base.as_ref().unwrap_or(at);
    let mut elements = page.root_element().descendent_elements();
    // Text in an encoding that was not decoded hides its elements.
    base.as_str().len() > LONGEST_BASE
        || headers.contains_key(header::REFRESH)
        || text.contains('\0')
        || elements.any(|element| is_active(element.value(), base))
}

fn is_active(element: &Element, base: &Url) -> bool {
    let fetched =
        || element.attr("rel").is_some_and(|rel| FETCHED.iter().any(|one| rel.to_ascii_lowercase().contains(one)));
    let asks = |(name, value): (&str, &str)| match name {
        "srcset" | "imagesrcset" => true,
        "href" if element.name() == "link" => fetched() && is_more(value, base),
        "href" => matches!(element.name(), "image" | "use") && is_more(value, base),
        name => ASKED.contains(&name) && is_more(value, base),
    };
    let scripted = |(name, value): (&str, &str)| {
        name.starts_with("on") || value.trim_start().to_ascii_lowercase().starts_with("javascript:")
    };
    let refreshes = || element.attr("http-equiv").is_some_and(|header| header.trim().eq_ignore_ascii_case("refresh"));
    match element.name() {
        "script" => !element.attr("type").is_some_and(|kind| kind.contains("json") || kind.contains("template")),
        name => {
            ACTIVE.contains(&name)
                || name == "meta" && refreshes()
                || element.attrs().any(|pair| asks(pair) || scripted(pair))
        }
    }
}

/// Whether this may be more than something that is only shown.
fn is_more(value: &str, base: &Url) -> bool {
    let Ok(there) = base.join(value) else { return false };
    let kind = there.path().rsplit_once('.').map(|(_, kind)| kind.to_ascii_lowercase());
    let shown = kind.is_some_and(|kind| SHOWN.contains(&kind.as_str()));
    !shown && matches!(there.scheme(), "http" | "https")
}

#[cfg(test)]
mod tests {
    use super::{super::html::parse, *};

    fn restless(html: &str) -> bool {
        let at = "https://mijn.voorbeeld.test/".parse().unwrap();
        is_restless(&parse(html).unwrap(), html, &at, &HeaderMap::new())
    }

    #[test]
    fn a_plain_page_is_all_there_is() {
        assert!(!restless(
            "<link rel=stylesheet href=/x.css><link rel=canonical href=/><img src='//elders.test/a.PNG?2'>"
        ));
        assert!(!restless("<meta http-equiv=content-type content=text/html><form action=/zoek><input name=q></form>"));
        assert!(!restless("<script type='application/ld+json'>{}</script><img src='data:image/png;base64,AA=='>"));
    }

    #[test]
    fn whatever_may_lead_on_is_seen() {
        for html in [
            "<script src=/x.js></script>",
            "<script type=module></script>",
            "<meta http-equiv=Refresh content='0; url=/weg'>",
            "<iframe src=/uit></iframe>",
            "<img src=/sso/uit>",
            "<img srcset='/sso/uit 2x'>",
            "<img src='https://digid.test/uit'>",
            "<link rel=prefetch href=/uit>",
            "<svg><image href=/uit></image></svg>",
            "<body onload='weg()'>",
            "<a href=' JavaScript:weg()'>Uitloggen</a>",
            "<p><button onclick='weg()'>Uitloggen</button>",
            "<\0s\0c\0r\0i\0p\0t\0>",
        ] {
            assert!(restless(html), "{html}");
        }
        let refresh = [(header::REFRESH, http::HeaderValue::from_static("0; url=/weg"))].into_iter().collect();
        assert!(is_restless(&parse("<p>").unwrap(), "<p>", &"https://a.test/".parse().unwrap(), &refresh));
    }
}
