//! `toetssteen digid` as a developer uses it: it runs, shows every message, and prints what a service has to know.

use std::{fs, os::unix::fs::PermissionsExt as _, process::Stdio, time::Duration};

use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStderr, Command},
    time::timeout,
};

use super::called::{Called, Desk};
use crate::digid::{
    service::{OIN, Service, fresh_id, parameter},
    world::at,
};
use toetssteen::digid::{Authority, PemBundle};

const CONFIG: &str = "[digid]\nluister = \"127.0.0.1:0\"\nachterkanaal = \"127.0.0.1:0\"\n";

/// The program while it runs.
pub(super) struct Running {
    child: Child,
    lines: Lines<BufReader<ChildStderr>>,
}

impl Running {
    pub(super) fn start(desk: &Desk, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_toetssteen"));
        command.arg("digid").args(arguments).current_dir(desk.path("")).kill_on_drop(true);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        Self { child, lines }
    }

    /// The next line with these words.
    pub(super) async fn says(&mut self, words: &str) -> String {
        let mut seen = Vec::new();
        let found = async {
            while let Some(line) = self.lines.next_line().await.unwrap() {
                if line.contains(words) {
                    return line;
                }
                seen.push(line);
            }
            panic!("it ended without saying `{words}`: {seen:?}")
        };
        timeout(Duration::from_secs(60), found).await.unwrap_or_else(|_| panic!("it does not say `{words}`"))
    }

    pub(super) async fn stop(mut self) -> Option<i32> {
        let id = Pid::from_raw(i32::try_from(self.child.id().unwrap()).unwrap()).unwrap();
        kill_process(id, Signal::INT).unwrap();
        self.says("stopped").await;
        timeout(Duration::from_secs(20), self.child.wait()).await.unwrap().unwrap().code()
    }
}

fn refused(called: &Called, says: &str) {
    assert_eq!(called.status, Some(2), "{}", called.stderr);
    assert!(called.stderr.contains(says), "{}", called.stderr);
}

