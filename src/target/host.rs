//! Hosts that somebody names on the command line, as a target: no file describes them, and nothing but their TLS is looked at.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::{Ipv6Addr, SocketAddr},
    path::PathBuf,
    str::FromStr,
};

use jiff::civil::Date;
use url::{Host, Url};

use super::{Aansluiting, DigidSettings, DnsSettings, Names, Target, read::named_pages};
use crate::evidence::{
    BlobId, Word,
    level::Betrouwbaarheidsniveau,
    run::{DigidKind, Koppelvlak, Omgeving, Richtlijn},
};

/// The port where citizens come.
pub(super) const PORT: u16 = 443;

/// The port where issuers answer about certificates: what they say is signed, and asking over TLS would bring a question of its
/// own (RFC 5280 §8).
pub const ISSUER_PORT: u16 = 80;

/// `HOST[:PORT]`: a name in lower case, or an address, that of IPv6 in brackets.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NamedHost {
    /// As it stands in an address.
    pub host: String,
    /// Never 0.
    pub port: u16,
}

/// Why a text names no host. Each says what to write instead.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotAHost {
    /// It has a scheme, a path or more.
    #[error("this is more than a host{}", instead(.0.as_deref()))]
    Address(Option<String>),
    /// IPv6 needs brackets, or nobody knows where the port begins.
    #[error("an address of IPv6 stands in brackets{}", instead(Some(.0)))]
    Brackets(String),
    /// No name of a host, and no address.
    #[error("`{0}` is no name of a host; write it as mijn.voorbeeld.nl, 192.0.2.1 or [2001:db8::1]")]
    Name(String),
    /// No port.
    #[error("`{0}` is no port; write a number from 1 to 65535, or leave it out for {1}")]
    Port(String, u16),
    /// It has a name or password in it, which is not repeated.
    #[error("a host has no name or password in it{}", instead(.0.as_deref()))]
    User(Option<String>),
}

fn instead(host: Option<&str>) -> String {
    host.map_or_else(|| "; write HOST or HOST:PORT".to_owned(), |host| format!("; write: {host}"))
}

impl FromStr for NamedHost {
    type Err = NotAHost;

    fn from_str(text: &str) -> Result<Self, NotAHost> {
        read(text, PORT)
    }
}

/// A host of an issuer and its port, [`ISSUER_PORT`] where none is given.
///
/// # Errors
/// Why it is none, and what to write instead.
pub fn issuer(text: &str) -> Result<(String, u16), NotAHost> {
    read(text, ISSUER_PORT).map(|NamedHost { host, port }| (host, port))
}

/// `without` is the port where none is given.
fn read(text: &str, without: u16) -> Result<NamedHost, NotAHost> {
    let (scheme, rest) = text.split_once("://").map_or((None, text), |(scheme, rest)| (Some(scheme), rest));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let bare = authority.rsplit_once('@').map_or(authority, |(_, bare)| bare);
    // What is suggested is itself a host, with its port where that is another.
    let suggestion = || {
        let NamedHost { host, port } = split(bare, without).ok()?;
        Some(if port == without { host } else { format!("{host}:{port}") })
    };
    if bare.len() < authority.len() {
        return Err(NotAHost::User(suggestion()));
    }
    if scheme.is_some() || authority.len() < rest.len() {
        return Err(NotAHost::Address(suggestion()));
    }
    split(text, without)
}

fn split(text: &str, without: u16) -> Result<NamedHost, NotAHost> {
    if text.parse::<Ipv6Addr>().is_ok() {
        return Err(NotAHost::Brackets(format!("[{text}]")));
    }
    let (host, port) = match text.rsplit_once(':') {
        // The last colon may be one of an address.
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    let port = match port {
        None => without,
        Some(port) => {
            port.parse().ok().filter(|port| *port > 0).ok_or_else(|| NotAHost::Port(port.to_owned(), without))?
        }
    };
    let name = host.strip_suffix('.').unwrap_or(host);
    let parsed = Host::parse(name).map_err(|_| NotAHost::Name(host.to_owned()))?;
    Ok(NamedHost { host: parsed.to_string(), port })
}

impl std::fmt::Display for NamedHost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.port {
            PORT => f.write_str(&self.host),
            port => write!(f, "{}:{port}", self.host),
        }
    }
}

