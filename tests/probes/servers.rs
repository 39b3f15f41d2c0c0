//! Servers that live as long as a test, on ports of the system's choosing.

use std::{
    io::{BufRead, BufReader},
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        Arc, LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tempfile::TempDir;
use toetssteen::{
    evidence::redaction::Redactor,
    gather::http::{Limits, Network, Route, Settings},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

pub(crate) const HOST: &str = "mijn.voorbeeldstad.test";
pub(crate) const DIGID: &str = "digid.toetssteen.test";
pub(crate) const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// A listener that counts its connections and ends with the test.
pub(crate) struct Served {
    pub(crate) at: SocketAddr,
    count: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

/// `openssl s_server`, ended with the test.
pub(crate) struct OpenSsl {
    pub(crate) at: SocketAddr,
    child: Child,
    _keys: TempDir,
}

/// A self-signed certificate for [`HOST`] and [`DIGID`].
pub(crate) struct Identity {
    pub(crate) pem: String,
    pub(crate) key_pem: String,
    certificate: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
}

impl Served {
    /// Runs this for every connection.
    pub(crate) async fn with<F>(answer: impl Fn(TcpStream) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind((LOOPBACK, 0)).await.unwrap();
        let at = listener.local_addr().unwrap();
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                connections.spawn(answer(stream));
            }
        });
        Self { at, count, task }
    }

    /// Stands before another server: where this says something of the first bytes, that is the answer; anything else is passed on.
    pub(crate) async fn before<S>(to: SocketAddr, says: S) -> Self
    where
        S: Fn(&[u8]) -> Option<Vec<u8>> + Clone + Send + Sync + 'static,
    {
        Self::with(move |mut stream| {
            let says = says.clone();
            async move {
                let mut first = vec![0; 16 * 1024];
                let Ok(count) = stream.read(&mut first).await else { return };
                if let Some(said) = says(&first[..count]) {
                    let _ = stream.write_all(&said).await;
                    return;
                }
                let Ok(mut to) = TcpStream::connect(to).await else { return };
                if to.write_all(&first[..count]).await.is_ok() {
                    let _ = copy_bidirectional(&mut stream, &mut to).await;
                }
            }
        })
        .await
    }

    /// Serves a router over plain HTTP.
    pub(crate) async fn router(router: axum::Router) -> Self {
        let listener = TcpListener::bind((LOOPBACK, 0)).await.unwrap();
        let at = listener.local_addr().unwrap();
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { at, count: Arc::default(), task }
    }

    pub(crate) fn connections(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl OpenSsl {
    /// A server with these arguments.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::with(&Identity::new(), arguments)
    }

    /// The same with a certificate of one's own.
    pub(crate) fn with(identity: &Identity, arguments: &[&str]) -> Self {
        Self::showing(&identity.pem, &identity.key_pem, arguments)
    }

    /// The same with a certificate and key in PEM.
    pub(crate) fn showing(certificate: &str, key: &str, arguments: &[&str]) -> Self {
        let keys = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| -> PathBuf {
            let path = keys.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let mut child = Command::new("openssl")
            .args(["s_server", "-accept", "127.0.0.1:0", "-cert"])
            .arg(write("certificate.pem", certificate))
            .arg("-key")
            .arg(write("key.pem", key))
            .args(arguments)
            // The machine's own configuration may forbid what is to be tested.
            .env("OPENSSL_CONF", "/dev/null")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("openssl is installed");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let at = lines.by_ref().find_map(|line| line.ok()?.strip_prefix("ACCEPT ")?.parse().ok());
        std::thread::spawn(move || lines.for_each(drop));
        Self { at: at.expect("s_server says where it listens"), child, _keys: keys }
    }
}

impl Drop for OpenSsl {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Identity {
    pub(crate) fn new() -> Self {
        Self::of(rcgen::KeyPair::generate().unwrap())
    }

    /// The same with RSA, of 2048 bits. Making the key takes a while, so there is one.
    pub(crate) fn rsa() -> Self {
        static KEY: LazyLock<String> =
            LazyLock::new(|| rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap().serialize_pem());
        Self::of(rcgen::KeyPair::from_pem(&KEY).unwrap())
    }

    fn of(signing_key: rcgen::KeyPair) -> Self {
        let cert = rcgen::CertificateParams::new([HOST.to_owned(), DIGID.to_owned()]).unwrap();
        let cert = cert.self_signed(&signing_key).unwrap();
        Self {
            pem: cert.pem(),
            key_pem: signing_key.serialize_pem(),
            certificate: cert.der().clone(),
            key: PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der())),
        }
    }

    /// The certificate in DER.
    pub(crate) fn der(&self) -> Vec<u8> {
        self.certificate.to_vec()
    }

    /// A TLS acceptor for TLS 1.2 and 1.3.
    pub(crate) fn acceptor(&self) -> tokio_rustls::TlsAcceptor {
        self.acceptor_of(rustls::crypto::aws_lc_rs::default_provider(), rustls::DEFAULT_VERSIONS)
    }

    /// The same with these groups and suites, for these versions.
    pub(crate) fn acceptor_of(
        &self,
        provider: rustls::crypto::CryptoProvider,
        versions: &[&'static rustls::SupportedProtocolVersion],
    ) -> tokio_rustls::TlsAcceptor {
        let config = rustls::ServerConfig::builder_with_provider(Arc::new(provider)).with_protocol_versions(versions);
        let config = config.unwrap().with_no_client_auth();
        let config = config.with_single_cert(vec![self.certificate.clone()], self.key.clone_key()).unwrap();
        Arc::new(config).into()
    }
}

/// A network where [`HOST`] and [`DIGID`] are reached at these places.
pub(crate) fn network(routes: &[(&str, u16, SocketAddr)], trust: &[&Identity], limits: Limits) -> Network {
    let settings = Settings {
        hosts: [HOST.to_owned(), DIGID.to_owned()].into(),
        routes: routes
            .iter()
            .map(|(host, port, to)| Route { host: (*host).to_owned(), port: *port, to: *to })
            .collect(),
        trust: trust.iter().map(|identity| identity.pem.clone().into_bytes()).collect(),
        public_roots: true,
        limits,
    };
    Network::new(settings).unwrap()
}

/// Long enough for a loaded machine; a test that waits for a limit to pass sets its own.
pub(crate) fn patient() -> Limits {
    Limits { total: Duration::from_secs(60), tls_step: Duration::from_secs(20), ..Limits::default() }
}

pub(crate) fn redactor() -> Redactor {
    Redactor::new([9; 32], ["999990019".parse().unwrap()])
}
