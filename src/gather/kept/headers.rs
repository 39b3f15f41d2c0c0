//! Which headers of an answer are kept, and how much of them.

/// What says something about the safety, caching or kind of an answer, and nothing about who asked.
const KEPT: [&str; 23] = [
    "allow",
    "cache-control",
    "clear-site-data",
    "content-security-policy",
    "content-security-policy-report-only",
    "content-type",
    "cross-origin-opener-policy",
    "date",
    "expires",
    "permissions-policy",
    "pragma",
    "referrer-policy",
    "server",
    "strict-transport-security",
    "via",
    "x-aspnet-version",
    "x-aspnetmvc-version",
    "x-backend-server",
    "x-content-type-options",
    "x-frame-options",
    "x-generator",
    "x-powered-by",
    "x-runtime",
];

/// Characters of a value, and headers of one answer. Twice what evidence keeps: that is cut when its secrets are out.
const LONGEST_VALUE: usize = 8192;
const MOST_HEADERS: usize = 40;

/// The headers to keep of these, in the order above; those of one name as they came.
pub(super) fn headers(all: &[(String, String)]) -> Vec<(String, String)> {
    let kept = KEPT.iter().flat_map(|kept| all.iter().filter(move |(name, _)| name == kept));
    kept.take(MOST_HEADERS).map(|(name, value)| (name.clone(), plain(value))).collect()
}

fn plain(value: &str) -> String {
    value.chars().filter(|c| !c.is_control()).take(LONGEST_VALUE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_says_nothing_of_who_asked_is_kept() {
        let of = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let all = [of("x-eigen", "zitting"), of("server", &"x".repeat(10_000)), of("date", "nu\u{7}")];
        let kept = headers(&all);
        assert_eq!(kept[0], of("date", "nu"));
        assert_eq!((kept.len(), kept[1].0.as_str(), kept[1].1.len()), (2, "server", LONGEST_VALUE));
    }
}
