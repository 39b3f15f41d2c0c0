//! One connection that asks for one thing.

use std::{
    io::{self, ErrorKind},
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use rustls::{ClientConfig, ClientConnection, pki_types::ServerName, version};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Semaphore,
    time::{sleep, timeout},
};

use super::{
    agree::{agree, client},
    alert::{Weight, alert},
    answer::{self, Said, Until},
    hello::Hello,
    server::Chosen,
};
use crate::evidence::tls::TlsVersion;

/// How often something is asked again where the server went away, and how long is waited before, in milliseconds: it may limit how many come.
pub(super) const AGAIN: [u64; 4] = [20, 100, 200, 400];

/// What one address said to one question.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Heard<T> {
    /// It chose from what was offered.
    Accepted(T),
    /// No TCP connection came about.
    NoConnection(String),
    /// It said no in so many words.
    Refused(String),
    /// Nothing that tells.
    Unclear(String),
    /// It broke off: a no only if said again, while something else is accepted before and after.
    WentAway(String),
}

/// Whom to ask, and within which bounds.
pub(super) struct Peer<'a> {
    pub(super) host: &'a str,
    pub(super) at: SocketAddr,
    pub(super) step: Duration,
    pub(super) slots: &'a Semaphore,
    /// When no question is begun any more, and how long that is after the first.
    pub(super) until: (Instant, Duration),
    pub(super) connections: AtomicU32,
    /// Whether it has said no with an alert: then a connection that only ends says nothing.
    pub(super) says_no: AtomicBool,
    /// Whether going away was shown to be its way of saying no.
    pub(super) goes_away: AtomicBool,
}

/// Why an answer did not come.
enum Lost {
    Closed,
    Io(io::Error),
    Silent,
}

impl Peer<'_> {
    /// Asks for one version. TLS 1.2 and 1.3 are asked for with a real client first; where that does not come to an
    /// understanding, a hello that offers everything decides, for a server may know only what rustls does not.
    pub(super) async fn ask(&self, version: TlsVersion) -> Heard<()> {
        let modern = match version {
            TlsVersion::Tls12 => Some(&version::TLS12),
            TlsVersion::Tls13 => Some(&version::TLS13),
            _ => None,
        };
        if let Some(config) = modern.and_then(client) {
            match self.by_rustls(config).await {
                Ok(true) => return Heard::Accepted(()),
                Ok(false) => {}
                Err(heard) => return heard,
            }
        }
        let whole = self.by_hand(&Hello::whole(version, self.host), Until::Hello).await.map(drop);
        // Some refuse who offers more than 128 suites, and take who offers what was usual in its day.
        match (whole, Hello::usual(version, self.host)) {
            // That it does not know the version is no word about suites.
            (Heard::Refused(how), _) if how.contains("protocol_version") || how.starts_with("chose") => {
                Heard::Refused(how)
            }
            (Heard::Refused(_), Some(usual)) => self.by_hand(&usual, Until::Hello).await.map(drop),
            (whole, _) => whole,
        }
    }

    /// Says this, and again where the server goes away. `control` is something it has accepted: a server that never says no goes
    /// away instead, and if it does so each time and still accepts that, it has refused.
    pub(super) async fn insist(&self, hello: &Hello, until: Until, control: &Hello) -> Heard<Chosen> {
        let mut heard = self.choose(hello, until).await;
        let mut settled = false;
        for (nth, pause) in AGAIN.map(Duration::from_millis).into_iter().enumerate() {
            if !matches!(heard, Heard::WentAway(_) | Heard::NoConnection(_)) {
                return heard;
            }
            // Once its way is known twice is enough, while it goes on accepting what it accepts.
            let known = matches!(heard, Heard::WentAway(_)) && self.goes_away.load(Ordering::Relaxed);
            settled = nth > 0 && known && self.still(control).await;
            if settled {
                break;
            }
            sleep(pause).await;
            heard = self.choose(hello, until).await;
        }
        match heard {
            Heard::WentAway(how) if !self.says_no.load(Ordering::Relaxed) && (settled || self.still(control).await) => {
                self.goes_away.store(true, Ordering::Relaxed);
                Heard::Refused(format!("each time: {how}"))
            }
            heard => heard,
        }
    }

    async fn still(&self, control: &Hello) -> bool {
        matches!(self.choose(control, Until::Hello).await, Heard::Accepted(_))
    }

    /// Says this once. SSL 2.0 chooses nothing that can be read here.
    async fn choose(&self, hello: &Hello, until: Until) -> Heard<Chosen> {
        match self.by_hand(hello, until).await {
            Heard::Accepted(Some(chosen)) => Heard::Accepted(*chosen),
            Heard::Accepted(None) => Heard::Unclear("answered as SSL 2.0".to_owned()),
            Heard::NoConnection(why) => Heard::NoConnection(why),
            Heard::Refused(how) => Heard::Refused(how),
            Heard::Unclear(why) => Heard::Unclear(why),
            Heard::WentAway(how) => Heard::WentAway(how),
        }
    }

    /// Whether rustls and the server agree; an error where asking again would only cost time.
    async fn by_rustls(&self, config: Arc<ClientConfig>) -> Result<bool, Heard<()>> {
        let Ok(name) = ServerName::try_from(self.host.trim_start_matches('[').trim_end_matches(']').to_owned()) else {
            return Ok(false);
        };
        let Ok(client) = ClientConnection::new(config, name) else { return Ok(false) };
        let _slot = self.slots.acquire().await;
        let mut stream = self.connect().await.map_err(Heard::NoConnection)?;
        match timeout(self.step, agree(&mut stream, client)).await {
            Ok(agreed) => Ok(agreed),
            Err(_) => Err(Heard::Unclear(self.silent())),
        }
    }

    async fn by_hand(&self, hello: &Hello, until: Until) -> Heard<Option<Box<Chosen>>> {
        let _slot = self.slots.acquire().await;
        let mut stream = match self.connect().await {
            Ok(stream) => stream,
            Err(why) => return Heard::NoConnection(why),
        };
        let mut bytes = Vec::new();
        let answered = timeout(self.step, exchange(&mut stream, hello, until, &mut bytes)).await;
        match answered.unwrap_or(Err(Lost::Silent)) {
            Ok(said) => {
                let heard = weigh(hello.version, said);
                if matches!(heard, Heard::Refused(_)) {
                    self.says_no.store(true, Ordering::Relaxed);
                }
                heard
            }
            Err(Lost::Silent) if bytes.is_empty() => Heard::Unclear(self.silent()),
            Err(_) if !bytes.is_empty() => Heard::Unclear("the answer broke off half-way".to_owned()),
            Err(Lost::Io(error)) => match error.kind() {
                ErrorKind::BrokenPipe | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset => {
                    Heard::WentAway("reset the connection".to_owned())
                }
                _ => Heard::Unclear(error.to_string()),
            },
            Err(Lost::Closed | Lost::Silent) => Heard::WentAway("closed the connection without a word".to_owned()),
        }
    }

    pub(super) async fn connect(&self) -> Result<TcpStream, String> {
        let (until, whole) = self.until;
        if Instant::now() > until {
            return Err(format!("not all was asked within {} s", whole.as_secs()));
        }
        self.connections.fetch_add(1, Ordering::Relaxed);
        match timeout(self.step, TcpStream::connect(self.at)).await {
            Ok(Ok(stream)) => Ok(stream),
            Ok(Err(error)) => Err(told(&error)),
            Err(_) => Err(format!("no connection within {} ms", self.step.as_millis())),
        }
    }

    fn silent(&self) -> String {
        format!("no answer within {} ms", self.step.as_millis())
    }
}

