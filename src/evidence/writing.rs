//! How values are written: bytes by us, and a text by a page, an address or a diagnostic.

use std::collections::BTreeSet;

use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD},
};
use url::form_urlencoded::{self, byte_serialize};

/// Bytes in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Each way to write one value.
pub(super) fn forms(value: &str) -> BTreeSet<String> {
    let percent: String = byte_serialize(value.as_bytes()).collect();
    // What `encodeURIComponent` leaves as it is.
    let component = [("+", "%20"), ("%7E", "~"), ("%21", "!"), ("%27", "'"), ("%28", "("), ("%29", ")")];
    let component = component.iter().fold(percent.clone(), |text, (from, to)| text.replace(from, to));
    let quoted = format!("{value:?}");
    [
        value.to_owned(),
        // As our own diagnostics quote it.
        quoted[1..quoted.len() - 1].to_owned(),
        lower_escapes(&percent),
        percent,
        lower_escapes(&component),
        component,
        BASE64_STANDARD_NO_PAD.encode(value),
        BASE64_URL_SAFE_NO_PAD.encode(value),
    ]
    .into()
}

/// The text without its percent-encoding. Only in a form a plus sign is a space.
pub(crate) fn decoded(text: &str) -> String {
    let as_value = format!("={}", text.replace('+', "%2B").replace('&', "%26"));
    form_urlencoded::parse(as_value.as_bytes()).map(|(_, value)| value.into_owned()).collect()
}

/// `%2F` as `%2f`.
fn lower_escapes(text: &str) -> String {
    let mut parts = text.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    // After a percent sign stand two ASCII digits: these texts are made here.
    parts.fold(first, |text, part| format!("{text}%{}{}", part[..2].to_ascii_lowercase(), &part[2..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_percent_signs_mean_something() {
        assert_eq!(decoded("a%20b+c&d=%C3%A9"), "a b+c&d=é");
        assert_eq!(decoded("100%"), "100%");
        assert_eq!(decoded("=a+b"), "=a+b");
    }
}
