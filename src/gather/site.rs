//! Which hosts belong together, for what a browser lets one of them do at another.

use url::Url;

/// Whether the hosts of two addresses may be of one site.
pub(super) fn same_site(one: &Url, other: &Url) -> bool {
    site(one.host_str().unwrap_or_default()).eq(site(other.host_str().unwrap_or_default()))
}

/// The last two labels of a host, last first: what makes a site. Where the suffix that is for everybody has two labels itself, neighbours
/// that have nothing to do with each other count as one.
pub(super) fn site(host: &str) -> impl Iterator<Item = &str> {
    host.rsplit('.').take(2)
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
