//! Where a page lets its forms lead to. Chromium holds that against every redirect that follows, too (CSP 3 §6.4.2, `form-action`).

use http::HeaderMap;
use scraper::Html;
use url::Url;

use super::html::elements;

const POLICY: &str = "content-security-policy";

/// What a page allows; nothing where it says nothing.
#[derive(Clone, Default)]
pub(super) struct FormAction(Vec<Vec<String>>);

impl FormAction {
    pub(super) fn of(headers: &HeaderMap, page: &Html) -> Self {
        let told = headers.get_all(POLICY).iter().filter_map(|value| value.to_str().ok());
        let metas = elements(page, "meta")
            .filter(|meta| meta.attr("http-equiv").is_some_and(|header| header.trim().eq_ignore_ascii_case(POLICY)));
        let policies = told.chain(metas.filter_map(|meta| meta.attr("content")));
        let directives = policies.flat_map(|value| value.split([',', ';']));
        let allowed = directives.filter_map(|directive| {
            let mut words = directive.split_ascii_whitespace().map(str::to_ascii_lowercase);
            (words.next()? == "form-action").then(|| words.collect())
        });
        Self(allowed.collect())
    }

    /// Whether every browser follows a form of the page at this address to there.
    pub(super) fn allows(&self, page: &Url, there: &Url) -> bool {
        self.0.iter().all(|allowed| allowed.iter().any(|one| is_of(one, page, there)))
    }
}

/// Whether a source such as `https://*.voorbeeld.test:443` is sure to name an address. A path counts for the first request only, and so
/// names none.
fn is_of(source: &str, page: &Url, there: &Url) -> bool {
    match source {
        "*" => return true,
        "https:" => return there.scheme() == "https",
        "'self'" => return page.origin() == there.origin(),
        _ => {}
    }
    let (scheme, rest) = source.split_once("://").unwrap_or((page.scheme(), source));
    let (rest, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (name, port) = rest.split_once(':').map_or((rest, None), |(name, port)| (name, Some(port)));
    let host = there.host_str().unwrap_or_default();
    let named = match name.strip_prefix("*.") {
        Some(above) => host.strip_suffix(above).is_some_and(|rest| rest.ends_with('.')),
        None => name == host,
    };
    let at_port = match port {
        Some("*") => true,
        Some(port) => there.port_or_known_default().is_some_and(|own| own.to_string() == port),
        None => there.port().is_none(),
    };
    named && at_port && path.is_empty() && scheme == there.scheme()
}

#[cfg(test)]
mod tests {
    use super::{super::html::parse, *};

    fn allowed(policy: &str, there: &str) -> bool {
        let told: HeaderMap = [(POLICY.parse().unwrap(), policy.parse().unwrap())].into_iter().collect();
        let (silent, blank) = (HeaderMap::new(), parse("<p>").unwrap());
        let own = parse(&format!("<meta http-equiv=Content-Security-Policy content=\"{policy}\">")).unwrap();
        let (page, there) = ("https://mijn.voorbeeld.test/".parse().unwrap(), there.parse().unwrap());
        let [by_header, by_page] = [(&told, &blank), (&silent, &own)]
            .map(|(headers, html)| FormAction::of(headers, html).allows(&page, &there));
        assert_eq!(by_header, by_page, "{policy}");
        by_header
    }

    #[test]
    fn a_form_goes_where_its_page_lets_it() {
        let digid = "https://digid.test/saml/sso";
        for policy in [
            "default-src 'self'",
            "form-action *",
            "form-action 'self' https:",
            "FORM-ACTION 'self' https://digid.test",
            "default-src 'none'; form-action *.digid.test digid.test:443",
            "form-action https://digid.test:*/",
        ] {
            assert!(allowed(policy, digid), "{policy}");
        }
        for policy in [
            "form-action 'self'",
            "img-src *; form-action 'none'",
            "form-action 'self' *.digid.test",
            "form-action digid.test:8443",
            "form-action http://digid.test",
            "form-action digid.test/saml",
            "form-action *, form-action 'self'",
        ] {
            assert!(!allowed(policy, digid), "{policy}");
        }
        assert!(allowed("form-action 'self'", "https://mijn.voorbeeld.test/uit"));
        assert!(!allowed("form-action 'self'", "https://mijn.voorbeeld.test:8443/uit"));
        assert!(!allowed("form-action 'self'", "http://mijn.voorbeeld.test/uit"));
    }
}
