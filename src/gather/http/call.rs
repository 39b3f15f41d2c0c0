//! One request and its answer, bounded in time and size.

use std::{error::Error, io, time::Instant};

use http::{HeaderMap, Method};
use url::Url;

use super::{exchange::exchange, network::Network, referrer::Referrer, resolve::Unresolved};
use crate::{
    evidence::{exchange::Exchange, redaction::Redactor},
    gather::error::{NetworkError, millis, one_line},
};

/// A request to a host of the target.
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    /// Fields of a form, already encoded.
    pub(crate) form: Option<String>,
    /// The page that asks, where it is not a person who types the address.
    pub(crate) from: Option<Url>,
    /// What that page has a browser say of it.
    pub(crate) referrer: Referrer,
    /// Whether a form of that page does.
    pub(crate) by_form: bool,
}

/// An answer.
pub struct Answer {
    /// Status.
    pub status: u16,
    /// All headers, secrets included: not for evidence.
    pub headers: HeaderMap,
    /// What was read of the body.
    pub body: Body,
    /// Where it redirects to, secrets included.
    pub redirect: Option<Url>,
    /// The same as evidence.
    pub exchange: Exchange,
}

/// A body after decompression, up to the limit of the network.
pub struct Body {
    /// Its first bytes.
    pub bytes: Vec<u8>,
    /// Whether these are all.
    pub whole: bool,
}

impl Call {
    /// A plain GET.
    pub(crate) fn get(url: Url) -> Self {
        Self {
            method: Method::GET,
            url,
            headers: HeaderMap::new(),
            form: None,
            from: None,
            referrer: Referrer::default(),
            by_form: false,
        }
    }
}

impl Network {
    /// Sends a request to a host of the target and reads the answer; redirects are not followed.
    ///
    /// # Errors
    /// `OutsideTarget` before anything is sent; else what went wrong on the way.
    pub(crate) async fn call(&self, call: Call, redactor: &Redactor) -> Result<Answer, NetworkError> {
        let host = call.url.host_str().unwrap_or_default().to_owned();
        if !matches!(call.url.scheme(), "http" | "https") {
            return Err(NetworkError::OutsideTarget { host: format!("{}:{host}", call.url.scheme()) });
        }
        self.allow(&host)?;
        let since = Instant::now();
        let mut request = self.client(&call.url)?.request(call.method.clone(), call.url.clone()).headers(call.headers);
        if let Some(form) = call.form {
            request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
        }
        let at = || format!("{host}:{}", call.url.port_or_known_default().unwrap_or_default());
        let failed = |error: reqwest::Error| explain(&error, &host, at(), since);
        let mut response = request.send().await.map_err(failed)?;
        let status = response.status().as_u16();
        let headers = std::mem::take(response.headers_mut());
        let body = read(response, self.limits().body).await.map_err(failed)?;
        let raw = exchange(&call.method, &call.url, status, &headers);
        raw.learn(redactor);
        Ok(Answer { status, headers, body, redirect: raw.redirect(), exchange: raw.kept(redactor) })
    }

    /// What to say of an answer that could not be read to its end.
    pub(super) fn too_large(&self, url: &Url) -> NetworkError {
        let limit = format!("{} bytes, or a page that takes seconds to parse", self.limits().body);
        let host = url.host_str().unwrap_or_default().to_owned();
        NetworkError::TooLarge { host, limit }
    }
}

/// Reads no further than the limit, whatever the answer says of its own length.
async fn read(mut response: reqwest::Response, limit: usize) -> Result<Body, reqwest::Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        let room = limit - bytes.len();
        if chunk.len() > room {
            bytes.extend_from_slice(&chunk[..room]);
            return Ok(Body { bytes, whole: false });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Body { bytes, whole: true })
}

fn explain(error: &reqwest::Error, host: &str, at: String, since: Instant) -> NetworkError {
    let host = host.to_owned();
    if let Some(tls) = find::<rustls::Error>(error) {
        return NetworkError::TlsFailed { host, why: one_line(&tls.to_string()) };
    }
    if find::<Unresolved>(error).is_some() {
        return NetworkError::NameUnresolved { host };
    }
    let why = one_line(&innermost(error));
    if error.is_connect() && error.is_timeout() {
        // A port may accept a connection and then say nothing.
        let why = format!("no connection, TLS included, within {} ms", millis(since.elapsed()));
        NetworkError::Unreachable { at, why }
    } else if error.is_connect() {
        NetworkError::Unreachable { at, why }
    } else if error.is_timeout() {
        NetworkError::TimedOut { host, waited_ms: millis(since.elapsed()) }
    } else {
        NetworkError::Broken { host, why }
    }
}

/// The first cause of this type. An `io::Error` hides what it wraps from `source`.
fn find<E: Error + 'static>(error: &reqwest::Error) -> Option<&E> {
    let mut cause = error.source();
    while let Some(error) = cause {
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        let wrapped = wrapped.map(|inner| inner as &(dyn Error + 'static));
        if let Some(found) = error.downcast_ref().or_else(|| wrapped?.downcast_ref()) {
            return Some(found);
        }
        cause = wrapped.or_else(|| error.source());
    }
    None
}

/// The last cause: the outer ones repeat the URL, and with it what its query holds.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    if std::ptr::addr_eq(cause, error) { "no further reason".to_owned() } else { cause.to_string() }
}
