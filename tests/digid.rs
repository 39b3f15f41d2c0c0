//! The simulated DigiD, as a browser and a service see it.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod elsewhere;
mod federation;
mod guarded;
mod lies;
mod lifetime;
mod questions;
mod resolves;
pub(crate) mod service;
mod troubles;
mod two_services;
pub(crate) mod world;

use toetssteen::{
    digid::Manner,
    evidence::Betrouwbaarheidsniveau,
    evidence::message::{Binding, MessageKind},
};

use service::{BSN, digid_certificate, parameter, xmlsec1_accepts};
use world::World;

#[tokio::test]
async fn a_login_goes_all_the_way_and_is_recorded() {
    let world = World::new(Manner::Strict).await;
    let transaction = world.ask(Some("terug naar/æ&b=c")).await;
    let back = world.press(&transaction, "inloggen", "midden").await;
    assert!(back.as_str().starts_with(&format!("{}&SAMLart=", world.service.acs())), "{back}");
    assert_eq!(parameter(&back, "RelayState").as_deref(), Some("terug naar/æ&b=c"));

    let artifact = parameter(&back, "SAMLart").unwrap();
    let (status, xml) = world.resolve(world.service.signed_resolve(&artifact)).await.unwrap();
    assert_eq!(status, 200);
    for part in [
        format!("<saml:NameID>s00000000:{BSN}</saml:NameID>"),
        format!("<saml:Audience>{}</saml:Audience>", world.service.entity_id()),
        format!("<saml:AuthnContextClassRef>{}</saml:AuthnContextClassRef>", Betrouwbaarheidsniveau::Midden.uri()),
        format!(r#"Recipient="{}""#, world.service.acs()),
        format!(r#"SessionIndex="{transaction}""#),
    ] {
        assert!(xml.contains(&part), "{part} is missing in {xml}");
    }
    let certificate = digid_certificate(world.digid.metadata_xml());
    assert!(xmlsec1_accepts(&xml, &certificate, "ArtifactResponse"));
    assert!(xmlsec1_accepts(&xml, &certificate, "Assertion"));
    assert!(!xmlsec1_accepts(&xml.replace(BSN, "999999047"), &certificate, "Assertion"));

    let messages = world.digid.ledger().messages(&transaction);
    let bindings: Vec<Binding> = messages.iter().map(|message| message.binding).collect();
    assert_eq!(bindings, [Binding::Redirect, Binding::Artifact, Binding::Soap, Binding::Soap]);
    assert!(messages.iter().all(|message| message.objections.is_empty()), "{messages:#?}");
    assert!(messages[0].signature.is_valid() && messages[2].signature.is_valid());
    let asked = messages[0].authn_request().unwrap();
    assert_eq!(asked.acs.as_deref(), Some(world.service.acs().as_str()));
    let certificate = messages[2].artifact_resolve().unwrap().client_certificate.clone().unwrap();
    assert_eq!(certificate.oin.as_deref(), Some(service::OIN));
    assert!(certificate.root.unwrap().contains("SIMULATIE"));
    assert_eq!(world.digid.ledger().fetches(&transaction).len(), 1);
    assert!(world.digid.ledger().unjoined().is_empty());

    // Evidence survives being written down, and holds neither BSN nor artifact.
    let written = serde_json::to_string(&messages).unwrap();
    assert_eq!(serde_json::from_str::<Vec<toetssteen::evidence::message::Message>>(&written).unwrap(), messages);
    assert!(!written.contains(BSN) && !written.contains(&artifact));
    world.digid.shutdown().await;
}

#[tokio::test]
async fn the_assertion_is_signed_only_when_the_service_asks_for_it() {
    let world = World::new(Manner::Observing).await;
    let mut service = service::Service::new(&world.authority);
    service.wants_assertions_signed = false;
    world.digid.set_providers(vec![service.provider(Betrouwbaarheidsniveau::Midden)]);
    let (_, artifact) = world.artifact("inloggen").await;
    let (_, xml) = world.resolve(service.signed_resolve(&artifact)).await.unwrap();
    assert!(xml.contains("<saml:Assertion "));
    assert_eq!(xml.matches("<ds:Signature ").count(), 1);
    assert!(xmlsec1_accepts(&xml, &digid_certificate(world.digid.metadata_xml()), "ArtifactResponse"));
}

#[tokio::test]
async fn the_post_binding_is_accepted() {
    let world = World::new(Manner::Strict).await;
    let xml = world.service.key.sign(&world.service.question("_p", &service::signature("_p"))).unwrap();
    let form = [
        ("SAMLRequest", base64::Engine::encode(&base64::engine::general_purpose::STANDARD, xml)),
        ("RelayState", "x".into()),
    ];
    let sso = "https://digid.toetssteen.test/saml/idp/request_authentication";
    let answer = world.browser.post(sso).form(&form).send().await.unwrap();
    assert_eq!(answer.status(), 303);
    let page = url::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    let messages = world.digid.ledger().messages(toetssteen::digid::transaction_of(&page).unwrap());
    assert_eq!(messages[0].binding, Binding::Post);
    assert!(messages[0].objections.is_empty(), "{messages:#?}");
}

#[tokio::test]
async fn metadata_is_served_and_signed() {
    let world = World::new(Manner::Observing).await;
    for address in
        ["https://digid.toetssteen.test/saml/idp/metadata", "https://was.digid.toetssteen.test/saml/idp/metadata"]
    {
        let xml = world.back.get(address).send().await.unwrap().text().await.unwrap();
        assert_eq!(xml, world.digid.metadata_xml());
    }
    let certificate = digid_certificate(world.digid.metadata_xml());
    assert!(xmlsec1_accepts(world.digid.metadata_xml(), &certificate, "EntityDescriptor"));
    assert!(!xmlsec1_accepts(
        &world.digid.metadata_xml().replace("was.digid", "was2.digid"),
        &certificate,
        "EntityDescriptor"
    ));
}

#[tokio::test]
async fn the_page_refuses_a_number_that_is_no_bsn_and_escapes_what_was_typed() {
    let world = World::new(Manner::Observing).await;
    let transaction = world.ask(None).await;
    let typed = "<script>\"123456789";
    let answer = world.submit(&transaction, &[("bsn", typed), ("niveau", "hoog"), ("handeling", "inloggen")]).await;
    assert_eq!(answer.status(), 422);
    assert!(answer.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
    let page = answer.text().await.unwrap();
    assert!(page.contains("negen cijfers") && !page.contains("<script>"), "{page}");
    assert!(page.contains(r#"<option value="hoog" selected>"#), "what was chosen stays chosen");
    let answer = world.submit(&transaction, &[("bsn", "123456789"), ("handeling", "inloggen")]).await;
    assert!(answer.text().await.unwrap().contains("elfproef"));
    // The same login can still succeed, once.
    world.press(&transaction, "inloggen", "midden").await;
    let again = world.submit(&transaction, &[("bsn", BSN), ("handeling", "inloggen")]).await;
    assert_eq!(again.status(), 410);
    let sent = |m: &&toetssteen::evidence::message::Message| matches!(m.kind, MessageKind::ArtifactSent(_));
    assert_eq!(world.digid.ledger().messages(&transaction).iter().filter(sent).count(), 1);
}

#[test]
fn only_the_address_of_a_login_page_holds_a_transaction() {
    let of = |text: &str| toetssteen::digid::transaction_of(&url::Url::parse(text).unwrap()).map(str::to_owned);
    assert_eq!(of("https://digid.test/inloggen/0123456789abcdef?x=1"), Some("0123456789abcdef".to_owned()));
    for other in ["0123456789ABCDEF", "0123456789abcde", "0123456789abcdef/x", ""] {
        assert_eq!(of(&format!("https://digid.test/inloggen/{other}")), None);
    }
}
