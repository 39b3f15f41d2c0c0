//! Where a host leads without TLS and what it does with other methods, against servers that answer as they please.

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use toetssteen::{
    evidence::{
        exchange::Exchange,
        redirects::{End, Redirects},
    },
    gather::{
        error::NetworkError,
        http::Limits,
        probes::{http, redirects::follow},
    },
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    time::timeout,
};

use super::servers::{DIGID, HOST, Identity, LOOPBACK, Served, network, patient, redactor};
use crate::sealed;

/// A server without TLS that gives every request this answer and closes.
async fn plain(answer: impl Into<Vec<u8>>) -> Served {
    let answer: Arc<Vec<u8>> = Arc::new(answer.into());
    Served::with(move |mut stream: TcpStream| {
        let answer = Arc::clone(&answer);
        async move {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(&answer).await;
        }
    })
    .await
}

fn to(location: &str) -> String {
    format!("HTTP/1.1 301 Moved\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

/// Comes without TLS to a host that is at this address.
async fn come(at: SocketAddr, limits: Limits) -> Result<Redirects, NetworkError> {
    let network = network(&[(HOST, 80, at), (HOST, 1, (LOOPBACK, 1).into())], &[], limits);
    follow(&network, &redactor(), HOST, &BTreeSet::from([DIGID.to_owned()])).await
}

fn shown(redirects: &Redirects) -> Vec<String> {
    redirects.hops.iter().map(|hop| hop.address.to_string()).collect()
}

#[tokio::test]
async fn a_redirect_to_https_is_followed_on_the_host() {
    let identity = Identity::new();
    let acceptor = identity.acceptor();
    let tls = Served::with(move |stream: TcpStream| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(mut tls) = acceptor.accept(stream).await else { return };
            let _ = tls.read(&mut [0; 4096]).await;
            let _ = tls.write_all(to("https://www.elders.test/nl").as_bytes()).await;
            let _ = tls.shutdown().await;
        }
    })
    .await;
    let http = plain(to(&format!("https://{HOST}/"))).await;
    let network = network(&[(HOST, 80, http.at), (HOST, 443, tls.at)], &[&identity], patient());
    let way = follow(&network, &redactor(), HOST, &BTreeSet::new()).await.unwrap();
    assert_eq!((shown(&way), way.end), (vec![format!("http://{HOST}/"), format!("https://{HOST}/")], End::Outside));
    assert_eq!(way.hops[1].location.as_ref().unwrap().host, "www.elders.test");
}

#[tokio::test]
async fn what_is_not_of_the_target_is_kept_and_not_followed() {
    for (host, location) in [("elders.test", "http://elders.test/"), (DIGID, &*format!("https://{DIGID}/saml"))] {
        let server = plain(to(location)).await;
        let way = come(server.at, patient()).await.unwrap();
        assert_eq!((way.hops.len(), &way.end), (1, &End::Outside), "{location}");
        assert_eq!(way.hops[0].location.as_ref().unwrap().host, host);
    }
}

#[tokio::test]
async fn a_way_without_end_is_left() {
    let server = plain(to("/verder")).await;
    let way = come(server.at, patient()).await.unwrap();
    assert_eq!((way.hops.len(), way.end), (10, End::Endless));
    assert_eq!(server.connections(), 11, "one to see whether anybody listens, one for each step");
}

#[tokio::test]
async fn a_step_that_answers_nothing_is_named() {
    let server = plain(to(&format!("https://{HOST}:1/"))).await;
    let way = come(server.at, patient()).await.unwrap();
    assert_eq!(way.hops.len(), 1);
    assert!(matches!(&way.end, End::Broken(why) if why.starts_with("nothing answers")), "{:?}", way.end);
}

#[tokio::test]
async fn a_page_without_tls_is_the_end_of_the_way() {
    let mut answer = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
    answer.resize(10 << 20, b'x');
    let server = plain(answer).await;
    let way = come(server.at, patient()).await.unwrap();
    assert_eq!((way.hops[0].status, way.end), (Some(200), End::Arrived));
}

#[tokio::test]
async fn a_closed_port_is_told_from_a_silent_one() {
    let free = TcpListener::bind((LOOPBACK, 0)).await.unwrap();
    let at = free.local_addr().unwrap();
    drop(free);
    let way = come(at, patient()).await.unwrap();
    assert_eq!((way.hops.len(), way.end), (0, End::Closed));

    // Where the queue of a listener is full, nobody answers whoever comes next.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((LOOPBACK, 0).into()).unwrap();
    let listener = socket.listen(1).unwrap();
    let at = listener.local_addr().unwrap();
    let mut queue = Vec::new();
    while let Ok(Ok(waiting)) = timeout(Duration::from_millis(200), TcpStream::connect(at)).await {
        queue.push(waiting);
    }
    let limits = Limits { connect: Duration::from_millis(300), ..patient() };
    let way = come(at, limits).await.unwrap();
    assert_eq!((way.hops.len(), way.end), (0, End::Silent));
}

