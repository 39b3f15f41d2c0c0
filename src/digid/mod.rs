//! The simulated DigiD: two listeners on loopback and a record of what came in. API FIRST, bodies follow.

use std::{
    net::{SocketAddr, TcpListener},
    path::Path,
    time::Duration,
};

use crate::{
    evidence::message::Message,
    saml::{Level, SpMetadata},
};

/// What the simulated DigiD is called.
#[derive(Clone, Debug)]
pub struct Names {
    /// entityID, which is the address of the metadata too.
    pub entity_id: url::Url,
    /// `https://digid.toetssteen.test`
    pub front: url::Url,
    /// `https://was.digid.toetssteen.test`
    pub back: url::Url,
}

/// How strictly it answers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Manner {
    /// Notes objections and goes on where possible.
    Observing,
    /// Refuses what the real one refuses.
    Strict,
}

/// Everything that can be chosen.
#[derive(Debug)]
pub struct Settings {
    /// Its names.
    pub names: Names,
    /// Bound listener of the SSO host (TLS); loopback only.
    pub front: TcpListener,
    /// Bound listener of artifact resolution (mutual TLS); loopback only.
    pub back: TcpListener,
    /// How strictly it answers.
    pub manner: Manner,
    /// How long an artifact is kept; 15 minutes.
    pub artifact_lifetime: Duration,
    /// Roots (DER), besides its own, that client certificates may end in.
    pub client_roots: Vec<Vec<u8>>,
}

impl Settings {
    /// The defaults of `names.md` on two free loopback ports.
    pub fn on_free_ports() -> Result<Self, Error> {
        todo!()
    }
}

/// A service that DigiD knows.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Its metadata.
    pub metadata: SpMetadata,
    /// The level it was registered for.
    pub level: Level,
}

/// The state of the back channel.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BackChannel {
    /// It answers.
    Open,
    /// Connections are closed before TLS.
    Refusing,
}

/// Why it did not start.
#[derive(Debug, thiserror::Error)]
#[error("…")]
pub struct Error;

/// A running simulated DigiD.
#[derive(Debug)]
pub struct Digid;

impl Digid {
    /// Starts both listeners.
    pub async fn start(_s: Settings, _a: &Authority, _p: Vec<Provider>) -> Result<Self, Error> {
        todo!()
    }
    /// Address of the SSO host's listener.
    pub fn front(&self) -> SocketAddr {
        todo!()
    }
    /// Address of the back channel's listener.
    pub fn back(&self) -> SocketAddr {
        todo!()
    }
    /// Its signed metadata.
    pub fn metadata_xml(&self) -> &str {
        todo!()
    }
    /// The root of both web certificates and of the connection certificates, PEM.
    pub fn root_pem(&self) -> &str {
        todo!()
    }
    /// The record of what came in.
    pub fn ledger(&self) -> &Ledger {
        todo!()
    }
    /// Replaces the services it knows.
    pub fn set_providers(&self, _providers: Vec<Provider>) {
        todo!()
    }
    /// Opens or closes the back channel.
    pub fn back_channel(&self, _state: BackChannel) {
        todo!()
    }
    /// Stops and leaves nothing.
    pub async fn shutdown(self) {
        todo!()
    }
}

/// Cheap to clone record of messages, shared with the listeners.
#[derive(Clone, Debug)]
pub struct Ledger;

impl Ledger {
    /// The messages of one login, oldest first.
    pub fn messages(&self, _transaction: &str) -> Vec<Message> {
        todo!()
    }
    /// Messages that nothing joins to a login.
    pub fn unjoined(&self) -> Vec<Message> {
        todo!()
    }
    /// When the artifact of this login was asked for, oldest first; its length is the count.
    pub fn fetches(&self, _transaction: &str) -> Vec<jiff::Timestamp> {
        todo!()
    }
    /// Waits until `enough` holds of the login's messages; `None` after `limit`.
    pub async fn wait_for(
        &self,
        _transaction: &str,
        _enough: impl Fn(&[Message]) -> bool,
        _limit: Duration,
    ) -> Option<Vec<Message>> {
        todo!()
    }
}

/// The transaction in the address of a login page.
pub fn transaction_of(_address: &url::Url) -> Option<&str> {
    todo!()
}

/// A certificate chain (leaf first) and its PKCS#8 key, both PEM.
#[derive(Clone)]
pub struct PemBundle {
    /// Leaf, then intermediates.
    pub chain: String,
    /// PKCS#8.
    pub key: String,
}

/// Keys and certificates, kept in a state directory.
#[derive(Debug)]
pub struct Authority;

impl Authority {
    /// Loads the authority in this directory, or makes it.
    pub fn open(_state: &Path) -> Result<Self, Error> {
        todo!()
    }
    /// The root, PEM.
    pub fn root_pem(&self) -> &str {
        todo!()
    }
    /// The connection certificate of a service (oin: 20 digits), made at first use.
    pub fn issue_afnemer(&self, _common_name: &str, _oin: &str) -> Result<PemBundle, Error> {
        todo!()
    }
}
