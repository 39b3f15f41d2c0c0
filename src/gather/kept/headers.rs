//! Which headers of an answer are kept, and how much of them.

use crate::evidence::redaction::Redactor;

/// What says something about the safety, caching or kind of an answer, and nothing about who asked.
const KEPT: [&str; 16] = [
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
    "x-content-type-options",
    "x-frame-options",
    "x-powered-by",
];

/// Characters of a value, and headers of one answer.
const LONGEST_VALUE: usize = 4096;
const MOST_HEADERS: usize = 40;

/// The headers to keep of these, in the order above; those of one name as they came.
pub(super) fn headers(all: &[(String, String)], redactor: &Redactor) -> Vec<(String, String)> {
    let kept = KEPT.iter().flat_map(|kept| all.iter().filter(move |(name, _)| name == kept));
    kept.take(MOST_HEADERS).map(|(name, value)| (name.clone(), text(value, redactor))).collect()
}

/// Cut after the secrets are out: half a secret is not recognised.
fn text(value: &str, redactor: &Redactor) -> String {
    let plain: String = value.chars().filter(|c| !c.is_control()).collect();
    redactor.text(&plain).chars().take(LONGEST_VALUE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_holds_no_part_of_a_secret() {
        let redactor = Redactor::new([7; 32], []);
        redactor.learn("cookie", "sid", "zitting-4711-geheim");
        let of = |name: &str, value: String| (name.to_owned(), value);
        let all = [
            of("x-eigen", "zitting".to_owned()),
            of("server", format!("{}zitting-4711-geheim", "x".repeat(LONGEST_VALUE - 10))),
            of("date", "nu\u{7}".to_owned()),
        ];
        let kept = headers(&all, &redactor);
        assert_eq!(kept[0], of("date", "nu".to_owned()));
        assert_eq!((kept.len(), kept[1].0.as_str()), (2, "server"));
        assert!(!kept[1].1.contains("zitting"), "{}", kept[1].1);
    }
}
