//! Starting, keeping keys, stopping.

use std::{
    net::{Ipv4Addr, TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    time::Duration,
};

use toetssteen::digid::{Authority, AuthorityError, Digid, Manner, Settings, StartError};
use x509_parser::prelude::{FromDer, X509Certificate};

use super::service::{OIN, digid_certificate};
use super::world::{World, authority};

#[tokio::test]
async fn the_second_start_uses_the_same_keys() {
    let (state, first) = authority();
    let digid = Digid::start(Settings::on_free_ports().unwrap(), &first, Vec::new()).await.unwrap();
    let (root, signing) = (digid.root_pem().to_owned(), digid_certificate(digid.metadata_xml()));
    let service = first.issue_afnemer("mijn.test", OIN).unwrap();
    digid.shutdown().await;

    let second = Authority::open(state.path()).unwrap();
    let digid = Digid::start(Settings::on_free_ports().unwrap(), &second, Vec::new()).await.unwrap();
    assert_eq!((digid.root_pem(), digid_certificate(digid.metadata_xml())), (root.as_str(), signing));
    assert_eq!(second.issue_afnemer("mijn.test", OIN).unwrap(), service);
    assert_ne!(second.issue_afnemer("mijn2.test", OIN).unwrap(), service);
    digid.shutdown().await;
}

#[test]
fn keys_are_for_their_owner_only_and_no_draft_stays() {
    let state = tempfile::TempDir::new().unwrap();
    Authority::open(state.path()).unwrap();
    let mut names = Vec::new();
    for entry in std::fs::read_dir(state.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = std::fs::metadata(entry.path().join("key.pem")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{:?}", entry.path());
        names.push(entry.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(names, ["domein", "root", "tsp"]);
}

#[test]
fn connection_certificates_look_like_pkioverheid_and_say_they_are_a_simulation() {
    let (_state, authority) = authority();
    let bundle = authority.issue_afnemer("mijn.voorbeeldstad.test", OIN).unwrap();
    let chain = bundle.certificates().unwrap();
    assert_eq!(chain.len(), 3, "leaf, TSP, domain");
    let (_, leaf) = X509Certificate::from_der(&chain[0]).unwrap();
    assert!(leaf.subject().to_string().contains(OIN));
    assert!(leaf.issuer().to_string().contains("SIMULATIE TSP"));
    let usage = leaf.extended_key_usage().unwrap().unwrap().value;
    assert!(usage.client_auth && usage.server_auth);
    let policies = leaf.iter_extensions().find_map(|extension| match extension.parsed_extension() {
        x509_parser::extensions::ParsedExtension::CertificatePolicies(policies) => Some(policies.clone()),
        _ => None,
    });
    assert_eq!(policies.unwrap()[0].policy_id.to_id_string(), "2.16.528.1.1003.1.2.8.6");
    for certificate in &chain[1..] {
        assert!(X509Certificate::from_der(certificate).unwrap().1.is_ca());
    }
}

#[test]
fn a_number_that_is_no_oin_is_refused() {
    let (_state, authority) = authority();
    let error = authority.issue_afnemer("mijn.test", "123").unwrap_err();
    assert!(matches!(error, AuthorityError::Oin(_)));
}

#[test]
fn a_broken_certificate_is_named() {
    let (state, _) = authority();
    std::fs::write(state.path().join("tsp/chain.pem"), "kapot").unwrap();
    let error = Authority::open(state.path()).unwrap_err().to_string();
    assert!(error.contains("tsp") && error.contains("remove"), "{error}");
}

#[tokio::test]
async fn it_listens_on_loopback_only() {
    let (_state, authority) = authority();
    let everywhere = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).unwrap();
    let settings = Settings { back: everywhere, ..Settings::on_free_ports().unwrap() };
    let error = Digid::start(settings, &authority, Vec::new()).await.unwrap_err();
    assert!(matches!(error, StartError::NotLoopback(_)), "{error}");
    assert!(error.to_string().contains("--passphrase-file"), "{error}");
}

#[tokio::test]
async fn nothing_listens_after_the_end() {
    let world = World::new(Manner::Observing).await;
    world.ask(None).await;
    let addresses = [world.digid.front(), world.digid.back()];
    world.digid.shutdown().await;
    for address in addresses {
        assert!(TcpStream::connect(address).is_err());
    }
}

#[tokio::test]
async fn dropping_it_stops_it_too() {
    let world = World::new(Manner::Observing).await;
    let address = world.digid.back();
    drop(world);
    // The listeners end when the runtime next runs them.
    while TcpStream::connect(address).is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn waiting_for_a_message_that_does_not_come_ends() {
    let world = World::new(Manner::Observing).await;
    let transaction = world.ask(None).await;
    let ledger = world.digid.ledger();
    let fetched = |messages: &[toetssteen::evidence::message::Message]| messages.len() > 1;
    assert!(ledger.wait_for(&transaction, fetched, Duration::from_millis(20)).await.is_none());
    let (waited, _) = tokio::join!(
        ledger.wait_for(&transaction, fetched, Duration::from_secs(10)),
        world.press(&transaction, "annuleren", "midden"),
    );
    assert_eq!(waited.unwrap().len(), 2);
}
