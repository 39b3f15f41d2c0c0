//! The cookies and headers of one login, sent where a browser would send them.

use cookie_store::{CookieStore, RawCookie as Cookie};
use http::{HeaderMap, HeaderValue, header};
use url::Url;

use crate::gather::credentials::{Credentials, RawCookie};

/// A cookie jar with the headers that go beside it. No `Debug`: it holds secrets.
#[derive(Clone, Default)]
pub(super) struct Jar {
    cookies: CookieStore,
    headers: Vec<(String, http::HeaderName, HeaderValue)>,
}

impl Jar {
    pub(super) fn new(credentials: &Credentials) -> Self {
        let mut cookies = CookieStore::default();
        for cookie in &credentials.cookies {
            let domain = cookie.domain.trim_start_matches('.').to_ascii_lowercase();
            let Ok(from) = Url::parse(&format!("https://{domain}/")) else { continue };
            let builder = Cookie::build((cookie.name.clone(), cookie.value.clone()));
            let builder = builder.path(cookie.path.clone()).secure(cookie.secure);
            let built = if cookie.host_only { builder } else { builder.domain(domain) }.build();
            // One that no host can have set is one that no host gets.
            let _ = cookies.insert_raw(&built, &from);
        }
        Self { cookies, headers: credentials.headers.clone() }
    }

    /// What goes along with a request to this URL. Headers that a script added go to their own host, and never
    /// without TLS unless the first request went without it too.
    pub(super) fn headers(&self, url: &Url, plain: bool) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let host = url.host_str().unwrap_or_default();
        if url.scheme() == "https" || plain {
            for (_, name, value) in self.headers.iter().filter(|(to, _, _)| to.eq_ignore_ascii_case(host)) {
                headers.append(name.clone(), value.clone());
            }
        }
        if let Some(cookies) = self.cookies(url) {
            headers.insert(header::COOKIE, cookies);
        }
        headers
    }

    /// Takes over what an answer sets or removes.
    pub(super) fn update(&mut self, url: &Url, answer: &HeaderMap) {
        let set =
            answer.get_all(header::SET_COOKIE).iter().filter_map(|value| std::str::from_utf8(value.as_bytes()).ok());
        for cookie in set.filter_map(|text| Cookie::parse(text.to_owned()).ok()) {
            // A cookie for another host, or one that is over, is refused; that is the rule, not a mistake of ours.
            let _ = self.cookies.insert_raw(&cookie, url);
        }
    }

    /// The same login for another agent.
    pub(super) fn credentials(&self) -> Credentials {
        let cookies = self.cookies.iter_unexpired().map(|cookie| RawCookie {
            name: cookie.name().to_owned(),
            value: cookie.value().to_owned(),
            domain: String::from(&cookie.domain),
            path: String::from(&cookie.path),
            secure: cookie.secure().unwrap_or(false),
            host_only: matches!(cookie.domain, cookie_store::CookieDomain::HostOnly(_)),
        });
        Credentials { cookies: cookies.collect(), headers: self.headers.clone() }
    }

    /// `Cookie`, the longest path first: of two cookies with one name, servers read the first (RFC 6265 §5.4).
    fn cookies(&self, url: &Url) -> Option<HeaderValue> {
        let mut matching = self.cookies.matches(url);
        matching.sort_by_key(|cookie| std::cmp::Reverse(String::from(&cookie.path).len()));
        let pairs: Vec<_> = matching.iter().map(|cookie| format!("{}={}", cookie.name(), cookie.value())).collect();
        if pairs.is_empty() { None } else { HeaderValue::from_str(&pairs.join("; ")).ok() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_header_makes_it_panic(header in "(\\PC|[=;, ]){0,80}|sid=x(; ?(expires|max-age|path|domain)=[ -~]{0,40}){0,4}") {
            let mut jar = Jar::default();
            let url: Url = "https://mijn.voorbeeld.test/app/".parse().unwrap();
            let Ok(value) = HeaderValue::from_str(&header) else { return Ok(()) };
            jar.update(&url, &[(header::SET_COOKIE, value)].into_iter().collect());
            let _ = jar.headers(&url, false);
        }
    }
}
