//! The same for requests and their answers.

use super::{LONGEST_TEXT, cut};
use crate::evidence::{
    exchange::{Exchange, SetCookie},
    redaction::Redactor,
};

impl Redactor {
    pub(super) fn exchange(&self, exchange: &mut Exchange) {
        let Exchange { method, address, status: _, location, headers, cookies, shown_in: _ } = exchange;
        self.written(method);
        [address].into_iter().chain(location).for_each(|address| self.address(address));
        // The names are those that were chosen to be kept.
        for (_, value) in headers {
            *value = cut(self.text(value), LONGEST_TEXT);
        }
        cookies.iter_mut().for_each(|cookie| self.set_cookie(cookie));
    }

    fn set_cookie(&self, cookie: &mut SetCookie) {
        // The token was made of the value when the cookie was read.
        let SetCookie {
            name,
            token: _,
            host,
            secure: _,
            http_only: _,
            same_site,
            max_age: _,
            persistent: _,
            path,
            domain,
        } = cookie;
        // A secret is recognised as it was written, so the case goes afterwards.
        [name, host].into_iter().chain(path).chain(domain).for_each(|text| self.written(text));
        if let Some(same_site) = same_site {
            self.written(same_site);
            same_site.make_ascii_lowercase();
        }
    }
}
