//! One address asked once, for its headers, its cookies or the methods it takes.

use http::Method;
use url::Url;

use crate::{
    evidence::{exchange::Exchange, redaction::Redactor},
    gather::{
        error::NetworkError,
        http::{Call, Network},
        kept::RawExchange,
    },
};

/// Asks once, as somebody who has never been there, and follows nothing.
///
/// # Errors
/// What keeps an answer from arriving; an answer with an error status is an answer.
pub async fn ask(network: &Network, redactor: &Redactor, url: Url) -> Result<Exchange, NetworkError> {
    Ok(network.call(Call::get(url), redactor).await?.exchange)
}

/// Asks which methods the address takes (RFC 9110 §9.3.7). What changes something is never sent.
///
/// # Errors
/// As [`trace`].
pub async fn options(network: &Network, redactor: &Redactor, url: Url) -> Result<Exchange, NetworkError> {
    by(Method::OPTIONS, network, redactor, url).await
}

/// Asks to be sent back what was asked (RFC 9110 §9.3.8), without anything that may not be seen.
///
/// # Errors
/// As [`ask`], except that a server which ends the connection twice instead of answering has refused the method: that is an
/// exchange without status.
pub async fn trace(network: &Network, redactor: &Redactor, url: Url) -> Result<Exchange, NetworkError> {
    by(Method::TRACE, network, redactor, url).await
}

async fn by(method: Method, network: &Network, redactor: &Redactor, url: Url) -> Result<Exchange, NetworkError> {
    let call = || Call { method: method.clone(), ..Call::get(url.clone()) };
    let mut answer = network.call(call(), redactor).await;
    if matches!(answer, Err(NetworkError::Broken { .. })) {
        // Once may be chance.
        answer = network.call(call(), redactor).await;
    }
    match answer {
        Ok(answer) => Ok(answer.exchange),
        Err(NetworkError::Broken { .. }) => {
            let (headers, set_cookies) = (Vec::new(), Vec::new());
            let method = method.to_string();
            Ok(RawExchange { method, url, status: None, headers, set_cookies, shown_in: None }.kept(redactor))
        }
        Err(error) => Err(error),
    }
}
