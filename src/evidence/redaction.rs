//! Keeps secrets and real persons out of the evidence.
//!
//! A secret becomes `⟦kind:name·tag⟧`; the tag is an HMAC under a key that exists only while the run lasts, so that
//! two equal values stay recognisably equal and neither can be had back.

use std::{
    collections::BTreeSet,
    net::Ipv4Addr,
    sync::{PoisonError, RwLock},
};

use hmac::{Hmac, Mac};
use sha2::Sha256;
use url::form_urlencoded;

use super::{
    bsn::{self, Bsn},
    hex,
    secrets::{SHORTEST, Secrets},
    writing::{decoded, forms},
};

/// Around the label of a PEM block, and how long that may be.
const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const LONGEST_LABEL: usize = 60;

/// Replaces what may not be kept. Shared by everything that captures during one run.
pub struct Redactor {
    key: [u8; 32],
    test_persons: BTreeSet<Bsn>,
    secrets: RwLock<Secrets>,
}

impl Redactor {
    /// A redactor with a key that the caller has drawn at random for this run only.
    pub fn new(key: [u8; 32], test_persons: impl IntoIterator<Item = Bsn>) -> Self {
        Self { key, test_persons: test_persons.into_iter().collect(), secrets: RwLock::default() }
    }

    /// The token of a value, without remembering the value.
    pub fn token(&self, kind: &str, name: &str, value: &str) -> String {
        format!("⟦{kind}:{}·{}⟧", plain(&self.numbers(name)), self.tag(value))
    }

    /// Remembers a secret, so that it is replaced wherever it turns up, encoded or not, and gives its token.
    pub fn learn(&self, kind: &str, name: &str, value: &str) -> String {
        let token = self.token(kind, name, value);
        if value.len() >= SHORTEST {
            let mut secrets = self.secrets.write().unwrap_or_else(PoisonError::into_inner);
            for form in forms(value) {
                secrets.learn(form, &token);
            }
        }
        token
    }

    /// The text without any secret learnt so far, any private key and any number that could be a real person's.
    pub fn text(&self, text: &str) -> String {
        self.parts(text).into_iter().flat_map(|(part, token)| [self.numbers(part), token]).collect()
    }

    /// The same of a text that may be percent-encoded; decoded where the encoding hides something.
    pub(super) fn encoded(&self, text: &str) -> String {
        let decoded = decoded(text);
        Some(self.text(&decoded)).filter(|clean| *clean != decoded).unwrap_or_else(|| self.text(text))
    }

    /// Text that others wrote, percent-encoded or not; of an address in it the query and fragment as in [`Self::query`].
    pub(super) fn foreign(&self, text: &str) -> String {
        let clean = self.encoded(text);
        let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '`');
        let words = clean.split_inclusive(ends).map(|word| {
            let (word, end) = word.split_at(word.trim_end_matches(ends).len());
            match word.find(['?', '#']) {
                Some(at) if word[..at].contains("://") => {
                    let (front, query) = word.split_at(at + 1);
                    format!("{front}{}{end}", self.query(query))
                }
                _ => format!("{word}{end}"),
            }
        });
        words.collect()
    }

    /// Whether the text holds a secret learnt so far or a private key. Where it stands in a picture is not known.
    pub fn shows_secret(&self, text: &str) -> bool {
        self.parts(text).len() > 1
    }

    /// The text between its secrets, each part with the token of what stood behind it. No secret is looked for in a token.
    fn parts<'t>(&self, text: &'t str) -> Vec<(&'t str, String)> {
        let mut parts = self.keys(text);
        let secrets = self.secrets.read().unwrap_or_else(PoisonError::into_inner);
        for (secret, token) in secrets.within(text) {
            let split = |(part, behind): (&'t str, String)| {
                let mut pieces: Vec<_> = part.split(secret).map(|piece| (piece, token.to_owned())).collect();
                pieces.last_mut().into_iter().for_each(|last| last.1.clone_from(&behind));
                pieces
            };
            parts = parts.into_iter().flat_map(split).collect();
        }
        parts
    }

    /// The text between the private keys in PEM (RFC 7468 §2); one without an end goes to the end of the text.
    fn keys<'t>(&self, text: &'t str) -> Vec<(&'t str, String)> {
        let mut parts = Vec::new();
        let (mut from, mut at) = (0, 0);
        while let Some(found) = text[at..].find(BEGIN) {
            at += found;
            let block = &text[at..];
            let (label, body) = block[BEGIN.len()..].split_once("-----").unwrap_or_default();
            if !label.contains("PRIVATE KEY") || label.len() >= LONGEST_LABEL {
                at += BEGIN.len();
                continue;
            }
            let end = body.split_once(END).and_then(|(_, end)| end.split_once("-----"));
            let length = end.map_or(block.len(), |(_, after)| block.len() - after.len());
            parts.push((&text[from..at], format!("⟦sleutel·{}⟧", self.tag(&block[..length]))));
            at += length;
            from = at;
        }
        parts.push((&text[from..], String::new()));
        parts
    }

    /// The query or fragment of an address: names stay, values that may carry a secret become tokens.
    pub(super) fn query(&self, query: &str) -> String {
        let parts = form_urlencoded::parse(query.as_bytes()).map(|(name, value)| {
            let name = self.text(&name);
            if value.is_empty() {
                name
            } else if value.len() < SHORTEST && !value.bytes().all(|b| b.is_ascii_digit()) {
                format!("{name}={}", self.text(&value))
            } else {
                format!("{name}={}", self.token("waarde", &name, &value))
            }
        });
        parts.collect::<Vec<_>>().join("&")
    }

    /// Whether a number may be shown: it is one of the run's test persons.
    pub fn is_test_person(&self, number: &str) -> bool {
        number.parse().is_ok_and(|bsn| self.test_persons.contains(&bsn))
    }

    /// Whether the number of a test person of this run stands in the text.
    pub fn holds_test_person(&self, text: &str) -> bool {
        self.test_persons.iter().any(|bsn| text.contains(bsn.as_str()))
    }

    fn numbers(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
            let (before, from) = rest.split_at(start);
            let (run, digits) = digit_run(from);
            out.push_str(before);
            if bsn::passes_eleven_test(digits.as_bytes()) && !self.is_test_person(&digits) {
                out.push_str(&format!("⟦bsn·{}⟧", self.tag(&digits)));
            } else {
                out.push_str(&from[..run]);
            }
            rest = &from[run..];
        }
        out.push_str(rest);
        out
    }

    fn tag(&self, value: &str) -> String {
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes any key");
        mac.update(value.as_bytes());
        hex(&mac.finalize().into_bytes()[..6])
    }
}