fn listening(line: &str) -> std::net::SocketAddr {
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

fn service(desk: &Desk) -> (Service, PemBundle, String) {
    let authority = Authority::open(&desk.path("keys/digid")).unwrap();
    let service = Service::new(&authority);
    let bundle = authority.issue_afnemer(service.host, OIN).unwrap();
    fs::write(desk.path("sp.xml"), service.metadata()).unwrap();
    fs::write(desk.path("digid.toml"), CONFIG).unwrap();
    (service, bundle, authority.root_pem().to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_answers_strictly_and_shows_every_message() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let desk = Desk::with("");
    let (service, bundle, root) = service(&desk);
    let mut running = Running::start(&desk, &["--config", "digid.toml", "--metadata", "sp.xml", "--state", "keys"]);
    let front = listening(&running.says("single sign-on").await);
    let back = listening(&running.says("artifact resolution").await);
    let known = running.says("knows ").await;
    assert!(known.contains(&service.entity_id()) && known.contains("midden"), "{known}");

    // A login as it should be.
    let browser = at(front, back, &root, None);
    let asked = browser.get(service.redirect(&service.question(&fresh_id(), ""), None)).send().await.unwrap();
    let page = asked.headers()["location"].to_str().unwrap().to_owned();
    let line = running.says("AuthnRequest").await;
    assert!(line.contains("HTTP-Redirect") && line.contains("signed with rsa-sha256"), "{line}");
    let form = [("bsn", "999990019"), ("niveau", "midden"), ("handeling", "inloggen")];
    let pressed = browser.post(page).form(&form).send().await.unwrap();
    let returned = url::Url::parse(pressed.headers()["location"].to_str().unwrap()).unwrap();
    let artifact = parameter(&returned, "SAMLart").unwrap();
    let line = running.says("DigiD answers `inloggen`").await;
    assert!(!line.contains(&artifact), "{line}");
    let shown = at(front, back, &root, Some(&bundle));
    let resolve = "https://was.digid.toetssteen.test/saml/idp/resolve_artifact";
    let answer = shown.post(resolve).body(service.signed_resolve(&artifact)).send().await.unwrap();
    assert!(answer.text().await.unwrap().contains("<saml:Assertion "));
    running.says("ArtifactResolve from ").await;
    let line = running.says("ArtifactResponse Success, Response Success, level MobileTwoFactorContract").await;
    assert!(!line.contains("999990019"), "{line}");

    // What the real DigiD refuses is refused, and said with its reason.
    let unsigned = service.question(&fresh_id(), "").replace("Midden", "");
    let unsigned = format!(
        "https://digid.toetssteen.test/saml/idp/request_authentication?SAMLRequest={}",
        crate::digid::service::deflated(unsigned.as_bytes())
    );
    assert_eq!(browser.get(unsigned).send().await.unwrap().status(), 404);
    running.says("not signed").await;
    running.says("refused: signature-missing: ").await;
    assert!(browser.post(resolve).body("x").send().await.is_err());
    let line = running.says("to the back channel").await;
    assert!(line.contains("no client certificate was shown"), "{line}");
    assert_eq!(running.stop().await, Some(0));
    for address in [front, back] {
        assert!(std::net::TcpStream::connect(address).is_err());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_comes_later_is_waited_for() {
    let desk = Desk::with("");
    let (service, _, _) = service(&desk);
    fs::remove_file(desk.path("sp.xml")).unwrap();
    let arguments = ["--config", "digid.toml", "--metadata", "sp.xml", "--niveau", "hoog", "--state", "keys"];
    let mut running = Running::start(&desk, &arguments);
    running.says("cannot be read, and is tried again").await;
    fs::write(desk.path("sp.xml"), service.metadata()).unwrap();
    let known = running.says("knows ").await;
    assert!(known.contains("hoog"), "{known}");
    assert_eq!(running.stop().await, Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_service_has_to_know_is_printed() {
    let desk = Desk::with("");
    fs::write(desk.path("digid.toml"), "[digid]\nentity-id = \"urn:voorbeeld:digid\"\n").unwrap();
    let certificate = |xml: &str| {
        let (_, rest) = xml.split_once("<ds:X509Certificate>").unwrap();
        rest.split_once('<').unwrap().0.to_owned()
    };
    let metadata = desk.call(&["digid", "metadata", "--state", "keys"]).await;
    let named = desk.call(&["digid", "metadata", "--state", "keys", "--config", "digid.toml"]).await;
    assert_eq!((metadata.status, named.status), (Some(0), Some(0)), "{}{}", metadata.stderr, named.stderr);
    assert!(metadata.stdout.contains("entityID=\"https://was.digid.toetssteen.test/saml/idp/metadata\""));
    assert!(named.stdout.contains("entityID=\"urn:voorbeeld:digid\""), "{}", named.stdout);
    // The same keys as a run has, however often they are asked for.
    assert_eq!(certificate(&metadata.stdout), certificate(&named.stdout));
    let ca = desk.call(&["digid", "ca", "--state", "keys"]).await;
    assert_eq!(ca.stdout, fs::read_to_string(desk.path("keys/digid/root/chain.pem")).unwrap());

    let made = desk.call(&["digid", "client-certificate", "--state", "keys", "--out", "mijn-certificaat"]).await;
    assert_eq!(made.status, Some(0), "{}", made.stderr);
    assert!(!made.stdout.contains("PRIVATE") && !made.stderr.contains("PRIVATE"));
    let key = desk.path("mijn-certificaat/key.pem");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(fs::read_to_string(desk.path("mijn-certificaat/chain.pem")).unwrap().contains("BEGIN CERTIFICATE"));
    let again = desk.call(&["digid", "client-certificate", "--state", "keys", "--out", "mijn-certificaat"]).await;
    refused(&again, "mijn-certificaat/chain.pem");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_is_refused_before_anything_listens() {
    let desk = Desk::with("");
    fs::write(desk.path("kort"), "geheim\n").unwrap();
    let open = ["digid", "--metadata", "sp.xml", "--state", "keys", "--luister", "0.0.0.0:0"];
    refused(&desk.call(&open).await, "which others can reach: whoever reaches it can log in as anybody");
    let short = desk.call(&[open.as_slice(), &["--passphrase-file", "kort"]].concat()).await;
    refused(&short, "a passphrase has 12 characters or more");
    assert!(!short.stderr.contains("geheim"), "{}", short.stderr);
    refused(&desk.call(&["digid", "--state", "keys"]).await, "name the metadata of yours with --metadata");
    refused(&desk.call(&["digid", "--metadata", "http://x.test/"]).await, "an address with https://");
    fs::write(desk.path("digid.toml"), "[digid]\nluisterd = \"127.0.0.1:1\"\n").unwrap();
    let mistake = desk.call(&["digid", "metadata", "--config", "digid.toml"]).await;
    refused(&mistake, "did you mean `luister`?");
    refused(&mistake, "digid.toml:2:1");
    assert!(!desk.path("keys").exists(), "nothing was started");
}
