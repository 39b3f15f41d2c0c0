//! The certificates of a server: the chain for clients that know RSA, the one for those that know ECDSA, and what a client gets
//! that names no host.

use std::{
    io::{self, ErrorKind},
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use rustls::{
    AlertDescription, ClientConfig, ClientConnection, Error, SignatureScheme,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::ServerName,
};
use tls_parser::TlsCipherAu;
use tokio::time::{sleep, timeout};

use super::{
    answer::Until,
    ask::{Heard, Peer},
    hello::Hello,
    names,
    onlooker::{Onlooker, Shown, receive, send},
};
use crate::evidence::{
    certificate::{ChainSeen, Nameless, ServerCertificates},
    tls::{Known, Listed, TlsVersion},
};

/// Bytes of a handshake that are read; a chain of certificates is some kilobytes.
const MOST_BYTES: usize = 256 * 1024;

/// What a client says it can verify.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Knows {
    Ecdsa,
    Everything,
    Rsa,
}

/// Asks for each kind of certificate, then without a name. `versions` are those it accepts, oldest first.
pub(super) async fn ask(peer: &Peer<'_>, versions: &[TlsVersion]) -> Option<ServerCertificates> {
    let newest = *versions.last().filter(|version| **version > TlsVersion::Ssl2)?;
    // A connection of rustls is large: on the heap, it leaves the stack of whoever waits for it alone.
    let (rsa, ecdsa, nameless) = tokio::join!(
        Box::pin(one(peer, newest, Knows::Rsa, true)),
        Box::pin(one(peer, newest, Knows::Ecdsa, true)),
        Box::pin(one(peer, newest, Knows::Everything, false))
    );
    let mut shown: Vec<Shown> = Vec::new();
    let mut unasked = None;
    for heard in [rsa, ecdsa] {
        match heard {
            Ok(Some(one)) if !shown.iter().any(|other| other.certificates == one.certificates) => shown.push(one),
            Ok(_) => {}
            Err(why) => unasked = Some(why),
        }
    }
    // It may have nothing in TLS 1.3 that rustls knows, and something before it.
    let older = versions.iter().rev().copied().find(|version| (TlsVersion::Ssl3..TlsVersion::Tls13).contains(version));
    if let (true, TlsVersion::Tls13, Some(older)) = (shown.is_empty(), newest, older) {
        for knows in [Knows::Rsa, Knows::Ecdsa] {
            shown.extend(by_hand(peer, older, knows, true).await.ok().flatten());
        }
    }
    let nameless = match nameless {
        _ if names_nobody(peer.host) => Known::Moot("it has no name".to_owned()),
        Ok(None) => Known::Seen(Nameless::Refused),
        Ok(Some(one)) if shown.iter().any(|other| other.certificates.first() == one.certificates.first()) => {
            Known::Seen(Nameless::Same)
        }
        Ok(Some(_)) => Known::Seen(Nameless::Another),
        Err(why) => Known::Unseen(why),
    };
    // A server that has suites and no certificate at all says nothing here that could be believed.
    if shown.is_empty() {
        unasked.get_or_insert_with(|| "it showed no certificate".to_owned());
    }
    let found = shown.into_iter().map(ChainSeen::from).collect();
    Some(ServerCertificates { shown: Listed { found, unasked }, nameless })
}

fn names_nobody(host: &str) -> bool {
    Hello::whole(TlsVersion::Tls12, host).name.is_none()
}

/// What it shows to a client that knows this; nothing where it refused.
async fn one(peer: &Peer<'_>, newest: TlsVersion, knows: Knows, named: bool) -> Result<Option<Shown>, String> {
    if newest >= TlsVersion::Tls12 {
        match by_rustls(peer, knows, named).await {
            Ok(Some(shown)) => return Ok(Some(shown)),
            // Before TLS 1.3 a server may have suites that rustls does not know.
            Ok(None) if newest == TlsVersion::Tls13 => return Ok(None),
            Err(why) if newest == TlsVersion::Tls13 => return Err(why),
            Ok(None) | Err(_) => {}
        }
    }
    by_hand(peer, newest.min(TlsVersion::Tls12), knows, named).await
}

async fn by_hand(peer: &Peer<'_>, version: TlsVersion, knows: Knows, named: bool) -> Result<Option<Shown>, String> {
    let whole = Hello::whole(version, peer.host);
    let fits = |suite: &u16| match (knows, names::exchange(*suite)) {
        (Knows::Everything, Some(_)) => true,
        (Knows::Rsa, Some((_, au))) => matches!(au, TlsCipherAu::Rsa),
        (Knows::Ecdsa, Some((_, au))) => matches!(au, TlsCipherAu::Ecdsa),
        (_, None) => false,
    };
    let suites = whole.suites.iter().copied().filter(fits).collect();
    let name = whole.name.clone().filter(|_| named);
    match peer.insist(&Hello { suites, name, stapled: true, ..whole.clone() }, Until::Keys, &whole).await {
        Heard::Accepted(chosen) if chosen.certificates.is_empty() => {
            Err("its certificates could not be read".to_owned())
        }
        Heard::Accepted(chosen) => Ok(Some(Shown { certificates: chosen.certificates, staple: chosen.staple })),
        other => other.known().map(|_| None),
    }
}

