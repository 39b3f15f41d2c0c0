use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use toetssteen::{
    evidence::{Blame, Gap, Reason},
    gather::{
        credentials::Credentials,
        error::NetworkError,
        http::{Ask, HttpAgent, Limits, Network, Route, Settings, Sign, knock},
        probes::{http, metadata::fetch, tls},
    },
    target::Locator,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use url::Url;

use super::servers::{HOST, Identity, LOOPBACK, Served, network, patient, redactor};
use crate::sealed;

/// An https server that gives every request this answer.
async fn https(identity: &Identity, answer: Vec<u8>) -> Served {
    let acceptor = identity.acceptor();
    let answer = Arc::new(answer);
    Served::with(move |stream: TcpStream| {
        let (acceptor, answer) = (acceptor.clone(), answer.clone());
        async move {
            let Ok(mut tls) = acceptor.accept(stream).await else { return };
            let _ = tls.read(&mut [0; 4096]).await;
            let _ = tls.write_all(&answer).await;
            let _ = tls.shutdown().await;
        }
    })
    .await
}

fn answer(headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn url(path: &str) -> Url {
    format!("https://{HOST}{path}").parse().unwrap()
}

#[tokio::test]
async fn headers_and_cookies_are_kept_without_secrets() {
    let identity = Identity::new();
    let headers = "Strict-Transport-Security: max-age=31536000\r\nLocation: /verder;jsessionid=1A2B3C4D5E?token=abcdefgh\r\n\
        X-Eigen: abcdefgh-geheim\r\nSet-Cookie: sid=abcdefgh-geheim; Secure; HttpOnly; SameSite=Strict\r\n\
        Server: nginx abcdefgh-geheim 999999047\r\nSet-Cookie: taal=nl; Max-Age=60\r\n";
    let redirect = String::from_utf8(answer(headers, b"")).unwrap().replace("200 OK", "302 Found");
    let server = https(&identity, redirect.into_bytes()).await;
    let network = network(&[(HOST, 443, server.at)], &[&identity], patient());
    let redactor = redactor();
    let seen = http::ask(&network, &redactor, url("/start?artifact=abcdefgh-geheim")).await.unwrap();
    let seen = sealed::exchange(&seen, &redactor);

    assert_eq!(seen.header("strict-transport-security"), Some("max-age=31536000"));
    assert_eq!(seen.location.as_ref().unwrap().path.split(';').next(), Some("/verder"));
    assert_eq!(seen.cookies.len(), 2);
    assert!(seen.cookies[0].secure && seen.cookies[1].persistent, "{:?}", seen.cookies);
    let kept = serde_json::to_string(&seen).unwrap();
    for secret in ["abcdefgh", "1A2B3C4D5E", "999999047", "x-eigen"] {
        assert!(!kept.contains(secret), "{secret} in {kept}");
    }
}

#[tokio::test]
async fn what_is_learnt_later_is_hidden_in_what_was_seen_before() {
    let identity = Identity::new();
    let logs_in = b"HTTP/1.1 204 No Content\r\nConnection: close\r\nSet-Cookie: sid=/dossier/4711\r\n\r\n".to_vec();
    let (plain, cookie) = (https(&identity, answer("", b"")).await, https(&identity, logs_in).await);
    let redactor = redactor();
    let mut seen = Vec::new();
    for server in [&plain, &cookie, &plain] {
        let network = network(&[(HOST, 443, server.at)], &[&identity], patient());
        seen.push(http::ask(&network, &redactor, url("/dossier/4711#/dossier/4711")).await.unwrap());
    }
    let screens: Vec<_> = seen.iter().map(|seen| sealed::exchange(seen, &redactor).address.screen()).collect();
    assert!(screens[0] == screens[1] && screens[1] == screens[2], "{screens:?}");
    assert!(!screens[0].contains("4711") && screens[0].matches("⟦cookie:sid·").count() == 2, "{screens:?}");
}

#[tokio::test]
async fn an_authority_nobody_named_is_not_trusted() {
    let identity = Identity::new();
    let server = https(&identity, answer("", b"")).await;
    let network = network(&[(HOST, 443, server.at)], &[&Identity::new()], patient());
    let gap = Gap::from(http::ask(&network, &redactor(), url("/")).await.unwrap_err());
    assert_eq!((gap.reason, gap.blame), (Reason::TlsFailed, Blame::Target), "{}", gap.detail);
}

#[tokio::test]
async fn what_does_not_answer_is_named_for_what_it_is() {
    let network = network(&[(HOST, 443, "127.0.0.1:1".parse().unwrap())], &[], patient());
    let reason = async |address: &str| {
        Gap::from(http::ask(&network, &redactor(), address.parse().unwrap()).await.unwrap_err()).reason
    };
    assert_eq!(reason(url("/").as_str()).await, Reason::Unreachable);
    assert_eq!(reason(&format!("http://{HOST}/")).await, Reason::NameUnresolved { host: HOST.to_owned() });
    assert_eq!(reason("https://elders.test/").await, Reason::OutsideTarget { host: "elders.test".to_owned() });
}

#[tokio::test]
async fn a_server_that_never_ends_is_given_up() {
    let server =
        Served::with(
            |mut stream: TcpStream| async move { while matches!(stream.read(&mut [0; 1024]).await, Ok(1..)) {} },
        )
        .await;
    let limits = Limits { total: Duration::from_millis(300), ..patient() };
    let network = network(&[(HOST, 80, server.at)], &[], limits);
    let error = http::ask(&network, &redactor(), format!("http://{HOST}/").parse().unwrap()).await.unwrap_err();
    assert!(matches!(error, NetworkError::TimedOut { waited_ms: 300.., .. }), "{error:?}");
}

/// The detail is what the preflight prints too.
#[tokio::test]
async fn a_port_that_accepts_and_never_speaks_tls_is_a_gap_in_time() {
    let silent = Served::with(|stream: TcpStream| async move {
        std::future::pending::<()>().await;
        drop(stream);
    })
    .await;
    let limits = Limits { connect: Duration::from_millis(300), ..patient() };
    let network = network(&[(HOST, 443, silent.at)], &[], limits);
    let since = Instant::now();
    let gap = Gap::from(http::ask(&network, &redactor(), url("/")).await.unwrap_err());
    let took = since.elapsed();
    assert_eq!((gap.reason, gap.blame), (Reason::Unreachable, Blame::Target));
    let begins = format!("nothing answers at {HOST}:443: no connection, TLS included, within ");
    assert!(gap.detail.starts_with(&begins), "{}", gap.detail);
    assert!(took >= limits.connect && took < Duration::from_secs(10), "{took:?}");
    assert_eq!(silent.connections(), 1, "nobody is asked twice");
}

#[tokio::test]
async fn metadata_comes_from_https_and_is_bounded() {
    let identity = Identity::new();
    let fetched = async |body: &[u8]| {
        let server = https(&identity, answer("", body)).await;
        let network = network(&[(HOST, 443, server.at)], &[&identity], patient());
        fetch(&network, &redactor(), &url("/saml/metadata")).await
    };
    assert_eq!(fetched(b"<md/>").await.unwrap(), b"<md/>");
    let gap = Gap::from(fetched(&[b' '; 1024 * 1024 + 1]).await.unwrap_err());
    assert_eq!(gap.reason, Reason::MetadataUnreadable, "{gap:?}");

    let network = network(&[], &[], patient());
    let plain = format!("http://{HOST}/").parse().unwrap();
    assert!(matches!(fetch(&network, &redactor(), &plain).await, Err(NetworkError::MetadataUnreadable { .. })));
}

#[test]
fn settings_that_cannot_work_are_refused() {
    let settings = |port, trust: &[&str]| Settings {
        hosts: [HOST.to_owned()].into(),
        routes: vec![Route { host: HOST.to_owned(), port, to: "127.0.0.1:9000".parse().unwrap() }],
        trust: trust.iter().map(|pem| pem.as_bytes().to_vec()).collect(),
        public_roots: false,
        limits: patient(),
    };
    assert!(Network::new(settings(443, &[])).is_ok());
    assert!(Network::new(settings(9000, &[])).is_ok());
    for wrong in [settings(8443, &[]), settings(443, &["geen PEM"])] {
        assert!(matches!(Network::new(wrong), Err(NetworkError::Setup(_))));
    }
}

/// Journeys run side by side: whatever asks must be able to move between threads.
#[test]
fn everything_that_asks_can_be_spawned() {
    fn spawnable<T: Send>(_: impl FnOnce() -> T) {}
    let network = network(&[], &[], patient());
    let redactor = redactor();
    let credentials = Credentials::default();
    let asked = Ask { url: url("/"), sign: Sign::text("x").unwrap(), digid_hosts: [].into(), waited: None };
    let mut agent = HttpAgent::new(&network, &redactor, &credentials);
    let (address, control) = (url("/"), Locator::Tekst("a".to_owned()));
    spawnable(|| agent.press(&control));
    spawnable(|| fetch(&network, &redactor, &address));
    spawnable(|| http::ask(&network, &redactor, url("/")));
    spawnable(|| knock(&network, &redactor, &credentials, &asked));
    spawnable(|| tls::ask(&network, HOST, 443, LOOPBACK));
}
