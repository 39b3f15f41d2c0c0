//! What the HTTP client got, as it came.

use http::{HeaderMap, Method, header};
use url::Url;

use crate::gather::kept::RawExchange;

/// An answer to a request.
pub(super) fn exchange(method: &Method, url: &Url, status: u16, headers: &HeaderMap) -> RawExchange {
    let all = headers.iter().map(|(name, value)| (name, String::from_utf8_lossy(value.as_bytes()).into_owned()));
    let (set_cookies, others): (Vec<_>, Vec<_>) = all.partition(|(name, _)| **name == header::SET_COOKIE);
    RawExchange {
        method: method.to_string(),
        url: url.clone(),
        status: Some(status),
        headers: others.into_iter().map(|(name, value)| (name.to_string(), value)).collect(),
        set_cookies: set_cookies.into_iter().map(|(_, line)| line).collect(),
        shown_in: None,
    }
}
