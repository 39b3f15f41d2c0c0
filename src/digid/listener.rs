//! An accept loop of TLS connections: bounded in number and in time, and able to refuse or drop them.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::Router;
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::{
    ServerConfig,
    crypto::CryptoProvider,
    pki_types::CertificateDer,
    server::{NoServerSessionStorage, danger::ClientCertVerifier},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Notify, watch},
    task::JoinSet,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;
use tower_service::Service;

use super::{
    ledger::{Channel, Ledger, TroubleKind},
    lying::BackCertificates,
    running::StartError,
};

const MOST_CONNECTIONS: usize = 256;
const SLOWEST_HANDSHAKE: Duration = Duration::from_secs(10);
const SLOWEST_HEADER: Duration = Duration::from_secs(15);
const GRACE: Duration = Duration::from_millis(500);

/// The state of the back channel.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BackChannel {
    /// It answers.
    Open,
    /// Connections are closed before TLS, those already made included.
    Refusing,
}

/// Who is at the other end of a connection.
#[derive(Clone, Debug)]
pub(super) struct Peer {
    pub(super) address: SocketAddr,
    pub(super) chain: Arc<[CertificateDer<'static>]>,
    /// Told when the connection is to be closed without another byte.
    pub(super) drop: Arc<Notify>,
}

/// Everything one listener needs.
#[derive(Clone)]
pub(super) struct Listening {
    pub(super) channel: Channel,
    pub(super) ledger: Ledger,
    pub(super) tls: TlsAcceptor,
    pub(super) router: Router,
    pub(super) refusing: Arc<AtomicBool>,
    pub(super) refused: Arc<Notify>,
    pub(super) stop: watch::Receiver<bool>,
}

/// Accepts until told to stop, then lets what is under way finish for half a second.
pub(super) async fn accept(listener: TcpListener, service: Listening) {
    let mut stop = service.stop.clone();
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = stop.changed() => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept(), if connections.len() < MOST_CONNECTIONS => match accepted {
                Ok(_) if service.refusing.load(Ordering::Acquire) => {}
                Ok((stream, peer)) => {
                    connections.spawn(connection(stream, peer, service.clone()));
                }
                // Too many open files, for one: trying again at once would only burn the processor.
                Err(error) => {
                    tracing::warn!("a connection could not be accepted: {error}");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
        }
    }
    drop(listener);
    let finished = async { while connections.join_next().await.is_some() {} };
    if timeout(GRACE, finished).await.is_err() {
        tracing::debug!("connections still open at the end are closed");
    }
}

async fn connection(stream: TcpStream, address: SocketAddr, service: Listening) {
    let drop = Arc::new(Notify::new());
    let refused = Arc::clone(&service.refused);
    let served = serve(stream, address, service, Arc::clone(&drop));
    tokio::select! {
        result = served => if let Err(error) = result {
            tracing::info!("connection from {address}: {error}");
        },
        () = drop.notified() => {}
        () = refused.notified() => {}
    }
}

async fn serve(stream: TcpStream, address: SocketAddr, service: Listening, drop: Arc<Notify>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    if service.channel == Channel::Back {
        service.ledger.visit();
    }
    let tls = match timeout(SLOWEST_HANDSHAKE, service.tls.accept(stream)).await {
        Ok(Ok(tls)) => tls,
        Ok(Err(error)) => {
            service.ledger.trouble(service.channel, address, TroubleKind::handshake(&error));
            return Err(error);
        }
        Err(late) => {
            service.ledger.trouble(service.channel, address, TroubleKind::Silent);
            return Err(late.into());
        }
    };
    let chain: Arc<[_]> =
        tls.get_ref().1.peer_certificates().unwrap_or_default().iter().map(|c| c.clone().into_owned()).collect();
    let peer = Peer { address, chain, drop };
    let router = service.router;
    let answer = service_fn(move |mut request: http::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(peer.clone());
        let mut router = router.clone();
        async move { router.call(request).await }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(SLOWEST_HEADER)
        .serve_connection(TokioIo::new(tls), answer);
    tokio::pin!(connection);
    let mut stop = service.stop;
    tokio::select! {
        result = &mut connection => return result.map_err(io::Error::other),
        _ = stop.changed() => connection.as_mut().graceful_shutdown(),
    }
    connection.await.map_err(io::Error::other)
}

/// TLS 1.2 and 1.3 with what these show, asking for a client certificate where a verifier is given.
pub(super) fn tls(
    certificates: Arc<BackCertificates>,
    client: Option<Arc<dyn ClientCertVerifier>>,
    crypto: &Arc<CryptoProvider>,
) -> Result<TlsAcceptor, StartError> {
    let builder = ServerConfig::builder_with_provider(Arc::clone(crypto)).with_safe_default_protocol_versions()?;
    let asks = client.is_some();
    let builder = match client {
        Some(verifier) => builder.with_client_cert_verifier(verifier),
        None => builder.with_no_client_auth(),
    };
    let mut config = builder.with_cert_resolver(certificates);
    if asks {
        // A resumed session shows no certificate, so a wrong one would never be seen.
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
    }
    Ok(TlsAcceptor::from(Arc::new(config)))
}
