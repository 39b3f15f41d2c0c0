//! Turns what the browser reported into evidence: every secret learnt first, then everything redacted.

use jiff::{Timestamp, fmt::rfc2822};
use url::Url;

use super::{
    hub::Hub,
    trail::{Hop, Sort},
};
use crate::evidence::{
    Address,
    exchange::{Exchange, SetCookie},
    redaction::Redactor,
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
        cookies.iter().for_each(|line| learn_cookie(line, redactor));
        if let Some(value) = &hop.authorization {
            redactor.learn("header", "authorization", value);
            redactor.learn("header", "authorization", value.rsplit(' ').next().unwrap_or_default());
        }
        for url in [Some(hop.url.as_str()), location(hop)].into_iter().flatten() {
            learn_query(url, redactor);
        }
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

/// The address with its query, fragment and every secret in its path redacted.
pub(super) fn address(url: &Url, redactor: &Redactor) -> Address {
    let mut address = Address::from(url);
    address.host = redactor.text(&address.host);
    address.path = plain(&address.path, redactor);
    address.query = url.query().map(|query| redactor.query(query));
    address.fragment = url.fragment().map(|fragment| match fragment.split_once('?') {
        Some((route, query)) => format!("{}?{}", plain(route, redactor), redactor.query(query)),
        None if fragment.contains('=') => redactor.query(fragment),
        None => plain(fragment, redactor),
    });
    address
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
        cookies: cookies.iter().filter_map(|line| cookie(line, &host, redactor, now)).collect(),
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

/// One `Set-Cookie` line (RFC 6265 §5.2).
fn cookie(line: &str, host: &str, redactor: &Redactor, now: Timestamp) -> Option<SetCookie> {
    let mut parts = line.split(';').map(str::trim);
    let (name, value) = parts.next()?.split_once('=')?;
    let attributes: Vec<(String, &str)> = parts
        .map(|part| part.split_once('=').unwrap_or((part, "")))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim()))
        .collect();
    // The last one of a name counts.
    let of = |wanted: &str| attributes.iter().rev().find(|(name, _)| name == wanted).map(|(_, value)| *value);
    let text = |wanted: &str| of(wanted).map(|value| redactor.text(value));
    let max_age = of("max-age").and_then(|value| value.parse::<i64>().ok());
    let expires = of("expires").and_then(moment);
    let persistent = max_age.map_or_else(|| expires.is_some_and(|end| end > now), |seconds| seconds > 0);
    let removed = value.is_empty() || (!persistent && (max_age.is_some() || expires.is_some()));
    Some(SetCookie {
        name: redactor.text(name.trim()),
        token: if removed { String::new() } else { redactor.token("cookie", name.trim(), value.trim()) },
        host: host.to_owned(),
        secure: of("secure").is_some(),
        http_only: of("httponly").is_some(),
        same_site: text("samesite").map(|value| value.to_ascii_lowercase()),
        max_age,
        persistent,
        path: text("path"),
        domain: text("domain"),
    })
}

fn moment(date: &str) -> Option<Timestamp> {
    // `Wed, 21-Oct-2026 …` is as common as the form with spaces.
    let date = date.replace('-', " ");
    rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(&date).ok()
}

fn learn_cookie(line: &str, redactor: &Redactor) {
    let pair = line.split(';').next().unwrap_or_default();
    if let Some((name, value)) = pair.split_once('=') {
        learn_value(name.trim(), value.trim(), redactor);
    }
}

/// Learns a cookie's value, unless it is a plain word: `cookies=accepted` must not take that word out of the page.
pub(super) fn learn_value(name: &str, value: &str, redactor: &Redactor) {
    let bare = value.trim_matches('"');
    if bare.len() < 16 && bare.bytes().all(|b| b.is_ascii_alphabetic()) {
        return;
    }
    redactor.learn("cookie", name, bare);
    if let Some(decoded) = decoded(bare) {
        redactor.learn("cookie", name, &decoded);
    }
}

/// Learns the values of a query that look like secrets: long, and no words.
fn learn_query(url: &str, redactor: &Redactor) {
    let Ok(url) = Url::parse(url) else { return };
    for (name, value) in url.query_pairs() {
        if value.len() >= 20 && value.contains(|c: char| c.is_ascii_digit()) && !value.contains([' ', '/', ':']) {
            redactor.learn("waarde", &name, &value);
        }
    }
}

fn plain(part: &str, redactor: &Redactor) -> String {
    match decoded(part) {
        Some(text) if redactor.text(&text) != text => redactor.text(&text),
        _ => redactor.text(part),
    }
}

/// The text without its percent-encoding, if it has any.
fn decoded(text: &str) -> Option<String> {
    if !text.contains('%') {
        return None;
    }
    let as_value = text.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    url::form_urlencoded::parse(format!("v={as_value}").as_bytes()).next().map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor() -> Redactor {
        Redactor::new([7; 32], [])
    }

    #[test]
    fn a_cookie_is_read_as_written() {
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        let line = "sid=geheim=1; Path=/mijn; Secure; HttpOnly; SameSite=Lax; Expires=Wed, 21-Oct-2037 07:28:00 GMT";
        let cookie = cookie(line, "a.test", &redactor(), now).unwrap();
        assert!(cookie.secure && cookie.http_only && cookie.persistent);
        assert_eq!(cookie.same_site.as_deref(), Some("lax"));
        assert_eq!(cookie.path.as_deref(), Some("/mijn"));
        assert!(cookie.token.starts_with("⟦cookie:sid·"), "{}", cookie.token);
    }

    #[test]
    fn a_cookie_in_the_past_is_being_removed() {
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        for line in ["sid=; Path=/", "sid=weg; Max-Age=0", "sid=weg; Expires=Thu, 01 Jan 1970 00:00:00 GMT"] {
            let cookie = cookie(line, "a.test", &redactor(), now).unwrap();
            assert!(cookie.token.is_empty() && !cookie.persistent, "{line}");
        }
        assert!(!super::cookie("sid=x1", "a.test", &redactor(), now).unwrap().same_site.is_some());
    }

    #[test]
    fn no_part_of_an_address_keeps_a_number_of_a_person() {
        let url =
            Url::parse("https://a.test/p/999999047/%39%39%39999047?bsn=999999047#/x/999999047?y=999999047").unwrap();
        let shown = address(&url, &redactor()).to_string();
        assert!(!shown.contains("999999047") && !shown.contains("999047"), "{shown}");
        assert!(shown.starts_with("https://a.test/p/"), "{shown}");
    }
}
