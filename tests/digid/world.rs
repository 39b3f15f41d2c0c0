//! A running DigiD, a browser, and the client of a service, for one test.

use std::{net::SocketAddr, path::PathBuf, sync::LazyLock, time::Duration};

use tempfile::TempDir;
use toetssteen::{
    digid::{Authority, Digid, Manner, PemBundle, Settings},
    evidence::Betrouwbaarheidsniveau,
};

use super::service::{BSN, NAME, OIN, OTHER_NAME, RESOLVE, Service, fresh_id, parameter};

/// A state directory of its own for every test, filled with keys that were made once.
pub(crate) fn authority() -> (TempDir, Authority) {
    static MADE: LazyLock<Vec<(PathBuf, Vec<u8>)>> = LazyLock::new(|| {
        let home = TempDir::new().unwrap();
        let authority = Authority::open(home.path()).unwrap();
        for name in [NAME, OTHER_NAME] {
            authority.issue_afnemer(name, OIN).unwrap();
        }
        // Starting once makes DigiD's own certificates. In a thread: a runtime cannot be started inside another.
        let started = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let digid = Digid::start(Settings::on_free_ports().unwrap(), &authority, Vec::new()).await.unwrap();
                digid.shutdown().await;
            });
        });
        started.join().unwrap();
        let mut files = Vec::new();
        for entry in std::fs::read_dir(home.path()).unwrap() {
            for file in std::fs::read_dir(entry.unwrap().path()).unwrap() {
                let path = file.unwrap().path();
                files.push((path.strip_prefix(home.path()).unwrap().to_owned(), std::fs::read(&path).unwrap()));
            }
        }
        files
    });
    let home = TempDir::new().unwrap();
    for (path, bytes) in MADE.iter() {
        let path = home.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let authority = Authority::open(home.path()).unwrap();
    (home, authority)
}

/// A running DigiD with one service, a browser, and the service's client for the back channel.
pub(crate) struct World {
    pub(crate) digid: Digid,
    pub(crate) authority: Authority,
    pub(crate) service: Service,
    pub(crate) browser: reqwest::Client,
    pub(crate) back: reqwest::Client,
    _state: TempDir,
}

impl World {
    pub(crate) async fn new(manner: Manner) -> Self {
        Self::with(manner, |_| {}).await
    }

    pub(crate) async fn with(manner: Manner, change: impl FnOnce(&mut Settings)) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let (state, authority) = authority();
        let service = Service::new(&authority);
        let mut settings = Settings { manner, ..Settings::on_free_ports().unwrap() };
        change(&mut settings);
        let digid =
            Digid::start(settings, &authority, vec![service.provider(Betrouwbaarheidsniveau::Midden)]).await.unwrap();
        let browser = client(&digid, None);
        let back = client(&digid, Some(&service.bundle));
        Self { digid, authority, service, browser, back, _state: state }
    }

    /// Asks and gives the transaction.
    pub(crate) async fn ask(&self, relay_state: Option<&str>) -> String {
        let address = self.service.redirect(&self.service.question(&fresh_id(), ""), relay_state);
        let answer = self.browser.get(address).send().await.unwrap();
        assert_eq!(answer.status(), 303);
        let page = url::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
        toetssteen::digid::transaction_of(&page).unwrap().to_owned()
    }

    /// Presses a button and gives where the browser is sent.
    pub(crate) async fn press(&self, transaction: &str, button: &str, level: &str) -> url::Url {
        let answer = self.submit(transaction, &[("bsn", BSN), ("niveau", level), ("handeling", button)]).await;
        assert_eq!(answer.status(), 303);
        url::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap()
    }

    pub(crate) async fn submit(&self, transaction: &str, form: &[(&str, &str)]) -> reqwest::Response {
        let address = format!("https://digid.toetssteen.test/inloggen/{transaction}");
        self.browser.post(address).form(form).send().await.unwrap()
    }

    /// Asks, presses, and gives transaction and artifact.
    pub(crate) async fn artifact(&self, button: &str) -> (String, String) {
        let transaction = self.ask(None).await;
        let back = self.press(&transaction, button, "midden").await;
        let artifact = parameter(&back, "SAMLart").unwrap();
        (transaction, artifact)
    }

    pub(crate) async fn resolve(&self, body: String) -> reqwest::Result<(u16, String)> {
        send(&self.back, body).await
    }
}

pub(crate) async fn send(client: &reqwest::Client, body: String) -> reqwest::Result<(u16, String)> {
    let answer = client.post(RESOLVE).header("content-type", "text/xml").body(body).send().await?;
    Ok((answer.status().as_u16(), answer.text().await?))
}

pub(crate) fn client(digid: &Digid, identity: Option<&PemBundle>) -> reqwest::Client {
    at(digid.front(), digid.back(), digid.root_pem(), identity)
}

pub(crate) fn at(front: SocketAddr, back: SocketAddr, root: &str, identity: Option<&PemBundle>) -> reqwest::Client {
    let mut builder = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .tls_certs_only([reqwest::Certificate::from_pem(root.as_bytes()).unwrap()])
        .resolve("digid.toetssteen.test", front)
        .resolve("was.digid.toetssteen.test", back)
        .timeout(Duration::from_secs(20));
    if let Some(bundle) = identity {
        let pem = format!("{}{}", bundle.key, bundle.chain);
        builder = builder.identity(reqwest::Identity::from_pem(pem.as_bytes()).unwrap());
    }
    builder.build().unwrap()
}
