//! Servers that are in the way of what is asked of them: that say no by going away, or serve so many and no more.

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use toetssteen::{
    evidence::tls::{Support, TlsAddress, TlsVersion},
    gather::probes::tls,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::servers::{HOST, Identity, LOOPBACK, OpenSsl, Served, network, patient};

const SUITES: [&str; 2] = ["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"];

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
