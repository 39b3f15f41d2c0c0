//! Every answer DigiD can give.

use std::time::{Duration, Instant};

use toetssteen::{
    digid::{BackChannel, Manner},
    evidence::objection::ObjectionCode,
    saml::answers::{ANSWERS, Does},
};

use super::service::{Service, digid_certificate, xmlsec1_accepts};
use super::world::World;

const STATUS: &str = "urn:oasis:names:tc:SAML:2.0:status:";

#[tokio::test]
async fn every_answer_that_is_a_message_says_what_it_should_and_is_signed() {
    let world = World::new(Manner::Observing).await;
    let certificate = digid_certificate(world.digid.metadata_xml());
    for (button, outer, inner) in [
        ("annuleren", "Success", "Responder AuthnFailed"),
        ("no-authn-context", "Success", "Responder NoAuthnContext"),
        ("request-denied", "Success", "Requester RequestDenied"),
        ("requester", "Success", "Requester"),
        ("responder", "Success", "Responder"),
        ("artifact-unknown", "Requester RequestDenied", ""),
        ("artifact-expired", "Success", ""),
    ] {
        let (transaction, artifact) = world.artifact(button).await;
        let (status, xml) = world.resolve(world.service.signed_resolve(&artifact)).await.unwrap();
        assert_eq!(status, 200, "{button}");
        assert!(xmlsec1_accepts(&xml, &certificate, "ArtifactResponse"), "{button}");
        assert!(!xml.contains("<saml:Assertion"), "no assertion without success: {button}");
        assert_eq!(xml.contains("<samlp:Response "), !inner.is_empty(), "{button}");
        let messages = world.digid.ledger().messages(&transaction);
        let answer = messages.last().unwrap().artifact_answer().unwrap();
        let uris = |names: &str| names.split_whitespace().map(|name| format!("{STATUS}{name}")).collect::<Vec<_>>();
        assert_eq!(answer.status, uris(outer), "{button}");
        assert_eq!(answer.response_status, uris(inner), "{button}");
        for code in uris(inner) {
            assert!(xml.contains(&format!(r#"Value="{code}""#)), "{button}");
        }
    }
}

#[tokio::test]
async fn answers_without_a_message() {
    let world = World::new(Manner::Observing).await;
    for (button, expected, fault) in [("http-404", 404, false), ("http-500", 500, false), ("soap-fault", 500, true)] {
        let (transaction, artifact) = world.artifact(button).await;
        let (status, body) = world.resolve(world.service.signed_resolve(&artifact)).await.unwrap();
        assert_eq!((status, body.contains("<faultcode>SOAP-ENV:Server</faultcode>")), (expected, fault), "{button}");
        assert!(!body.contains("samlp:"));
        let messages = world.digid.ledger().messages(&transaction);
        assert_eq!(messages.last().unwrap().artifact_answer().unwrap().http, Some(expected));
    }
}

#[tokio::test]
async fn dropped_closes_the_connection() {
    let world = World::new(Manner::Observing).await;
    let (transaction, artifact) = world.artifact("dropped").await;
    let begun = Instant::now();
    let error = world.resolve(world.service.signed_resolve(&artifact)).await.unwrap_err();
    assert!(!error.is_timeout() && begun.elapsed() < Duration::from_secs(10), "{error:?}");
    assert_eq!(world.digid.ledger().fetches(&transaction).len(), 1);
}

#[tokio::test]
async fn silence_lasts_until_the_caller_gives_up_and_does_not_hold_the_end() {
    let world = World::new(Manner::Observing).await;
    let (transaction, artifact) = world.artifact("silence").await;
    let asking = world.resolve(world.service.signed_resolve(&artifact));
    let ledger = world.digid.ledger().clone();
    let asked = ledger.wait_for(&transaction, |messages| messages.len() == 4, Duration::from_secs(10));
    tokio::select! {
        answer = asking => panic!("silence answered {answer:?}"),
        messages = asked => assert_eq!(messages.unwrap()[3].artifact_answer().unwrap().http, None),
    }
    let begun = Instant::now();
    world.digid.shutdown().await;
    assert!(begun.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn a_lower_level_is_no_success_and_a_higher_one_is() {
    let world = World::new(Manner::Strict).await;
    for (level, expected) in
        [("basis", None), ("midden", Some("MobileTwoFactorContract")), ("hoog", Some("SmartcardPKI"))]
    {
        let transaction = world.ask(None).await;
        let back = world.press(&transaction, "inloggen", level).await;
        let artifact = super::parameter(&back, "SAMLart").unwrap();
        let (_, xml) = world.resolve(world.service.signed_resolve(&artifact)).await.unwrap();
        match expected {
            Some(class) => assert!(xml.contains(&format!("classes:{class}</saml:AuthnContextClassRef>")), "{level}"),
            None => assert!(xml.contains("status:NoAuthnContext") && !xml.contains("<saml:Assertion"), "{level}"),
        }
    }
}

#[tokio::test]
async fn an_artifact_is_given_once_and_to_its_owner() {
    let world = World::new(Manner::Strict).await;
    let other = Service::other(&world.authority);
    world.digid.set_providers(vec![
        world.service.provider(toetssteen::evidence::Betrouwbaarheidsniveau::Midden),
        other.provider(toetssteen::evidence::Betrouwbaarheidsniveau::Midden),
    ]);
    let (transaction, artifact) = world.artifact("inloggen").await;
    let (_, first) = world.resolve(world.service.signed_resolve(&artifact)).await.unwrap();
    assert!(first.contains("<saml:Assertion"));
    let (_, second) = world.resolve(world.service.signed_resolve(&artifact)).await.unwrap();
    assert!(second.contains("status:RequestDenied") && !second.contains("<samlp:Response "));

    let (stolen, artifact) = world.artifact("inloggen").await;
    let (_, theft) = world.resolve(other.signed_resolve(&artifact)).await.unwrap();
    assert!(theft.contains("status:RequestDenied") && !theft.contains("<samlp:Response "));

    let (_, later) = world.resolve(world.service.signed_resolve(&artifact)).await.unwrap();
    assert!(later.contains("<saml:Assertion"), "its owner still gets it");

    let codes = |transaction: &str| {
        let messages = world.digid.ledger().messages(transaction);
        messages.iter().flat_map(|m| &m.objections).map(|o| o.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(&transaction), [ObjectionCode::ArtifactReused]);
    assert_eq!(codes(&stolen), [ObjectionCode::ArtifactUnknown]);
    assert_eq!(world.digid.ledger().fetches(&transaction).len(), 2);

    let (_, unknown) = world.resolve(world.service.signed_resolve("AAQAAA==")).await.unwrap();
    assert!(unknown.contains("status:RequestDenied"));
    assert_eq!(world.digid.ledger().unjoined().len(), 2, "the question and its answer");
}

#[tokio::test]
async fn of_many_questions_at_once_one_is_answered() {
    let world = World::new(Manner::Observing).await;
    let (transaction, artifact) = world.artifact("inloggen").await;
    let question = world.service.signed_resolve(&artifact);
    let asking = (0..8).map(|_| world.resolve(question.clone()));
    let answers = futures_util::future::join_all(asking).await;
    let given = answers.into_iter().filter(|answer| answer.as_ref().unwrap().1.contains("<saml:Assertion"));
    assert_eq!(given.count(), 1);
    assert_eq!(world.digid.ledger().fetches(&transaction).len(), 8);
}

#[tokio::test]
async fn an_artifact_expires() {
    let world = World::with(Manner::Strict, |settings| settings.artifact_lifetime = Duration::ZERO).await;
    let (_, artifact) = world.artifact("inloggen").await;
    let (status, xml) = world.resolve(world.service.signed_resolve(&artifact)).await.unwrap();
    assert_eq!(status, 200);
    assert!(xml.contains("status:Success") && !xml.contains("<samlp:Response "));
}

#[tokio::test]
async fn the_back_channel_refuses_connections_and_comes_back() {
    let world = World::new(Manner::Observing).await;
    let (_, artifact) = world.artifact("inloggen").await;
    world.digid.back_channel(BackChannel::Refusing);
    assert!(world.resolve(world.service.signed_resolve(&artifact)).await.unwrap_err().is_connect());
    assert_eq!(world.browser.get("https://digid.toetssteen.test/digid.css").send().await.unwrap().status(), 200);
    world.digid.back_channel(BackChannel::Open);
    let (_, xml) = world.resolve(world.service.signed_resolve(&artifact)).await.unwrap();
    assert!(xml.contains("<saml:Assertion"));
}

#[test]
fn the_table_of_answers_names_each_row_once() {
    let mut names: Vec<&str> = ANSWERS.iter().map(|row| row.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), ANSWERS.len());
    assert!(!names.contains(&"inloggen") && !names.contains(&"annuleren"));
    assert_eq!(toetssteen::saml::answers::answer("dropped").unwrap().does, Does::Dropped);
}
