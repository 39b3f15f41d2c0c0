//! Cookies as the service wrote them. The browser's own list says what it made of them, which is something else.

use jiff::{Timestamp, fmt::rfc2822};

use crate::{
    evidence::{exchange::SetCookie, redaction::Redactor},
    gather::kept::learn_cookie,
};

/// One `Set-Cookie` line (RFC 6265 §5.2).
pub(super) fn read(line: &str, host: &str, redactor: &Redactor, now: Timestamp) -> Option<SetCookie> {
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

/// Learns the value of a `Set-Cookie` line.
pub(super) fn learn_line(line: &str, redactor: &Redactor) {
    let pair = line.split(';').next().unwrap_or_default();
    if let Some((name, value)) = pair.split_once('=') {
        learn_cookie(name.trim(), value.trim(), redactor);
    }
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
        let cookie = read(line, "a.test", &redactor(), now).unwrap();
        assert!(cookie.secure && cookie.http_only && cookie.persistent);
        assert_eq!(cookie.same_site.as_deref(), Some("lax"));
        assert_eq!(cookie.path.as_deref(), Some("/mijn"));
        assert!(cookie.token.starts_with("⟦cookie:sid·"), "{}", cookie.token);
    }

    #[test]
    fn a_cookie_in_the_past_is_being_removed() {
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        for line in ["sid=; Path=/", "sid=weg; Max-Age=0", "sid=weg; Expires=Thu, 01 Jan 1970 00:00:00 GMT"] {
            let cookie = read(line, "a.test", &redactor(), now).unwrap();
            assert!(cookie.token.is_empty() && !cookie.persistent, "{line}");
        }
        assert!(read("sid=x1", "a.test", &redactor(), now).unwrap().same_site.is_none());
    }
}
