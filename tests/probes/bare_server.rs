//! A server of TLS 1.1 and 1.2 made by hand, that does what no library does any more: it compresses, does not renegotiate safely, and
//! lets a client be pushed to an older version.

use toetssteen::{
    evidence::tls::{Known, TlsVersion},
    facts::guideline::Subject,
    gather::probes::tls,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::servers::{HOST, Identity, LOOPBACK, Served, network, patient};

/// TLS_RSA_WITH_AES_128_CBC_SHA: no message about keys follows.
const SUITE: [u8; 2] = [0x00, 0x2f];

const HANDSHAKE_FAILURE: [u8; 7] = [21, 3, 1, 0, 2, 2, 40];

/// What it says to a ClientHello.
fn answer(hello: &[u8], certificate: &[u8]) -> Option<Vec<u8>> {
    let version = hello.get(9..11)?;
    let session = usize::from(*hello.get(43)?);
    let rest = hello.get(44 + session..)?;
    let suites = usize::from(u16::from_be_bytes([*rest.first()?, *rest.get(1)?]));
    let (suites, rest) = (rest.get(2..2 + suites)?, rest.get(2 + suites..)?);
    let compressions = rest.get(1..1 + usize::from(*rest.first()?))?;
    let offered = suites.chunks(2).any(|suite| suite == SUITE);
    if !offered || ![[3, 2], [3, 3]].iter().any(|known| known == version) {
        return Some(HANDSHAKE_FAILURE.to_vec());
    }
    let compression = u8::from(compressions.contains(&1));
    let chosen = [version, &[7; 32], &[0], &SUITE, &[compression]].concat();
    let length = |length: usize| u32::try_from(length).unwrap().to_be_bytes();
    let listed = [&length(certificate.len())[1..], certificate].concat();
    let listed = [&length(listed.len())[1..], &listed[..]].concat();
    let message = |kind: u8, body: &[u8]| [&[kind][..], &length(body.len())[1..], body].concat();
    let messages = [message(2, &chosen), message(11, &listed), message(14, &[])].concat();
    Some([&[22][..], version, &length(messages.len())[2..], &messages].concat())
}

#[tokio::test]
async fn what_no_library_does_any_more_is_seen_where_a_server_does_it() {
    let identity = Identity::rsa();
    let der = identity.der();
    let server = Served::with(move |mut stream: TcpStream| {
        let der = der.clone();
        async move {
            let mut hello = vec![0; 16 * 1024];
            let Ok(count) = stream.read(&mut hello).await else { return };
            if let Some(said) = answer(&hello[..count], &der) {
                let _ = stream.write_all(&said).await;
                // Whoever goes on is not answered.
                let _ = stream.read(&mut hello).await;
            }
        }
    })
    .await;
    let network = network(&[(HOST, 443, server.at)], &[], patient());
    let found = tls::ask(&network, HOST, 443, LOOPBACK).await.unwrap();
    let settings = found.settings.as_ref().unwrap();
    assert_eq!(settings.compression, Known::Seen(true));
    assert_eq!(settings.safe_renegotiation, Known::Seen(false));
    assert_eq!(settings.extended_master_secret, Known::Seen(false));
    assert_eq!(settings.fallback_refused, Known::Seen(false));
    assert_eq!(settings.suites[&TlsVersion::Tls12].found, ["TLS_RSA_WITH_AES_128_CBC_SHA"]);
    let guideline = &crate::live::checklist().texts.guidelines["2.1"];
    for subject in ["compressie", "heronderhandeling"] {
        let subject = Subject::ALL.into_iter().find(|one| one.word() == subject).unwrap();
        let does = guideline.does(subject, &found, settings);
        assert_eq!(guideline.grade(subject, &does.values[0]).unwrap().0, "onvoldoende", "{subject:?}");
    }
}
