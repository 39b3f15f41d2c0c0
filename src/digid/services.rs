//! Asks services over SOAP to end a session, as DigiD does (koppelvlak 3.7 Stap U3): with its own certificate, and nobody but the
//! hosts that it was told of.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::ErrorKind,
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};

use http::header;
use rustls::{
    AlertDescription, CertificateError, ClientConfig, RootCertStore,
    client::Resumption,
    crypto::CryptoProvider,
    pki_types::{CertificateDer, pem::PemObject},
};
use url::Url;

use super::{authority::PemBundle, running::StartError};
use crate::evidence::{Blame, Gap, Reason};

/// Why there is no answer, where that is a matter of how a service is linked and not of what it does.
const REFUSES_US: &str = "the service refuses the certificate of this DigiD";
const UNKNOWN_ISSUER: &str = "this DigiD does not know the issuer of the certificate of";
const UNREACHABLE: &str = "there is no connection with";
const UNNAMED: &str = "no host that was named to DigiD, so it is not asked:";

/// The alerts that say so (RFC 8446 §6.2).
const REFUSING: [AlertDescription; 6] = [
    AlertDescription::AccessDenied,
    AlertDescription::BadCertificate,
    AlertDescription::CertificateUnknown,
    AlertDescription::DecryptError,
    AlertDescription::UnknownCA,
    AlertDescription::UnsupportedCertificate,
];

/// Bytes of an answer that are read.
const LARGEST: usize = 256 * 1024;

/// How services are reached.
#[derive(Clone, Debug)]
pub struct Reach {
    /// The hosts that may be asked.
    pub hosts: BTreeSet<String>,
    /// Own certificate authorities of services, PEM.
    pub roots: Vec<Vec<u8>>,
    /// Where their hosts are, by port, where the system does not know.
    pub routes: BTreeMap<(String, u16), SocketAddr>,
    /// A service that says nothing within this is left out: the citizen waits.
    pub patience: Duration,
}

impl Default for Reach {
    fn default() -> Self {
        let (hosts, roots, routes) = Default::default();
        Self { hosts, roots, routes, patience: Duration::from_secs(10) }
    }
}

/// What came back.
pub(super) struct Answer {
    pub(super) http: u16,
    pub(super) body: Vec<u8>,
}

/// The one way from DigiD to services.
#[derive(Debug)]
pub(super) struct Services {
    hosts: BTreeSet<String>,
    own: Clients,
    /// Those that show no certificate.
    nobody: Clients,
}

/// What DigiD shows of itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Shows {
    Certificate,
    Nothing,
}

/// One for each port that has routes, because a client knows only names.
#[derive(Debug)]
struct Clients {
    routed: BTreeMap<u16, reqwest::Client>,
    elsewhere: reqwest::Client,
}

impl Clients {
    fn new(reach: &Reach, config: &ClientConfig) -> Result<Self, StartError> {
        let client = |port: Option<u16>| {
            let here = reach.routes.iter().filter(|((_, at), _)| Some(*at) == port);
            let builder = reqwest::Client::builder()
                .tls_backend_preconfigured(config.clone())
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .no_proxy()
                .pool_max_idle_per_host(0)
                .connect_timeout(reach.patience / 2)
                .timeout(reach.patience);
            let builder = here.fold(builder, |builder, ((host, _), to)| builder.resolve(host, *to));
            builder.build().map_err(|error| StartError::Services(error.to_string()))
        };
        let ports: BTreeSet<u16> = reach.routes.keys().map(|(_, port)| *port).collect();
        let routed = ports.into_iter().map(|port| Ok::<_, StartError>((port, client(Some(port))?)));
        Ok(Self { routed: routed.collect::<Result<_, _>>()?, elsewhere: client(None)? })
    }
}