/// A run of digits as people write a number, single spaces, dots and hyphens between them: its length and its digits.
/// The address of a machine is no number.
fn digit_run(text: &str) -> (usize, String) {
    let dotted =
        text.find(|c: char| !c.is_ascii_digit() && c != '.').map_or(text, |end| &text[..end]).trim_end_matches('.');
    if dotted.parse::<Ipv4Addr>().is_ok() {
        return (dotted.len(), String::new());
    }
    let bytes = text.as_bytes();
    let mut end = 0;
    let mut at = 0;
    let mut digits = String::new();
    while at < bytes.len() {
        if bytes[at].is_ascii_digit() {
            digits.push(char::from(bytes[at]));
            at += 1;
            end = at;
        } else if matches!(bytes[at], b' ' | b'.' | b'-')
            && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
            && digits.len() < 9
        {
            at += 1;
        } else {
            break;
        }
    }
    // A date or amount beside the number must not hide it: without separators the plain run decides.
    let plain: String = text.chars().take_while(char::is_ascii_digit).collect();
    if bsn::passes_eleven_test(plain.as_bytes()) || !bsn::passes_eleven_test(digits.as_bytes()) {
        return (plain.len(), plain);
    }
    (end, digits)
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor() -> Redactor {
        Redactor::new([7; 32], ["999990019".parse().unwrap()])
    }

    #[test]
    fn equal_values_keep_equal_tokens() {
        let redactor = redactor();
        assert_eq!(redactor.token("cookie", "a", "geheim-1"), redactor.token("cookie", "a", "geheim-1"));
        assert_ne!(redactor.token("cookie", "a", "geheim-1"), redactor.token("cookie", "a", "geheim-2"));
    }

    #[test]
    fn a_learnt_secret_is_gone_everywhere() {
        let redactor = redactor();
        redactor.learn("cookie", "sid", "geheime-waarde");
        let text = redactor.text("a geheime-waarde b");
        assert!(!text.contains("geheime-waarde") && text.contains("⟦cookie:sid·"), "{text}");
    }

    #[test]
    fn a_learnt_secret_is_gone_in_every_form() {
        let redactor = redactor();
        redactor.learn("cookie", "123456782", "geheim/ é~&1");
        let forms = ["geheim%2F%20%C3%A9~%261", "geheim%2f+%c3%a9%7e%261", "Z2VoZWltLyDDqX4mMQ"];
        for form in forms {
            let text = redactor.text(&format!("a {form} b"));
            assert!(!text.contains(form) && text.contains("⟦cookie:bsn"), "{text}");
        }
    }

    #[test]
    fn a_token_is_not_redacted_again() {
        // Among so many tags are some with nine digits that could be a BSN.
        for number in 0..2000 {
            let (redactor, value) = (redactor(), format!("waarde-{number}"));
            let token = redactor.learn("cookie", "kenmerk-1", &value);
            redactor.learn("cookie", "b", "kenmerk-1");
            assert_eq!(redactor.text(&value), token);
        }
    }

    #[test]
    fn a_private_key_is_gone_and_a_certificate_stays() {
        let certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";
        let key = "-----BEGIN EC PRIVATE KEY-----\nMC4C\n-----END EC PRIVATE KEY-----";
        let text = redactor().text(&format!("{certificate} a {key} b {key}c -----BEGIN PRIVATE KEY----- MC4C"));
        assert!(text.starts_with(certificate) && !text.contains("MC4C") && text.contains("⟧c ⟦sleutel·"), "{text}");
        assert!(redactor().shows_secret(key) && !redactor().shows_secret(&format!("{certificate} 999999047")));
        assert_eq!(redactor().text("-----BEGIN "), "-----BEGIN ");
    }

    #[test]
    fn numbers_of_real_persons_go_and_test_persons_stay() {
        let text = redactor().text("bsn 999990019, 999999047, 9999.99.047, 999 999 047 en 12345; 06-12345678");
        assert!(text.contains("999990019") && text.contains("12345; 06-12345678"), "{text}");
        assert!(
            !text.contains("999999047") && !text.contains("9999.99.047") && !text.contains("999 999 047"),
            "{text}"
        );
    }

    #[test]
    fn a_number_inside_a_longer_one_is_no_bsn() {
        assert_eq!(redactor().text("kenmerk 99999904712"), "kenmerk 99999904712");
    }

    #[test]
    fn a_query_keeps_names_and_loses_values() {
        let query = redactor().query("SAMLart=AAQAAMFbLinlXaCM&taal=nl");
        assert!(query.starts_with("SAMLart=⟦waarde:SAMLart·") && query.ends_with("&taal=nl"), "{query}");
    }
}
