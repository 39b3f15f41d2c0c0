//! Where a page lets its forms lead to. Chromium holds that against every redirect that follows, too (CSP 3 §6.4.2, `form-action`).

use http::HeaderMap;
use scraper::Html;
use url::Url;

use super::html::elements;
use crate::evidence::exchange::Exchange;

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

    /// Whether a browser follows a form of the page at this address through these requests.
    pub(super) fn allows(&self, page: &Url, hops: &[Exchange]) -> bool {
        let own = page.host_str().unwrap_or_default();
        let source = |source: &String, host: &str| match source.as_str() {
            "'self'" => host == own,
            "*" | "https:" => true,
            named => is_of(named, host),
        };
        let through =
            |hop: &Exchange| self.0.iter().all(|allowed| allowed.iter().any(|one| source(one, &hop.address.host)));
        hops.iter().all(through)
    }
}

/// Whether a source such as `https://*.voorbeeld.test:443/pad` names this host.
fn is_of(source: &str, host: &str) -> bool {
    let name = source.split_once("://").map_or(source, |(_, rest)| rest);
    let name = name.split(['/', ':']).next().unwrap_or_default();
    match name.strip_prefix("*.") {
        Some(above) => host.strip_suffix(above).is_some_and(|rest| rest.ends_with('.')),
        None => name == host,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::{super::html::parse, *};

    fn allowed(policy: &str, hosts: &[&str]) -> bool {
        let told: HeaderMap = [(POLICY.parse().unwrap(), policy.parse().unwrap())].into_iter().collect();
        let (silent, blank) = (HeaderMap::new(), parse("<p>").unwrap());
        let own = parse(&format!("<meta http-equiv=Content-Security-Policy content=\"{policy}\">")).unwrap();
        let hop = |host: &&str| -> Exchange {
            let address =
                json!({"scheme": "https", "host": host, "port": null, "path": "/", "query": null, "fragment": null});
            from_value(json!({
                "method": "POST", "address": address, "status": 303, "headers": [], "cookies": [], "location": null,
                "shown_in": null,
            }))
            .unwrap()
        };
        let hops: Vec<Exchange> = hosts.iter().map(hop).collect();
        let page = "https://mijn.voorbeeld.test/".parse().unwrap();
        let [by_header, by_page] = [(&told, &blank), (&silent, &own)]
            .map(|(headers, html)| FormAction::of(headers, html).allows(&page, &hops));
        assert_eq!(by_header, by_page, "{policy}");
        by_header
    }

    #[test]
    fn a_redirect_of_a_form_is_weighed_too() {
        let way = ["mijn.voorbeeld.test", "digid.test"];
        for policy in [
            "default-src 'self'",
            "form-action *",
            "form-action 'self' https:",
            "FORM-ACTION 'self' https://digid.test/saml",
            "default-src 'none'; form-action 'self' *.voorbeeld.test digid.test:443",
        ] {
            assert!(allowed(policy, &way), "{policy}");
        }
        for policy in ["form-action 'self'", "img-src *; form-action 'none'", "form-action 'self' *.digid.test"] {
            assert!(!allowed(policy, &way), "{policy}");
        }
        assert!(allowed("form-action 'self'", &way[..1]));
    }
}