impl Services {
    /// Shows this certificate to them.
    pub(super) fn new(reach: &Reach, own: &PemBundle, crypto: &Arc<CryptoProvider>) -> Result<Self, StartError> {
        let mut roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        for pem in &reach.roots {
            for der in CertificateDer::pem_slice_iter(pem) {
                let der = der.map_err(|error| StartError::Root(error.to_string()))?;
                roots.add(der)?;
            }
        }
        let config = ClientConfig::builder_with_provider(Arc::clone(crypto)).with_safe_default_protocol_versions()?;
        let config = config.with_root_certificates(roots);
        let nobody = Clients::new(reach, &config.clone().with_no_client_auth())?;
        let mut config = config.with_client_auth_cert(own.certificates()?, own.private_key()?)?;
        // Some servers break off when a session with a client certificate goes on: that is no matter of logging out.
        config.resumption = Resumption::disabled();
        Ok(Self { hosts: reach.hosts.clone(), own: Clients::new(reach, &config)?, nobody })
    }

    /// Sends a SOAP message.
    ///
    /// # Errors
    /// Why no answer came, in words.
    pub(super) async fn send(&self, address: &str, xml: impl Into<Vec<u8>>, shows: Shows) -> Result<Answer, String> {
        let url = Url::parse(address).map_err(|_| format!("{address:?} is no address"))?;
        let host = url.host_str().unwrap_or_default().to_owned();
        if url.scheme() != "https" {
            return Err("the address does not begin with https".to_owned());
        }
        if !self.hosts.contains(host.as_str()) {
            return Err(format!("{UNNAMED} {host}"));
        }
        let clients = if shows == Shows::Certificate { &self.own } else { &self.nobody };
        let client = clients.routed.get(&url.port_or_known_default().unwrap_or_default()).unwrap_or(&clients.elsewhere);
        let request = client.post(url).header(header::CONTENT_TYPE, "text/xml; charset=utf-8");
        let request = request.header("SOAPAction", "http://www.oasis-open.org/committees/security").body(xml.into());
        let mut response = request.send().await.map_err(|error| in_words(&host, &error))?;
        let http = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| in_words(&host, &error))? {
            body.extend_from_slice(&chunk);
            if body.len() > LARGEST {
                return Err(format!("the answer is larger than {LARGEST} bytes"));
            }
        }
        Ok(Answer { http, body })
    }
}

/// The last cause says most.
fn in_words(host: &str, error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return if error.is_connect() {
            format!("{UNREACHABLE} {host} in time")
        } else {
            "no answer in time".to_owned()
        };
    }
    let mut cause: &(dyn std::error::Error + 'static) = error;
    while let Some(next) = wrapped(cause).or_else(|| cause.source()) {
        cause = next;
    }
    match cause.downcast_ref() {
        Some(rustls::Error::AlertReceived(alert)) if REFUSING.contains(alert) => format!("{REFUSES_US} ({alert:?})"),
        Some(rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer)) => format!("{UNKNOWN_ISSUER} {host}"),
        None if error.is_connect() && !broken_off(cause) => format!("{UNREACHABLE} {host}: {cause}"),
        _ => cause.to_string(),
    }
}

/// Whether somebody was there, and left.
fn broken_off(cause: &(dyn std::error::Error + 'static)) -> bool {
    let left =
        [ErrorKind::ConnectionAborted, ErrorKind::ConnectionReset, ErrorKind::BrokenPipe, ErrorKind::UnexpectedEof];
    cause.downcast_ref::<std::io::Error>().is_some_and(|error| left.contains(&error.kind()))
}

/// What an error of input and output holds, which it does not call its source.
fn wrapped<'a>(cause: &'a (dyn std::error::Error + 'static)) -> Option<&'a (dyn std::error::Error + 'static)> {
    let inner = cause.downcast_ref::<std::io::Error>()?.get_ref()?;
    Some(inner)
}

/// The gap that such a problem is; nothing of what the service did itself.
pub(super) fn gap(problem: &str) -> Option<Gap> {
    if let Some(host) = problem.strip_prefix(UNNAMED) {
        return Some(Gap::new(Reason::OutsideTarget { host: host.trim().to_owned() }, Blame::Target, problem));
    }
    if problem.starts_with(UNKNOWN_ISSUER) {
        return Some(Gap::new(
            Reason::TlsFailed,
            Blame::Us,
            format!("{problem}; name it under [vertrouwen] in the target file"),
        ));
    }
    if problem.starts_with(UNREACHABLE) {
        return Some(Gap::new(Reason::Unreachable, Blame::Target, problem));
    }
    problem.starts_with(REFUSES_US).then(|| Gap::new(Reason::CertificateRefused, Blame::Target, problem))
}
