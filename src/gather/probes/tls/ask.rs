//! One connection that asks for one version.

use std::{
    io::{self, ErrorKind},
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use rustls::{ClientConfig, ClientConnection, RootCertStore, crypto::aws_lc_rs, pki_types::ServerName, version};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Semaphore,
    time::timeout,
};

use super::{
    alert::{Weight, alert},
    answer::{self, MOST_BYTES, Said},
    hello,
};
use crate::evidence::tls::TlsVersion;

/// What one address said to one version.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Heard {
    /// It chose this version.
    Accepted,
    /// No TCP connection came about.
    NoConnection(String),
    /// It said no in so many words.
    Refused(String),
    /// Nothing that tells.
    Unclear(String),
    /// It broke off: a no only if said twice, while another version is accepted before and after.
    WentAway(String),
}

/// Whom to ask, and within which bounds.
pub(super) struct Peer<'a> {
    pub(super) host: &'a str,
    pub(super) at: SocketAddr,
    pub(super) step: Duration,
    pub(super) slots: &'a Semaphore,
    pub(super) connections: AtomicU32,
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
    pub(super) async fn ask(&self, version: TlsVersion) -> Heard {
        let modern = match version {
            TlsVersion::Tls12 => Some(&version::TLS12),
            TlsVersion::Tls13 => Some(&version::TLS13),
            _ => None,
        };
        if let Some(config) = modern.and_then(client) {
            match self.by_rustls(config).await {
                Ok(true) => return Heard::Accepted,
                Ok(false) => {}
                Err(heard) => return heard,
            }
        }
        self.by_hand(version).await
    }

    /// Whether rustls and the server agree; an error where asking again would only cost time.
    async fn by_rustls(&self, config: Arc<ClientConfig>) -> Result<bool, Heard> {
        let Ok(name) = ServerName::try_from(self.host.trim_start_matches('[').trim_end_matches(']').to_owned()) else {
            return Ok(false);
        };
        let Ok(client) = ClientConnection::new(config, name) else { return Ok(false) };
        let _slot = self.slots.acquire().await;
        let mut stream = self.connect().await?;
        match timeout(self.step, agree(&mut stream, client)).await {
            Ok(agreed) => Ok(agreed),
            Err(_) => Err(self.silent()),
        }
    }

    async fn by_hand(&self, version: TlsVersion) -> Heard {
        let _slot = self.slots.acquire().await;
        let mut stream = match self.connect().await {
            Ok(stream) => stream,
            Err(heard) => return heard,
        };
        let hello = hello::client_hello(version, self.host);
        let mut bytes = Vec::new();
        let answered = timeout(self.step, exchange(&mut stream, version, &hello, &mut bytes)).await;
        match answered.unwrap_or(Err(Lost::Silent)) {
            Ok(said) => weigh(version, said),
            Err(Lost::Silent) if bytes.is_empty() => self.silent(),
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

    async fn connect(&self) -> Result<TcpStream, Heard> {
        self.connections.fetch_add(1, Ordering::Relaxed);
        match timeout(self.step, TcpStream::connect(self.at)).await {
            Ok(Ok(stream)) => Ok(stream),
            Ok(Err(error)) => Err(Heard::NoConnection(error.to_string())),
            Err(_) => Err(Heard::NoConnection(format!("no connection within {} ms", self.step.as_millis()))),
        }
    }

    fn silent(&self) -> Heard {
        Heard::Unclear(format!("no answer within {} ms", self.step.as_millis()))
    }
}

fn weigh(asked: TlsVersion, said: Said) -> Heard {
    match said {
        Said::Alert(number) => match alert(number) {
            (name, Weight::Refusal) => Heard::Refused(name),
            (name, Weight::Trouble) => Heard::WentAway(name),
            (name, Weight::Elsewhere) => Heard::Unclear(format!("{name}, which is not about the version")),
        },
        Said::Chose(version) if version == asked => Heard::Accepted,
        Said::Chose(version) => Heard::Refused(format!("chose {}", version.name())),
        Said::Rubbish(what) => Heard::Unclear(format!("answered with {what}")),
        Said::Ssl2Error(number) => Heard::Refused(format!("SSL 2.0 error {number}")),
    }
}

/// Sends the hello and reads until the answer says something.
async fn exchange(
    stream: &mut TcpStream,
    version: TlsVersion,
    hello: &[u8],
    bytes: &mut Vec<u8>,
) -> Result<Said, Lost> {
    // A server may answer, or reset, before it has read everything: what it said is still to be read.
    let sent = stream.write_all(hello).await;
    let mut chunk = [0; 4096];
    loop {
        match stream.read(&mut chunk).await {
            Ok(0) => return Err(Lost::Closed),
            Ok(count) => bytes.extend_from_slice(&chunk[..count]),
            Err(error) => return Err(Lost::Io(sent.err().unwrap_or(error))),
        }
        if let Some(said) = answer::read(version, bytes) {
            return Ok(said);
        }
    }
}

/// Handshakes until the version is settled. What comes after (certificates, a client certificate) does not matter here.
async fn agree(stream: &mut TcpStream, mut client: ClientConnection) -> bool {
    let mut chunk = [0; 4096];
    let mut read = 0;
    while read < MOST_BYTES {
        let mut out = Vec::new();
        while client.wants_write() {
            if client.write_tls(&mut out).is_err() {
                return false;
            }
        }
        if stream.write_all(&out).await.is_err() {
            return false;
        }
        let Ok(count @ 1..) = stream.read(&mut chunk).await else { return false };
        read += count;
        let mut unread = &chunk[..count];
        while !unread.is_empty() {
            let processed = client.read_tls(&mut unread).is_ok() && client.process_new_packets().is_ok();
            if client.protocol_version().is_some() {
                return true;
            }
            if !processed {
                return false;
            }
        }
    }
    false
}

/// A client of one version that trusts nobody: the handshake ends before trust matters.
fn client(version: &'static rustls::SupportedProtocolVersion) -> Option<Arc<ClientConfig>> {
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let builder = builder.with_protocol_versions(&[version]).ok()?;
    Some(Arc::new(builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth()))
}
