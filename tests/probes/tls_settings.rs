//! What a server does within its versions: expected from how it is configured, and said by OpenSSL itself where it lists suites.

use std::{collections::BTreeSet, net::SocketAddr, process::Command};

use toetssteen::{
    evidence::tls::{Field, Known, Listed, Order, TlsAddress, TlsSettings, TlsVersion},
    gather::probes::tls,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::{
    servers::{HOST, Identity, LOOPBACK, OpenSsl, Served, network, patient},
    websites::Website,
};

const WEAK: &str = "ALL:COMPLEMENTOFALL:@SECLEVEL=0";

async fn address(at: SocketAddr) -> TlsAddress {
    tls::ask(&network(&[(HOST, 443, at)], &[], patient()), HOST, 443, LOOPBACK).await.unwrap()
}

async fn settings(server: &OpenSsl) -> TlsSettings {
    address(server.at).await.settings.unwrap()
}

fn whole<T: Clone>(listed: &Listed<T>) -> Vec<T> {
    assert_eq!(listed.unasked, None);
    listed.found.clone()
}

fn seen<T: Clone + std::fmt::Debug>(known: &Known<T>) -> T {
    match known {
        Known::Seen(value) => value.clone(),
        other => panic!("not seen: {other:?}"),
    }
}

/// What OpenSSL says that this means for a version, in its order, for a server with a certificate of this kind.
fn listed(version: &str, ciphers: &str, signer: &str) -> Vec<String> {
    let output = Command::new("openssl")
        .args(["ciphers", "-s", "-stdname", "-V", version, ciphers])
        .env("OPENSSL_CONF", "/dev/null")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let fits = |line: &&str| {
        version == "-tls1_3"
            || !line.contains("PSK") && [signer, "None"].iter().any(|one| line.contains(&format!("Au={one} ")))
    };
    text.lines().filter(fits).map(|line| line.split_whitespace().nth(2).unwrap().to_owned()).collect()
}

#[tokio::test]
async fn every_suite_is_found_in_the_order_of_the_server() {
    use TlsVersion::{Tls10, Tls11, Tls12, Tls13};
    let cases = [(Tls10, "-tls1"), (Tls11, "-tls1_1"), (Tls12, "-tls1_2"), (Tls13, "-tls1_3")];
    let server = OpenSsl::with(&Identity::rsa(), &["-cipher", WEAK, "-serverpref", "-www"]);
    let found = settings(&server).await;
    for (version, option) in cases {
        let expected: Vec<String> = listed(option, WEAK, "RSA");
        assert_eq!(whole(&found.suites[&version]), expected, "{version:?}");
        assert_eq!(found.order[&version], Known::Seen(Order::Server), "{version:?}");
    }
    assert!(found.suites[&Tls12].found.len() > 50, "{}", found.suites[&Tls12].found.len());
}

#[tokio::test]
async fn a_server_that_follows_its_clients_says_so() {
    let server = OpenSsl::with(&Identity::new(), &["-cipher", "ALL:@SECLEVEL=0", "-tls1_2", "-www"]);
    let found = settings(&server).await;
    let mut suites = whole(&found.suites[&TlsVersion::Tls12]);
    let mut expected = listed("-tls1_2", "ALL:@SECLEVEL=0", "ECDSA");
    suites.sort();
    expected.sort();
    assert_eq!(suites, expected);
    assert_eq!(found.order[&TlsVersion::Tls12], Known::Seen(Order::Client));
}

/// A list that is in no order that anybody would guess.
#[tokio::test]
async fn an_odd_order_is_read_as_it_is() {
    let odd = [
        "AES128-SHA",
        "ECDHE-RSA-AES256-GCM-SHA384",
        "AES256-GCM-SHA384",
        "ECDHE-RSA-AES128-SHA",
        "DHE-RSA-AES128-GCM-SHA256",
    ];
    let names = [
        "TLS_RSA_WITH_AES_128_CBC_SHA",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
        "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
    ];
    let ciphers = odd.join(":");
    let server = OpenSsl::with(&Identity::rsa(), &["-cipher", &ciphers, "-serverpref", "-tls1_2", "-www"]);
    let found = settings(&server).await;
    assert_eq!(whole(&found.suites[&TlsVersion::Tls12]), names);
}

#[tokio::test]
async fn curves_fields_and_signatures_are_found() {
    const SIGNERS: &str = "RSA-PSS+SHA256:RSA+SHA512:RSA+SHA1";
    let arguments = ["-cipher", "ALL:@SECLEVEL=0", "-groups", "X448:P-384", "-sigalgs", SIGNERS, "-www"];
    let server = OpenSsl::with(&Identity::rsa(), &arguments);
    let found = settings(&server).await;
    let sorted = |listed: &Listed<String>| {
        let mut all = whole(listed);
        all.sort();
        all
    };
    assert_eq!(sorted(&found.groups[&TlsVersion::Tls13]), ["secp384r1", "x448"]);
    assert_eq!(sorted(&found.groups[&TlsVersion::Tls12]), ["secp384r1", "x448"]);
    assert_eq!(sorted(&seen(&found.signatures)), ["rsa_pkcs1_sha1", "rsa_pkcs1_sha512", "rsa_pss_rsae_sha256"]);
}

/// Before TLS 1.3 a server refuses whoever does not offer the curve of its certificate: the others are asked beside that.
#[tokio::test]
async fn curves_beside_that_of_a_certificate_are_found() {
    let curves = async |order: &[&str], groups: &str| {
        let arguments = [&["-groups", groups, "-www"], order].concat();
        let groups = settings(&OpenSsl::with(&Identity::new(), &arguments)).await.groups[&TlsVersion::Tls12].clone();
        (groups.found.iter().cloned().collect::<BTreeSet<_>>(), groups.unasked)
    };
    let all = |names: &[&str]| names.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
    let three = all(&["x25519", "secp256r1", "secp521r1"]);
    assert_eq!(curves(&["-tls1_2"], "X25519:P-256:P-521").await, (three.clone(), None));
    // With an order of its own it chooses that of its certificate before what comes after it, which nobody can have then.
    assert_eq!(curves(&["-tls1_2", "-serverpref"], "X25519:P-256:P-521").await, (all(&["x25519", "secp256r1"]), None));
    assert_eq!(curves(&["-tls1_2", "-serverpref"], "X25519:P-521:P-256").await, (three, None));
    assert_eq!(curves(&["-tls1_2"], "P-256").await, (all(&["secp256r1"]), None));
    // TLS 1.3 does not know the oldest: they are found where it is spoken too.
    let old = all(&["x25519", "secp256r1", "secp256k1", "sect283k1"]);
    assert_eq!(curves(&[], "X25519:P-256:secp256k1:sect283k1").await, (old, None));
}

/// A prime of somebody's own, too small by far.
const OWN_FIELD: &str = "-----BEGIN DH PARAMETERS-----
MIGHAoGBAP6Ea95u3X9Iv0h1S2K1flbs7xXSZrmUPCHwWDihycWwqi1mfMUEETzT
W9siaqkMLh08GwbVeL7tQA8lfFJ5/Jte6qDwZWVEfwafDvLNPdf/FKa7iHmi/e8O
koVxt3+ziMvBtOFU9hf2cKkOzsdF9ZrXf3lGyn584uxhGjFCie6HAgEC
-----END DH PARAMETERS-----
";

#[tokio::test]
async fn a_finite_field_has_its_name_or_only_its_size() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("field.pem");
    let make = ["genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe3072"];
    let known = Command::new("openssl").args(make).output().unwrap().stdout;
    let named = Field { name: Some("ffdhe3072".to_owned()), bits: 3072 };
    for (pem, expected) in [(known, named), (OWN_FIELD.into(), Field { name: None, bits: 1024 })] {
        std::fs::write(&path, pem).unwrap();
        let path = path.display().to_string();
        let arguments = ["-tls1_2", "-cipher", "DHE:@SECLEVEL=0", "-dhparam", &path, "-www"];
        let found = settings(&OpenSsl::with(&Identity::rsa(), &arguments)).await;
        assert_eq!(whole(&seen(&found.fields)), [expected]);
    }
}

