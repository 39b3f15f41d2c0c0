//! The cookies and headers of one login, sent where a browser would send them.

use cookie::SameSite;
use cookie_store::{CookieStore, RawCookie as Cookie};
use http::{HeaderMap, HeaderValue, header};
use url::Url;

use super::call::Call;
use crate::gather::{
    credentials::{Credentials, RawCookie},
    site::{same_site as same_site_as, site},
};

const CLEAR: &str = "clear-site-data";

/// A cookie jar with the headers that go beside it. No `Debug`: it holds secrets.
#[derive(Clone, Default)]
pub(super) struct Jar {
    cookies: CookieStore,
    headers: Vec<(String, http::HeaderName, HeaderValue)>,
    unbound: bool,
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
        Self { cookies, headers: credentials.headers.clone(), unbound: false }
    }

    /// From now on `SameSite` keeps nothing back: it binds browsers, not who attacks with a client of their own.
    pub(super) fn unbind(&mut self) {
        self.unbound = true;
    }

    /// What goes along with a request to this URL. Headers that a script added go to their own host, and never
    /// without TLS unless the first request went without it too.
    pub(super) fn headers(&self, call: &Call, plain: bool) -> HeaderMap {
        let url = &call.url;
        let mut headers = HeaderMap::new();
        let host = url.host_str().unwrap_or_default();
        if url.scheme() == "https" || plain {
            for (_, name, value) in self.headers.iter().filter(|(to, _, _)| to.eq_ignore_ascii_case(host)) {
                headers.append(name.clone(), value.clone());
            }
        }
        if let Some(cookies) = self.cookies(call) {
            headers.insert(header::COOKIE, cookies);
        }
        headers
    }

    /// Whether browsers differ in what they send along with this: where a page of another site posts, some hold a cookie that says nothing
    /// of SameSite for `Lax`, and some do so when it is two minutes old.
    pub(super) fn leaves_doubt(&self, call: &Call) -> bool {
        let silent = |cookie: &&cookie_store::Cookie<'_>| cookie.same_site().is_none();
        !self.unbound && !goes_along(Some(SameSite::Lax), call) && self.cookies.matches(&call.url).iter().any(silent)
    }

    /// Takes over what an answer sets or removes.
    pub(super) fn update(&mut self, url: &Url, answer: &HeaderMap) {
        let set =
            answer.get_all(header::SET_COOKIE).iter().filter_map(|value| std::str::from_utf8(value.as_bytes()).ok());
        if url.scheme() == "https" && answer.get_all(CLEAR).iter().any(clears_cookies) {
            self.forget(url.host_str().unwrap_or_default());
        }
        for cookie in set.filter_map(|text| Cookie::parse(text.to_owned()).ok()).filter(|one| is_taken(one, url)) {
            // A cookie for another host, or one that is over, is refused; that is the rule, not a mistake of ours.
            let _ = self.cookies.insert_raw(&cookie, url);
        }
    }

    /// Forgets the cookies of the site of a host (Clear Site Data §3.1).
    fn forget(&mut self, host: &str) {
        let all = self
            .cookies
            .iter_any()
            .map(|cookie| (String::from(&cookie.domain), String::from(&cookie.path), cookie.name().to_owned()));
        let of_site = |domain: &str| site(domain).eq(site(host));
        let gone: Vec<_> = all.filter(|(domain, ..)| of_site(domain)).collect();
        for (domain, path, name) in gone {
            self.cookies.remove(&domain, &path, &name);
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
    fn cookies(&self, call: &Call) -> Option<HeaderValue> {
        let mut matching = self.cookies.matches(&call.url);
        matching.retain(|cookie| self.unbound || goes_along(cookie.same_site(), call));
        matching.sort_by_key(|cookie| std::cmp::Reverse(String::from(&cookie.path).len()));
        let pairs: Vec<_> = matching.iter().map(|cookie| format!("{}={}", cookie.name(), cookie.value())).collect();
        if pairs.is_empty() { None } else { HeaderValue::from_str(&pairs.join("; ")).ok() }
    }
}

/// Whether a browser takes over this cookie (RFC 6265bis §5.7).
fn is_taken(cookie: &Cookie<'_>, url: &Url) -> bool {
    let secure = cookie.secure().unwrap_or(false);
    let begins = |prefix: &str| cookie.name().get(..prefix.len()).is_some_and(|name| name.eq_ignore_ascii_case(prefix));
    let host = secure && cookie.domain().is_none() && cookie.path() == Some("/");
    (!secure || url.scheme() == "https")
        && (secure || !begins("__Secure-") && cookie.same_site() != Some(SameSite::None))
        && (host || !begins("__Host-"))
}

/// Whether a browser lets it go along with what a page of another site asks (RFC 6265bis §5.8.3).
fn goes_along(same_site: Option<SameSite>, call: &Call) -> bool {
    let elsewhere = call.from.as_ref().is_some_and(|from| !same_site_as(from, &call.url));
    match same_site {
        Some(SameSite::Strict) => !elsewhere,
        Some(SameSite::Lax) => !elsewhere || call.method.is_safe(),
        Some(SameSite::None) | None => true,
    }
}

/// `Clear-Site-Data` (W3C), as far as it is about cookies.
fn clears_cookies(value: &HeaderValue) -> bool {
    let value = String::from_utf8_lossy(value.as_bytes());
    value.split(',').any(|kind| matches!(kind.trim(), "\"cookies\"" | "\"*\""))
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
            let _ = jar.headers(&Call::get(url), false);
        }
    }

    const MIJN: &str = "https://mijn.voorbeeld.test/";

    /// What goes to MIJN after these answers of it, where this page asks.
    fn sent(answers: &[(&'static str, &'static str)], from: Option<&str>, method: http::Method) -> String {
        let mut jar = Jar::default();
        let url: Url = MIJN.parse().unwrap();
        for (name, value) in answers {
            let answer = [(http::HeaderName::from_static(name), HeaderValue::from_static(value))];
            jar.update(&url, &answer.into_iter().collect());
        }
        let call = Call { from: from.map(|from| from.parse().unwrap()), method, ..Call::get(url) };
        let headers = jar.headers(&call, false);
        headers.get(header::COOKIE).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    #[test]
    fn what_another_site_asks_has_no_strict_cookie_along() {
        let set = [
            ("set-cookie", "s=1; SameSite=Strict; Path=/"),
            ("set-cookie", "l=1; SameSite=Lax; Path=/"),
            ("set-cookie", "n=1; SameSite=None; Secure; Path=/"),
        ];
        let digid = Some("https://digid.toetssteen.test/");
        assert_eq!(sent(&set, None, http::Method::GET).len(), "s=1; l=1; n=1".len());
        assert_eq!(sent(&set, Some("https://www.voorbeeld.test/"), http::Method::POST).len(), "s=1; l=1; n=1".len());
        assert!(!sent(&set, digid, http::Method::GET).contains("s=1"));
        assert_eq!(sent(&set, digid, http::Method::POST), "n=1");
    }

    #[test]
    fn who_attacks_sends_every_cookie() {
        let mut jar = Jar::default();
        let url: Url = MIJN.parse().unwrap();
        let set = HeaderValue::from_static("s=1; SameSite=Strict; Path=/");
        jar.update(&url, &[(header::SET_COOKIE, set)].into_iter().collect());
        let from = "https://digid.toetssteen.test/".parse().ok();
        let call = Call { from, method: http::Method::POST, ..Call::get(url) };
        assert!(jar.headers(&call, false).is_empty());
        jar.unbind();
        assert_eq!(jar.headers(&call, false)[header::COOKIE], "s=1");
    }

    #[test]
    fn what_a_browser_refuses_is_not_taken() {
        for refused in [
            "x=1; SameSite=None",
            "__Secure-x=1",
            "__Host-x=1; Secure; Path=/; Domain=voorbeeld.test",
            "__host-x=1; Secure; Path=/mijn",
        ] {
            assert_eq!(sent(&[("set-cookie", refused)], None, http::Method::GET), "", "{refused}");
        }
        assert_eq!(sent(&[("set-cookie", "__Host-x=1; Secure; Path=/")], None, http::Method::GET), "__Host-x=1");
    }

    #[test]
    fn a_service_may_have_cookies_forgotten() {
        let set = ("set-cookie", "x=1; Domain=voorbeeld.test; Path=/");
        assert_eq!(sent(&[set, ("clear-site-data", "\"cache\", \"cookies\"")], None, http::Method::GET), "");
        assert_eq!(sent(&[set, ("clear-site-data", "\"cache\"")], None, http::Method::GET), "x=1");
    }

    #[test]
    fn what_a_host_clears_is_cleared_of_its_whole_site() {
        let mut jar = Jar::default();
        let [mijn, login, other] =
            [MIJN, "https://login.voorbeeld.test/", "https://digid.test/"].map(|url| url.parse().unwrap());
        let set = || [(header::SET_COOKIE, HeaderValue::from_static("x=1; Path=/"))].into_iter().collect();
        jar.update(&mijn, &set());
        jar.update(&other, &set());
        let clears = [(http::HeaderName::from_static(CLEAR), HeaderValue::from_static("\"*\""))].into_iter().collect();
        jar.update(&login, &clears);
        assert!(jar.headers(&Call::get(mijn), false).is_empty());
        assert!(!jar.headers(&Call::get(other), false).is_empty());
    }

    #[test]
    fn browsers_differ_on_a_cookie_that_says_nothing_of_other_sites() {
        let mut jar = Jar::default();
        let mijn: Url = MIJN.parse().unwrap();
        jar.update(&mijn, &[(header::SET_COOKIE, HeaderValue::from_static("x=1; Path=/"))].into_iter().collect());
        let asks = |from: &str, method| Call { from: from.parse().ok(), method, ..Call::get(mijn.clone()) };
        let digid = "https://digid.test/";
        assert!(jar.leaves_doubt(&asks(digid, http::Method::POST)));
        assert!(
            !jar.leaves_doubt(&asks(digid, http::Method::GET)) && !jar.leaves_doubt(&asks(MIJN, http::Method::POST))
        );
        jar.unbind();
        assert!(!jar.leaves_doubt(&asks(digid, http::Method::POST)));
    }
}
