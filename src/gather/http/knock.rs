//! Asking the protected page whether a session is alive. The answer is the server's: there is no cache it could come from.

use std::collections::BTreeSet;

use http::header;
use jiff::Timestamp;
use url::Url;

use super::{
    call::{Answer, Call},
    follow::{Arrived, Walk},
    jar::Jar,
    network::Network,
    sign::{Borne, Sign},
};
use crate::{
    evidence::{
        redaction::Redactor,
        session::{Agent, Knock},
    },
    gather::{credentials::Credentials, error::NetworkError, kept, waited::Waited},
};

/// What to ask.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The protected page, or the call of an API.
    pub url: Url,
    /// What only someone who is logged in sees there.
    pub sign: Sign,
    /// Hosts of DigiD: the knock ends before the first request to one of them.
    pub digid_hosts: BTreeSet<String>,
    /// Since when nobody touched the session, where the journey waited.
    pub waited: Option<Waited>,
}

/// Knocks with a copy of these credentials.
///
/// # Errors
/// Where neither alive nor dead can be said: `IdleOutsideWindow` (nothing is sent then), `ServerError` for a 5xx, 408,
/// 425 or 429, `OutsideTarget`, `RedirectLoop`, `TooLarge`, and all that breaks the connection.
pub async fn knock(
    network: &Network,
    redactor: &Redactor,
    credentials: &Credentials,
    ask: &Ask,
) -> Result<Knock, NetworkError> {
    kept::learn(credentials, redactor);
    let idle = ask.waited.as_ref().map(Waited::measure).transpose()?;
    let mut jar = Jar::new(credentials);
    let mut walk = Walk::new(network, redactor, &mut jar, &ask.digid_hosts, &ask.url);
    let end = walk.follow(Call::get(ask.url.clone())).await?;
    let passed_digid = end.is_none();
    let alive = match end {
        None => false,
        Some(Arrived { url, answer }) => is_alive(&url, &answer, ask, network)?,
    };
    Ok(Knock { at: Timestamp::now(), agent: Agent::Http, alive, passed_digid, hops: walk.hops, idle })
}

fn is_alive(url: &Url, answer: &Answer, ask: &Ask, network: &Network) -> Result<bool, NetworkError> {
    let host = url.host_str().unwrap_or_default().to_owned();
    match answer.status {
        200..=299 => {}
        status @ (408 | 425 | 429 | 500..=599) => return Err(NetworkError::ServerError { host, status }),
        _ => return Ok(false),
    }
    let content_type = answer.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    match ask.sign.borne_by(content_type.unwrap_or_default(), &answer.body) {
        Borne::No => Ok(false),
        Borne::TooLarge => Err(network.too_large(url)),
        Borne::Yes => Ok(true),
    }
}
