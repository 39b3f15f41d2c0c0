//! The SAML metadata of the service, as bytes. What they mean is read elsewhere.

use std::path::{Path, PathBuf};

use tokio::{fs::File, io::AsyncReadExt};
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

/// Where metadata is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Source {
    /// A file of whoever runs this.
    File(PathBuf),
    /// An https address at a host of the target.
    Url(Url),
}

/// The metadata as it stands there, at most 1 MiB. Redirects are not followed: the address is the one handed in.
///
/// # Errors
/// `FileUnreadable`; `MetadataUnreadable` for another status than 200, for http without TLS and for what is too large;
/// else what went wrong on the way.
pub async fn fetch(network: &Network, redactor: &Redactor, source: &Source) -> Result<Vec<u8>, NetworkError> {
    match source {
        Source::File(path) => from_file(path).await,
        Source::Url(url) => from_url(network, redactor, url).await,
    }
}

async fn from_file(path: &Path) -> Result<Vec<u8>, NetworkError> {
    let unreadable = |error: std::io::Error| NetworkError::FileUnreadable { path: path.into(), why: error.to_string() };
    let mut bytes = Vec::new();
    let file = File::open(path).await.map_err(unreadable)?;
    file.take(LARGEST as u64 + 1).read_to_end(&mut bytes).await.map_err(unreadable)?;
    bounded(bytes, true, &path.display().to_string())
}

async fn from_url(network: &Network, redactor: &Redactor, url: &Url) -> Result<Vec<u8>, NetworkError> {
    let from = url.host_str().unwrap_or_default();
    let refused = |why: String| NetworkError::MetadataUnreadable { from: from.to_owned(), why };
    if url.scheme() != "https" {
        return Err(refused("the address does not begin with https".to_owned()));
    }
    let answer = network.call(Call::get(url.clone()), redactor).await?;
    match answer.status {
        200 => bounded(answer.body.bytes, answer.body.whole, from),
        status => Err(refused(format!("status {status}"))),
    }
}

fn bounded(bytes: Vec<u8>, whole: bool, from: &str) -> Result<Vec<u8>, NetworkError> {
    if whole && bytes.len() <= LARGEST {
        return Ok(bytes);
    }
    Err(NetworkError::MetadataUnreadable { from: from.to_owned(), why: format!("larger than {LARGEST} bytes") })
}
