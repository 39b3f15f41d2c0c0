//! Connections that bring no message are recorded too, and whoever reads along sees everything in order.

use std::{sync::Arc, time::Duration};

use rustls_pki_types::{CertificateDer, pem::PemObject as _};
use toetssteen::{
    digid::{Channel, Entry, Ledger, Manner, Settings, TroubleKind},
    evidence::message::MessageKind,
};

use super::world::{World, at, authority, client};

async fn trouble(ledger: &Ledger) -> (Channel, TroubleKind) {
    let first = |ledger: &Ledger| ledger.troubles().into_iter().next();
    let trouble = ledger.wait_until(first, Duration::from_secs(10)).await.expect("a trouble is recorded");
    (trouble.channel, trouble.kind)
}

#[tokio::test]
async fn a_service_that_does_not_trust_our_authority() {
    let world = World::new(Manner::Observing).await;
    // The site of another test has an authority that is not ours.
    let stranger = rcgen::generate_simple_self_signed(["elders.test".to_owned()]).unwrap().cert.pem();
    let (front, back) = (world.digid.front(), world.digid.back());
    let distrusting = at(front, back, &stranger, None);
    assert!(distrusting.get("https://was.digid.toetssteen.test/").send().await.is_err());
    let (channel, kind) = trouble(world.digid.ledger()).await;
    assert_eq!(channel, Channel::Back);
    assert!(matches!(&kind, TroubleKind::Untrusted { alert } if alert == "UnknownCA"), "{kind:?}");
}

#[tokio::test]
async fn a_strict_digid_says_that_no_certificate_was_shown() {
    let world = World::new(Manner::Strict).await;
    let bare = client(&world.digid, None);
    assert!(bare.get("https://was.digid.toetssteen.test/").send().await.is_err());
    assert_eq!(trouble(world.digid.ledger()).await, (Channel::Back, TroubleKind::NoClientCertificate));
}

#[tokio::test]
async fn an_address_where_nothing_is() {
    let world = World::new(Manner::Strict).await;
    let answer = world.back.post("https://was.digid.toetssteen.test/saml/elders?SAMLart=geheim").send().await.unwrap();
    assert_eq!(answer.status(), 404);
    let asked = "POST /saml/elders".to_owned();
    assert_eq!(trouble(world.digid.ledger()).await, (Channel::Back, TroubleKind::NothingThere { asked }));
}

/// Such as one that looks at the name in our certificate when TLS is already set up, and does not like it.
#[tokio::test]
async fn a_client_that_leaves_without_a_question_has_come() {
    let world = World::new(Manner::Observing).await;
    let ledger = world.digid.ledger();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(world.digid.root_pem().as_bytes()).unwrap()).unwrap();
    let config = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let stream = tokio::net::TcpStream::connect(world.digid.back()).await.unwrap();
    let name = "was.digid.toetssteen.test".try_into().unwrap();
    drop(tokio_rustls::TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap());
    assert_eq!((ledger.visits(), ledger.troubles()), (1, Vec::new()));
}

#[tokio::test]
async fn whoever_reads_along_sees_everything_in_order() {
    let world = World::new(Manner::Strict).await;
    let mut tail = world.digid.ledger().tail();
    let (transaction, artifact) = world.artifact("inloggen").await;
    world.browser.get("https://digid.toetssteen.test/niets").send().await.unwrap();
    world.resolve(world.service.signed_resolve(&artifact)).await.unwrap();
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push(match tail.next().await.unwrap() {
            Entry::Message(message) => {
                assert_eq!(message.transaction.as_ref(), Some(&transaction));
                match message.kind {
                    MessageKind::AuthnRequest(_) => "question",
                    MessageKind::ArtifactSent(_) => "artifact",
                    MessageKind::ArtifactResolve(_) => "resolve",
                    MessageKind::ArtifactAnswer(_) => "answer",
                    other => panic!("{other:?}"),
                }
            }
            Entry::Missed(_) => "missed",
            Entry::Trouble(_) => "trouble",
        });
    }
    assert_eq!(seen, ["question", "artifact", "trouble", "resolve", "answer"]);
}

#[tokio::test]
async fn its_names_and_paths_can_be_chosen() {
    let (_state, authority) = authority();
    let file = toetssteen::checklist::SourceFile::new(
        "digid.toml",
        r#"[digid]
luister = "0.0.0.0:0"
adres = "https://login.voorbeeld.test:7443"
adres-achterkanaal = "https://achter.voorbeeld.test"
entity-id = "urn:voorbeeld:digid"
paden = { inloggen = "/sso", artifact = "/artifact/ophalen", metadata = "/metadata.xml" }
"#,
    );
    let desk = toetssteen::target::Desk::read(&file, std::path::Path::new(".")).unwrap();
    let settings = Settings { names: desk.digid.names, ..Settings::on_free_ports().unwrap() };
    let digid = toetssteen::digid::Digid::start(settings, &authority, Vec::new()).await.unwrap();
    let xml = digid.metadata_xml();
    for said in [
        "entityID=\"urn:voorbeeld:digid\"",
        "Location=\"https://login.voorbeeld.test:7443/sso\"",
        "Location=\"https://achter.voorbeeld.test/artifact/ophalen\"",
    ] {
        assert!(xml.contains(said), "{said}: {xml}");
    }
    let browser = reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([reqwest::Certificate::from_pem(digid.root_pem().as_bytes()).unwrap()])
        .resolve("login.voorbeeld.test", digid.front())
        .build()
        .unwrap();
    let get = async |path: &str| {
        let port = digid.front().port();
        browser.get(format!("https://login.voorbeeld.test:{port}{path}")).send().await.unwrap().status().as_u16()
    };
    assert_eq!((get("/metadata.xml").await, get("/saml/idp/metadata").await), (200, 404));
    // A question without anything in it is refused as a question, not as an address.
    assert_eq!(get("/sso").await, 404);
    assert_eq!(digid.ledger().unjoined().len(), 1);
    digid.shutdown().await;
}
