//! What a client gets that names no host (RFC 6066 §3).

use toetssteen::{
    evidence::{
        certificate::Nameless,
        tls::{Known, TlsAddress},
    },
    gather::probes::tls,
};

use super::{
    issuer::{Asked, Issuer},
    servers::{HOST, Identity, LOOPBACK, OpenSsl, Served, network, patient},
};

const UNRECOGNISED_NAME: [u8; 7] = [21, 3, 1, 0, 2, 2, 112];

async fn nameless(at: std::net::SocketAddr) -> Known<Nameless> {
    let network = network(&[(HOST, 443, at)], &[], patient());
    let TlsAddress { certificates, .. } = tls::ask(&network, HOST, 443, LOOPBACK).await.unwrap();
    certificates.unwrap().nameless
}

#[tokio::test]
async fn a_server_with_one_certificate_shows_that() {
    assert_eq!(nameless(OpenSsl::with(&Identity::new(), &["-www"]).at).await, Known::Seen(Nameless::Same));
}

#[tokio::test]
async fn a_server_of_several_names_shows_another() {
    let issuer = Issuer::new();
    let own = issuer.website("own", Asked::default());
    let key = issuer.path("own.key");
    let named = ["-servername", HOST, "-cert2", own.path.to_str().unwrap(), "-key2", key.to_str().unwrap(), "-www"];
    assert_eq!(nameless(OpenSsl::with(&Identity::new(), &named).at).await, Known::Seen(Nameless::Another));
}

/// As a front that knows nobody without a name.
#[tokio::test]
async fn a_server_that_asks_for_a_name_refuses() {
    let server = OpenSsl::with(&Identity::new(), &["-www"]);
    let names = |hello: &[u8]| hello.windows(HOST.len()).any(|window| window == HOST.as_bytes());
    let front = Served::before(server.at, move |hello| (!names(hello)).then(|| UNRECOGNISED_NAME.to_vec())).await;
    assert_eq!(nameless(front.at).await, Known::Seen(Nameless::Refused));
}
