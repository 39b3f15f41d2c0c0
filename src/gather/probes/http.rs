//! One address asked once, for its headers and cookies.

use url::Url;

use crate::{
    evidence::{exchange::Exchange, redaction::Redactor},
    gather::{
        error::NetworkError,
        http::{Call, Network},
    },
};

/// Asks once, as somebody who has never been there, and follows nothing.
///
/// # Errors
/// What keeps an answer from arriving; an answer with an error status is an answer.
pub async fn ask(network: &Network, redactor: &Redactor, url: Url) -> Result<Exchange, NetworkError> {
    Ok(network.call(Call::get(url), redactor).await?.exchange)
}
