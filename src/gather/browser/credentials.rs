//! What makes a browser the one that logged in, for moving a session to an HTTP client. Memory only.

use std::collections::BTreeMap;

use serde_json::Value;

/// Cookies and scripted credentials of one context. It can be neither printed nor written.
#[derive(Clone, Default)]
pub struct Credentials {
    /// Every cookie of the context, of all hosts.
    pub cookies: Vec<Cookie>,
    /// `Authorization` and `X-…` headers that the page's own script sent last, lower-case names, for each host.
    pub headers: BTreeMap<String, Vec<(String, String)>>,
}

/// One cookie as the browser keeps it.
#[derive(Clone)]
pub struct Cookie {
    /// Name.
    pub name: String,
    /// Value; a secret.
    pub value: String,
    /// Host or, with a leading dot, domain.
    pub domain: String,
    /// Path.
    pub path: String,
    /// Sent over https only.
    pub secure: bool,
    /// Hidden from scripts.
    pub http_only: bool,
    /// When it ends, in seconds since 1970; none for a session cookie.
    pub expiry: Option<i64>,
}

/// Reads the answer of `storage.getCookies`.
pub(super) fn cookies(answer: &Value) -> Vec<Cookie> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let cookies = answer["cookies"].as_array().into_iter().flatten();
    cookies
        .map(|cookie| Cookie {
            name: text(&cookie["name"]),
            value: text(&cookie["value"]["value"]),
            domain: text(&cookie["domain"]),
            path: text(&cookie["path"]),
            secure: cookie["secure"] == true,
            http_only: cookie["httpOnly"] == true,
            expiry: cookie["expiry"].as_i64(),
        })
        .collect()
}
