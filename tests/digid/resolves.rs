//! What DigiD holds against an ArtifactResolve and its connection: refused when it is strict, noted when it observes.

use toetssteen::{digid::Manner, evidence::objection::ObjectionCode as Code};

use super::service::{Service, signature};
use super::world::{World, client, send};

#[tokio::test]
async fn artifact_resolves_that_are_refused_do_not_use_the_artifact_up() {
    let world = World::new(Manner::Strict).await;
    let other = Service::other(&world.authority);
    let (transaction, artifact) = world.artifact("inloggen").await;
    let right = world.service.signed_resolve(&artifact);
    let (before, after) = right.split_once("<ds:Signature ").unwrap();
    let (of, after) = after.split_once("</ds:Signature>").unwrap();
    let unsigned = world.service.resolve(&artifact, "");
    let forged = unsigned.replace("<samlp:Artifact>", &format!("<ds:Signature {of}</ds:Signature><samlp:Artifact>"));
    let elsewhere = world
        .service
        .resolve(&artifact, &signature("_elsewhere"))
        .replace("<soap:Body>", r#"<soap:Header><x ID="_elsewhere"/></soap:Header><soap:Body>"#);
    let wrapped = wrapped(&right, &unsigned);
    for (name, body) in [
        ("unsigned", format!("{before}{after}")),
        ("another key", other.key.sign(&world.service.resolve(&artifact, &signature("_r"))).unwrap()),
        ("tampered", right.replace("Version=\"2.0\"", "Version=\"2.0\" Consent=\"x\"")),
        ("the signature of another message", forged.replace(r#"ID="_r""#, r#"ID="_s""#)),
        ("signed elsewhere", world.service.key.sign(&elsewhere).unwrap()),
        ("wrapped", wrapped),
        ("not an ArtifactResolve", "<a/>".to_owned()),
        ("DTD", format!("<!DOCTYPE a>{right}")),
    ] {
        let (status, answer) = world.resolve(body).await.unwrap();
        assert_eq!((status, answer.as_str()), (404, ""), "{name}");
    }
    let (status, xml) = world.resolve(right).await.unwrap();
    assert!(status == 200 && xml.contains("<saml:Assertion"));
    let refused = world.digid.ledger().messages(&transaction).iter().filter(|message| message.refused()).count();
    assert_eq!(refused, 6);
}

/// The signed message hidden in the header, an unsigned one with the same ID in the body.
fn wrapped(right: &str, unsigned: &str) -> String {
    let (_, rest) = right.split_once("<soap:Body>").unwrap();
    let (signed, _) = rest.split_once("</soap:Body>").unwrap();
    let (_, of) = right.split_once("<ds:Signature ").unwrap();
    let (of, _) = of.split_once("</ds:Signature>").unwrap();
    unsigned
        .replace("<samlp:Artifact>", &format!("<ds:Signature {of}</ds:Signature><samlp:Artifact>"))
        .replace("<soap:Body>", &format!("<soap:Header>{signed}</soap:Header><soap:Body>"))
}

#[tokio::test]
async fn no_client_certificate_is_refused_when_strict_and_noted_when_observing() {
    let strict = World::new(Manner::Strict).await;
    let body = strict.service.signed_resolve("AAQAAA==");
    assert!(send(&client(&strict.digid, None), body).await.is_err());
    assert!(strict.digid.ledger().unjoined().is_empty());

    let observing = World::new(Manner::Observing).await;
    let (transaction, artifact) = observing.artifact("inloggen").await;
    let (status, xml) =
        send(&client(&observing.digid, None), observing.service.signed_resolve(&artifact)).await.unwrap();
    assert!(status == 200 && xml.contains("<saml:Assertion"));
    let messages = observing.digid.ledger().messages(&transaction);
    assert_eq!(messages[2].objections[0].code, Code::ClientCertificateMissing);
    assert!(messages[2].artifact_resolve().unwrap().client_certificate.is_none());
}

#[tokio::test]
async fn a_client_certificate_of_a_stranger_is_refused_when_strict_and_noted_when_observing() {
    let elsewhere = tempfile::TempDir::new().unwrap();
    let stranger = toetssteen::digid::Authority::open(elsewhere.path()).unwrap();
    let bundle = stranger.issue_afnemer("vreemd.test", super::service::OIN).unwrap();

    let strict = World::new(Manner::Strict).await;
    assert!(send(&client(&strict.digid, Some(&bundle)), strict.service.signed_resolve("AAQAAA==")).await.is_err());

    let observing = World::new(Manner::Observing).await;
    let (transaction, artifact) = observing.artifact("inloggen").await;
    let client = client(&observing.digid, Some(&bundle));
    let (_, xml) = send(&client, observing.service.signed_resolve(&artifact)).await.unwrap();
    assert!(xml.contains("<saml:Assertion"));
    let messages = observing.digid.ledger().messages(&transaction);
    assert_eq!(messages[2].objections[0].code, Code::ClientCertificateUntrusted);
    let seen = messages[2].artifact_resolve().unwrap().client_certificate.clone().unwrap();
    assert!(seen.root.is_none() && seen.problem.is_some() && seen.chain_length == 3, "{seen:?}");
}

#[tokio::test]
async fn bodies_are_bounded() {
    let world = World::new(Manner::Observing).await;
    let large = "x".repeat(300 * 1024);
    assert_eq!(world.resolve(large.clone()).await.unwrap().0, 413);
    let transaction = world.ask(None).await;
    assert_eq!(world.submit(&transaction, &[("bsn", &large)]).await.status(), 413);
}

#[tokio::test]
async fn an_unreadable_artifact_resolve_gets_a_soap_fault_when_observing() {
    let world = World::new(Manner::Observing).await;
    let (status, body) = world.resolve("<a/>".to_owned()).await.unwrap();
    assert!(status == 500 && body.contains("<faultcode>SOAP-ENV:Client</faultcode>"), "{body}");
    assert_eq!(world.digid.ledger().unjoined()[0].objections[0].code, Code::Unparsable);
}
