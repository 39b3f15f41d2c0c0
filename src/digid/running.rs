//! Starting and stopping the simulated DigiD.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex, RwLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::Router;
use tokio::{
    net::TcpListener,
    sync::{Notify, watch},
    task::{AbortHandle, JoinSet},
};

use super::{
    artifact_resolution,
    authority::{Authority, AuthorityError, PemBundle},
    client_certificate::KnownRoots,
    ledger::{Channel, Ledger},
    listener::{BackChannel, Listening, accept, tls},
    logins::Logins,
    lying::{BackCertificates, Canary, Liar},
    services::Services,
    settings::{Manner, Names, Provider, Settings},
    shared::{Shared, fresh_id},
    sso,
};
use crate::saml::{DigidMetadata, SignError, SigningKey, WriteError};

/// Longest wait for the listeners to end; their connections have half a second.
const STOPPING: Duration = Duration::from_secs(2);

/// Why the simulated DigiD did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Its keys and certificates.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// A name without a host.
    #[error("the address {0} has no host")]
    NoHost(String),
    /// Whoever reaches the simulated DigiD can log in as anybody.
    #[error(
        "the simulated DigiD does not listen on {0}, which others can reach: whoever reaches it can log in as anybody; \
         give it a passphrase with --passphrase-file FILE, or let it listen on 127.0.0.1"
    )]
    NotLoopback(SocketAddr),
    /// A listener.
    #[error("a listener cannot be used: {0}")]
    Listener(#[from] io::Error),
    /// Its metadata.
    #[error("the metadata cannot be written: {0}")]
    Metadata(#[from] WriteError),
    /// A root for client certificates.
    #[error("a root for client certificates cannot be used: {0}")]
    Root(String),
    /// The way to services.
    #[error("services cannot be asked to end a session: {0}")]
    Services(String),
    /// Its signing key.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// Its web certificates.
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
}

/// A running simulated DigiD. Dropping it stops it at once; `shutdown` lets answers under way finish.
#[derive(Debug)]
pub struct Digid {
    pub(super) shared: Arc<Shared>,
    front: SocketAddr,
    back: SocketAddr,
    root_pem: String,
    /// What it shows to services.
    pub(super) own: PemBundle,
    pub(super) back_certificates: Arc<BackCertificates>,
    canary: Option<AbortHandle>,
    refusing: Arc<AtomicBool>,
    pub(super) refused: Arc<Notify>,
    stop: watch::Sender<bool>,
    listeners: JoinSet<()>,
}

impl Digid {
    /// Starts both listeners. At the first start its certificates are made, which takes about a second.
    pub async fn start(
        settings: Settings,
        authority: &Authority,
        providers: Vec<Provider>,
    ) -> Result<Self, StartError> {
        let crypto = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let guarded = settings.passphrase.is_some();
        let (front, front_address) = listener(settings.front, guarded)?;
        let (back, back_address) = listener(settings.back, guarded)?;
        let names = settings.names;
        let key = authority.saml_key()?;
        let metadata = metadata(&names, &key)?;
        let mut client_roots = settings.client_roots;
        client_roots.push(authority.root_der().to_vec());
        let roots = KnownRoots::new(&client_roots, &crypto)?;
        let client = match settings.manner {
            Manner::Observing => roots.asked(),
            Manner::Strict => roots.required(),
        };
        let own = authority.web(host(&names.back)?)?;
        let services = RwLock::new(Arc::new(Services::new(&settings.services, &own, &crypto)?));
        let lies = !settings.forgeries.known.is_empty();
        let front_own = Arc::new(BackCertificates::new(authority, host(&names.front)?, false, &crypto)?);
        let back_own = Arc::new(BackCertificates::new(authority, host(&names.back)?, lies, &crypto)?);
        let front_tls = tls(front_own, None, &crypto)?;
        let back_tls = tls(Arc::clone(&back_own), Some(client), &crypto)?;
        let canary = lies.then(|| std::net::TcpListener::bind((back_address.ip(), 0))).transpose()?;
        let asked = Canary::default();
        let liar = match &canary {
            None => None,
            Some(canary) => {
                Some(Liar::new(settings.forgeries, authority.stranger_key()?, canary.local_addr()?, asked.clone()))
            }
        };
        let shared = Arc::new(Shared {
            names,
            manner: settings.manner,
            artifact_lifetime: settings.artifact_lifetime,
            key,
            metadata,
            ledger: Ledger::new(),
            roots,
            passphrase: settings.passphrase,
            registered: RwLock::default(),
            logins: Mutex::new(Logins::default()),
            logouts: Mutex::default(),
            federation: Mutex::default(),
            lures: Mutex::default(),
            services,
            liar,
        });
        shared.set_providers(providers);

        let (stop, stopping) = watch::channel(false);
        let refusing = Arc::new(AtomicBool::new(false));
        let refused = Arc::new(Notify::new());
        let mut listeners = JoinSet::new();
        let listening = |channel, tls, router: Router, refusing: &Arc<AtomicBool>, refused: &Arc<Notify>| Listening {
            channel,
            ledger: shared.ledger.clone(),
            tls,
            router,
            refusing: Arc::clone(refusing),
            refused: Arc::clone(refused),
            stop: stopping.clone(),
        };
        listeners.spawn(accept(
            front,
            listening(Channel::Front, front_tls, sso::router(&shared), &Arc::default(), &Arc::default()),
        ));
        listeners.spawn(accept(
            back,
            listening(Channel::Back, back_tls, artifact_resolution::router(&shared), &refusing, &refused),
        ));
        let canary = canary.map(|canary| {
            listeners.spawn(async move {
                if let Err(error) = asked.serve(canary).await {
                    tracing::warn!("the address that nobody may ask for does not listen: {error}");
                }
            })
        });
        Ok(Self {
            shared,
            back_certificates: back_own,
            canary,
            front: front_address,
            back: back_address,
            root_pem: authority.root_pem().to_owned(),
            own,
            refusing,
            refused,
            stop,
            listeners,
        })
    }

    /// Address of the login page's listener.
    pub fn front(&self) -> SocketAddr {
        self.front
    }

    /// Address of the back channel's listener.
    pub fn back(&self) -> SocketAddr {
        self.back
    }

    /// Its signed metadata.
    pub fn metadata_xml(&self) -> &str {
        &self.shared.metadata
    }

    /// The root of its web certificates and of the connection certificates it issues, PEM.
    pub fn root_pem(&self) -> &str {
        &self.root_pem
    }

    /// The record of every message.
    pub fn ledger(&self) -> &Ledger {
        &self.shared.ledger
    }

    /// Replaces the services it knows. Logins under way go on.
    pub fn set_providers(&self, providers: Vec<Provider>) {
        self.shared.set_providers(providers);
    }

    /// Opens or closes the back channel.
    pub fn back_channel(&self, state: BackChannel) {
        let refuse = state == BackChannel::Refusing;
        self.refusing.store(refuse, Ordering::Release);
        if refuse {
            self.refused.notify_waiters();
        }
    }

    /// Stops; nothing listens or runs afterwards.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        self.canary.iter().for_each(AbortHandle::abort);
        let ended = async { while self.listeners.join_next().await.is_some() {} };
        if tokio::time::timeout(STOPPING, ended).await.is_err() {
            tracing::warn!("the listeners did not end in {STOPPING:?} and are aborted");
        }
        self.listeners.shutdown().await;
    }
}

/// The signed metadata of a DigiD with these names and keys, whether it runs or not.
///
/// # Errors
/// When its keys cannot be made or read.
pub fn metadata_of(names: &Names, authority: &Authority) -> Result<String, StartError> {
    metadata(names, &authority.saml_key()?)
}

fn metadata(names: &Names, key: &SigningKey) -> Result<String, StartError> {
    let described = DigidMetadata {
        id: &fresh_id(),
        entity_id: names.entity_id.as_str(),
        sso: &names.sso(),
        slo: &names.slo(),
        artifact_resolution: &names.artifact_resolution(),
    };
    Ok(described.signed(key)?)
}

fn listener(listener: std::net::TcpListener, guarded: bool) -> Result<(TcpListener, SocketAddr), StartError> {
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() && !guarded {
        return Err(StartError::NotLoopback(address));
    }
    listener.set_nonblocking(true)?;
    Ok((TcpListener::from_std(listener)?, address))
}

fn host(address: &url::Url) -> Result<&str, StartError> {
    address.host_str().ok_or_else(|| StartError::NoHost(address.to_string()))
}
