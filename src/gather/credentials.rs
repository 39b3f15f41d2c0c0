//! What a browser carries that shows who is logged in. It lives in memory only.

use http::{HeaderName, HeaderValue};

/// Cookies and headers taken from one login.
///
/// It has no `Debug` and no `Serialize` on purpose: its values open a citizen's session.
#[derive(Clone, Default)]
pub struct Credentials {
    /// Cookies of every host of the target.
    pub cookies: Vec<RawCookie>,
    /// Headers that scripts of the page add (`Authorization`, a CSRF header): host, name, value.
    pub headers: Vec<(String, HeaderName, HeaderValue)>,
}

/// A cookie with its real value and the rules that say where it goes (RFC 6265 §5.3).
#[derive(Clone)]
pub struct RawCookie {
    /// Name.
    pub name: String,
    /// Value as sent.
    pub value: String,
    /// Host, or parent domain where `host_only` is false; a leading dot is ignored.
    pub domain: String,
    /// Path, beginning with `/`.
    pub path: String,
    /// Whether it goes over https only.
    pub secure: bool,
    /// Whether it goes to exactly `domain`, not to hosts below it.
    pub host_only: bool,
}
