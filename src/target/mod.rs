//! The service under test, as its target file describes it.

pub mod control;
mod desk;
mod digid;
pub mod dns;
pub mod draft;
mod host;
mod linked;
mod person;
mod questions;
mod raw;
mod read;

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    path::PathBuf,
};

use jiff::civil::Date;
use url::Url;

pub use self::{
    control::{Control, Locator},
    desk::{Desk, DeskService},
    digid::{DigidSettings, LOGOUTS, Names, Paths},
    dns::DnsSettings,
    host::{HostsHow, ISSUER_PORT, NamedHost, NotAHost, issuer, of_hosts},
};
use crate::evidence::{
    BlobId, Bsn, Word,
    certificate::Product,
    level::Betrouwbaarheidsniveau,
    run::{DigidKind, Koppelvlak, Omgeving, Richtlijn},
};

/// A target file, read and checked.
#[derive(Clone, Debug)]
pub struct Target {
    /// Reference of the submission.
    pub kenmerk: Option<String>,
    /// Name of the afnemer as registered.
    pub afnemer: String,
    /// Name of the supplier of its software.
    pub leverancier: Option<String>,
    /// Who tests.
    pub tester: Option<String>,
    /// Reference of the earlier submission, where this is a hertest.
    pub hertest_van: Option<String>,
    /// Which DigiD takes part.
    pub linked: DigidKind,
    /// The connections; never empty.
    pub aansluitingen: Vec<Aansluiting>,
    /// Where hosts are reached that the resolver does not know: host, port, address.
    pub routes: BTreeMap<(String, u16), SocketAddr>,
    /// Own certificate authorities, PEM files.
    pub trust: Vec<PathBuf>,
    /// Hosts of issuers that may be asked whether a certificate was revoked, with their ports.
    pub issuers: BTreeSet<(String, u16)>,
    /// How the simulated DigiD is set up.
    pub digid: DigidSettings,
    /// How names are looked up where the DNS is asked.
    pub dns: DnsSettings,
    /// SHA-256 of the file.
    pub digest: BlobId,
}

/// One connection.
#[derive(Clone, Debug)]
pub struct Aansluiting {
    /// Short name.
    pub naam: Word,
    /// Product or service behind it.
    pub dienst: Option<String>,
    /// Number given by Logius.
    pub aansluitnummer: Option<String>,
    /// Interface.
    pub koppelvlak: Koppelvlak,
    /// The product of Logius, where the target file names it.
    pub product: Option<Product>,
    /// Environment of the service.
    pub omgeving: Omgeving,
    /// Level registered.
    pub betrouwbaarheidsniveau: Betrouwbaarheidsniveau,
    /// Whether it takes part in single sign-on.
    pub eenmalig_inloggen: bool,
    /// When it was requested.
    pub aangevraagd: Option<Date>,
    /// The guideline for TLS that decides.
    pub richtlijn_tls: Richtlijn,
    /// The editions that are named instead of chosen by date.
    pub edities: Vec<Word>,
    /// Where its metadata is; always there where a DigiD takes part.
    pub metadata: Option<Url>,
    /// Pages by name; `start` is always there, `vertaald` is where logging in begins in another language.
    pub pages: BTreeMap<Word, Url>,
    /// The page or API call that only a logged-in citizen gets, asked for to see whether somebody is logged in; always there
    /// where a DigiD takes part.
    pub protected: Option<Url>,
    /// The pages behind the login, for the tour; never empty where a DigiD takes part.
    pub behind_login: Vec<Url>,
    /// Controls by name; `inloggen` is always there, and `uitloggen` where a DigiD takes part.
    pub controls: BTreeMap<Word, Control>,
    /// The sign of being logged in that holds for every person.
    pub logged_in: Option<Locator>,
    /// Files with the certificates that it has in the other environment.
    pub elsewhere: Vec<PathBuf>,
    /// Test persons that the service knows.
    pub persons: Vec<Person>,
}

/// A test person.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Person {
    /// Number.
    pub bsn: Bsn,
    /// The text by which the pages of the service show this person.
    pub mark: Option<String>,
}

impl Target {
    /// Every host that may be contacted: those of the connections' own addresses and those with a route.
    pub fn hosts(&self) -> BTreeSet<String> {
        let named = self.aansluitingen.iter().flat_map(Aansluiting::addresses).filter_map(Url::host_str);
        named.map(str::to_ascii_lowercase).chain(self.routes.keys().map(|(host, _)| host.clone())).collect()
    }

    /// Hosts with their port for HTTPS that a page may need and no address of a connection names; nothing where there are several
    /// connections, because nobody knows to which of them it belongs.
    pub fn unclaimed(&self) -> BTreeSet<(String, u16)> {
        let [aansluiting] = &self.aansluitingen[..] else { return BTreeSet::new() };
        let mut claimed: BTreeSet<&str> = aansluiting.addresses().filter_map(Url::host_str).collect();
        claimed.extend(self.issuers.iter().map(|(host, _)| host.as_str()));
        let routed = self.routes.keys().filter(|(host, port)| *port == host::PORT && !claimed.contains(host.as_str()));
        routed.cloned().collect()
    }
}

impl Aansluiting {
    /// Every address that the target file names for it.
    pub fn addresses(&self) -> impl Iterator<Item = &Url> {
        self.pages.values().chain(&self.behind_login).chain(&self.metadata).chain(&self.protected)
    }

    /// The hosts of the pages where logging in begins, in order and once.
    pub fn login_hosts(&self) -> BTreeSet<String> {
        self.pages.values().filter_map(Url::host_str).map(str::to_ascii_lowercase).collect()
    }

    /// The host that has its metadata, with its port.
    pub fn metadata_door(&self) -> Option<(String, u16)> {
        self.metadata.as_ref().and_then(door)
    }

    /// The hosts that citizens come to, with their ports, in order and once.
    pub fn front_doors(&self) -> BTreeSet<(String, u16)> {
        self.pages.values().chain(&self.behind_login).chain(&self.protected).filter_map(door).collect()
    }
}

fn door(url: &Url) -> Option<(String, u16)> {
    Some((url.host_str()?.to_ascii_lowercase(), url.port_or_known_default()?))
}
