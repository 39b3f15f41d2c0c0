//! Headers that tell what a server is made of (NCSC U/PW.03): of use to whoever looks for a known hole, and to no visitor.

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;

use super::{Read, Value, headers::values};
use crate::evidence::exchange::Exchange;

/// What a header has to say to count.
enum Tells {
    /// That it is there.
    Anything,
    /// A name within the organisation, or a version.
    Inside,
    /// A version.
    Version,
}

/// The headers, with the name of each as evidence has it.
const TABLE: [(&str, &str, Tells); 8] = [
    ("Server", "server", Tells::Version),
    ("Via", "via", Tells::Inside),
    ("X-AspNet-Version", "x-aspnet-version", Tells::Anything),
    ("X-AspNetMvc-Version", "x-aspnetmvc-version", Tells::Anything),
    ("X-Backend-Server", "x-backend-server", Tells::Anything),
    ("X-Generator", "x-generator", Tells::Anything),
    ("X-Powered-By", "x-powered-by", Tells::Anything),
    ("X-Runtime", "x-runtime", Tells::Anything),
];

/// The words of the fact: those of the table, in its order.
pub(super) const TELLTALES: &[&str] =
    &[TABLE[0].0, TABLE[1].0, TABLE[2].0, TABLE[3].0, TABLE[4].0, TABLE[5].0, TABLE[6].0, TABLE[7].0];

/// `nginx/1.25.3`, `Apache (Debian 12)`, `PHP 8`.
#[expect(clippy::expect_used, reason = "the expression is a constant, and a test uses it")]
static VERSION: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[/ (]v?\d|\d\.\d").expect("well-formed"));

/// A name or address that means nothing outside a network of one's own (RFC 1918, RFC 6762, RFC 8375).
#[expect(clippy::expect_used, reason = "the expression is a constant, and a test uses it")]
static INSIDE: LazyLock<Regex> = LazyLock::new(|| {
    let names = r"\.(local|localdomain|internal|intern|intra|intranet|lan|corp|home|private|svc|arpa)\b";
    let addresses = r"\b(10|127|192\.168|172\.(1[6-9]|2\d|3[01]))(\.\d{1,3}){2,3}\b";
    Regex::new(&format!("(?i){names}|{addresses}")).expect("well-formed")
});

/// Which of them an answer has.
pub(super) fn read(exchange: &Exchange) -> Read {
    let mut seen = BTreeSet::new();
    let mut notes = Vec::new();
    for (word, name, tells) in &TABLE {
        for value in values(exchange, name).filter(|value| tells.counts(value)) {
            seen.insert(*word);
            notes.push(format!("{word}: {value}"));
        }
    }
    let note = (!notes.is_empty()).then(|| notes.join("; "));
    Read::from(Value::Words { seen, unknown: BTreeSet::new() }).noting(note)
}

impl Tells {
    fn counts(&self, value: &str) -> bool {
        match self {
            Self::Anything => !value.trim().is_empty(),
            Self::Inside => {
                INSIDE.is_match(value) || value.split_once('(').is_some_and(|(_, comment)| VERSION.is_match(comment))
            }
            Self::Version => VERSION.is_match(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::storing::testing::answered, *};

    fn told(name: &str, value: &str) -> bool {
        let Value::Words { seen, .. } = read(&answered("https://a.test/", &[(name, value)])).value else {
            unreachable!()
        };
        !seen.is_empty()
    }

    #[test]
    fn a_name_without_a_version_tells_too_little_to_count() {
        for value in ["nginx/1.25.3", "Apache/2.4.57 (Debian)", "Microsoft-IIS/10.0", "Jetty(12.0.3)", "PHP 8"] {
            assert!(told("server", value), "{value}");
        }
        for value in ["nginx", "Apache", "cloudflare", "", "AmazonS3", "Server-7b"] {
            assert!(!told("server", value), "{value}");
        }
    }

    #[test]
    fn a_proxy_counts_by_its_name_inside_or_its_version() {
        for value in ["1.1 proxy01.intern.local", "1.1 10.1.2.3:3128", "1.1 squid (squid/4.10)", "2 web.default.svc"] {
            assert!(told("via", value), "{value}");
        }
        for value in ["1.1 varnish", "1.1 google", "2 d1.cloudfront.net (CloudFront)", "1.1 www.voorbeeld.nl"] {
            assert!(!told("via", value), "{value}");
        }
    }

    #[test]
    fn the_others_count_by_being_there() {
        assert!(
            told("x-powered-by", "Express") && told("x-aspnet-version", "4.0.30319") && told("x-generator", "Drupal")
        );
        assert!(!told("x-powered-by", " "));
    }
}
