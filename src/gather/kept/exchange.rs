//! A request and its answer: all of it as it came, and what is kept of it.

use jiff::Timestamp;
use url::Url;

use super::{
    headers::headers,
    secrets::learn_query,
    set_cookie::{learn_set_cookie, set_cookie},
};
use crate::evidence::{
    Address,
    exchange::{Exchange, ShownIn},
    redaction::Redactor,
};

/// Cookies kept of one answer.
const MOST_COOKIES: usize = 100;

/// Longest method kept; a script may ask with one of its own making.
const LONGEST_METHOD: usize = 20;

/// A request and its answer as they came. No `Debug`: it holds secrets.
pub(in crate::gather) struct RawExchange {
    pub(in crate::gather) method: String,
    pub(in crate::gather) url: Url,
    /// None where no answer came.
    pub(in crate::gather) status: Option<u16>,
    /// Headers of the answer, lower-case names.
    pub(in crate::gather) headers: Vec<(String, String)>,
    /// The lines of `Set-Cookie`.
    pub(in crate::gather) set_cookies: Vec<String>,
    /// What a browser shows the answer in.
    pub(in crate::gather) shown_in: Option<ShownIn>,
}

impl RawExchange {
    /// Where the answer redirects to, if that is an address at all. Only these statuses say "look there" (RFC 9110
    /// §15.4); 300 and 304 do not.
    pub(in crate::gather) fn redirect(&self) -> Option<Url> {
        let (_, location) = self.headers.iter().find(|(name, _)| name == "location")?;
        if !matches!(self.status, Some(301 | 302 | 303 | 307 | 308)) {
            return None;
        }
        let mut to = self.url.join(location).ok()?;
        if to.fragment().is_none() {
            to.set_fragment(self.url.fragment());
        }
        // A redirect may not make us send a password of its choosing; schemes without a host have none to remove.
        let _ = to.set_username("");
        let _ = to.set_password(None);
        Some(to)
    }

    /// Learns its secrets.
    pub(in crate::gather) fn learn(&self, redactor: &Redactor) {
        self.set_cookies.iter().for_each(|line| learn_set_cookie(line, redactor));
        learn_query(&self.url, redactor);
        if let Some(to) = self.redirect() {
            learn_query(&to, redactor);
        }
    }

    /// What is kept of it.
    pub(in crate::gather) fn kept(&self, redactor: &Redactor) -> Exchange {
        let (host, now) = (self.url.host_str().unwrap_or_default(), Timestamp::now());
        let lines = self.set_cookies.iter().take(MOST_COOKIES);
        Exchange {
            method: self.method.chars().filter(char::is_ascii_alphabetic).take(LONGEST_METHOD).collect(),
            address: Address::from(&self.url),
            status: self.status,
            location: self.redirect().as_ref().map(Address::from),
            headers: headers(&self.headers),
            cookies: lines.filter_map(|line| set_cookie(line, host, redactor, now)).collect(),
            shown_in: self.shown_in,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, location: &str) -> RawExchange {
        RawExchange {
            method: "GET".to_owned(),
            url: "https://a.test/start/?taal=nl#/stap".parse().unwrap(),
            status: Some(status),
            headers: vec![("location".to_owned(), location.to_owned())],
            set_cookies: vec!["sid=zitting-4711; Path=/".to_owned()],
            shown_in: None,
        }
    }

    #[test]
    fn a_redirect_is_read_as_a_browser_does() {
        let to = |status, location| answer(status, location).redirect().map(String::from);
        assert_eq!(to(302, "../verder").as_deref(), Some("https://a.test/verder#/stap"));
        assert_eq!(to(307, "https://piet:geheim@b.test/#elders").as_deref(), Some("https://b.test/#elders"));
        assert_eq!([to(200, "/x"), to(304, "/x"), to(302, "https://")], [None, None, None]);
    }

    #[test]
    fn what_the_answer_sets_is_recognised_in_all_of_it() {
        let redactor = Redactor::new([7; 32], []);
        let answer = answer(303, "/zitting-4711/x?code=abcdefghij1234567890");
        answer.learn(&redactor);
        let kept = answer.kept(&redactor);
        let shown = redactor.text(&format!("{} {}", kept.location.unwrap().path, kept.cookies[0].token));
        assert!(!shown.contains("4711") && shown.matches("⟦cookie:sid·").count() == 2, "{shown}");
        assert!(!redactor.text("abcdefghij1234567890").contains("abc"));
    }
}
