//! Mellon and the reference afnemer in one federation: in at the one without credentials, out everywhere.

use std::{collections::BTreeMap, fs, process::Stdio};

use serde_json::Value;
use toetssteen::judge;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    net::{TcpListener, TcpStream},
    process::{Child, Command},
};

use super::{
    super::{
        federated::{FEDERATED, federated_target},
        stage::{afnemer, checklist},
    },
    by_hand::{ANDER, BURGER, PERSON},
    compare,
    curl::{Session, Shell},
    link::asked,
    service::Mellon,
};

const OTHER: &str = "https://mijn.voorbeeldstad.test";

/// What became of each criterion, by service; `UPDATE=1` writes it anew.
const RECORD: &str = "tests/live/mellon/federation.toml";

/// Where mellon hears of logging out, as its manual says.
const LOGOUT: &str = "https://mijn.mellon.test/saml/logout";

/// Both, linked to one DigiD.
struct Federation {
    mellon: Mellon,
    /// It ends with its input.
    _afnemer: Child,
    /// Where its pages are, and whom its certificate is from.
    pages: (String, String),
}

impl Federation {
    async fn start() -> Self {
        let own = include_str!("aansluiting.toml");
        let own = own.replace("aangevraagd =", "eenmalig-inloggen = true\naangevraagd =");
        let federated = federated_target();
        let (_, other) = federated.split_once("[[aansluiting]]\n").unwrap();
        let other = other.replace("naam = \"mijn\"", "naam = \"balie\"");
        let target = own.replace("[hosts.", &format!("[[aansluiting]]\n{other}\n[hosts."));
        let bindings = ["SOAP", "HTTP-Redirect"].map(|binding| {
            let binding = format!("urn:oasis:names:tc:SAML:2.0:bindings:{binding}");
            format!("<md:SingleLogoutService Binding=\"{binding}\" Location=\"{LOGOUT}\"/>")
        });
        let service = "<md:AssertionConsumerService";
        let metadata = include_str!("sp-metadata.xml").replace(service, &format!("{}{service}", bindings.concat()));
        let mellon = Mellon::with(&target, &metadata).await;
        asked(&mellon.desk, &["client-certificate", "--out", "balie"]).await;
        let (child, ready) = start(&mellon).await;
        let place = |key: &str| ready[key].as_str().unwrap().to_owned();
        let hosts = [("name", "https"), ("soap_name", "soap")]
            .map(|(name, at)| format!("[hosts.\"{}\"]\nconnect = {{ 443 = \"{}\" }}\n\n", place(name), place(at)));
        let known = "ca = [\"dienst/tls/ca.pem\"]";
        let both = format!("ca = [\"dienst/tls/ca.pem\", {:?}]", place("ca"));
        let path = mellon.desk.path("aansluiting.toml");
        let target = fs::read_to_string(&path).unwrap();
        let target = target.replace("[vertrouwen]", &format!("{}[vertrouwen]", hosts.concat()));
        assert!(target.contains(known), "{target}");
        fs::write(path, target.replace(known, &both)).unwrap();
        Self { mellon, _afnemer: child, pages: (place("https"), place("ca")) }
    }
}

/// Starts the reference afnemer.
async fn start(mellon: &Mellon) -> (Child, Value) {
    let path = |name: &str| mellon.desk.path(name).display().to_string();
    // At the port of the door, but beside it: whoever has a certificate to show needs no door.
    let beside = format!("127.0.0.2:{}", mellon.ports.door);
    let (listener, back) = (TcpListener::bind(&beside).await.unwrap(), mellon.ports.back);
    tokio::spawn(async move {
        while let Ok((mut from, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut to = TcpStream::connect(("127.0.0.1", back)).await?;
                tokio::io::copy_bidirectional(&mut from, &mut to).await
            });
        }
    });
    let back = format!("was.digid.localhost={beside}");
    let arguments = [
        ("--state", path("afnemer")),
        ("--digid-metadata", path("dienst/saml/digid-metadata.xml")),
        ("--digid-ca", path("dienst/tls/digid-ca.pem")),
        ("--digid-connect", back),
        ("--certificate", path("balie/chain.pem")),
        ("--key", path("balie/key.pem")),
    ];
    let mut command = Command::new(afnemer());
    command.args(arguments.iter().flat_map(|(name, value)| [*name, value])).args(FEDERATED).kill_on_drop(true);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.next_line().await.unwrap().expect("the afnemer starts");
    (child, serde_json::from_str(&line).unwrap())
}

