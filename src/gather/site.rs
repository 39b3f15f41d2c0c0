//! Which hosts belong together, for what a browser lets one of them do at another.

use url::Url;

/// Whether two hosts may be of one site. Where a suffix has two labels, that is said too often, and never too seldom.
pub(super) fn same_site(one: &Url, other: &Url) -> bool {
    let site = |url: &Url| -> Vec<String> {
        url.host_str().unwrap_or_default().rsplit('.').take(2).map(str::to_owned).collect()
    };
    site(one) == site(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_site_is_told_from_a_neighbour() {
        let same = |one: &str, other: &str| {
            same_site(&format!("https://{one}/").parse().unwrap(), &format!("https://{other}/").parse().unwrap())
        };
        assert!(same("mijn.voorbeeld.test", "digid.voorbeeld.test") && same("voorbeeld.test", "a.b.voorbeeld.test"));
        assert!(!same("mijn.voorbeeld.test", "digid.toetssteen.test") && !same("a.test", "test"));
    }
}
