//! The same for addresses.

use super::{LONGEST_TEXT, cut};
use crate::evidence::{address::Address, redaction::Redactor};

impl Redactor {
    /// Values in query, fragment and path parameters become tokens, and so does every secret in the rest.
    pub(super) fn address(&self, address: &mut Address) {
        let Address { scheme, host, port: _, path, query, fragment } = address;
        [scheme, host].into_iter().for_each(|text| self.written(text));
        *path = cut(self.path(path), LONGEST_TEXT);
        if let Some(query) = query {
            *query = cut(self.query(query), LONGEST_TEXT);
        }
        if let Some(fragment) = fragment {
            let clean = match fragment.split_once('?') {
                Some((route, query)) => format!("{}?{}", self.path(route), self.query(query)),
                None if fragment.contains('=') => self.query(fragment),
                None => self.path(fragment),
            };
            *fragment = cut(clean, LONGEST_TEXT);
        }
    }

    /// `/start;jsessionid=8F…/x` keeps its names.
    ///
    /// How it begins stays, because that makes a route of a fragment. With and without a slash at its end it is the same
    /// screen, and a cookie may hold it in either way.
    fn path(&self, path: &str) -> String {
        let (start, rest) = path.split_at(path.len() - path.trim_start_matches(['!', '/']).len());
        let (bare, end) = rest.split_at(rest.trim_end_matches('/').len());
        let clean = self.encoded(&format!("/{bare}/"));
        let parameters = |segment: &str| {
            let mut parts = segment.split(';');
            let first = parts.next().unwrap_or_default().to_owned();
            parts.fold(first, |path, parameter| match parameter.split_once('=') {
                Some((name, value)) => format!("{path};{name}={}", self.token("waarde", name, value)),
                None => format!("{path};{parameter}"),
            })
        };
        let segments: Vec<String> = clean.trim_matches('/').split('/').map(parameters).collect();
        format!("{start}{}{end}", segments.join("/"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(url: &str, redactor: &Redactor) -> Address {
        let mut address = Address::from(&url.parse().unwrap());
        redactor.address(&mut address);
        address
    }

    #[test]
    fn no_part_of_an_address_keeps_a_number_of_a_person() {
        let redactor = Redactor::new([7; 32], []);
        let url = "https://a.test/p/999999047/%39%39%39999047;999999047?bsn=999999047#/x/999999047?y=999999047";
        let shown = kept(url, &redactor).to_string();
        assert!(!shown.contains("999999047") && !shown.contains("999047"), "{shown}");
        assert!(shown.starts_with("https://a.test/p/"), "{shown}");
    }

    #[test]
    fn a_session_in_the_path_becomes_a_token() {
        let redactor = Redactor::new([7; 32], []);
        let shown = kept("https://a.test/start;jsessionid=1A2B3C4D5E/x%20y", &redactor).to_string();
        assert!(shown.starts_with("https://a.test/start;jsessionid=⟦waarde:jsessionid·"), "{shown}");
        assert!(shown.ends_with("⟧/x%20y"), "what hides nothing stays as it was written: {shown}");
    }

    #[test]
    fn a_secret_with_a_slash_is_found_across_segments() {
        let redactor = Redactor::new([7; 32], []);
        redactor.learn("cookie", "sid", "geheim/9f2c&7");
        for path in ["geheim/9f2c&7", "geheim/9f2c%267", "geheim%2F9f2c%267"] {
            let shown = kept(&format!("https://a.test/x/{path}/y"), &redactor).to_string();
            assert!(!shown.contains("9f2c") && shown.contains("⟦cookie:sid·"), "{shown}");
        }
    }

    #[test]
    fn a_cookie_that_holds_a_path_tells_no_screens_apart() {
        for value in ["/inloggen", "/inloggen/", "inloggen/"] {
            let redactor = Redactor::new([7; 32], []);
            redactor.learn("cookie", "terug", value);
            let screen = |rest: &str| kept(&format!("https://a.test/{rest}"), &redactor).screen();
            assert_eq!(screen("inloggen"), screen("inloggen/?fout=1"), "{value}");
            assert_eq!(screen("#/inloggen"), screen("#/inloggen/"), "{value}");
            assert_ne!(screen("#!/inloggen"), screen(""), "{value}: a route is still a route");
        }
    }
}
