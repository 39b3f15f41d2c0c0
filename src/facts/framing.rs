//! In whose frames a page may stand: `frame-ancestors` of a Content-Security-Policy (CSP 3 §6.4.2), else `X-Frame-Options`
//! (HTML §7.7). A browser goes by the narrowest of several policies, and by these before the older header.

use super::{Read, Value, headers::values};
use crate::evidence::exchange::Exchange;

/// From narrow to wide.
pub(super) const FRAMING: &[&str] = &["nergens", "op de eigen site", "op genoemde sites", "overal"];

const NOWHERE: usize = 0;
const OWN: usize = 1;
const NAMED: usize = 2;
const EVERYWHERE: usize = 3;

/// What an answer says of it.
pub(super) fn read(exchange: &Exchange) -> Read {
    let policies = values(exchange, "content-security-policy").flat_map(|line| line.split(','));
    let ancestors: Vec<&str> = policies.filter_map(ancestors).collect();
    let options: Vec<&str> = values(exchange, "x-frame-options").collect();
    let (width, note) = match (ancestors.iter().map(|sources| width(sources)).min(), options.as_slice()) {
        (Some(width), _) => (width, format!("frame-ancestors {}", ancestors.join("; frame-ancestors "))),
        (None, []) => (EVERYWHERE, "Er is geen frame-ancestors en geen X-Frame-Options.".to_owned()),
        (None, options) => (older(options), format!("X-Frame-Options: {}", options.join(", "))),
    };
    Read::from(Value::Choice(FRAMING[width])).noting(Some(note))
}

/// The sources of the first `frame-ancestors` of a policy; a browser passes over a second one.
fn ancestors(policy: &str) -> Option<&str> {
    let mut directives =
        policy.split(';').map(|one| one.trim().split_once(char::is_whitespace).unwrap_or((one.trim(), "")));
    directives.find(|(name, _)| name.eq_ignore_ascii_case("frame-ancestors")).map(|(_, sources)| sources.trim())
}

fn width(sources: &str) -> usize {
    sources.split_whitespace().map(source).max().unwrap_or(NOWHERE)
}

/// `'none'` counts only where it stands alone; beside others it says nothing.
fn source(source: &str) -> usize {
    let source = source.to_ascii_lowercase();
    match source.as_str() {
        "'none'" => NOWHERE,
        "'self'" => OWN,
        _ => {
            let host = source.split_once("://").map_or(source.as_str(), |(_, host)| host);
            let host = host.split([':', '/']).next().unwrap_or_default();
            // `https:` names no host at all.
            if host == "*" || source.ends_with(':') { EVERYWHERE } else { NAMED }
        }
    }
}

/// `ALLOW-FROM` is passed over by every browser of today, as is what is written wrong.
fn older(options: &[&str]) -> usize {
    let mut words = options.iter().flat_map(|line| line.split(',')).map(|word| word.trim().to_ascii_lowercase());
    let words: Vec<String> = words.by_ref().collect();
    let any = |wanted: &str| words.iter().any(|word| word == wanted);
    match () {
        () if any("deny") => NOWHERE,
        () if any("sameorigin") => OWN,
        () => EVERYWHERE,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::storing::testing::answered, *};

    fn framed(headers: &[(&str, &str)]) -> &'static str {
        let Value::Choice(word) = read(&answered("https://a.test/", headers)).value else { unreachable!() };
        word
    }

    #[test]
    fn the_policy_counts_before_the_older_header() {
        let policy = |text: &str| framed(&[("x-frame-options", "DENY"), ("content-security-policy", text)]);
        assert_eq!(policy("default-src 'none'; Frame-Ancestors 'none'"), "nergens");
        assert_eq!(policy("frame-ancestors"), "nergens");
        assert_eq!(policy("frame-ancestors 'self'"), "op de eigen site");
        assert_eq!(policy("frame-ancestors 'self' https://b.test *.c.test"), "op genoemde sites");
        for wide in ["*", "https:", "https://*", "*:443", "'self' http://*:*"] {
            assert_eq!(policy(&format!("frame-ancestors {wide}")), "overal", "{wide}");
        }
        assert_eq!(policy("frame-ancestors *, frame-ancestors 'self'"), "op de eigen site");
        assert_eq!(policy("default-src 'self'"), "nergens");
    }

    #[test]
    fn the_older_header_is_read_as_browsers_do() {
        let of = |text: &str| framed(&[("x-frame-options", text)]);
        assert_eq!(
            [of(" Deny"), of("SAMEORIGIN"), of("ALLOW-FROM https://b.test")],
            ["nergens", "op de eigen site", "overal"]
        );
        assert_eq!(of("sameorigin, deny"), "nergens");
        assert_eq!(framed(&[]), "overal");
        let only_reported = [("content-security-policy-report-only", "frame-ancestors 'none'")];
        assert_eq!(framed(&only_reported), "overal");
    }
}
