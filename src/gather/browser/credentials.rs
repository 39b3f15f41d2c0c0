//! What makes a browser the one that logged in: taken from one, given to another.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{context::Context, error::BrowserError};
use crate::gather::credentials::{Credentials, RawCookie};

impl Context {
    /// Every cookie of this context and the credentials its scripts sent last.
    ///
    /// # Errors
    /// [`BrowserError::Lost`] when the browser is gone.
    pub async fn credentials(&self) -> Result<Credentials, BrowserError> {
        Ok(read(&self.cookies().await?, &self.activity.state().sent))
    }

    /// Every cookie of this context, as BiDi answers `storage.getCookies`.
    pub(super) async fn cookies(&self) -> Result<Value, BrowserError> {
        let params = json!({"partition": {"type": "storageKey", "userContext": self.id}});
        self.link.command("storage.getCookies", params).await
    }

    /// Takes over a login: from now on its cookies go along. Headers that scripts add belong to the page that ran them.
    ///
    /// # Errors
    /// [`BrowserError::Lost`] when the browser is gone.
    pub async fn carry(&self, login: &Credentials) -> Result<(), BrowserError> {
        for cookie in &login.cookies {
            let cookie = json!({
                "name": cookie.name,
                "value": {"type": "string", "value": cookie.value},
                "domain": cookie.domain,
                "path": cookie.path,
                "secure": cookie.secure,
            });
            let partition = json!({"type": "storageKey", "userContext": self.id});
            let set = self.link.command("storage.setCookie", json!({"cookie": cookie, "partition": partition})).await;
            // One that a browser takes from nobody is one that it sends to nobody.
            if let Err(error @ BrowserError::Lost(_)) = set {
                return Err(error);
            }
        }
        Ok(())
    }
}

/// The cookies of the answer to `storage.getCookies`, and the headers that scripts sent, by host.
fn read(answer: &Value, sent: &BTreeMap<String, Vec<(String, String)>>) -> Credentials {
    let cookies = answer["cookies"].as_array().into_iter().flatten().map(cookie);
    let headers = sent.iter().flat_map(|(host, headers)| {
        let readable = |(name, value): &(String, String)| Some((host.clone(), name.parse().ok()?, value.parse().ok()?));
        headers.iter().filter_map(readable)
    });
    Credentials { cookies: cookies.collect(), headers: headers.collect() }
}

fn cookie(cookie: &Value) -> RawCookie {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let domain = text(&cookie["domain"]);
    RawCookie {
        name: text(&cookie["name"]),
        value: text(&cookie["value"]["value"]),
        // A leading dot is how a browser writes that hosts below it get the cookie too.
        host_only: !domain.starts_with('.'),
        domain,
        path: text(&cookie["path"]),
        secure: cookie["secure"] == true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_and_a_header_go_where_the_browser_sent_them() {
        let cookie = |domain: &str| json!({"name": "sid", "value": {"type": "string", "value": "geheim"}, "domain": domain, "path": "/mijn", "secure": true});
        let answer = json!({"cookies": [cookie("mijn.voorbeeld.test"), cookie(".voorbeeld.test")]});
        let headers = [("authorization", "Bearer a.b"), ("x kenmerk", "geen naam")];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let read = read(&answer, &[("api.voorbeeld.test".to_owned(), headers.to_vec())].into());
        let hosts: Vec<_> = read.cookies.iter().map(|cookie| (cookie.domain.as_str(), cookie.host_only)).collect();
        assert_eq!(hosts, [("mijn.voorbeeld.test", true), (".voorbeeld.test", false)]);
        assert!(read.cookies.iter().all(|cookie| cookie.value == "geheim" && cookie.path == "/mijn" && cookie.secure));
        let headers: Vec<_> = read.headers.iter().map(|(host, name, _)| (host.as_str(), name.as_str())).collect();
        assert_eq!(headers, [("api.voorbeeld.test", "authorization")]);
    }
}