impl<T> Heard<T> {
    fn map<U>(self, with: impl FnOnce(T) -> U) -> Heard<U> {
        match self {
            Self::Accepted(chosen) => Heard::Accepted(with(chosen)),
            Self::NoConnection(why) => Heard::NoConnection(why),
            Self::Refused(how) => Heard::Refused(how),
            Self::Unclear(why) => Heard::Unclear(why),
            Self::WentAway(how) => Heard::WentAway(how),
        }
    }

    /// What was accepted; nothing where that is a no.
    ///
    /// # Errors
    /// Why it is not known.
    pub(super) fn known(self) -> Result<Option<T>, String> {
        match self {
            Self::Accepted(chosen) => Ok(Some(chosen)),
            Self::Refused(_) => Ok(None),
            Self::NoConnection(why) => Err(format!("no connection: {why}")),
            Self::Unclear(why) | Self::WentAway(why) => Err(why),
        }
    }
}

/// Why there is no connection, where that is because of this machine.
pub(super) const NO_WAY: &str = "this machine has no way to addresses of this kind; it may have no IPv6";

fn told(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::AddrNotAvailable | ErrorKind::NetworkUnreachable => NO_WAY.to_owned(),
        _ => error.to_string(),
    }
}

fn weigh(asked: TlsVersion, said: Said) -> Heard<Option<Box<Chosen>>> {
    match said {
        Said::Alert(number) => match alert(number) {
            (name, Weight::Refusal) => Heard::Refused(name),
            (name, Weight::Trouble) => Heard::WentAway(name),
            (name, Weight::Elsewhere) => Heard::Unclear(format!("{name}, which is not about the version")),
        },
        Said::Chose(chosen) if chosen.version == asked => Heard::Accepted(Some(chosen)),
        Said::Chose(chosen) => Heard::Refused(format!("chose {}", chosen.version.name())),
        Said::Ssl2 => Heard::Accepted(None),
        Said::Rubbish(what) => Heard::Unclear(format!("answered with {what}")),
        Said::Ssl2Error(number) => Heard::Refused(format!("SSL 2.0 error {number}")),
    }
}

/// Sends the hello and reads until the answer says something.
async fn exchange(stream: &mut TcpStream, hello: &Hello, until: Until, bytes: &mut Vec<u8>) -> Result<Said, Lost> {
    // A server may answer, or reset, before it has read everything: what it said is still to be read.
    let sent = stream.write_all(&hello.bytes()).await;
    let mut chunk = [0; 4096];
    loop {
        match stream.read(&mut chunk).await {
            Ok(0) => return Err(Lost::Closed),
            Ok(count) => bytes.extend_from_slice(&chunk[..count]),
            Err(error) => return Err(Lost::Io(sent.err().unwrap_or(error))),
        }
        if let Some(said) = answer::read(hello, until, bytes) {
            return Ok(said);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_fault_of_this_machine_is_told_from_the_rest() {
        assert_eq!(told(&ErrorKind::NetworkUnreachable.into()), NO_WAY);
        assert_eq!(told(&ErrorKind::AddrNotAvailable.into()), NO_WAY);
        assert_ne!(told(&ErrorKind::ConnectionRefused.into()), NO_WAY);
    }
}
