//! The SAML metadata of the service, as bytes. What they mean is read elsewhere.

use url::Url;

use crate::{
    evidence::redaction::Redactor,
    gather::{
        error::NetworkError,
        http::{Call, Network},
    },
};

/// Metadata of one service is some ten kilobytes; what is larger is something else.
const LARGEST: usize = 1024 * 1024;

/// The metadata as it stands there, at most 1 MiB. Redirects are not followed: the address is the one handed in.
///
/// # Errors
/// `MetadataUnreadable` for another status than 200, for http without TLS and for what is too large;
/// else what went wrong on the way.
pub async fn fetch(network: &Network, redactor: &Redactor, url: &Url) -> Result<Vec<u8>, NetworkError> {
    let from = url.host_str().unwrap_or_default();
    let refused = |why: String| NetworkError::MetadataUnreadable { from: from.to_owned(), why };
    if url.scheme() != "https" {
        return Err(refused("the address does not begin with https".to_owned()));
    }
    let answer = network.call(Call::get(url.clone()), redactor).await?;
    match answer.status {
        200 if answer.body.whole && answer.body.bytes.len() <= LARGEST => Ok(answer.body.bytes),
        200 => Err(refused(format!("larger than {LARGEST} bytes"))),
        status => Err(refused(format!("status {status}"))),
    }
}
