//! What can be chosen about the simulated DigiD.

use std::{
    io,
    net::{Ipv4Addr, TcpListener},
    time::Duration,
};

use super::{lying::Forgeries, passphrase::Passphrase, services::Reach};
pub use crate::target::Names;
use crate::{evidence::Betrouwbaarheidsniveau, saml::SpMetadata};

/// How strictly it answers. Its objections are the same in both.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Manner {
    /// Goes on where possible, so that the first fault does not hide the rest.
    Observing,
    /// Refuses what the real one refuses.
    Strict,
}

/// Everything that can be chosen.
#[derive(Debug)]
pub struct Settings {
    /// Its names.
    pub names: Names,
    /// Bound listener of the login page; on loopback unless there is a passphrase.
    pub front: TcpListener,
    /// Bound listener of artifact resolution; on loopback unless there is a passphrase.
    pub back: TcpListener,
    /// How strictly it answers.
    pub manner: Manner,
    /// How long an artifact is kept (koppelvlak 3.7 Stap 6: at most 15 minutes).
    pub artifact_lifetime: Duration,
    /// Roots (DER), besides its own, in which the client certificate of a service may end.
    pub client_roots: Vec<Vec<u8>>,
    /// What the login page asks for before it logs anybody in.
    pub passphrase: Option<Passphrase>,
    /// The lies it can tell.
    pub forgeries: Forgeries,
    /// How services are reached that are asked to end a session.
    pub services: Reach,
}

/// How long a session of eenmalig inloggen lasts (koppelvlak 3.7 Eenmalig inloggen, K65).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SessionTimers {
    /// Without a login at any of its services.
    pub idle: Duration,
    /// In all.
    pub absolute: Duration,
    /// A service may ask again after this, only to let it last (K64).
    pub renew: Duration,
}

impl Default for SessionTimers {
    fn default() -> Self {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        Self { idle: minutes(15), absolute: minutes(3 * 60), renew: minutes(10) }
    }
}

impl Settings {
    /// The standard names on two free ports of loopback, observing.
    pub fn on_free_ports() -> io::Result<Self> {
        let names = Names::standard().map_err(io::Error::other)?;
        Ok(Self {
            names,
            front: TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?,
            back: TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?,
            manner: Manner::Observing,
            artifact_lifetime: Duration::from_secs(15 * 60),
            client_roots: Vec::new(),
            passphrase: None,
            forgeries: Forgeries::default(),
            services: Reach::default(),
        })
    }
}

/// A service that DigiD knows.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Its metadata.
    pub metadata: SpMetadata,
    /// The betrouwbaarheidsniveau it was registered for.
    pub level: Betrouwbaarheidsniveau,
    /// Whether it takes part in eenmalig inloggen.
    pub federated: bool,
}
