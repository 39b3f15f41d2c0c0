//! Looks for what is left of a login in a browser: the number of a test person, or a token with a time of its own.

use std::collections::BTreeSet;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::{context::Context, error::BrowserError};
use crate::evidence::{
    decoded,
    exchange::Exchange,
    redaction::Redactor,
    trace::{KeptIn, Trace},
};

/// Traces that are kept.
const MOST: usize = 100;

/// A shorter word is no encoded number.
const SHORTEST: usize = 12;

/// An item of the storage of a page.
#[derive(Deserialize)]
pub(super) struct Stored {
    /// Whether it outlives the window.
    local: bool,
    key: String,
    value: String,
}

impl Context {
    /// The traces in the cookies of this context, in these items of storage and in the addresses of these requests.
    ///
    /// # Errors
    /// [`BrowserError::Lost`] when the browser is gone.
    pub(super) async fn traces(
        &self,
        stored: &[Stored],
        exchanges: &[Exchange],
        redactor: &Redactor,
    ) -> Result<Vec<Trace>, BrowserError> {
        let now = Timestamp::now();
        let mut traces = Vec::new();
        let mut look = |kept_in, name: &str, value: &str| {
            traces.extend(trace(kept_in, name, value, redactor, now).filter(|one| !traces.contains(one)));
        };
        for exchange in exchanges {
            for address in [&exchange.address].into_iter().chain(&exchange.location) {
                look(KeptIn::Address, &format!("{}{}", address.host, address.path), &address.to_string());
            }
        }
        let answer = self.cookies().await?;
        for cookie in answer["cookies"].as_array().into_iter().flatten() {
            let kept_in = if cookie["expiry"].is_number() { KeptIn::LastingCookie } else { KeptIn::Cookie };
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            look(kept_in, &text(&cookie["name"]), &text(&cookie["value"]["value"]));
        }
        for Stored { local, key, value } in stored {
            let kept_in = if *local { KeptIn::LocalStorage } else { KeptIn::SessionStorage };
            look(kept_in, key, &format!("{key} {value}"));
        }
        traces.truncate(MOST);
        Ok(traces)
    }
}

fn trace(kept_in: KeptIn, name: &str, value: &str, redactor: &Redactor, now: Timestamp) -> Option<Trace> {
    let texts = unfolded(value);
    let number = texts.iter().any(|text| redactor.holds_test_person(text));
    let valid = texts.iter().filter_map(|text| expires(text)).map(|at| at.saturating_sub(now.as_second())).max();
    let valid = valid.filter(|seconds| *seconds > 0);
    (number || valid.is_some()).then(|| Trace { kept_in, name: name.to_owned(), number, valid })
}

/// The text, and what it hides: percent-encoded, or in words of base64 as in a JSON Web Token.
fn unfolded(text: &str) -> BTreeSet<String> {
    let plain = decoded(text);
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_');
    let words = plain.split(|c| !is_word(c)).filter(|word| word.len() >= SHORTEST);
    let read = |word: &str| {
        let url_safe: String = word
            .chars()
            .map(|c| {
                if c == '+' {
                    '-'
                } else if c == '/' {
                    '_'
                } else {
                    c
                }
            })
            .collect();
        String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(url_safe).ok()?).ok()
    };
    let hidden: BTreeSet<String> = words.filter_map(read).collect();
    hidden.into_iter().chain([plain, text.to_owned()]).collect()
}

/// When the claims of a token end, in seconds since 1970.
fn expires(text: &str) -> Option<i64> {
    let claims: Value = serde_json::from_str(text.trim()).ok()?;
    claims.get("exp")?.as_f64().map(|at| at as i64)
}

#[cfg(test)]
mod tests {
    use base64::prelude::BASE64_STANDARD;

    use super::*;

    fn found(value: &str) -> Option<(bool, Option<i64>)> {
        let redactor = Redactor::new([7; 32], ["999990019".parse().unwrap()]);
        let now = Timestamp::from_second(1_000_000).unwrap();
        trace(KeptIn::Cookie, "a", value, &redactor, now).map(|one| (one.number, one.valid))
    }

    #[test]
    fn a_number_is_found_however_it_is_written() {
        let named = "s00000000:999990019";
        let json = format!("{{\"user\":\"{named}\"}}");
        for value in [named.to_owned(), BASE64_STANDARD.encode(&json), byte(&json), format!("a={named}&b=1")] {
            assert_eq!(found(&value), Some((true, None)), "{value}");
        }
        // Of nobody in this run.
        assert_eq!(found("999999047"), None);
        assert_eq!(found("een.gewone.waarde"), None);
    }

    #[test]
    fn a_token_says_how_long_it_is_good_for() {
        let token = |claims: &str| format!("{}.{}.c2lnbmF0dXJl", coded("{\"alg\":\"RS256\"}"), coded(claims));
        assert_eq!(found(&token("{\"exp\":1000900}")), Some((false, Some(900))));
        assert_eq!(found(&token("{\"exp\":999000,\"sub\":\"999990019\"}")), Some((true, None)));
        assert_eq!(found(&token("{\"exp\":\"nooit\"}")), None);
    }

    fn coded(text: &str) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(text)
    }

    fn byte(text: &str) -> String {
        url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
    }
}
