//! Which signatures are right.

use std::process::Command;

use toetssteen::{
    evidence::message::SignatureSeen,
    saml::{AuthnRequest, RedirectQuery, SigningKey, XmlText},
};

use crate::digid::{
    service::{RSA_SHA256, Service, deflated, encode, signature},
    world::authority,
};

#[test]
fn a_redirect_signature_is_verified_over_the_query_as_it_was_written() {
    let (_state, authority) = authority();
    let (service, other) = (Service::new(&authority), Service::other(&authority));
    let pinned = [service.key.certificate().clone()];
    let request = deflated(service.question("_q", "").as_bytes());
    let lower = lower_case_hex(&request);
    assert_ne!(lower, request, "the request holds a character that is written in hexadecimal");
    for (request, relay_state) in [
        (&request, None),
        (&request, Some("met%20spatie")),
        (&request, Some("met+plus")),
        (&lower, Some("%c3%a6%2f")),
        (&request, Some("")),
    ] {
        let query = service.signed_query(request, relay_state);
        let parsed = RedirectQuery::parse(&query).unwrap();
        assert!(parsed.verify(&pinned).is_valid(), "{query}");
        assert!(!parsed.verify(&[other.key.certificate().clone()]).is_valid());
        assert!(
            parsed.verify(&[other.key.certificate().clone(), pinned[0].clone()]).is_valid(),
            "any of the registered"
        );
    }
    // The same meaning in other bytes is not what was signed.
    let query = service.signed_query(&request, Some("met%20spatie")).replace("%20", "+");
    assert!(!RedirectQuery::parse(&query).unwrap().verify(&pinned).is_valid());
    // The order of the parameters in the address does not matter (SAML 2.0 bindings §3.4.4.1).
    let query = service.signed_query(&request, Some("x"));
    let (rest, signature) = query.rsplit_once('&').unwrap();
    assert!(RedirectQuery::parse(&format!("{signature}&{rest}&meer=1")).unwrap().verify(&pinned).is_valid());
}

fn lower_case_hex(encoded: &str) -> String {
    let mut out = String::new();
    let mut parts = encoded.split('%');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        out.push('%');
        out.push_str(&part[..2].to_lowercase());
        out.push_str(&part[2..]);
    }
    out
}

#[test]
fn half_a_redirect_signature_is_invalid_and_a_doubled_parameter_is_refused() {
    let (_state, authority) = authority();
    let service = Service::new(&authority);
    let query = service.signed_query("eA", None);
    let (unsigned, _) = query.rsplit_once("&Signature=").unwrap();
    assert!(matches!(RedirectQuery::parse(unsigned).unwrap().verify(&[]), SignatureSeen::Invalid { .. }));
    assert_eq!(RedirectQuery::parse("SAMLRequest=eA").unwrap().verify(&[]), SignatureSeen::Absent);
    assert!(RedirectQuery::parse(&format!("{query}&SAMLRequest=eB")).is_err());
    let hmac = query.replace(&encode(RSA_SHA256), &encode("http://www.w3.org/2000/09/xmldsig#hmac-sha1"));
    assert!(!RedirectQuery::parse(&hmac).unwrap().verify(&[service.key.certificate().clone()]).is_valid());
}

#[test]
fn what_the_program_xmlsec1_signs_is_found_right() {
    let (_state, authority) = authority();
    let service = Service::new(&authority);
    let home = tempfile::TempDir::new().unwrap();
    let (message, key) = (home.path().join("message.xml"), home.path().join("key.pem"));
    std::fs::write(&message, service.question("_x", &signature("_x"))).unwrap();
    std::fs::write(&key, &service.bundle.key).unwrap();
    let output = Command::new("xmlsec1")
        .arg("--sign")
        .arg("--privkey-pem")
        .arg(&key)
        .args(["--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:protocol:AuthnRequest"])
        .arg(&message)
        .output()
        .expect("the program xmlsec1 is installed");
    let signed = String::from_utf8(output.stdout).unwrap();
    let request = AuthnRequest::parse(XmlText::new(signed.as_bytes()).unwrap()).unwrap();
    assert!(request.verify(&[service.key.certificate().clone()]).is_valid(), "{signed}");
    let tampered = AuthnRequest::parse(XmlText::new(signed.replace("false", "true").as_bytes()).unwrap()).unwrap();
    assert!(!tampered.verify(&[service.key.certificate().clone()]).is_valid());
}

#[test]
fn a_signature_that_reaches_outside_the_message_is_not_followed() {
    let (_state, authority) = authority();
    let service = Service::new(&authority);
    let right = service.key.sign(&service.question("_x", &signature("_x"))).unwrap();
    let pinned = [service.key.certificate().clone()];
    let verify = |xml: &str| AuthnRequest::parse(XmlText::new(xml.as_bytes()).unwrap()).unwrap().verify(&pinned);
    assert!(verify(&right).is_valid());
    let exclusive = r#"<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>"#;
    for (from, to, reason) in [
        (r##"URI="#_x""##, r#"URI="file:///etc/passwd""#, "does not name"),
        (r##"URI="#_x""##, r#"URI="""#, "does not name"),
        (exclusive, r#"<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>"#, "transform"),
        ("</ds:SignedInfo>", "</ds:SignedInfo><x ID=\"_x\"/>", "not unique"),
    ] {
        assert!(right.contains(from), "{from}");
        match verify(&right.replacen(from, to, 1)) {
            SignatureSeen::Invalid { reason: found, .. } => {
                assert!(found.contains(reason), "{found}")
            }
            other => panic!("{to}: {other:?}"),
        }
    }
}

#[test]
fn a_key_that_is_no_key_is_refused() {
    let (_state, authority) = authority();
    let service = Service::new(&authority);
    let error = SigningKey::new("geen sleutel", service.key.certificate().clone()).unwrap_err();
    assert!(error.to_string().contains("signing key"));
}