/// What waits is left out; what others do not leave waiting is tried at both.
const TRIED: [&str; 10] = [
    "eenmalig-inloggen/andere-dienst",
    "eenmalig-inloggen/bevestiging",
    "eenmalig-inloggen/door-digid",
    "eenmalig-inloggen/gedeeltelijk",
    "eenmalig-inloggen/metadata",
    "eenmalig-inloggen/valse-vragen",
    "eenmalig-inloggen/via-digid",
    "eenmalig-inloggen/vraag",
    "eenmalig-inloggen/zonder-goed-antwoord",
    "sessie/uitloggen-van-buiten",
];

/// What mellon itself says of what is held against it. It looks for a session by its NameID alone, and of several sessions of one
/// person it takes the first: then SessionIndex is another's.
const OF_ITSELF: [&str; 2] = [
    "Error validating logout request. Lasso error: [304] Unknown principal on logout",
    "Logout could not be propagated to every service provider in the current session",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_service_provider_and_the_afnemer_are_one_federation() {
    let federation = Federation::start().await;
    let desk = &federation.mellon.desk;
    let called = desk.run_with("--snel", &TRIED).await;
    let said = federation.mellon.said();
    assert!(matches!(called.status, Some(0 | 1 | 3)), "{}\n{said}", called.stderr);
    let judgement = judge::judge(checklist(), &desk.evidence());
    let verdicts: BTreeMap<&str, BTreeMap<&str, &str>> = judgement
        .aansluitingen
        .iter()
        .map(|one| {
            let words = one.findings.values().map(|finding| (finding.criterion.as_str(), finding.verdict.word()));
            (one.naam.as_str(), words.collect())
        })
        .collect();
    compare(RECORD, &toml::to_string_pretty(&verdicts).unwrap());
    // Beside it the sound service is sound, whatever the other does.
    assert!(verdicts["balie"].values().all(|word| *word == "akkoord"), "{verdicts:?}");
    for words in OF_ITSELF {
        assert!(said.contains(words), "mellon does not say “{words}”:\n{said}");
    }
    // Seven times it logged out at DigiD, and not once did it find fault with the answer of a DigiD that tells the truth.
    let refused = said.lines().filter(|line| line.contains("cannot verify a signature")).count();
    assert_eq!(refused, 1, "it refuses the unsigned answer and no other:\n{said}");
}

/// Nothing of ours but DigiD and the other service takes part in what curl does. So it is mellon that loses count.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_service_provider_ends_a_session_by_hand_where_the_citizen_has_no_other() {
    let federation = Federation::start().await;
    let mut digid = federation.mellon.digid().await;
    digid.says("knows https://mijn.voorbeeldstad.test/saml/metadata").await;
    let shell = Shell::of(&federation.mellon);
    shell.also("mijn.voorbeeldstad.test", &federation.pages.0, &federation.pages.1);
    let mut alone = shell.session("alone");
    log_in(&mut alone, BURGER).await;
    out_elsewhere(&mut alone).await;
    assert_eq!(alone.look(BURGER).await, None, "{}", alone.transcript);
    let mut twice = shell.session("twice");
    log_in(&mut twice, ANDER).await;
    log_in(&mut twice, BURGER).await;
    out_elsewhere(&mut twice).await;
    assert!(twice.look(BURGER).await.is_some(), "{}", twice.transcript);
    assert_eq!(digid.stop().await, Some(0));
}

async fn log_in(session: &mut Session<'_>, jar: &str) {
    let asked = session.ask(jar).await;
    session.log_in(jar, &asked, PERSON).await;
}

/// In at the other service without credentials, and out there and everywhere.
async fn out_elsewhere(session: &mut Session<'_>) {
    let asked = session.follow(BURGER, &format!("{OTHER}/inloggen/digid")).await;
    let inside = session.send(BURGER, &[("handeling", "verder")], asked.url.as_str()).await;
    assert_eq!(inside.url.path(), "/mijn", "{}", session.transcript);
    let parting = session.submit(BURGER, &inside).await;
    let out = session.send(BURGER, &[("handeling", "uitloggen")], parting.url.as_str()).await;
    assert_eq!(out.url.path(), "/uitgelogd", "{}", session.transcript);
}
