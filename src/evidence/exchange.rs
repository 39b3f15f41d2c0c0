//! One HTTP request and its answer, without bodies.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::address::Address;

/// A request and what came back.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// HTTP method.
    pub method: String,
    /// What was asked.
    pub address: Address,
    /// HTTP status; none where no answer came.
    pub status: Option<u16>,
    /// Where the answer redirects to.
    pub location: Option<Address>,
    /// Headers of the answer that say something about its safety, lower-case names, redacted values.
    pub headers: Vec<(String, String)>,
    /// Cookies the answer set, from the raw headers.
    pub cookies: Vec<SetCookie>,
    /// What a browser shows the answer in; none for what is no document, and where no browser asked.
    pub shown_in: Option<ShownIn>,
}

/// What a document is shown in.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ShownIn {
    /// A part of another document: frame, iframe, object or embed.
    Frame,
    /// A window, as the top document.
    Window,
}

/// One `Set-Cookie` header, its value replaced by a token.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SetCookie {
    /// Name of the cookie.
    pub name: String,
    /// `⟦cookie:name·tag⟧`, or empty where the cookie is being removed.
    pub token: String,
    /// Host that set it.
    pub host: String,
    /// `Secure`.
    pub secure: bool,
    /// `HttpOnly`.
    pub http_only: bool,
    /// `SameSite` as written, lower case.
    pub same_site: Option<String>,
    /// `Max-Age` in seconds.
    pub max_age: Option<i64>,
    /// Whether it outlives the browser (`Max-Age` or `Expires` in the future).
    pub persistent: bool,
    /// `Path` as written.
    pub path: Option<String>,
    /// `Domain` as written.
    pub domain: Option<String>,
}

impl Exchange {
    /// The first answer header of this lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}
