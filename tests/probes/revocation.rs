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
    /// In place of any answer.
    instead: Mutex<Option<(u16, Vec<u8>)>>,
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
    if let Some((status, body)) = desk.instead.lock().unwrap().clone() {
        let redirect = [("location", "/elders")];
        return (StatusCode::from_u16(status).unwrap(), redirect, body).into_response();
    }
    if let Some(question) = path.strip_prefix("ocsp/") {
        let question = STANDARD.decode(question).unwrap();
        return desk.issuer.as_ref().unwrap().respond(&question).into_response();
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
        let desk = Arc::new(Desk { issuer: Some(issuer), lists: Mutex::new(lists), ..Desk::default() });
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
        let chain = self.issuer().path("issuer.pem");
        let server = OpenSsl::showing(&shown.pem, &shown.key, &["-cert_chain", text(&chain)]);
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
async fn an_answer_that_cannot_be_believed_is_none() {
    let authority = Authority::new().await;
    let listed = authority.website("listed", "listed");
    let issuer = authority.issuer();
    let dated = |from: &'static str, until: &'static str| ["-crl_lastupdate", from, "-crl_nextupdate", until];
    let lists = [
        ("of another", Issuer::new().list("issuer", &[])),
        ("of the root", issuer.list("root", &[])),
        ("expired", issuer.list("issuer", &dated("20200101000000Z", "20200201000000Z"))),
        ("of a later day", issuer.list("issuer", &dated("20990101000000Z", "20990201000000Z"))),
        ("of another part", issuer.list("issuer", &["-crldays", "7", "-crlexts", "another-part"])),
        ("no list", b"<html>".to_vec()),
        ("nothing", Vec::new()),
    ];
    for (what, list) in lists {
        authority.lists(list);
        assert_eq!(authority.asked(&listed).await, "-", "a list {what}");
    }
    let asked = authority.website("asked", "asked");
    for (status, body) in [(302, ""), (404, ""), (500, ""), (200, "<html>"), (200, "")] {
        *authority.desk.instead.lock().unwrap() = Some((status, body.as_bytes().to_vec()));
        assert_eq!(authority.asked(&asked).await, "-", "{status} {body}");
    }
    assert!(!authority.desk.paths.lock().unwrap().contains(&"elders".to_owned()), "a redirect is not followed");
    *authority.desk.instead.lock().unwrap() = Some((200, vec![0; 3 * 1024 * 1024]));
    assert_eq!(authority.asked(&asked).await, "-", "without end");
}
