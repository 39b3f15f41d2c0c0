//! What a `Set-Cookie` line says beside name and value.

use jiff::Timestamp;

use super::cookie_date::cookie_date;

/// A browser passes over an attribute that is longer (RFC 6265bis §5.6).
pub(super) const LONGEST_ATTRIBUTE: usize = 1024;

/// Attributes of one line as written, the last of each name winning.
#[derive(Default)]
pub(super) struct Attributes<'a> {
    pub(super) secure: bool,
    pub(super) http_only: bool,
    pub(super) same_site: Option<&'a str>,
    pub(super) max_age: Option<i64>,
    expires: Option<Timestamp>,
    pub(super) path: Option<&'a str>,
    pub(super) domain: Option<&'a str>,
}

/// Whether a cookie that is to be kept still lives.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Life {
    Ahead,
    Over,
}

impl<'a> Attributes<'a> {
    pub(super) fn read(text: &'a str) -> Self {
        let mut read = Self::default();
        for part in text.split(';') {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let (name, value) = (trim(name), trim(value));
            if value.len() > LONGEST_ATTRIBUTE {
                continue;
            }
            match name.to_ascii_lowercase().as_str() {
                "domain" if !value.is_empty() => read.domain = Some(value),
                "expires" => read.expires = cookie_date(value).or(read.expires),
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
    pub(super) fn lives_until(&self, now: Timestamp) -> Option<Life> {
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

/// Without the white space that may stand around a part.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}