#[tokio::test]
async fn a_server_that_says_nothing_or_too_much_is_given_up() {
    let mute =
        Served::with(
            |mut stream: TcpStream| async move { while matches!(stream.read(&mut [0; 1024]).await, Ok(1..)) {} },
        )
        .await;
    let limits = Limits { total: Duration::from_millis(300), ..patient() };
    let error = come(mute.at, limits).await.unwrap_err();
    assert!(matches!(error, NetworkError::TimedOut { .. }), "{error:?}");

    let chatty = Served::with(|mut stream: TcpStream| async move {
        let _ = stream.write_all(b"HTTP/1.1 301 Moved\r\n").await;
        while stream.write_all(b"X-Nog-Een: en nog een en nog een\r\n").await.is_ok() {}
    })
    .await;
    let error = come(chatty.at, patient()).await.unwrap_err();
    assert!(matches!(error, NetworkError::Broken { .. }), "{error:?}");
}

#[tokio::test]
async fn control_characters_stay_out_of_what_is_kept() {
    let broken = plain("HTTP/1.1 301 Moved\r\nServer: \x1b[31mrood\r\nContent-Length: 0\r\n\r\n").await;
    assert!(matches!(come(broken.at, patient()).await, Err(NetworkError::Broken { .. })));

    let sneaky = "HTTP/1.1 301 Moved\r\nServer: \u{9b}31mrood\r\nLocation: /\u{9b}31m\r\nSet-Cookie: \u{9b}=1\r\n\
        X-Powered-By: \u{85}x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let server = plain(sneaky).await;
    let way = come(server.at, patient()).await.unwrap();
    let kept = serde_json::to_string(&sealed::exchange(&way.hops[0], &redactor())).unwrap();
    assert!(kept.contains("31mrood") && !kept.chars().any(char::is_control), "{kept:?}");
}

/// What comes of a method at a server that gives these answers one after the other, and the last one for ever.
async fn asked<F>(
    answers: &'static [&'static str],
    ask: impl Fn(Arc<toetssteen::gather::http::Network>, url::Url) -> F,
) -> F::Output
where
    F: Future<Output = Result<Exchange, NetworkError>>,
{
    let count = Arc::new(AtomicUsize::new(0));
    let server = Served::with(move |mut stream: TcpStream| {
        let answer = answers[count.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1)];
        async move {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    })
    .await;
    let network = Arc::new(network(&[(HOST, 80, server.at)], &[], patient()));
    ask(network, format!("http://{HOST}/").parse().unwrap()).await
}

#[tokio::test]
async fn the_answer_to_a_method_is_kept() {
    const ECHO: &str =
        "HTTP/1.1 200 OK\r\nContent-Type: message/http\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    const ALLOW: &str = "HTTP/1.1 204 No Content\r\nAllow: GET, HEAD\r\nAllow: TRACE\r\nConnection: close\r\n\r\n";
    let trace = async |network: Arc<_>, url| http::trace(&network, &redactor(), url).await;
    let seen = asked(&[ECHO], trace).await.unwrap();
    assert_eq!(
        (seen.method.as_str(), seen.status, seen.header("content-type")),
        ("TRACE", Some(200), Some("message/http"))
    );
    let options = async |network: Arc<_>, url| http::options(&network, &redactor(), url).await;
    let seen = asked(&[ALLOW], options).await.unwrap();
    let allow: Vec<&str> =
        seen.headers.iter().filter(|(name, _)| name == "allow").map(|(_, value)| value.as_str()).collect();
    assert_eq!((seen.method.as_str(), allow), ("OPTIONS", vec!["GET, HEAD", "TRACE"]));
}

#[tokio::test]
async fn a_connection_that_ends_once_is_chance_and_twice_a_refusal() {
    let trace = async |network: Arc<_>, url| http::trace(&network, &redactor(), url).await;
    let seen = asked(&["", "HTTP/1.1 405 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"], trace).await.unwrap();
    assert_eq!(seen.status, Some(405));
    assert_eq!(asked(&[""], trace).await.unwrap().status, None);
}
