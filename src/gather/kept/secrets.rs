//! What is learnt as a secret, so that it is recognised wherever it turns up.

use url::Url;

use crate::{
    evidence::{decoded, redaction::Redactor},
    gather::credentials::Credentials,
};

/// A cookie or header that is a word and shorter than this says something else than who is logged in.
const SHORTEST_WORD: usize = 16;

/// Values of a query from this length on that are no words look like secrets.
const SHORTEST_QUERY: usize = 20;

/// Learns everything that a login is carried by.
pub(in crate::gather) fn learn(credentials: &Credentials, redactor: &Redactor) {
    for cookie in &credentials.cookies {
        learn_cookie(&cookie.name, &cookie.value, redactor);
    }
    for (_, name, value) in &credentials.headers {
        learn_header(name.as_str(), &String::from_utf8_lossy(value.as_bytes()), redactor);
    }
}

/// Learns a cookie's value, as written and without its percent-encoding, where that is no language: neither
/// `cookies=accepted` nor `flash=Inloggen%20is%20geannuleerd` may take those words out of the page. Encoded, a sentence
/// is no text of a page.
pub(super) fn learn_cookie(name: &str, value: &str, redactor: &Redactor) {
    let bare = unquoted(value);
    for form in [bare, &decoded(bare)] {
        if !is_language(form) {
            redactor.learn("cookie", name, form);
        }
    }
}

/// Learns a header of a request: `Bearer eyJ…` may turn up without its scheme. What authorises is no language.
pub(in crate::gather) fn learn_header(name: &str, value: &str, redactor: &Redactor) {
    let behind_scheme = value.split_once(' ').map_or(value, |(_, rest)| rest);
    let last = value.rsplit(' ').next().unwrap_or_default();
    for secret in [value, behind_scheme, last] {
        if name == "authorization" || !is_language(secret) {
            redactor.learn("header", name, secret);
        }
    }
}

/// Learns the values of a query that look like secrets: long, and no words.
pub(super) fn learn_query(url: &Url, redactor: &Redactor) {
    for (name, value) in url.query_pairs() {
        let long = value.len() >= SHORTEST_QUERY && value.contains(|c: char| c.is_ascii_digit());
        if long && !is_language(&value) && !value.contains(['/', ':']) {
            redactor.learn("waarde", &name, &value);
        }
    }
}

/// Servers that quote a value mean what is inside, and that is what turns up elsewhere.
pub(super) fn unquoted(value: &str) -> &str {
    value.trim_matches('"')
}

/// A word, or more than one.
fn is_language(text: &str) -> bool {
    text.contains(char::is_whitespace) || (text.len() < SHORTEST_WORD && text.bytes().all(|b| b.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gather::credentials::RawCookie;

    fn redactor() -> Redactor {
        Redactor::new([7; 32], [])
    }

    #[test]
    fn a_plain_word_stays_in_the_page() {
        let redactor = redactor();
        learn_cookie("cookies", "accepted", &redactor);
        learn_header("x-requested-with", "XMLHttpRequest", &redactor);
        assert_eq!(redactor.text("accepted XMLHttpRequest"), "accepted XMLHttpRequest");
    }

    #[test]
    fn a_cookie_is_recognised_without_quotes_and_encoding() {
        let redactor = redactor();
        learn_cookie("sid", "\"geheim%2F1%3A2\"", &redactor);
        for form in ["geheim%2F1%3A2", "geheim/1:2"] {
            assert!(redactor.text(form).starts_with("⟦cookie:sid·"), "{form}");
        }
    }

    #[test]
    fn a_sentence_in_a_cookie_stays_on_the_page() {
        let redactor = redactor();
        let page = "Er is een fout opgetreden.\u{a0}Inloggen is geannuleerd.";
        let percent = page.replace(' ', "%20").replace('\u{a0}', "%C2%A0");
        for flash in [page, &percent, &percent.replace("%20", "+"), "%49nloggen"] {
            learn_cookie("flash", flash, &redactor);
            assert_eq!(redactor.text(page), page, "{flash}");
        }
        assert!(redactor.text(&percent).starts_with("⟦cookie:flash·"), "{percent}");
    }

    #[test]
    fn a_credential_is_recognised_without_its_scheme() {
        let redactor = redactor();
        for header in ["Basic dXNlcjpwYXNz", "Token sleutel=abc-123, nonce=9f2c77"] {
            learn_header("authorization", header, &redactor);
            let (scheme, rest) = header.split_once(' ').unwrap();
            assert!(!redactor.text(&format!("x {rest}")).contains(rest), "{header}");
            assert!(redactor.text(header).starts_with("⟦header:authorization·"), "{scheme}");
        }
        assert!(redactor.text("nonce=9f2c77").starts_with("⟦header:"));
    }

    #[test]
    fn everything_of_a_login_is_learnt() {
        let redactor = redactor();
        let cookie = RawCookie {
            name: "sid".to_owned(),
            value: "zitting-4711".to_owned(),
            domain: "a.test".to_owned(),
            path: "/".to_owned(),
            secure: true,
            host_only: true,
        };
        let header = ("a.test".to_owned(), "x-csrf".parse().unwrap(), "sleutel-é-4711".parse().unwrap());
        learn(&Credentials { cookies: vec![cookie], headers: vec![header] }, &redactor);
        learn_query(&"https://a.test/?code=abcdefghij1234567890&naar=mijn".parse().unwrap(), &redactor);
        let shown = redactor.text("zitting-4711 sleutel-é-4711 abcdefghij1234567890 mijn");
        assert!(!shown.contains("4711") && !shown.contains("abcdefghij") && shown.ends_with(" mijn"), "{shown}");
    }
}
