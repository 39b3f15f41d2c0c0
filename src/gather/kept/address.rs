//! Addresses as they may be kept.

use url::Url;

use super::percent::decoded;
use crate::evidence::{Address, redaction::Redactor};

/// An address without secrets: values in query, fragment and path parameters become tokens, and so does every secret
/// in host or path.
pub(in crate::gather) fn address(url: &Url, redactor: &Redactor) -> Address {
    let mut address = Address::from(url);
    address.host = redactor.text(&address.host);
    address.path = path(&address.path, redactor);
    address.query = address.query.map(|query| redactor.query(&query));
    address.fragment = address.fragment.map(|fragment| match fragment.split_once('?') {
        Some((route, query)) => format!("{}?{}", path(route, redactor), redactor.query(query)),
        None if fragment.contains('=') => redactor.query(&fragment),
        None => path(&fragment, redactor),
    });
    address
}

/// `/start;jsessionid=8F…/x` keeps its names.
fn path(path: &str, redactor: &Redactor) -> String {
    let segments = path.split('/').map(|segment| {
        let mut parts = segment.split(';');
        let first = text(parts.next().unwrap_or_default(), redactor);
        parts.fold(first, |path, parameter| match parameter.split_once('=') {
            Some((name, value)) => format!("{path};{}={}", redactor.text(name), redactor.token("waarde", name, value)),
            None => format!("{path};{}", text(parameter, redactor)),
        })
    });
    // A secret may hold a slash: the whole once more.
    text(&segments.collect::<Vec<_>>().join("/"), redactor)
}

/// A part of an address as it is written, unless what its percent-encoding stands for may not be kept.
fn text(part: &str, redactor: &Redactor) -> String {
    match decoded(part) {
        Some(plain) if redactor.text(&plain) != plain => redactor.text(&plain),
        _ => redactor.text(part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(url: &str, redactor: &Redactor) -> String {
        address(&url.parse().unwrap(), redactor).to_string()
    }

    #[test]
    fn no_part_of_an_address_keeps_a_number_of_a_person() {
        let redactor = Redactor::new([7; 32], []);
        let url = "https://a.test/p/999999047/%39%39%39999047;999999047?bsn=999999047#/x/999999047?y=999999047";
        let shown = shown(url, &redactor);
        assert!(!shown.contains("999999047") && !shown.contains("999047"), "{shown}");
        assert!(shown.starts_with("https://a.test/p/"), "{shown}");
    }

    #[test]
    fn a_session_in_the_path_becomes_a_token() {
        let redactor = Redactor::new([7; 32], []);
        let shown = shown("https://a.test/start;jsessionid=1A2B3C4D5E/x%20y", &redactor);
        assert!(shown.starts_with("https://a.test/start;jsessionid=⟦waarde:jsessionid·"), "{shown}");
        assert!(shown.ends_with("⟧/x%20y"), "what hides nothing stays as it was written: {shown}");
    }

    #[test]
    fn a_secret_with_a_slash_is_found_across_segments() {
        let redactor = Redactor::new([7; 32], []);
        redactor.learn("cookie", "sid", "geheim/9f2c&7");
        for path in ["geheim/9f2c&7", "geheim/9f2c%267", "geheim%2F9f2c%267"] {
            let shown = shown(&format!("https://a.test/x/{path}/y"), &redactor);
            assert!(!shown.contains("9f2c") && shown.contains("⟦cookie:sid·"), "{shown}");
        }
    }
}
