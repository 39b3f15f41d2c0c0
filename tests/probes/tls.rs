use std::{
    net::{Ipv6Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use toetssteen::{
    evidence::{
        Gap, Reason,
        tls::{Support, TlsAddress, TlsVersion},
    },
    gather::{error::NetworkError, http::Limits, probes::tls},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::servers::{HOST, Identity, LOOPBACK, OpenSsl, Served, network, patient};

async fn ask(at: SocketAddr) -> Result<TlsAddress, NetworkError> {
    ask_within(at, patient()).await
}

async fn ask_within(at: SocketAddr, limits: Limits) -> Result<TlsAddress, NetworkError> {
    tls::ask(&network(&[(HOST, 443, at)], &[], limits), HOST, 443, LOOPBACK).await
}

/// For servers that say nothing or hold on: the limit will pass.
fn impatient() -> Limits {
    Limits { tls_step: Duration::from_millis(300), ..patient() }
}

fn accepted(found: &TlsAddress) -> Vec<TlsVersion> {
    assert_eq!(found.versions.len(), TlsVersion::ALL.len());
    found.versions.iter().filter(|(_, said)| **said == Support::Accepted).map(|(version, _)| *version).collect()
}

fn unknown(found: &TlsAddress) -> usize {
    found.versions.values().filter(|said| matches!(said, Support::Unknown(_))).count()
}

/// The first bytes of each connection are read, then these are sent; then it is held or closed.
async fn says(answer: Vec<u8>, hold: bool) -> Served {
    Served::with(move |mut stream: TcpStream| {
        let answer = answer.clone();
        async move {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(&answer).await;
            while hold && matches!(stream.read(&mut [0; 64]).await, Ok(1..)) {}
        }
    })
    .await
}

/// What a server of this version chooses: RSA with RC4 and MD5, which every old version has.
fn server_hello(version: u8) -> Vec<u8> {
    [&[22, 3, version, 0, 42, 2, 0, 0, 38, 3, version][..], &[7; 32], &[0, 0, 4, 0]].concat()
}

#[tokio::test]
async fn openssl_is_read_right_in_every_combination() {
    use TlsVersion::{Tls10, Tls11, Tls12, Tls13};
    let weak = "ALL:@SECLEVEL=0";
    let cases: [(&[&str], &[TlsVersion]); 8] = [
        (&["-tls1", "-cipher", weak], &[Tls10]),
        (&["-tls1_1", "-cipher", weak], &[Tls11]),
        (&["-tls1_2", "-cipher", weak], &[Tls12]),
        (&["-tls1_3"], &[Tls13]),
        (&["-cipher", weak], &[Tls10, Tls11, Tls12, Tls13]),
        (&["-cipher", weak, "-no_tls1_1", "-no_tls1_3"], &[Tls10, Tls12]),
        // What rustls does not know: CBC, and a curve of its own.
        (&["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"], &[Tls12]),
        (&["-tls1_3", "-groups", "X448"], &[Tls13]),
    ];
    for (arguments, expected) in cases {
        let server = OpenSsl::start(arguments);
        let found = ask(server.at).await.unwrap();
        assert_eq!(accepted(&found), expected, "{arguments:?}: {found:?}");
        assert_eq!(unknown(&found), 0, "{arguments:?}: {found:?}");
    }
}

#[tokio::test]
async fn a_client_certificate_asked_for_hides_no_version() {
    let server = OpenSsl::start(&["-Verify", "1", "-cipher", "ALL:@SECLEVEL=0", "-no_tls1", "-no_tls1_1"]);
    let found = ask(server.at).await.unwrap();
    assert_eq!(accepted(&found), [TlsVersion::Tls12, TlsVersion::Tls13], "{found:?}");
}

#[tokio::test]
async fn a_modern_server_takes_six_connections_and_refuses_the_old() {
    let acceptor = Identity::new().acceptor();
    let server = Served::with(move |stream| {
        let acceptor = acceptor.clone();
        async move { drop(acceptor.accept(stream).await) }
    })
    .await;
    let found = ask(server.at).await.unwrap();
    assert_eq!(accepted(&found), [TlsVersion::Tls12, TlsVersion::Tls13], "{found:?}");
    assert_eq!(unknown(&found), 0, "{found:?}");
    assert_eq!(usize::try_from(found.connections).unwrap(), server.connections());
}

#[tokio::test]
async fn a_server_hello_of_ssl_3_is_found() {
    let found = ask(says(server_hello(0), false).await.at).await.unwrap();
    assert_eq!(accepted(&found), [TlsVersion::Ssl3], "{found:?}");
    assert_eq!(found.versions[&TlsVersion::Tls10], Support::Refused("chose SSL 3.0".to_owned()));
}

#[tokio::test]
async fn a_server_hello_of_ssl_2_is_found() {
    let body = [&[4, 0, 1, 0, 2, 0, 3, 0, 3, 0, 16][..], b"DER", &[1, 0, 0x80], &[5; 16]].concat();
    let answer = [&[0x80, u8::try_from(body.len()).unwrap()], &body[..]].concat();
    let found = ask(says(answer, false).await.at).await.unwrap();
    assert_eq!(accepted(&found), [TlsVersion::Ssl2], "{found:?}");
    assert_eq!(unknown(&found), 5, "no other version answers with that: {found:?}");
}

#[tokio::test]
async fn what_is_no_answer_is_unknown_for_every_version() {
    let cases: [(&str, Vec<u8>, bool); 7] = [
        ("nothing", vec![], true),
        ("nothing, then closes", vec![], false),
        ("HTTP", b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(), false),
        ("a banner", b"220 mail.voorbeeld.test ESMTP\r\n".to_vec(), true),
        ("half a record", server_hello(1)[..20].to_vec(), false),
        ("a length of 2^24", vec![22, 3, 1, 0x40, 0, 2, 0xff, 0xff, 0xff, 3, 1], true),
        ("an alert about the name", vec![21, 3, 1, 0, 2, 2, 112], false),
    ];
    let asked = cases.map(async |(what, answer, hold)| {
        let server = says(answer, hold).await;
        let found = ask_within(server.at, impatient()).await.unwrap();
        assert_eq!(unknown(&found), 6, "{what}: {found:?}");
    });
    futures_util::future::join_all(asked).await;
}

#[tokio::test]
async fn an_alert_to_everything_is_a_refusal() {
    let found = ask(says(vec![21, 3, 1, 0, 2, 2, 70], false).await.at).await.unwrap();
    let refused = Support::Refused("alert protocol_version".to_owned());
    assert!(found.versions.values().all(|said| *said == refused), "{found:?}");
}

#[tokio::test]
async fn resets_alone_say_nothing() {
    let server = Served::with(|mut stream: TcpStream| async move {
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.set_zero_linger();
    })
    .await;
    let found = ask(server.at).await.unwrap();
    assert_eq!(unknown(&found), 6, "{found:?}");
}

/// Whether this hello is one of TLS 1.2 or later.
async fn is_modern(stream: &TcpStream) -> bool {
    let mut start = [0; 11];
    while stream.peek(&mut start).await.is_ok_and(|count| count < start.len() && count > 0) {}
    start[0] == 22 && start[9..] == [3, 3]
}

#[tokio::test]
async fn a_server_that_resets_only_the_old_refuses_them() {
    let acceptor = Identity::new().acceptor();
    let server = Served::with(move |mut stream: TcpStream| {
        let acceptor = acceptor.clone();
        async move {
            if is_modern(&stream).await {
                drop(acceptor.accept(stream).await);
            } else {
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.set_zero_linger();
            }
        }
    })
    .await;
    let found = ask(server.at).await.unwrap();
    assert_eq!(accepted(&found), [TlsVersion::Tls12, TlsVersion::Tls13], "{found:?}");
    let said = &found.versions[&TlsVersion::Tls10];
    assert!(matches!(said, Support::Refused(how) if how.contains("each time")), "{found:?}");
    assert_eq!(unknown(&found), 0, "{found:?}");
}

#[tokio::test]
async fn a_server_that_grows_tired_has_refused_nothing() {
    let acceptor = Identity::new().acceptor();
    let turns = Arc::new(AtomicUsize::new(0));
    let server = Served::with(move |stream: TcpStream| {
        let (acceptor, turns) = (acceptor.clone(), turns.clone());
        async move {
            // Six connections come in the first round; afterwards nobody is served any more.
            let modern = is_modern(&stream).await;
            if turns.fetch_add(1, Ordering::SeqCst) < 6 && modern {
                drop(acceptor.accept(stream).await);
            } else {
                let _ = stream.set_zero_linger();
            }
        }
    })
    .await;
    let found = ask(server.at).await.unwrap();
    assert_eq!(accepted(&found), [TlsVersion::Tls12, TlsVersion::Tls13], "{found:?}");
    assert_eq!(unknown(&found), 4, "{found:?}");
}

/// Six versions at once: one step, and no second round.
#[tokio::test]
async fn a_port_that_accepts_and_is_silent_costs_one_step() {
    let server = says(vec![], true).await;
    let limits = Limits { tls_step: Duration::from_secs(1), ..patient() };
    let since = Instant::now();
    let found = ask_within(server.at, limits).await.unwrap();
    let took = since.elapsed();
    let silent = Support::Unknown("no answer within 1000 ms".to_owned());
    assert!(found.versions.len() == 6 && found.versions.values().all(|said| *said == silent), "{found:?}");
    assert!(took >= Duration::from_secs(1) && took < Duration::from_secs(10), "{took:?}");
    assert_eq!(found.connections, 6);
}

#[tokio::test]
async fn no_more_connections_are_open_at_once_than_allowed() {
    let open = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
    let seen = open.clone();
    let server = Served::with(move |mut stream: TcpStream| {
        let open = open.clone();
        async move {
            let now = open.0.fetch_add(1, Ordering::SeqCst) + 1;
            open.1.fetch_max(now, Ordering::SeqCst);
            let _ = stream.read(&mut [0; 4096]).await;
            // Held until the other side gives up; counted off before it can see that.
            let mut rest = [0; 64];
            while matches!(stream.read(&mut rest).await, Ok(1..)) {}
            open.0.fetch_sub(1, Ordering::SeqCst);
        }
    })
    .await;
    assert_eq!(Limits::default().tls_at_once, 8);
    let found = ask_within(server.at, Limits { tls_at_once: 1, ..impatient() }).await.unwrap();
    assert_eq!(unknown(&found), 6, "{found:?}");
    // One may still be counted that its owner has just let go of.
    assert!(seen.1.load(Ordering::SeqCst) <= 2, "{seen:?}");
}

#[tokio::test]
async fn a_closed_port_is_a_gap() {
    let listener = TcpListener::bind((LOOPBACK, 0)).await.unwrap();
    let at = listener.local_addr().unwrap();
    drop(listener);
    let gap = Gap::from(ask(at).await.unwrap_err());
    assert_eq!(gap.reason, Reason::Unreachable, "{gap:?}");
}

#[tokio::test]
async fn a_host_outside_the_target_is_never_asked() {
    let server = says(vec![], false).await;
    let network = network(&[("elders.test", 443, server.at)], &[], patient());
    let error = tls::ask(&network, "elders.test", 443, LOOPBACK).await.unwrap_err();
    assert_eq!(error, NetworkError::OutsideTarget { host: "elders.test".to_owned() });
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn addresses_come_from_the_route_or_the_resolver() {
    let at: SocketAddr = "127.0.0.1:40123".parse().unwrap();
    let network = network(&[(HOST, 443, at)], &[], patient());
    assert_eq!(network.addresses(HOST, 443).await.unwrap(), [LOOPBACK]);
    let error = network.addresses(HOST, 80).await.unwrap_err();
    assert_eq!(error, NetworkError::NameUnresolved { host: HOST.to_owned() });
}

/// A machine without IPv6 has no such address to be asked at, and no service of it is reached there either.
#[tokio::test]
async fn each_address_of_a_name_is_asked_by_itself() {
    let four = OpenSsl::start(&["-tls1_2"]);
    let six = OpenSsl::start(&["-tls1_3", "-accept", "[::1]:0"]);
    let network = network(&[(HOST, 443, four.at), (HOST, 443, six.at)], &[], patient());
    let addresses = network.addresses(HOST, 443).await.unwrap();
    assert_eq!(addresses, [LOOPBACK, Ipv6Addr::LOCALHOST.into()]);
    for (ip, version) in addresses.into_iter().zip([TlsVersion::Tls12, TlsVersion::Tls13]) {
        let found = tls::ask(&network, HOST, 443, ip).await.unwrap();
        assert_eq!(accepted(&found), [version], "{ip}");
        assert!(found.certificates.is_some_and(|certificates| !certificates.shown.found.is_empty()), "{ip}");
    }
}