#[tokio::test]
async fn what_a_server_says_of_itself_is_read() {
    let server = OpenSsl::with(&Identity::new(), &["-cipher", "ALL:@SECLEVEL=0", "-alpn", "h2", "-www"]);
    let found = settings(&server).await;
    assert!(!seen(&found.compression));
    assert!(seen(&found.safe_renegotiation));
    assert!(seen(&found.extended_master_secret));
    assert!(seen(&found.tickets));
    assert!(seen(&found.fallback_refused));
    assert!(seen(&found.resumption));
    assert!(!seen(&found.early_data));
    assert_eq!(seen(&found.protocol).as_deref(), Some("h2"));
    let bare = OpenSsl::with(&Identity::new(), &["-tls1_2", "-no_ticket", "-no_etm", "-www", "-no_cache"]);
    let found = settings(&bare).await;
    assert!(!seen(&found.tickets));
    assert!(!seen(&found.resumption));
    assert!(matches!(found.early_data, Known::Moot(_)), "{:?}", found.early_data);
    assert!(matches!(found.fallback_refused, Known::Moot(_)), "{:?}", found.fallback_refused);
}

#[tokio::test]
async fn data_before_the_handshake_is_done_is_seen() {
    let server = OpenSsl::with(&Identity::new(), &["-tls1_3", "-early_data"]);
    let found = settings(&server).await;
    assert_eq!((found.early_data, found.resumption), (Known::Seen(true), Known::Seen(true)));
}

