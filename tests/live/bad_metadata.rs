//! A service whose metadata is no metadata, or tells DigiD too little: the report says so, nothing is fetched that the metadata
//! names, and what does not rest on it is tested all the same.

use std::{
    iter,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    body::{Body, Bytes},
    response::{IntoResponse as _, Response},
    routing::get,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use flate2::{Compression, write::GzEncoder};
use futures_util::{StreamExt as _, stream};
use http::header;
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use std::io::Write as _;
use toetssteen::{
    evidence::{Blame, Evidence, Observation, Outcome, Reason},
    judge,
};
use tokio::net::TcpListener;

use super::{
    bare::{self, HOST, Pages, described},
    browser::site::Site,
    called::{Called, Desk},
    stage::checklist,
};

const TLS: &str = "transport/tls-versies";

/// One that rests on a login, one on the metadata itself and one on neither.
const ONLY: &[&str] = &["antwoord/annuleren", "metadata/terugkeeradres", TLS];

/// Those that need no browser: what a login lacks for want of metadata is the same for whatever is wrong with it.
const QUICK: &[&str] = &["metadata/terugkeeradres", TLS];

const MIB: usize = 1024 * 1024;

const NOT_SAID: &str = "De metadata van de dienst is niet op te halen of niet te lezen.";

fn verdicts(evidence: &Evidence) -> Vec<(String, &'static str)> {
    let judgement = judge::judge(checklist(), evidence);
    judgement.findings().map(|finding| (finding.criterion.clone(), finding.verdict.word())).collect()
}

/// Runs against a service that gives this as its metadata.
async fn run(only: &[&str], served: impl Fn() -> Response + Clone + Send + Sync + 'static) -> (Desk, Called) {
    let router = bare::router(Pages::default()).route("/beschreven", get(async move || served()));
    let desk = Desk::for_service(&Site::secure(HOST, router).await).edit("/metadata\"", "/beschreven\"");
    let called = desk.run(only).await;
    (desk, called)
}

/// The run says this of the metadata, in every place that rests on it, and has tested the rest.
#[track_caller]
fn unreadable(desk: &Desk, called: &Called, why: &str) {
    assert_eq!(called.status, Some(3), "{why}: {}{}", called.stdout, called.stderr);
    assert!(called.stderr.contains("problem  metadata: "), "{why}: {}", called.stderr);
    let gaps = desk.gaps();
    assert!(gaps.iter().any(|(place, _)| place == "metadata/sp"), "{why}: {gaps:?}");
    for (place, gap) in &gaps {
        assert_eq!((&gap.reason, gap.blame), (&Reason::MetadataUnreadable, Blame::Target), "{why}: {place}");
        assert!(gap.detail.contains(why), "{why}: {}", gap.detail);
    }
    for (id, word) in verdicts(&desk.evidence()) {
        assert_eq!(word, if id == TLS { "akkoord" } else { "niet vastgesteld" }, "{why}: {id}");
    }
    let written = desk.written().into_iter().find(|(name, _)| name.ends_with("testrapport.html")).unwrap().1;
    assert!(String::from_utf8_lossy(&written).contains(NOT_SAID), "{why}");
    assert_eq!(desk.browsers(), 0, "{why}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metadata_that_tells_nothing() {
    let two = format!(
        r#"<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">{}{}</md:EntitiesDescriptor>"#,
        described("https://een.test/", ""),
        described("https://twee.test/", "")
    );
    let idp = described("https://een.test/", "").replace("SPSSODescriptor", "IDPSSODescriptor");
    let key = |text: &str| {
        format!(
            r#"<md:KeyDescriptor><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>{text}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"#
        )
    };
    let rows = [
        ("Niets hier".to_owned(), "the message is not acceptable XML"),
        ("<a>".repeat(100_000), "the message is not acceptable XML"),
        (two, "it describes 2 services"),
        (idp, "the metadata has no SPSSODescriptor"),
        (described("https://een.test/", &key("AAAA")), "the certificate is not X.509 in DER"),
    ];
    for ((text, why), only) in rows.into_iter().zip(iter::once(ONLY).chain(iter::repeat(QUICK))) {
        let (desk, called) = run(only, move || text.clone().into_response()).await;
        unreadable(&desk, &called, why);
    }
}

/// Nothing of a document type is looked at, and nobody is asked for what it names.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metadata_with_entities() {
    let (elsewhere, asked) = listener().await;
    let mut laughs = "<!ENTITY l0 \"ha\">".to_owned();
    for level in 1..12 {
        laughs.push_str(&format!("<!ENTITY l{level} \"{}\">", format!("&l{};", level - 1).repeat(10)));
    }
    let root = described("https://een.test/", "");
    let named = described("&l;", "");
    let rows = [
        format!("<!DOCTYPE a [{laughs}]>{}", described("&l11;", "")),
        format!("<!DOCTYPE a [<!ENTITY l SYSTEM \"http://{elsewhere}/\">]>{named}"),
        format!("<!DOCTYPE a SYSTEM \"http://{elsewhere}/a.dtd\">{root}"),
    ];
    for text in rows {
        let (desk, called) = run(QUICK, move || text.clone().into_response()).await;
        unreadable(&desk, &called, "DOCTYPE declarations are not allowed");
    }
    assert_eq!(asked.load(Ordering::Relaxed), 0);
}

/// Somebody who counts who comes.
async fn listener() -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (at, asked) = (listener.local_addr().unwrap(), Arc::<AtomicUsize>::default());
    let counted = Arc::clone(&asked);
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            counted.fetch_add(1, Ordering::Relaxed);
        }
    });
    (at, asked)
}

