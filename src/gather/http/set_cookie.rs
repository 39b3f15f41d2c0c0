//! `Set-Cookie` as written, with its value replaced (RFC 6265 §5.2 and §5.3, RFC 6265bis §5.6 for the bounds).

use jiff::Timestamp;

use crate::evidence::{exchange::SetCookie, redaction::Redactor};

/// A browser drops a cookie whose name and value are longer together, and an attribute that is longer (RFC 6265bis §5.6).
const LONGEST_PAIR: usize = 4096;
const LONGEST_ATTRIBUTE: usize = 1024;

/// Attributes of one header as written, the last of each name winning.
#[derive(Default)]
struct Attributes<'a> {
    secure: bool,
    http_only: bool,
    same_site: Option<&'a str>,
    max_age: Option<i64>,
    expires: Option<Timestamp>,
    path: Option<&'a str>,
    domain: Option<&'a str>,
}

/// The cookie that this header sets or removes at `host`; none where a browser would ignore the header.
///
/// The redactor learns the value, so that it is recognised wherever it turns up later.
pub fn parse_set_cookie(header: &str, host: &str, redactor: &Redactor) -> Option<SetCookie> {
    if header.contains(|c: char| c.is_control() && c != '\t') {
        return None;
    }
    let (pair, rest) = header.split_once(';').unwrap_or((header, ""));
    let (name, value) = pair.split_once('=').unwrap_or(("", pair));
    let (name, value) = (trim(name), trim(value));
    if (name.is_empty() && value.is_empty()) || name.len() + value.len() > LONGEST_PAIR {
        return None;
    }
    let attributes = Attributes::read(rest);
    let lives_until = attributes.lives_until(Timestamp::now());
    let removed = value.is_empty() || lives_until == Some(Life::Over);
    Some(SetCookie {
        token: if removed { String::new() } else { redactor.learn("cookie", name, unquoted(value)) },
        name: redactor.text(name),
        host: host.to_owned(),
        secure: attributes.secure,
        http_only: attributes.http_only,
        same_site: attributes.same_site.map(|text| redactor.text(&text.to_ascii_lowercase())),
        max_age: attributes.max_age,
        persistent: lives_until == Some(Life::Ahead),
        path: attributes.path.map(|text| redactor.text(text)),
        domain: attributes.domain.map(|text| redactor.text(text)),
    })
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Life {
    Ahead,
    Over,
}

impl<'a> Attributes<'a> {
    fn read(text: &'a str) -> Self {
        let mut read = Self::default();
        for part in text.split(';') {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let (name, value) = (trim(name), trim(value));
            if value.len() > LONGEST_ATTRIBUTE {
                continue;
            }
            match name.to_ascii_lowercase().as_str() {
                "domain" if !value.is_empty() => read.domain = Some(value),
                "expires" => read.expires = expires(value).or(read.expires),
                "httponly" => read.http_only = true,
                "max-age" => read.max_age = max_age(value).or(read.max_age),
                "path" => read.path = Some(value),
                "samesite" => read.same_site = Some(value),
                "secure" => read.secure = true,
                _ => {}
            }
        }
        read
    }

    /// None for a cookie of the session. `Max-Age` goes before `Expires`.
    fn lives_until(&self, now: Timestamp) -> Option<Life> {
        let ahead = match (self.max_age, self.expires) {
            (Some(seconds), _) => seconds > 0,
            (None, Some(at)) => at > now,
            (None, None) => return None,
        };
        Some(if ahead { Life::Ahead } else { Life::Over })
    }
}

/// Digits with an optional minus; what does not fit is as far away as can be written.
fn max_age(value: &str) -> Option<i64> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(value.parse().unwrap_or(if value.starts_with('-') { i64::MIN } else { i64::MAX }))
}

/// The date formats that cookies are written in are the cookie crate's concern.
fn expires(value: &str) -> Option<Timestamp> {
    let cookie = cookie::Cookie::parse(format!("a=b; Expires={value}")).ok()?;
    Timestamp::from_second(cookie.expires_datetime()?.unix_timestamp()).ok()
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

/// Servers that quote a value mean what is inside, and that is what turns up elsewhere.
fn unquoted(value: &str) -> &str {
    value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(header: &str) -> Option<SetCookie> {
        parse_set_cookie(header, "mijn.voorbeeld.test", &Redactor::new([3; 32], []))
    }

    #[test]
    fn attributes_are_kept_as_written_and_the_value_is_not() {
        let cookie =
            read("sid=geheime-waarde; Path=/app; Domain=.voorbeeld.test; SECURE; HttpOnly; SameSite=Lax").unwrap();
        assert_eq!((cookie.path.as_deref(), cookie.domain.as_deref()), (Some("/app"), Some(".voorbeeld.test")));
        assert_eq!((cookie.secure, cookie.http_only, cookie.same_site.as_deref()), (true, true, Some("lax")));
        assert!(cookie.token.starts_with("⟦cookie:sid·") && !cookie.persistent, "{}", cookie.token);
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
