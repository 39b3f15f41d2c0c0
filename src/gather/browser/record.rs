//! Turns what the browser reported into evidence: every secret learnt first, then everything redacted.

use jiff::Timestamp;
use url::Url;

use super::{
    hub::Hub,
    trail::{Hop, Sort},
};
use crate::{
    evidence::{exchange::Exchange, redaction::Redactor},
    gather::kept::{address, learn_header, learn_query, learn_set_cookie, set_cookie},
};

/// Exchanges in one look.
const MOST: usize = 200;

/// Answer headers that say something about safety, caching or kind.
const KEPT: [&str; 13] = [
    "cache-control",
    "content-security-policy",
    "content-security-policy-report-only",
    "content-type",
    "cross-origin-opener-policy",
    "date",
    "expires",
    "permissions-policy",
    "pragma",
    "referrer-policy",
    "strict-transport-security",
    "x-content-type-options",
    "x-frame-options",
];

/// The exchanges of these hops, oldest first, at most 200: scripted requests that set no cookie are left out first.
pub(super) fn exchanges(hops: Vec<Hop>, hub: &Hub, redactor: &Redactor) -> Vec<Exchange> {
    let hops: Vec<(Hop, Vec<String>)> = hops
        .into_iter()
        .map(|hop| {
            let cookies = raw_cookies(&hop, hub);
            (hop, cookies)
        })
        .filter(|(hop, cookies)| hop.sort != Sort::Part || !cookies.is_empty())
        .collect();
    for (hop, cookies) in &hops {
        cookies.iter().for_each(|line| learn_set_cookie(line, redactor));
        if let Some(value) = &hop.authorization {
            learn_header("authorization", value, redactor);
        }
        let urls = [Some(hop.url.as_str()), location(hop)].into_iter().flatten();
        urls.filter_map(|url| Url::parse(url).ok()).for_each(|url| learn_query(&url, redactor));
    }
    let mut plain = hops.iter().filter(|(hop, cookies)| hop.sort == Sort::Scripted && cookies.is_empty()).count();
    let mut surplus = hops.len().saturating_sub(MOST);
    let now = Timestamp::now();
    let mut exchanges = Vec::new();
    for (hop, cookies) in hops {
        if surplus > 0 && plain > 0 && hop.sort == Sort::Scripted && cookies.is_empty() {
            surplus -= 1;
            plain -= 1;
        } else if exchanges.len() < MOST {
            exchanges.extend(exchange(&hop, &cookies, redactor, now));
        }
    }
    exchanges
}

fn exchange(hop: &Hop, cookies: &[String], redactor: &Redactor, now: Timestamp) -> Option<Exchange> {
    let url = Url::parse(&hop.url).ok()?;
    let host = url.host_str().unwrap_or_default().to_owned();
    let headers = hop.answer.iter().filter(|(name, _)| KEPT.contains(&name.as_str()));
    Some(Exchange {
        method: hop.method.chars().filter(char::is_ascii_alphabetic).take(20).collect(),
        address: address(&url, redactor),
        status: hop.status,
        location: location(hop).and_then(|to| url.join(to).ok()).map(|to| address(&to, redactor)),
        headers: headers.map(|(name, value)| (name.clone(), redactor.text(value))).collect(),
        cookies: cookies.iter().filter_map(|line| set_cookie(line, &host, redactor, now)).collect(),
    })
}

fn raw_cookies(hop: &Hop, hub: &Hub) -> Vec<String> {
    let nth = usize::try_from(hop.redirects).unwrap_or(usize::MAX);
    if let Some(lines) = hub.raw_cookies(&hop.request).into_iter().nth(nth) {
        return lines;
    }
    let lines = hop.answer.iter().filter(|(name, _)| name == "set-cookie");
    lines.flat_map(|(_, value)| value.split('\n')).map(str::to_owned).collect()
}

fn location(hop: &Hop) -> Option<&str> {
    let redirect = hop.status.is_some_and(|status| (300..400).contains(&status));
    hop.answer.iter().find(|(name, _)| redirect && name == "location").map(|(_, value)| value.as_str())
}
