//! Small servers on free ports of loopback, and a browser that reaches them under their names.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, response::Html, routing::get};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use toetssteen::{
    evidence::redaction::Redactor,
    gather::browser::{Browser, Limits, Route, Settings},
};
use tokio::{
    net::TcpListener,
    task::{AbortHandle, JoinSet},
};
use tokio_rustls::TlsAcceptor;
use url::Url;

/// A number that passes the eleven-test and belongs to nobody here.
pub(in crate::live) const STRANGER: &str = "999999047";

/// The run's only test person.
pub(in crate::live) const PERSON: &str = "999990019";

/// A server, as long as its runtime lives.
pub(in crate::live) struct Site {
    pub(in crate::live) host: &'static str,
    pub(in crate::live) port: u16,
    pub(in crate::live) to: SocketAddr,
    /// CA of the certificate, PEM; empty for plain http.
    pub(in crate::live) ca: Vec<u8>,
    /// Ends it before that: from then on connections are refused, and those it had are closed.
    pub(in crate::live) server: AbortHandle,
}

impl Site {
    /// Plain http on port 80 of this name.
    pub(in crate::live) async fn plain(host: &'static str, router: Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let to = listener.local_addr().unwrap();
        let server = tokio::spawn(async move { axum::serve(listener, router).await }).abort_handle();
        Self { host, port: 80, to, ca: Vec::new(), server }
    }

    /// https on port 443 of this name, under a CA of its own.
    pub(in crate::live) async fn secure(host: &'static str, router: Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let to = listener.local_addr().unwrap();
        let (config, ca) = tls(host);
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let server = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, router) = (acceptor.clone(), router.clone());
                connections.spawn(async move {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        let service = TowerToHyperService::new(router);
                        let http = hyper::server::conn::http1::Builder::new();
                        let _ = http.serve_connection(TokioIo::new(stream), service).await;
                    }
                });
            }
        })
        .abort_handle();
        Self { host, port: 443, to, ca, server }
    }

    /// One page at `/`.
    pub(in crate::live) async fn page(host: &'static str, html: impl Into<String>) -> Self {
        let html = html.into();
        Self::plain(host, Router::new().route("/", get(move || async { Html(html) }))).await
    }

    pub(in crate::live) fn url(&self, path: &str) -> Url {
        let scheme = if self.port == 443 { "https" } else { "http" };
        format!("{scheme}://{}{path}", self.host).parse().unwrap()
    }
}

/// Settings that reach these sites and nothing else.
pub(in crate::live) fn settings(sites: &[&Site]) -> Settings {
    let route = |site: &&Site| Route { host: site.host.to_owned(), port: site.port, to: site.to };
    Settings {
        routes: sites.iter().map(route).collect(),
        trust: sites.iter().map(|site| site.ca.clone()).filter(|ca| !ca.is_empty()).collect(),
        ..Settings::default()
    }
}

/// Settings for pages that come to no end.
pub(in crate::live) fn hasty(sites: &[&Site]) -> Settings {
    let limits = Limits { command: Duration::from_secs(5), settle: Duration::from_secs(4), ..Limits::default() };
    Settings { limits, ..settings(sites) }
}

pub(in crate::live) async fn browser(sites: &[&Site]) -> Browser {
    Browser::start(&settings(sites)).await.unwrap()
}

pub(in crate::live) fn redactor() -> Redactor {
    Redactor::new([7; 32], [PERSON.parse().unwrap()])
}

fn tls(host: &str) -> (rustls::ServerConfig, Vec<u8>) {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let mut authority = CertificateParams::new([]).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.distinguished_name.push(rcgen::DnType::CommonName, format!("CA of {host}"));
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new([host.to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config =
        rustls::ServerConfig::builder().with_no_client_auth().with_single_cert(vec![leaf.der().clone()], key).unwrap();
    (config, authority.pem().into_bytes())
}
