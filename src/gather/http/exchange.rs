//! A request and its answer as evidence, without secrets.

use http::{HeaderMap, header};
use jiff::Timestamp;
use url::Url;

use crate::{
    evidence::{exchange::Exchange, redaction::Redactor},
    gather::kept::{address, learn_set_cookie, set_cookie},
};

/// The headers that say something about the safety of an answer, and nothing about who asked.
const KEPT: [&str; 14] = [
    "cache-control",
    "clear-site-data",
    "content-security-policy",
    "content-type",
    "cross-origin-opener-policy",
    "date",
    "permissions-policy",
    "pragma",
    "referrer-policy",
    "server",
    "strict-transport-security",
    "x-content-type-options",
    "x-frame-options",
    "x-powered-by",
];

/// Bounds of what is kept of one answer: bytes of a value, headers of the same name together, cookies.
const LONGEST_VALUE: usize = 4096;
const MOST_HEADERS: usize = 40;
const MOST_COOKIES: usize = 100;

/// What is kept of one answer.
pub(super) fn exchange(method: &str, url: &Url, answer: Option<(u16, &HeaderMap)>, redactor: &Redactor) -> Exchange {
    let mut exchange = Exchange {
        method: method.to_owned(),
        address: address(url, redactor),
        status: None,
        location: None,
        headers: Vec::new(),
        cookies: Vec::new(),
    };
    let Some((status, headers)) = answer else { return exchange };
    let host = url.host_str().unwrap_or_default();
    let lines = headers.get_all(header::SET_COOKIE).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    let lines: Vec<_> = lines.take(MOST_COOKIES).collect();
    // Cookies first: a value they set must be recognised in the other headers.
    lines.iter().for_each(|line| learn_set_cookie(line, redactor));
    let now = Timestamp::now();
    exchange.cookies = lines.iter().filter_map(|line| set_cookie(line, host, redactor, now)).collect();
    exchange.status = Some(status);
    exchange.location = location(url, headers).map(|to| address(&to, redactor));
    let kept = KEPT.iter().flat_map(|name| headers.get_all(*name).iter().map(move |value| (*name, value)));
    exchange.headers =
        kept.take(MOST_HEADERS).map(|(name, value)| (name.to_owned(), text(value.as_bytes(), redactor))).collect();
    exchange
}

/// Where an answer points to, if that is an address at all.
pub(super) fn location(url: &Url, headers: &HeaderMap) -> Option<Url> {
    let value = headers.get(header::LOCATION)?;
    let mut to = url.join(std::str::from_utf8(value.as_bytes()).ok()?).ok()?;
    if to.fragment().is_none() {
        to.set_fragment(url.fragment());
    }
    // A redirect may not make us send a password of its choosing; schemes without a host have none to remove.
    let _ = to.set_username("");
    let _ = to.set_password(None);
    Some(to)
}

fn text(value: &[u8], redactor: &Redactor) -> String {
    let text = String::from_utf8_lossy(value);
    let text: String = text.chars().filter(|c| !c.is_control()).take(LONGEST_VALUE).collect();
    redactor.text(&text)
}
