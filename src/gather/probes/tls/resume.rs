//! Sessions that go on: whether a server resumes one, and whether it takes data before the handshake is done.

use std::{io, sync::Arc, time::Duration};

use rustls::{
    AlertDescription, ClientConfig, ClientConnection, HandshakeKind, client::Resumption, crypto::aws_lc_rs,
    pki_types::ServerName, version,
};
use tokio::{net::TcpStream, time::timeout};

use super::{
    ask::Peer,
    onlooker::{Onlooker, receive, send},
};
use crate::evidence::tls::{Known, TlsVersion};

/// Bytes of an answer that are read: tickets come before it.
const MOST_BYTES: usize = 64 * 1024;

/// How long an answer is waited for once the handshake is done.
const ANSWER: Duration = Duration::from_millis(1_500);

/// Why there is no session.
const NOBODY: &str = "it lets in nobody without a certificate";

/// What a second connection told.
pub(super) struct Resumed {
    pub(super) resumption: Known<bool>,
    pub(super) early_data: Known<bool>,
}

/// Connects twice in the newest version, with the session of the first.
pub(super) async fn ask(peer: &Peer<'_>, newest: TlsVersion) -> Resumed {
    let met = match newest {
        TlsVersion::Tls13 => twice(peer, &version::TLS13).await,
        TlsVersion::Tls12 => twice(peer, &version::TLS12).await,
        _ => Err("nothing that is fit to use still speaks these versions".to_owned()),
    };
    let (resumption, early) = match met {
        // Early data belongs to a session, and only who showed a certificate is given one (RFC 8446 §4.2.10).
        Err(why) if why == NOBODY => (Known::Unseen(why.clone()), Known::Moot(why)),
        Ok(Met { resumed, early }) => (Known::Seen(resumed), Known::Seen(early)),
        Err(why) => (Known::Unseen(why.clone()), Known::Unseen(why)),
    };
    let early_data =
        if newest == TlsVersion::Tls13 { early } else { Known::Moot("it does not speak TLS 1.3".to_owned()) };
    Resumed { resumption, early_data }
}

async fn twice(peer: &Peer<'_>, version: &'static rustls::SupportedProtocolVersion) -> Result<Met, String> {
    let config = config(version).ok_or("no client could be made")?;
    let _slot = peer.slots.acquire().await;
    once(peer, &config).await?;
    once(peer, &config).await
}

/// One connection.
struct Met {
    resumed: bool,
    early: bool,
}

async fn once(peer: &Peer<'_>, config: &Arc<ClientConfig>) -> Result<Met, String> {
    let bare = peer.host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let name = ServerName::try_from(bare).map_err(|error| error.to_string())?;
    let mut client = ClientConnection::new(Arc::clone(config), name).map_err(|error| error.to_string())?;
    let question = format!("HEAD / HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", peer.host).into_bytes();
    let mut stream = peer.connect().await?;
    match timeout(peer.step, handshake(&mut stream, &mut client, &question)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => return Err(error.to_string()),
        Err(_) => return Err(format!("no handshake within {} ms", peer.step.as_millis())),
    }
    // Tickets come before the answer; what comes later changes nothing of the handshake.
    let heard = timeout(peer.step.min(ANSWER), hear(&mut stream, &mut client)).await;
    let new = client.protocol_version() == Some(rustls::ProtocolVersion::TLSv1_3);
    if let (Ok(Err(error)), true, 0) = (&heard, new, client.tls13_tickets_received()) {
        if asks_for_a_certificate(error) {
            return Err(NOBODY.to_owned());
        }
        return Err(format!("the connection ended before it said whether sessions go on: {error}"));
    }
    // A session that ends without a word is one that servers forget.
    client.send_close_notify();
    let _ = timeout(peer.step, send(&mut stream, &mut client)).await;
    let resumed = client.handshake_kind() == Some(HandshakeKind::Resumed);
    // The server took the data, and then asked for it once more (RFC 8470 §5.2).
    let too_early = heard.is_ok_and(|heard| heard.is_ok_and(|begun| begun.ends_with(b" 425")));
    Ok(Met { resumed, early: client.is_early_data_accepted() && !too_early })
}

/// Whether somebody without a certificate is shown out, as TLS 1.3 says it (RFC 8446 §6.2).
fn asks_for_a_certificate(error: &io::Error) -> bool {
    let said = error.get_ref().and_then(|error| error.downcast_ref::<rustls::Error>());
    matches!(said, Some(rustls::Error::AlertReceived(AlertDescription::CertificateRequired)))
}

/// Handshakes, and asks for the head of a page, before the end of the handshake where the server takes that.
async fn handshake(stream: &mut TcpStream, client: &mut ClientConnection, question: &[u8]) -> io::Result<()> {
    use std::io::Write as _;
    let early = match client.early_data() {
        Some(mut early) => early.write(question)? == question.len(),
        None => false,
    };
    let mut read = 0;
    while client.is_handshaking() {
        send(stream, client).await?;
        if client.is_handshaking() {
            read += receive(stream, client).await?;
            if read > MOST_BYTES {
                return Err(io::Error::other("a handshake without end"));
            }
        }
    }
    if !(early && client.is_early_data_accepted()) {
        client.writer().write_all(question)?;
    }
    send(stream, client).await
}

/// Reads until the status of an answer is there, and gives its beginning: `HTTP/1.1 200`.
async fn hear(stream: &mut TcpStream, client: &mut ClientConnection) -> io::Result<Vec<u8>> {
    use std::io::Read as _;
    const STATUS: usize = "HTTP/1.1 200".len();
    let (mut read, mut begun) = (0, Vec::new());
    while read < MOST_BYTES && begun.len() < STATUS {
        let mut rest = vec![0; STATUS - begun.len()];
        match client.reader().read(&mut rest) {
            Ok(count @ 1..) => begun.extend_from_slice(&rest[..count]),
            // It said goodbye.
            Ok(0) => break,
            _ => read += receive(stream, client).await?,
        }
    }
    Ok(begun)
}

fn config(version: &'static rustls::SupportedProtocolVersion) -> Option<Arc<ClientConfig>> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_protocol_versions(&[version]).ok()?;
    let mut config =
        builder.dangerous().with_custom_certificate_verifier(Arc::new(Onlooker::default())).with_no_client_auth();
    config.resumption = Resumption::in_memory_sessions(4);
    config.enable_early_data = true;
    Some(Arc::new(config))
}
