//! What of a login is left in a browser or stands in an address.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A place that holds the number of a test person, or a token with a time of its own. What it holds is never kept.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Trace {
    /// What kind of place.
    pub kept_in: KeptIn,
    /// Name of the cookie or key; host and path of an address.
    pub name: String,
    /// Whether it holds the number of a test person of this run, as it is or encoded. In a NameID of DigiD stands the number.
    pub number: bool,
    /// For how many seconds a token in it is valid still, as it says itself (`exp`, RFC 7519 §4.1.4).
    pub valid: Option<i64>,
}

/// Where a trace is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeptIn {
    /// An address that was opened.
    Address,
    /// A cookie that is gone with the browser.
    Cookie,
    /// A cookie that outlives the browser.
    LastingCookie,
    /// The local storage of the page, which outlives the browser.
    LocalStorage,
    /// The session storage of the page, which is gone with its window.
    SessionStorage,
}
