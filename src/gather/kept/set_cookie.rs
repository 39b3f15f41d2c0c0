//! `Set-Cookie` as the service wrote it, with its value replaced (RFC 6265 §5.2 and §5.3, RFC 6265bis §5.6 for the bounds).
//! A browser's own list says what it made of a cookie, which is something else.

use jiff::Timestamp;

use super::{
    cookie_attributes::{Attributes, Life, trim},
    secrets::{learn_cookie, unquoted},
};
use crate::evidence::{exchange::SetCookie, redaction::Redactor};

/// A browser drops a cookie whose name and value are longer together.
const LONGEST_PAIR: usize = 4096;

/// Learns the value of a `Set-Cookie` line, whether a browser would take it or not: it may turn up elsewhere.
pub(super) fn learn_set_cookie(line: &str, redactor: &Redactor) {
    let (name, value, _) = parts(line);
    learn_cookie(name, value, redactor);
}

/// The cookie that this line sets or removes at `host`; none where a browser would ignore the line.
pub(super) fn set_cookie(line: &str, host: &str, redactor: &Redactor, now: Timestamp) -> Option<SetCookie> {
    if line.contains(|c: char| c.is_control() && c != '\t') {
        return None;
    }
    let (name, value, attributes) = parts(line);
    if (name.is_empty() && value.is_empty()) || name.len() + value.len() > LONGEST_PAIR {
        return None;
    }
    let attributes = Attributes::read(attributes);
    let lives_until = attributes.lives_until(now);
    let removed = value.is_empty() || lives_until == Some(Life::Over);
    Some(SetCookie {
        token: if removed { String::new() } else { redactor.token("cookie", name, unquoted(value)) },
        name: name.to_owned(),
        host: host.to_owned(),
        secure: attributes.secure,
        http_only: attributes.http_only,
        same_site: attributes.same_site.map(str::to_owned),
        max_age: attributes.max_age,
        persistent: lives_until == Some(Life::Ahead),
        path: attributes.path.map(str::to_owned),
        domain: attributes.domain.map(str::to_owned),
    })
}

/// Name, value and attributes; a line without `=` is a value without a name.
fn parts(line: &str) -> (&str, &str, &str) {
    let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
    let (name, value) = pair.split_once('=').unwrap_or(("", pair));
    (trim(name), trim(value), attributes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::cookie_attributes::LONGEST_ATTRIBUTE, *};

    fn read(line: &str) -> Option<SetCookie> {
        let redactor = Redactor::new([3; 32], []);
        learn_set_cookie(line, &redactor);
        set_cookie(line, "mijn.voorbeeld.test", &redactor, "2026-11-21T12:00:00Z".parse().unwrap())
    }

    #[test]
    fn attributes_are_kept_as_written_and_the_value_is_not() {
        let cookie =
            read("sid=geheime=waarde; Path=/app; Domain=.voorbeeld.test; SECURE; HttpOnly; SameSite=Lax").unwrap();
        assert_eq!((cookie.path.as_deref(), cookie.domain.as_deref()), (Some("/app"), Some(".voorbeeld.test")));
        assert_eq!((cookie.secure, cookie.http_only, cookie.same_site.as_deref()), (true, true, Some("Lax")));
        assert!(cookie.token.starts_with("⟦cookie:sid·") && !cookie.persistent, "{}", cookie.token);
        assert!(read("sid=x1").unwrap().same_site.is_none());
    }

    #[test]
    fn a_value_is_learnt_even_when_its_cookie_goes() {
        let redactor = Redactor::new([3; 32], []);
        for line in ["sid=oude-zitting-1; Max-Age=0", "sid=\"oude-zitting-2\"; Path=\u{1}", "oude-zitting-3"] {
            learn_set_cookie(line, &redactor);
        }
        let shown = redactor.text("oude-zitting-1 oude-zitting-2 oude-zitting-3");
        assert!(!shown.contains("oude"), "{shown}");
    }

    #[test]
    fn how_long_a_cookie_lives() {
        let lives = |header| read(header).map(|cookie| (cookie.persistent, cookie.token.is_empty())).unwrap();
        assert_eq!(lives("a=waarde"), (false, false));
        assert_eq!(lives("a=waarde; Max-Age=900"), (true, false));
        assert_eq!(lives("a=waarde; Expires=Wed, 01-Jan-2098 00:00:00 GMT"), (true, false));
        assert_eq!(lives("a=waarde; Expires=Thu, 01 Jan 1970 00:00:00 GMT"), (false, true));
        assert_eq!(lives("a=waarde; Max-Age=900; Expires=Thu, 01 Jan 1970 00:00:00 GMT"), (true, false));
        assert_eq!(lives("a=waarde; Max-Age=99999999999999999999"), (true, false));
        assert_eq!(lives("a=; Path=/"), (false, true));
        assert_eq!(lives("a=waarde; Max-Age=0"), (false, true));
    }

    #[test]
    fn what_a_browser_ignores_is_no_cookie() {
        for header in ["", ";", "=", " ; Secure", "a=b\u{0}c", &format!("a={}", "x".repeat(5000))] {
            assert!(read(header).is_none(), "{header:?}");
        }
    }

    proptest! {
        #[test]
        fn no_header_makes_it_panic(header in any::<String>()) {
            let _ = read(&header);
        }

        #[test]
        fn no_attribute_makes_it_panic_or_shows_the_value(
            value in "[a-z]{12,40}", attributes in "(; ?(expires|max-age|path|domain|samesite)=[ -~]{0,60}){0,6}",
        ) {
            if let Some(cookie) = read(&format!("sid={value}{attributes}")) {
                prop_assert!(!cookie.token.contains(&value));
                prop_assert!(cookie.path.unwrap_or_default().len() <= 2 * LONGEST_ATTRIBUTE);
            }
        }
    }
}
