//! Servers that are in the way of what is asked of them: that say no by going away, or serve so many and no more.

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use toetssteen::{
    evidence::tls::{Support, TlsAddress, TlsVersion},
    gather::{http::Limits, probes::tls},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::servers::{HOST, Identity, LOOPBACK, OpenSsl, Served, network, patient};

const SUITES: [&str; 2] = ["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"];

const HANDSHAKE_FAILURE: [u8; 7] = [21, 3, 3, 0, 2, 2, 40];

/// TLS 1.2 with two suites.
fn behind() -> OpenSsl {
    let suites = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384";
    OpenSsl::with(&Identity::new(), &["-tls1_2", "-cipher", suites, "-www"])
}

async fn look(at: SocketAddr) -> TlsAddress {
    tls::ask(&network(&[(HOST, 443, at)], &[], patient()), HOST, 443, LOOPBACK).await.unwrap()
}

/// What the server behind says, unless that is an alert: then nothing.
async fn without_alerts(mut stream: TcpStream, behind: SocketAddr) {
    let Ok(mut to) = TcpStream::connect(behind).await else { return };
    let (mut asks, mut says) = ([0; 8192], [0; 8192]);
    loop {
        let passed = tokio::select! {
            count = stream.read(&mut asks) => match count {
                Ok(count @ 1..) => to.write_all(&asks[..count]).await,
                _ => return,
            },
            count = to.read(&mut says) => match count {
                Ok(count @ 1..) if says[0] != 21 => stream.write_all(&says[..count]).await,
                _ => return,
            },
        };
        if passed.is_err() {
            return;
        }
    }
}

#[tokio::test]
async fn a_server_that_says_no_by_going_away_is_understood() {
    let server = behind();
    let to = server.at;
    let front = Served::with(move |stream: TcpStream| without_alerts(stream, to)).await;
    let found = look(front.at).await;
    assert!(matches!(found.versions[&TlsVersion::Tls10], Support::Refused(_)), "{found:?}");
    let settings = found.settings.as_ref().unwrap();
    let suites = &settings.suites[&TlsVersion::Tls12];
    assert_eq!(suites.found.iter().map(String::as_str).collect::<BTreeSet<_>>(), SUITES.into());
    assert_eq!(suites.unasked, None, "its way of saying no is known");
    // Each no is asked again, and what it accepts is asked once beside it: no more than that.
    let straight = look(to).await;
    assert!(found.connections <= 5 * straight.connections, "{} and {}", found.connections, straight.connections);
}

/// It serves twelve, and then nobody for a while: as many as come in a moment for one page, and fewer than are asked here.
#[tokio::test]
async fn a_server_that_serves_so_many_and_no_more_is_known_or_said_not_to_be() {
    let server = behind();
    let to = server.at;
    for pause in [Duration::from_millis(60), Duration::from_secs(60)] {
        let window = Arc::new(Mutex::new((Instant::now(), 0)));
        let front = Served::with(move |mut stream: TcpStream| {
            let window = Arc::clone(&window);
            async move {
                let served = {
                    let mut window = window.lock().unwrap();
                    if window.0.elapsed() > pause {
                        *window = (Instant::now(), 0);
                    }
                    window.1 += 1;
                    window.1 <= 12
                };
                if !served {
                    let _ = stream.set_zero_linger();
                    return;
                }
                let Ok(mut to) = TcpStream::connect(to).await else { return };
                let _ = tokio::io::copy_bidirectional(&mut stream, &mut to).await;
            }
        })
        .await;
        let found = look(front.at).await;
        assert!(matches!(found.versions[&TlsVersion::Tls12], Support::Accepted), "{found:?}");
        let suites = &found.settings.as_ref().unwrap().suites[&TlsVersion::Tls12];
        let all = suites.found.iter().map(String::as_str).collect::<BTreeSet<_>>() == SUITES.into();
        assert!(all || suites.unasked.is_some(), "{pause:?}: {suites:?}");
        assert_eq!(all && suites.unasked.is_none(), pause < Duration::from_secs(1), "{pause:?}: {suites:?}");
    }
}

/// Every third connection is reset: whichever that is, no version is called off for it.
#[tokio::test]
async fn resets_now_and_then_turn_no_version_off() {
    let server = OpenSsl::with(&Identity::rsa(), &["-cipher", "ALL:@SECLEVEL=0", "-www"]);
    let to = server.at;
    for first in 0..3 {
        let nth = Arc::new(Mutex::new(first));
        let front = Served::with(move |mut stream: TcpStream| {
            let nth = {
                let mut nth = nth.lock().unwrap();
                *nth += 1;
                *nth
            };
            async move {
                if nth % 3 == 0 {
                    let _ = stream.read(&mut [0; 4096]).await;
                    let _ = stream.set_zero_linger();
                    return;
                }
                let Ok(mut to) = TcpStream::connect(to).await else { return };
                let _ = tokio::io::copy_bidirectional(&mut stream, &mut to).await;
            }
        })
        .await;
        let network = network(&[(HOST, 443, front.at)], &[], patient());
        let found = tls::glance(&network, HOST, 443, LOOPBACK).await.unwrap();
        let off: Vec<_> = found.versions.iter().filter(|(_, said)| **said != Support::Accepted).collect();
        assert_eq!(
            off.iter().map(|(version, _)| **version).collect::<Vec<_>>(),
            [TlsVersion::Ssl2, TlsVersion::Ssl3],
            "{off:?}"
        );
    }
}

/// A server that takes no more than 128 suites in a hello, as some do.
#[tokio::test]
async fn a_server_that_takes_few_suites_has_its_versions() {
    let server =
        OpenSsl::with(&Identity::rsa(), &["-no_tls1_2", "-no_tls1_3", "-cipher", "AES128-SHA:@SECLEVEL=0", "-www"]);
    let suites = |hello: &[u8]| {
        let at = 44 + usize::from(*hello.get(43)?);
        Some(usize::from(u16::from_be_bytes([*hello.get(at)?, *hello.get(at + 1)?])) / 2)
    };
    let few = move |hello: &[u8]| hello.first() == Some(&22) && suites(hello).is_some_and(|suites| suites <= 128);
    let front = Served::before(server.at, move |hello| (!few(hello)).then(|| HANDSHAKE_FAILURE.to_vec())).await;
    let found = look(front.at).await;
    for version in [TlsVersion::Tls10, TlsVersion::Tls11] {
        assert_eq!(found.versions[&version], Support::Accepted, "{version:?}");
    }
}

/// TLS 1.3 where a hello without a share is refused: what is not seen is not called absent.
#[tokio::test]
async fn a_version_of_which_nothing_more_is_seen_is_not_called_whole() {
    let server = OpenSsl::with(&Identity::new(), &["-tls1_3", "-groups", "X25519", "-www"]);
    // key_share with an empty list (RFC 8446 §4.2.8).
    let asks = |hello: &[u8]| hello.windows(6).any(|window| window == [0, 51, 0, 2, 0, 0]);
    let front = Served::before(server.at, move |hello| asks(hello).then(|| HANDSHAKE_FAILURE.to_vec())).await;
    let found = look(front.at).await;
    assert_eq!(found.versions[&TlsVersion::Tls13], Support::Accepted);
    let settings = found.settings.unwrap();
    assert!(settings.suites[&TlsVersion::Tls13].unasked.is_some(), "{settings:?}");
    assert!(settings.groups[&TlsVersion::Tls13].unasked.is_some(), "{settings:?}");
}

/// A server that takes its time over each question: what was asked by then is kept, and the rest is not called absent.
#[tokio::test]
async fn a_slow_server_costs_no_more_than_was_given() {
    let server = OpenSsl::with(&Identity::rsa(), &["-tls1_2", "-cipher", "ALL:@SECLEVEL=0", "-www"]);
    let to = server.at;
    let front = Served::with(move |mut stream: TcpStream| async move {
        let Ok(mut to) = TcpStream::connect(to).await else { return };
        tokio::time::sleep(Duration::from_millis(150)).await;
        let _ = tokio::io::copy_bidirectional(&mut stream, &mut to).await;
    })
    .await;
    let limits = Limits { tls_whole: Duration::from_millis(800), ..patient() };
    let began = Instant::now();
    let found = tls::ask(&network(&[(HOST, 443, front.at)], &[], limits), HOST, 443, LOOPBACK).await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    let suites = &found.settings.unwrap().suites[&TlsVersion::Tls12];
    assert!(suites.unasked.as_ref().is_some_and(|why| why.contains("not all was asked")), "{suites:?}");
}

/// What rustls does not speak in TLS 1.3 is asked before that.
#[tokio::test]
async fn a_certificate_is_seen_in_whichever_version_shows_it() {
    let suites = ["-ciphersuites", "TLS_AES_128_CCM_8_SHA256", "-cipher", "AES128-SHA:@SECLEVEL=0", "-www"];
    let found = look(OpenSsl::with(&Identity::rsa(), &suites).at).await;
    assert_eq!(found.versions[&TlsVersion::Tls13], Support::Accepted, "{found:?}");
    assert_eq!(found.certificates.unwrap().shown.found.len(), 1);
}
