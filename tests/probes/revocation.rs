//! Whether an issuer revoked a certificate: asked of a responder and lists made by OpenSSL, and only where the call names them.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::{
    certificates::{cert, facts},
    issuer::{Asked, Issued, Issuer, WEBSITE, text},
    servers::{LOOPBACK, OpenSsl},
};

const REVOCATION: &str = "Het certificaat en die van zijn uitgevers zijn: ";

/// What an issuer serves, and what was asked of it.
#[derive(Default)]
struct Desk {
    issuer: Option<Issuer>,
    /// The lists by name.
    lists: Mutex<Vec<(&'static str, Vec<u8>)>>,
    /// In place of what the responder answers.
    instead: Mutex<Option<(u16, Vec<u8>)>>,
    /// Whose signature an answer has, and how it is made.
    signer: Mutex<(&'static str, Vec<&'static str>)>,
    paths: Mutex<Vec<String>>,
}

/// An issuer that can be asked, and ends with the test.
pub(crate) struct Authority {
    desk: Arc<Desk>,
    pub(crate) at: String,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Authority {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn served(State(desk): State<Arc<Desk>>, Path(path): Path<String>) -> Response {
    desk.paths.lock().unwrap().push(path.clone());
    if let Some(question) = path.strip_prefix("ocsp/") {
        if let Some((status, body)) = desk.instead.lock().unwrap().clone() {
            let redirect = [("location", "/elders")];
            return (StatusCode::from_u16(status).unwrap(), redirect, body).into_response();
        }
        let question = STANDARD.decode(question).unwrap();
        let (signer, how) = desk.signer.lock().unwrap().clone();
        return desk.issuer.as_ref().unwrap().respond(&question, signer, &how).into_response();
    }
    let lists = desk.lists.lock().unwrap();
    match lists.iter().find(|(name, _)| *name == path) {
        Some((_, list)) => list.clone().into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Authority {
    /// One that has revoked nothing yet.
    pub(crate) async fn new() -> Self {
        let listener = tokio::net::TcpListener::bind((LOOPBACK, 0)).await.unwrap();
        let at = listener.local_addr().unwrap();
        let issuer = Issuer::asked_at(at);
        let lists = vec![("root.crl", issuer.list("root", &[])), ("issuer.crl", issuer.list("issuer", &[]))];
        let signer = Mutex::new(("issuer", vec!["-ndays", "7"]));
        let desk = Arc::new(Desk { issuer: Some(issuer), lists: Mutex::new(lists), signer, ..Desk::default() });
        let router = Router::new().route("/{*path}", get(served)).with_state(Arc::clone(&desk));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { desk, at: at.to_string(), task }
    }

    pub(crate) fn issuer(&self) -> &Issuer {
        self.desk.issuer.as_ref().unwrap()
    }

    pub(crate) fn website(&self, name: &str, section: &str) -> Issued {
        self.issuer().website(name, Asked { section, ..Asked::default() })
    }

    pub(crate) fn times_asked(&self) -> usize {
        self.desk.paths.lock().unwrap().len()
    }

    fn lists(&self, list: Vec<u8>) {
        *self.desk.lists.lock().unwrap() = vec![("root.crl", self.issuer().list("root", &[])), ("issuer.crl", list)];
    }

    /// What is said of a website with this certificate, by a call with these arguments besides.
    async fn judged(&self, shown: &Issued, arguments: &[&str]) -> Value {
        self.seen(shown, &[], arguments).await
    }

    /// The same of one with more settings.
    async fn seen(&self, shown: &Issued, settings: &[&str], arguments: &[&str]) -> Value {
        let chain = self.issuer().path("issuer.pem");
        let chained = [&["-cert_chain", text(&chain)], settings].concat();
        self.called(OpenSsl::showing(&shown.pem, &shown.key, &chained), arguments).await
    }

    async fn called(&self, server: OpenSsl, arguments: &[&str]) -> Value {
        let (connect, root) = (format!("443={}", server.at), self.issuer().path("root.pem"));
        let named = [WEBSITE, "--connect", &connect, "--ca", text(&root), "--json"];
        let arguments: Vec<String> = named.iter().chain(arguments).map(ToString::to_string).collect();
        let call = move || cert(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        let output = tokio::task::spawn_blocking(call).await.unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{said}"))
    }

    /// What is said of revocation where this issuer may be asked.
    async fn asked(&self, shown: &Issued) -> String {
        let document = self.judged(shown, &["--intrekking", &self.at]).await;
        revocation(&document).0
    }
}

/// The fact about revocation, and what the criterion came to.
fn revocation(document: &Value) -> (String, String) {
    let criterion = "transport/certificaat";
    let expectations = document["criteria"][criterion]["finding"]["expectations"].as_array().unwrap();
    let at = expectations.iter().position(|one| one["that"].as_str().unwrap().contains("ingetrokken")).unwrap();
    let said = facts(document, criterion)[at].strip_prefix(REVOCATION).map(str::to_owned);
    (said.unwrap(), expectations[at]["places"][0]["outcome"].to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_responder_is_asked_about_each_certificate() {
    let authority = Authority::new().await;
    let good = authority.website("good", "asked");
    assert_eq!(authority.asked(&good).await, "niet ingetrokken");
    let mut paths = authority.desk.paths.lock().unwrap().clone();
    paths.sort();
    assert_eq!((paths.len(), &paths[1][..]), (2, "root.crl"), "once each: {paths:?}");
    let bad = authority.website("bad", "asked");
    authority.issuer().revoke("bad");
    assert_eq!(authority.asked(&bad).await, "ingetrokken");
    assert_eq!(authority.asked(&good).await, "niet ingetrokken");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_read_where_there_is_no_responder() {
    let authority = Authority::new().await;
    let (good, bad) = (authority.website("good", "listed"), authority.website("bad", "listed"));
    authority.issuer().revoke("bad");
    authority.lists(authority.issuer().list("issuer", &[]));
    assert_eq!(authority.asked(&good).await, "niet ingetrokken");
    assert_eq!(authority.asked(&bad).await, "ingetrokken");
    authority.lists(authority.issuer().list("issuer", &["-crldays", "7", "-crlexts", "part"]));
    assert_eq!(authority.asked(&bad).await, "ingetrokken", "a part of the list, the one that is named");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issuer_between_can_be_revoked_too() {
    let authority = Authority::new().await;
    let good = authority.website("good", "asked");
    authority.issuer().revoke("issuer");
    *authority.desk.lists.lock().unwrap() = vec![("root.crl", authority.issuer().list("root", &[]))];
    assert_eq!(authority.asked(&good).await, "ingetrokken");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_named_is_not_asked() {
    let authority = Authority::new().await;
    let good = authority.website("good", "asked");
    let other_port = authority.at.replace(':', ":1");
    for arguments in
        [&[][..], &["--intrekking", "127.0.0.1"], &["--intrekking", &other_port[..14.min(other_port.len())]]]
    {
        let document = authority.judged(&good, arguments).await;
        assert_eq!(revocation(&document).0, "niet nagevraagd");
        let told = document.to_string();
        assert!(told.contains(&format!("noemt daarvoor {}", authority.at)), "{document:#}");
    }
    assert_eq!(authority.times_asked(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_cannot_be_believed_tells_nothing() {
    let authority = Authority::new().await;
    let listed = authority.website("listed", "listed");
    let issuer = authority.issuer();
    let dated = |from: &'static str, until: &'static str| ["-crl_lastupdate", from, "-crl_nextupdate", until];
    let with = |section: &str| issuer.list("issuer", &["-crldays", "7", "-crlexts", section]);
    let endless = [issuer.list("issuer", &[]), vec![0; 3 * 1024 * 1024]].concat();
    let lists = [
        ("of another", Issuer::new().list("issuer", &[])),
        ("of the root", issuer.list("root", &[])),
        ("expired", issuer.list("issuer", &dated("20200101000000Z", "20200201000000Z"))),
        ("of a later day", issuer.list("issuer", &dated("20990101000000Z", "20990201000000Z"))),
        ("of another part", with("another-part")),
        ("of a part by a name of its own", with("relative")),
        ("of authorities", with("of-authorities")),
        ("of some reasons", with("of-some-reasons")),
        ("of others too", with("of-others")),
        ("of what changed", with("delta")),
        ("no list", b"<html>".to_vec()),
        ("nothing", Vec::new()),
        ("without end", endless),
    ];
    for (what, list) in lists {
        authority.lists(list);
        assert_eq!(authority.asked(&listed).await, UNKNOWN, "a list {what}");
    }
    authority.lists(issuer.list("issuer", &[]));
    assert_eq!(authority.asked(&listed).await, "niet ingetrokken", "and one that can");
}

/// What is known of the issuer between, while nothing is known of the website's own.
const UNKNOWN: &str = "niet ingetrokken (niet te zien: ingetrokken)";

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_cannot_be_believed_tells_nothing() {
    let authority = Authority::new().await;
    let asked = authority.website("asked", "asked");
    let issuer = authority.issuer();
    let delegate = |name: &str, section: &str, days: (i64, i64)| {
        issuer.website(name, Asked { section, days, subject: "/CN=Antwoord", ..Asked::default() });
    };
    delegate("delegate", "delegate", (-30, 30));
    delegate("over", "delegate", (-60, -2));
    delegate("no-right", "no-delegate", (-30, 30));
    let answers: [(&str, &[&str], &str); 6] = [
        ("issuer", &["-ndays", "7"], "niet ingetrokken"),
        // It does not say until when it holds, and is of now.
        ("issuer", &[], "niet ingetrokken"),
        ("delegate", &["-ndays", "7"], "niet ingetrokken"),
        ("over", &["-ndays", "7"], UNKNOWN),
        ("no-right", &["-ndays", "7"], UNKNOWN),
        ("root", &["-ndays", "7"], UNKNOWN),
    ];
    for (signer, how, expected) in answers {
        *authority.desk.signer.lock().unwrap() = (signer, how.to_vec());
        assert_eq!(authority.asked(&asked).await, expected, "signed by {signer}, {how:?}");
    }
    for (status, body) in [(302, ""), (404, ""), (500, ""), (200, "<html>"), (200, "")] {
        *authority.desk.instead.lock().unwrap() = Some((status, body.as_bytes().to_vec()));
        assert_eq!(authority.asked(&asked).await, UNKNOWN, "{status} {body}");
    }
    assert!(!authority.desk.paths.lock().unwrap().contains(&"elders".to_owned()), "a redirect is not followed");
    *authority.desk.instead.lock().unwrap() = None;
    issuer.forget();
    *authority.desk.signer.lock().unwrap() = ("issuer", vec!["-ndays", "7"]);
    assert_eq!(authority.asked(&asked).await, UNKNOWN, "an issuer that does not know it");
}

/// One chain that tells nothing hides nothing of another.
#[tokio::test(flavor = "multi_thread")]
async fn each_chain_is_looked_at() {
    let authority = Authority::new().await;
    let issuer = authority.issuer();
    let ecdsa = authority.website("ecdsa", "listed");
    let rsa = issuer.website("rsa", Asked { section: "asked", key: &["rsa:2048"], ..Asked::default() });
    issuer.revoke("ecdsa");
    authority.lists(issuer.list("issuer", &[]));
    *authority.desk.instead.lock().unwrap() = Some((500, Vec::new()));
    let (chain, key) = (issuer.path("issuer.pem"), issuer.path("rsa.key"));
    let second = ["-dcert", text(&rsa.path), "-dkey", text(&key), "-dcert_chain", text(&chain)];
    let document = authority.seen(&ecdsa, &second, &["--intrekking", &authority.at]).await;
    assert_eq!(document["shown"][0]["chains"].as_array().unwrap().len(), 2);
    let (said, outcome) = revocation(&document);
    assert_eq!((&*said, &*outcome), ("ingetrokken", "\"violated\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked_is_not_called_absent() {
    let authority = Authority::new().await;
    let document = authority.judged(&authority.website("https", "unaskable"), &["--intrekking", &authority.at]).await;
    assert_eq!(revocation(&document).0, "niet ingetrokken, niet nagevraagd");
    assert!(document.to_string().contains("noemt alleen plaatsen die hier niet te vragen zijn"), "{document:#}");
}

/// What a server sends along without need decides nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_beside_the_chain_counts_for_nothing() {
    let authority = Authority::new().await;
    let issuer = authority.issuer();
    let good = authority.website("good", "asked");
    let beside = authority.website("beside", "asked");
    issuer.revoke("beside");
    std::fs::write(issuer.path("much.pem"), format!("{}{}", issuer.pem("issuer"), beside.pem)).unwrap();
    let much = issuer.path("much.pem");
    let server = OpenSsl::showing(&good.pem, &good.key, &["-cert_chain", text(&much)]);
    let document = authority.called(server, &["--intrekking", &authority.at]).await;
    assert_eq!(revocation(&document).0, "niet ingetrokken");
}
