//! What can be chosen about the simulated DigiD.

use std::{
    io,
    net::{Ipv4Addr, TcpListener},
    time::Duration,
};

use url::Url;

use crate::{evidence::Betrouwbaarheidsniveau, saml::SpMetadata};

/// What the simulated DigiD is called. Addresses carry no port: every client maps names to addresses itself.
#[derive(Clone, Debug)]
pub struct Names {
    /// entityID, which is the address of the metadata too.
    pub entity_id: Url,
    /// The host of the login page.
    pub front: Url,
    /// The host of artifact resolution.
    pub back: Url,
}

impl Names {
    /// `https://digid.toetssteen.test` and `https://was.digid.toetssteen.test`.
    pub fn standard() -> Result<Self, url::ParseError> {
        Ok(Self {
            entity_id: Url::parse("https://was.digid.toetssteen.test/saml/idp/metadata")?,
            front: Url::parse("https://digid.toetssteen.test")?,
            back: Url::parse("https://was.digid.toetssteen.test")?,
        })
    }

    /// Address of the single sign-on service.
    pub fn sso(&self) -> String {
        at(&self.front, "/saml/idp/request_authentication")
    }

    /// Address of the artifact resolution service.
    pub fn artifact_resolution(&self) -> String {
        at(&self.back, "/saml/idp/resolve_artifact")
    }

    /// Address of the login page of a transaction.
    pub fn login_page(&self, transaction: &str) -> String {
        at(&self.front, &format!("/inloggen/{transaction}"))
    }
}

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
    /// Bound listener of the login page; loopback only.
    pub front: TcpListener,
    /// Bound listener of artifact resolution; loopback only.
    pub back: TcpListener,
    /// How strictly it answers.
    pub manner: Manner,
    /// How long an artifact is kept (koppelvlak 3.7 Stap 6: at most 15 minutes).
    pub artifact_lifetime: Duration,
    /// Roots (DER), besides its own, in which the client certificate of a service may end.
    pub client_roots: Vec<Vec<u8>>,
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
}

fn at(base: &Url, path: &str) -> String {
    let mut address = base.clone();
    address.set_path(path);
    address.into()
}
