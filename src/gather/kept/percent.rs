//! Percent-encoding, behind which a secret must not hide.

/// The text without its percent-encoding, if it has any.
pub(super) fn decoded(text: &str) -> Option<String> {
    if !text.contains('%') {
        return None;
    }
    // Only what stands in a form separates there; in a path these mean themselves.
    let pair = format!("v={}", text.replace('+', "%2B").replace('&', "%26"));
    url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_percent_signs_mean_something() {
        assert_eq!(decoded("a%20b+c&d=%C3%A9").as_deref(), Some("a b+c&d=é"));
        assert_eq!(decoded("100%").as_deref(), Some("100%"));
        assert_eq!(decoded("a+b"), None);
    }
}