/// How such hosts are judged and reached.
#[derive(Clone, Debug)]
pub struct HostsHow {
    /// The editions that judge them.
    pub editions: Vec<Word>,
    /// The guideline for TLS that decides.
    pub richtlijn: Richtlijn,
    /// The day of today.
    pub today: Date,
    /// Where a port of each of them is reached.
    pub routes: BTreeMap<u16, SocketAddr>,
    /// Own certificate authorities, PEM files.
    pub trust: Vec<PathBuf>,
    /// Hosts of issuers that may be asked whether a certificate was revoked, with their ports.
    pub issuers: BTreeSet<(String, u16)>,
}

/// These hosts as a target without a DigiD. What is reached elsewhere, or by an authority of its own, is
/// on a development machine.
///
/// # Errors
/// Where a host makes no address, which would be a fault of ours.
pub fn of_hosts(hosts: &[NamedHost], how: HostsHow) -> Result<Target, url::ParseError> {
    let address = |host: &NamedHost| Url::parse(&format!("https://{}:{}/", host.host, host.port));
    let mut pages = hosts.iter().map(address).collect::<Result<Vec<_>, _>>()?.into_iter();
    let own = !how.routes.is_empty() || !how.trust.is_empty();
    let aansluiting = Aansluiting {
        naam: "tls".parse().map_err(|_| url::ParseError::EmptyHost)?,
        dienst: None,
        aansluitnummer: None,
        koppelvlak: Koppelvlak::Saml,
        product: None,
        omgeving: if own { Omgeving::Ontwikkel } else { Omgeving::Productie },
        betrouwbaarheidsniveau: Betrouwbaarheidsniveau::Basis,
        eenmalig_inloggen: false,
        aangevraagd: Some(how.today),
        richtlijn_tls: how.richtlijn,
        edities: how.editions,
        metadata: None,
        pages: named_pages([("start", pages.next()), ("vertaald", None)]),
        protected: None,
        behind_login: pages.collect(),
        controls: BTreeMap::new(),
        logged_in: None,
        elsewhere: Vec::new(),
        persons: Vec::new(),
    };
    let route =
        |host: &NamedHost| how.routes.iter().map(|(port, to)| ((host.host.clone(), *port), *to)).collect::<Vec<_>>();
    let named: Vec<String> = hosts.iter().map(ToString::to_string).collect();
    Ok(Target {
        kenmerk: None,
        afnemer: String::new(),
        leverancier: None,
        tester: None,
        hertest_van: None,
        linked: DigidKind::Geen,
        aansluitingen: vec![aansluiting],
        routes: hosts.iter().flat_map(route).collect(),
        trust: how.trust,
        digid: DigidSettings::standard(Names::standard()?),
        dns: DnsSettings::default(),
        issuers: how.issuers,
        digest: BlobId::of(named.join(" ").as_bytes()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_read_with_its_port_or_without() {
        for (text, host, port) in [
            ("mijn.voorbeeld.test", "mijn.voorbeeld.test", 443),
            ("Mijn.Voorbeeld.test:8443", "mijn.voorbeeld.test", 8443),
            ("mijn.voorbeeld.test.", "mijn.voorbeeld.test", 443),
            ("bücher.test", "xn--bcher-kva.test", 443),
            ("192.0.2.1:65535", "192.0.2.1", 65535),
            ("[2001:DB8::1]", "[2001:db8::1]", 443),
            ("[::1]:8443", "[::1]", 8443),
        ] {
            assert_eq!(text.parse(), Ok(NamedHost { host: host.to_owned(), port }), "{text}");
        }
    }

    #[test]
    fn what_is_no_host_is_answered_with_what_to_write() {
        for (text, said) in [
            ("https://mijn.voorbeeld.test/inloggen", "write: mijn.voorbeeld.test"),
            ("https://mijn.voorbeeld.test:8443", "write: mijn.voorbeeld.test:8443"),
            ("mijn.voorbeeld.test/inloggen", "write: mijn.voorbeeld.test"),
            ("https://", "write HOST or HOST:PORT"),
            ("2001:db8::1", "write: [2001:db8::1]"),
            ("mijn.voorbeeld.test:0", "`0` is no port"),
            ("mijn.voorbeeld.test:65536", "`65536` is no port"),
            ("mijn.voorbeeld.test:https", "`https` is no port"),
            ("mijn.voorbeeld.test:", "`` is no port"),
            ("", "is no name of a host"),
            (":443", "is no name of a host"),
            ("mijn voorbeeld", "is no name of a host"),
            ("999.1.1.1", "is no name of a host"),
            ("jan:geheim@mijn.voorbeeld.test", "no name or password in it; write: mijn.voorbeeld.test"),
        ] {
            let error = text.parse::<NamedHost>().unwrap_err().to_string();
            assert!(error.contains(said) && !error.contains("geheim"), "{text}: {error}");
        }
    }
}