/// What came of one connection.
enum Met {
    /// It closed without a word.
    Closed,
    Refused,
    Shown(Shown),
}

/// Asks again where it closes: it may limit how many come. Who closes each time and never says no by an alert, has said no.
async fn by_rustls(peer: &Peer<'_>, knows: Knows, named: bool) -> Result<Option<Shown>, String> {
    for pause in [0, 50, 200, 400].map(Duration::from_millis) {
        sleep(pause).await;
        match once(peer, knows, named).await? {
            Met::Closed => {}
            Met::Refused => return Ok(None),
            Met::Shown(shown) => return Ok(Some(shown)),
        }
    }
    if peer.says_no.load(Ordering::Relaxed) { Err("closed the connection each time".to_owned()) } else { Ok(None) }
}

async fn once(peer: &Peer<'_>, knows: Knows, named: bool) -> Result<Met, String> {
    let onlooker = Arc::new(knows.onlooker());
    let config = knows.config(&onlooker, named).map_err(|error| error.to_string())?;
    let bare = peer.host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let name = ServerName::try_from(bare).map_err(|error| error.to_string())?;
    let mut client = ClientConnection::new(Arc::new(config), name).map_err(|error| error.to_string())?;
    let _slot = peer.slots.acquire().await;
    let mut stream = peer.connect().await?;
    let met = async {
        let mut read = 0;
        while client.is_handshaking() && onlooker.shown().is_none() && read < MOST_BYTES {
            send(&mut stream, &mut client).await?;
            read += receive(&mut stream, &mut client).await?;
        }
        Ok(())
    };
    let met: Result<io::Result<()>, _> = timeout(peer.step, met).await;
    match (onlooker.shown(), met) {
        (Some(shown), _) => Ok(Met::Shown(shown)),
        (None, Ok(Ok(()))) => Err("its certificates could not be read".to_owned()),
        (None, Ok(Err(error))) => unshown(&error),
        (None, Err(_)) => Err(format!("no certificate within {} ms", peer.step.as_millis())),
    }
}

/// What it means that a handshake ended before a certificate was shown.
fn unshown(error: &io::Error) -> Result<Met, String> {
    let said = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    match said {
        Some(Error::AlertReceived(
            AlertDescription::AccessDenied
            | AlertDescription::HandshakeFailure
            | AlertDescription::IllegalParameter
            | AlertDescription::InsufficientSecurity
            | AlertDescription::MissingExtension
            | AlertDescription::ProtocolVersion
            | AlertDescription::UnrecognisedName,
        )) => Ok(Met::Refused),
        None if matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset) => Ok(Met::Closed),
        _ => Err(error.to_string()),
    }
}

impl Knows {
    fn schemes(self) -> Vec<SignatureScheme> {
        let all = aws_lc_rs::default_provider().signature_verification_algorithms.supported_schemes();
        all.into_iter().filter(|scheme| self.fits(&format!("{scheme:?}"))).collect()
    }

    /// By the name of a signature or a suite.
    fn fits(self, name: &str) -> bool {
        match self {
            Self::Ecdsa => !name.contains("RSA"),
            Self::Everything => true,
            Self::Rsa => name.contains("RSA"),
        }
    }

    fn onlooker(self) -> Onlooker {
        Onlooker::knowing(&self.schemes())
    }

    fn config(self, onlooker: &Arc<Onlooker>, named: bool) -> Result<ClientConfig, Error> {
        let all = aws_lc_rs::default_provider();
        let older = |name: &str| name.starts_with("TLS_ECDHE");
        let fits = |name: &str| !older(name) || name.starts_with("TLS_ECDHE_RSA") == (self == Self::Rsa);
        let cipher_suites = all.cipher_suites.iter().copied();
        let cipher_suites =
            cipher_suites.filter(|suite| self == Self::Everything || fits(&format!("{:?}", suite.suite())));
        let provider = CryptoProvider { cipher_suites: cipher_suites.collect(), ..all.clone() };
        let builder = ClientConfig::builder_with_provider(Arc::new(provider)).with_safe_default_protocol_versions()?;
        let verifier = Arc::clone(onlooker);
        let mut config = builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth();
        config.enable_sni = named;
        config.resumption = rustls::client::Resumption::disabled();
        Ok(config)
    }
}

impl From<Shown> for ChainSeen {
    fn from(shown: Shown) -> Self {
        Self {
            certificates: shown.certificates.iter().map(|der| STANDARD.encode(der)).collect(),
            staple: shown.staple.map(|der| STANDARD.encode(der)),
            asked: Vec::new(),
        }
    }
}