/// A server that takes early data, and then asks for what it said once more, has not acted on it (RFC 8470 §5.2).
#[tokio::test]
async fn data_that_is_asked_for_again_was_not_taken() {
    let early = "ssl_protocols TLSv1.3; ssl_early_data on;";
    for (how, taken) in [("", true), ("if ($ssl_early_data) { return 425; }", false)] {
        let server = Website::nginx(&format!("{early} {how}"), &Identity::rsa());
        assert_eq!(address(server.at).await.settings.unwrap().early_data, Known::Seen(taken), "{how}");
    }
}

/// A server of one version and few suites costs few connections beside those.
#[tokio::test]
async fn it_is_gentle() {
    let server = OpenSsl::with(&Identity::rsa(), &["-cipher", WEAK, "-serverpref", "-www"]);
    let found = address(server.at).await;
    let settings = found.settings.unwrap();
    let suites: usize = settings.suites.values().map(|listed| listed.found.len()).sum();
    let beyond = usize::try_from(found.connections).unwrap() - suites;
    println!("{suites} suites, {beyond} connections beyond them");
    assert!(beyond <= 120, "{beyond} connections beyond {suites} suites");
}

/// Every third connection is reset: asked again, and nothing is called absent for it.
#[tokio::test]
async fn a_server_that_drops_connections_is_still_known() {
    let server = OpenSsl::with(
        &Identity::new(),
        &["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384", "-www"],
    );
    let behind = server.at;
    let count = std::sync::atomic::AtomicUsize::new(0);
    let front = Served::with(move |mut stream: TcpStream| {
        let nth = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        async move {
            if nth % 3 == 2 {
                return;
            }
            let Ok(mut to) = TcpStream::connect(behind).await else { return };
            let _ = tokio::io::copy_bidirectional(&mut stream, &mut to).await;
        }
    })
    .await;
    let found = address(front.at).await.settings.unwrap();
    let mut suites = whole(&found.suites[&TlsVersion::Tls12]);
    suites.sort();
    assert_eq!(suites, ["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"]);
}

/// A server that answers one suite and is silent from then on: what was found stays, and the rest is not called absent.
#[tokio::test]
async fn what_was_not_answered_is_not_called_absent() {
    let server = OpenSsl::with(&Identity::new(), &["-tls1_2", "-www"]);
    let behind = server.at;
    let count = std::sync::atomic::AtomicUsize::new(0);
    let front = Served::with(move |mut stream: TcpStream| {
        let nth = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        async move {
            if nth >= 9 {
                while matches!(stream.read(&mut [0; 1024]).await, Ok(1..)) {}
                return;
            }
            let Ok(mut to) = TcpStream::connect(behind).await else { return };
            let _ = tokio::io::copy_bidirectional(&mut stream, &mut to).await;
            let _ = stream.shutdown().await;
        }
    })
    .await;
    let limits = toetssteen::gather::http::Limits { tls_step: std::time::Duration::from_millis(300), ..patient() };
    let found = tls::ask(&network(&[(HOST, 443, front.at)], &[], limits), HOST, 443, LOOPBACK).await.unwrap();
    let settings = found.settings.unwrap();
    let suites = &settings.suites[&TlsVersion::Tls12];
    assert!(suites.unasked.as_ref().is_some_and(|why| why.contains("no answer within")), "{suites:?}");
}

#[tokio::test]
async fn how_often_a_client_may_ask_for_new_keys_is_tried() {
    let asked = async |arguments: &[&str]| {
        let server = OpenSsl::with(&Identity::rsa(), &[arguments, &["-rev"]].concat());
        settings(&server).await.client_renegotiation.unwrap()
    };
    assert_eq!(asked(&["-tls1_2", "-client_renegotiation"]).await, Known::Seen(11));
    assert_eq!(asked(&["-client_renegotiation"]).await, Known::Seen(11), "with TLS 1.3 beside it");
    assert_eq!(asked(&["-tls1_2"]).await, Known::Seen(0));
    assert_eq!(asked(&["-tls1_2", "-no_renegotiation"]).await, Known::Seen(0));
    assert!(matches!(asked(&["-tls1_3"]).await, Known::Moot(_)));
    // Who shows no certificate is sent away before anything could be asked.
    assert!(matches!(asked(&["-tls1_2", "-Verify", "1", "-verify_return_error"]).await, Known::Unseen(_)));
}