/// 100 MB, sent as it is and compressed. Of neither is more read than the few megabytes that are kept of any page.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metadata_that_is_too_large() {
    const PIECE: usize = 64 * 1024;
    let taken = Arc::<AtomicUsize>::default();
    let counted = Arc::clone(&taken);
    let (desk, called) = run(QUICK, move || {
        let counted = Arc::clone(&counted);
        let piece = Bytes::from_static(&[b' '; PIECE]);
        let all = stream::iter(0..100 * MIB / PIECE).map(move |_| {
            counted.fetch_add(PIECE, Ordering::Relaxed);
            Ok::<_, std::io::Error>(piece.clone())
        });
        Body::from_stream(all).into_response()
    })
    .await;
    unreadable(&desk, &called, "larger than 1048576 bytes");
    // And what the system keeps under way.
    let taken = taken.load(Ordering::Relaxed);
    assert!(taken < 20 * MIB, "{taken} bytes were taken");

    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..100 {
        packed.write_all(&[b' '; MIB]).unwrap();
    }
    let packed = Bytes::from(packed.finish().unwrap());
    let (desk, called) =
        run(QUICK, move || ([(header::CONTENT_ENCODING, "gzip")], packed.clone()).into_response()).await;
    unreadable(&desk, &called, "larger than 1048576 bytes");
}

/// It can be read, and says that DigiD has nowhere to go.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metadata_without_an_address_for_artifacts() {
    let text = described(&format!("https://{HOST}/metadata"), "").replace("HTTP-Artifact", "HTTP-POST");
    let (desk, called) = run(ONLY, move || text.clone().into_response()).await;
    assert_eq!(called.status, Some(1), "{}{}", called.stdout, called.stderr);
    let words = ["niet vastgesteld", "niet akkoord", "akkoord"];
    let wanted: Vec<_> = ONLY.iter().map(|id| (*id).to_owned()).zip(words).collect();
    assert_eq!(verdicts(&desk.evidence()), wanted);
    let gaps = desk.gaps();
    let (place, gap) = gaps.iter().find(|(place, _)| place == "cancel/returned").unwrap();
    assert_eq!((&gap.reason, gap.blame), (&Reason::DigidNotReached, Blame::Target), "{place}: {}", gap.detail);
}

/// DigiD verifies with it all the same, and whoever looks before the run is told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metadata_with_an_expired_certificate() {
    let mut certificate = CertificateParams::new([HOST.to_owned()]).unwrap();
    (certificate.not_before, certificate.not_after) = (date_time_ymd(2019, 1, 1), date_time_ymd(2020, 1, 31));
    let certificate = certificate.self_signed(&KeyPair::generate().unwrap()).unwrap();
    let key = format!(
        r#"<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"#,
        BASE64_STANDARD.encode(certificate.der())
    );
    let text = described(&format!("https://{HOST}/metadata"), &key);
    let (desk, called) = run(QUICK, move || text.clone().into_response()).await;
    let says = "problem  metadata: the certificate in it was valid until 2020-01-31";
    assert!(called.stderr.contains(says), "{}", called.stderr);
    let seen = desk.evidence().outcome(&"metadata/sp".parse().unwrap()).cloned();
    assert!(matches!(seen, Some(Outcome::Observed(Observation::Metadata(_)))), "{seen:?}");
    assert!(verdicts(&desk.evidence()).contains(&(TLS.to_owned(), "akkoord")));
}
