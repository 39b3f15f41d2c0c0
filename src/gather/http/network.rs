//! Where each host of the target is reached, for HTTP and TLS alike, and whom is trusted there.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::{IpAddr, SocketAddr},
    sync::{PoisonError, RwLock},
    time::Duration,
};

use reqwest::redirect;
use rustls::ClientConfig;
use tokio::sync::Semaphore;
use url::Url;

use super::{
    resolve::{Resolver, Unresolved, look_up},
    trust,
};
use crate::gather::{error::NetworkError, route::Route};

/// What a [`Network`] is made of.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The hosts of the target: nothing is ever sent to another.
    pub hosts: BTreeSet<String>,
    /// Where hosts are reached that the resolver does not know, or not rightly (`connect` of the target file).
    pub routes: Vec<Route>,
    /// Own certificate authorities, PEM, one or more certificates in each.
    pub trust: Vec<Vec<u8>>,
    /// Whether the public authorities are trusted too (Mozilla's list, built in: the machine's own list or
    /// `SSL_CERT_FILE` must not change a verdict).
    pub public_roots: bool,
    /// Bounds of every request.
    pub limits: Limits,
}

/// How long a connection without a request is kept.
const KEPT_IDLE: Duration = Duration::from_secs(2);

/// Bounds of time and size.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// To connect, TLS included.
    pub connect: Duration,
    /// From the first byte sent to the last received, of one request and of all that it leads to.
    pub total: Duration,
    /// Bytes of a body, after decompression.
    pub body: usize,
    /// For each step of a TLS probe: connecting, then answering.
    pub tls_step: Duration,
    /// For all that is asked of one address over TLS: after this no new question is begun.
    pub tls_whole: Duration,
    /// TLS probe connections at once.
    pub tls_at_once: usize,
}

/// The one way to the hosts of the target.
pub struct Network {
    hosts: BTreeSet<String>,
    routes: Vec<Route>,
    tls: ClientConfig,
    limits: Limits,
    tls_slots: Semaphore,
    clients: RwLock<BTreeMap<u16, reqwest::Client>>,
}

impl Network {
    /// A network of these settings.
    ///
    /// # Errors
    /// `Setup` where an authority cannot be read, or a route cannot be followed.
    pub fn new(settings: Settings) -> Result<Self, NetworkError> {
        if let Some(route) = settings.routes.iter().find(|route| !followable(route)) {
            return Err(NetworkError::Setup(format!(
                "cannot reach port {} of {} at {}: only ports 80 and 443 can be moved to another port",
                route.port, route.host, route.to
            )));
        }
        Ok(Self {
            tls: trust::client_config(&settings.trust, settings.public_roots)?,
            tls_slots: Semaphore::new(settings.limits.tls_at_once.max(1)),
            hosts: settings.hosts.iter().map(|host| host.to_ascii_lowercase()).collect(),
            routes: settings.routes.into_iter().map(Route::lower_case).collect(),
            limits: settings.limits,
            clients: RwLock::default(),
        })
    }

    /// The bounds of every request.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Addresses of a host of the target for a port: its routes, else every address the resolver knows, v4 and v6.
    ///
    /// # Errors
    /// `OutsideTarget`; `NameUnresolved`.
    pub async fn addresses(&self, host: &str, port: u16) -> Result<Vec<IpAddr>, NetworkError> {
        self.allow(host)?;
        let found = look_up(&self.routes_of(port), host.to_owned()).await;
        let found = found.map_err(|Unresolved(host)| NetworkError::NameUnresolved { host })?;
        let ips: BTreeSet<IpAddr> = found.iter().map(SocketAddr::ip).collect();
        Ok(ips.into_iter().collect())
    }

    /// The socket behind one of the [`addresses`](Self::addresses) of a host.
    pub(crate) fn socket(&self, host: &str, port: u16, ip: IpAddr) -> SocketAddr {
        let route = self.routes.iter().find(|route| route.host == host && route.port == port && route.to.ip() == ip);
        route.map_or(SocketAddr::new(ip, port), |route| route.to)
    }

    /// Whether the target file says where this port of a host is reached.
    pub(crate) fn leads(&self, host: &str, port: u16) -> bool {
        self.routes.iter().any(|route| route.host == host && route.port == port)
    }

    /// Whether something may be sent to this host.
    pub(crate) fn allow(&self, host: &str) -> Result<(), NetworkError> {
        if self.hosts.contains(host) { Ok(()) } else { Err(NetworkError::OutsideTarget { host: host.to_owned() }) }
    }

    /// Turns for TLS probes, shared by all of them.
    pub(crate) fn tls_slots(&self) -> &Semaphore {
        &self.tls_slots
    }

    /// The client for this URL. One for each port, because a route belongs to a port and a resolver knows only names.
    pub(super) fn client(&self, url: &Url) -> Result<reqwest::Client, NetworkError> {
        let port = url.port_or_known_default().unwrap_or_default();
        if let Some(client) = self.clients.read().unwrap_or_else(PoisonError::into_inner).get(&port) {
            return Ok(client.clone());
        }
        let client = self.build(port)?;
        self.clients.write().unwrap_or_else(PoisonError::into_inner).insert(port, client.clone());
        Ok(client)
    }

    fn build(&self, port: u16) -> Result<reqwest::Client, NetworkError> {
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(self.tls.clone())
            .dns_resolver(Resolver { routes: self.routes_of(port) })
            .redirect(redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .retry(reqwest::retry::never())
            .connect_timeout(self.limits.connect)
            // Servers close idle connections after five seconds and more. A request on one that is just being closed is lost.
            .pool_idle_timeout(KEPT_IDLE)
            .timeout(self.limits.total)
            .user_agent(concat!("Toetssteen/", env!("CARGO_PKG_VERSION")));
        builder.build().map_err(|error| NetworkError::Setup(format!("no HTTP client: {error}")))
    }

    fn routes_of(&self, port: u16) -> Vec<Route> {
        self.routes.iter().filter(|route| route.port == port).cloned().collect()
    }
}

impl Route {
    fn lower_case(self) -> Self {
        Self { host: self.host.to_ascii_lowercase(), ..self }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            total: Duration::from_secs(30),
            body: 2 * 1024 * 1024,
            tls_step: Duration::from_secs(5),
            tls_whole: Duration::from_secs(60),
            tls_at_once: 8,
        }
    }
}

/// An explicit port in a URL is what the HTTP client connects to, whatever the resolver says.
fn followable(route: &Route) -> bool {
    matches!(route.port, 80 | 443) || route.port == route.to.port()
}
