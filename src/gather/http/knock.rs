//! Asking the protected page whether a session is alive (`verdicts.md`, "Logged in, or not").

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

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
        session::{Agent, Idle, Knock},
    },
    gather::{
        credentials::Credentials,
        error::{NetworkError, millis},
        kept,
    },
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

/// The beginning of a wait, by both clocks, and how long it may have lasted.
#[derive(Clone, Copy, Debug)]
pub struct Waited {
    /// By the monotonic clock.
    pub since: Instant,
    /// By the wall clock, which goes on while a machine sleeps.
    pub wall: Timestamp,
    /// Shortest and longest idle time from which something follows.
    pub window: (Duration, Duration),
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
        Some(Arrived { url, answer }) => is_alive(&url, &answer, ask, |url| network.too_large(url, walk.since))?,
    };
    Ok(Knock { at: Timestamp::now(), agent: Agent::Http, alive, passed_digid, hops: walk.hops, idle })
}

impl Waited {
    /// The idle time up to now. Both clocks must agree that it lies in the window.
    fn measure(&self) -> Result<Idle, NetworkError> {
        let wall = Timestamp::now().duration_since(self.wall);
        let wall = Duration::try_from(wall).unwrap_or_default();
        let idle = Idle { monotonic_ms: millis(self.since.elapsed()), wall_ms: millis(wall) };
        let (from_ms, until_ms) = (millis(self.window.0), millis(self.window.1));
        for measured_ms in [idle.monotonic_ms, idle.wall_ms] {
            if !(from_ms..=until_ms).contains(&measured_ms) {
                return Err(NetworkError::IdleOutsideWindow { measured_ms, from_ms, until_ms });
            }
        }
        Ok(idle)
    }
}

fn is_alive(
    url: &Url,
    answer: &Answer,
    ask: &Ask,
    too_large: impl FnOnce(&Url) -> NetworkError,
) -> Result<bool, NetworkError> {
    let host = url.host_str().unwrap_or_default().to_owned();
    match answer.status {
        200..=299 => {}
        status @ (408 | 425 | 429 | 500..=599) => return Err(NetworkError::ServerError { host, status }),
        _ => return Ok(false),
    }
    let content_type = answer.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    match ask.sign.borne_by(content_type.unwrap_or_default(), &answer.body) {
        Borne::No => Ok(false),
        Borne::TooLarge => Err(too_large(url)),
        Borne::Yes => Ok(true),
    }
}
