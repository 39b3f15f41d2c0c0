//! Reading, signing and verifying SAML.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::process::Command;

use proptest::prelude::*;
use toetssteen::{
    evidence::message::SignatureSeen,
    saml::{
        Artifact, ArtifactResolve, AuthnRequest, Bsn, BsnError, Certificate, Level, RedirectQuery,
        SpMetadata, XmlText, escape, format_instant, read_instant,
    },
};

use crate::digid::service::{RSA_SHA256, Service, authority, deflated, encode, signature};

#[test]
fn a_redirect_signature_is_verified_over_the_query_as_it_was_written() {
    let (_state, authority) = authority();
    let (service, other) = (Service::new(&authority), Service::other(&authority));
    let pinned = [service.key.certificate().clone()];
    let request = deflated(service.question("_q", "").as_bytes());
    let lower = lower_case_hex(&request);
    assert_ne!(
        lower, request,
        "the request holds a character that is written in hexadecimal"
    );
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
            parsed
                .verify(&[other.key.certificate().clone(), pinned[0].clone()])
                .is_valid(),
            "any of the registered"
        );
    }
    // The same meaning in other bytes is not what was signed.
    let query = service
        .signed_query(&request, Some("met%20spatie"))
        .replace("%20", "+");
    assert!(
        !RedirectQuery::parse(&query)
            .unwrap()
            .verify(&pinned)
            .is_valid()
    );
    // The order of the parameters in the address does not matter (SAML 2.0 bindings §3.4.4.1).
    let query = service.signed_query(&request, Some("x"));
    let (rest, signature) = query.rsplit_once('&').unwrap();
    assert!(
        RedirectQuery::parse(&format!("{signature}&{rest}&meer=1"))
            .unwrap()
            .verify(&pinned)
            .is_valid()
    );
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
    assert!(matches!(
        RedirectQuery::parse(unsigned).unwrap().verify(&[]),
        SignatureSeen::Invalid { .. }
    ));
    assert_eq!(
        RedirectQuery::parse("SAMLRequest=eA").unwrap().verify(&[]),
        SignatureSeen::Absent
    );
    assert!(RedirectQuery::parse(&format!("{query}&SAMLRequest=eB")).is_err());
    let hmac = query.replace(
        &encode(RSA_SHA256),
        &encode("http://www.w3.org/2000/09/xmldsig#hmac-sha1"),
    );
    assert!(
        !RedirectQuery::parse(&hmac)
            .unwrap()
            .verify(&[service.key.certificate().clone()])
            .is_valid()
    );
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
        .args([
            "--id-attr:ID",
            "urn:oasis:names:tc:SAML:2.0:protocol:AuthnRequest",
        ])
        .arg(&message)
        .output()
        .expect("the program xmlsec1 is installed");
    let signed = String::from_utf8(output.stdout).unwrap();
    let request = AuthnRequest::parse(XmlText::new(signed.as_bytes()).unwrap()).unwrap();
    assert!(
        request
            .verify(&[service.key.certificate().clone()])
            .is_valid(),
        "{signed}"
    );
    let tampered =
        AuthnRequest::parse(XmlText::new(signed.replace("false", "true").as_bytes()).unwrap())
            .unwrap();
    assert!(
        !tampered
            .verify(&[service.key.certificate().clone()])
            .is_valid()
    );
}

#[test]
fn a_signature_that_reaches_outside_the_message_is_not_followed() {
    let (_state, authority) = authority();
    let service = Service::new(&authority);
    let right = service
        .key
        .sign(&service.question("_x", &signature("_x")))
        .unwrap();
    let pinned = [service.key.certificate().clone()];
    let verify = |xml: &str| {
        AuthnRequest::parse(XmlText::new(xml.as_bytes()).unwrap())
            .unwrap()
            .verify(&pinned)
    };
    assert!(verify(&right).is_valid());
    let exclusive = r#"<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>"#;
    for (from, to, reason) in [
        (
            r##"URI="#_x""##,
            r#"URI="file:///etc/passwd""#,
            "does not name",
        ),
        (r##"URI="#_x""##, r#"URI="""#, "does not name"),
        (
            exclusive,
            r#"<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>"#,
            "transform",
        ),
        (
            "</ds:SignedInfo>",
            "</ds:SignedInfo><x ID=\"_x\"/>",
            "not unique",
        ),
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
fn a_comment_does_not_cut_a_text_short() {
    let (_state, authority) = authority();
    let service = Service::new(&authority);
    let commented = service
        .question("_q", "")
        .replace("/saml/metadata</", "<!-- x -->/saml/metadata</");
    let request = AuthnRequest::parse(XmlText::new(commented.as_bytes()).unwrap()).unwrap();
    assert_eq!(request.issuer, Some(service.entity_id()));
}

#[test]
fn metadata_of_a_service_is_read_and_its_signature_verified() {
    let (_state, authority) = authority();
    let service = Service::new(&authority);
    let metadata = SpMetadata::parse(service.metadata().as_bytes()).unwrap();
    let seen = metadata.seen();
    assert_eq!(seen.entity_id, service.entity_id());
    assert_eq!(metadata.default_acs().unwrap().location, service.acs());
    assert_eq!(metadata.acs_with_index(1).unwrap().index, Some(1));
    assert_eq!(
        (seen.authn_requests_signed, seen.want_assertions_signed),
        (Some(true), Some(true))
    );
    assert_eq!(
        seen.certificates[0].sha256,
        service.key.certificate().sha256()
    );
    assert!(seen.signature.is_valid());
    let other = service
        .metadata()
        .replace(r#"index="1""#, r#"index="2" cacheDuration="PT1H""#);
    let other = SpMetadata::parse(other.as_bytes()).unwrap();
    assert!(!other.seen().signature.is_valid());
    let cached = service.metadata().replace(
        "<md:SPSSODescriptor",
        r#"<md:SPSSODescriptor cacheDuration="PT24H""#,
    );
    assert_eq!(
        SpMetadata::parse(cached.as_bytes())
            .unwrap()
            .seen()
            .cache_duration
            .as_deref(),
        Some("PT24H")
    );
    assert!(
        SpMetadata::parse(b"<a/>")
            .unwrap_err()
            .to_string()
            .contains("EntityDescriptor")
    );
}

#[test]
fn large_and_deep_xml_is_refused() {
    assert!(XmlText::new(&vec![b' '; 1024 * 1024 + 1]).is_err());
    let deep = format!("{}{}", "<a>".repeat(5_000), "</a>".repeat(5_000));
    assert!(XmlText::new(deep.as_bytes()).unwrap().parse().is_err());
    for dtd in [
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        "<!DOCTYPE a SYSTEM 'http://kwaad.test/'><a/>",
    ] {
        assert!(
            XmlText::new(dtd.as_bytes()).unwrap().parse().is_err(),
            "{dtd}"
        );
    }
}

#[test]
fn levels_are_ordered_and_have_the_uri_of_the_koppelvlak() {
    assert!(
        Level::Basis < Level::Midden
            && Level::Midden < Level::Substantieel
            && Level::Substantieel < Level::Hoog
    );
    for level in Level::ALL {
        assert_eq!(Level::from_uri(&level.uri()), Some(level));
        assert_eq!(Level::from_name(level.name()), Some(level));
    }
    assert_eq!(
        Level::Substantieel.uri(),
        "urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard"
    );
    assert_eq!(Level::from_uri("Smartcard"), None);
}

#[test]
fn a_bsn_passes_the_eleven_test() {
    assert_eq!(Bsn::parse(" 999990019 ").unwrap().to_string(), "999990019");
    assert_eq!(Bsn::parse("123456789"), Err(BsnError::ElevenTest));
    assert_eq!(Bsn::parse("000000000"), Err(BsnError::ElevenTest));
    for text in [
        "",
        "99999001",
        "9999900190",
        "99999001x",
        "９９９９９００１９",
    ] {
        assert_eq!(Bsn::parse(text), Err(BsnError::NotNineDigits), "{text}");
    }
}

#[test]
fn instants_are_utc_only_with_a_final_z() {
    let at = "2026-01-02T03:04:05Z".parse::<jiff::Timestamp>().unwrap();
    assert_eq!(format_instant(at), "2026-01-02T03:04:05Z");
    for (written, utc, known) in [
        ("2026-01-02T03:04:05Z", true, true),
        ("2026-01-02T03:04:05.123Z", true, true),
        ("2026-01-02T04:04:05+01:00", false, true),
        ("2026-01-02T03:04:05", false, true),
        ("gisterenZ", false, false),
    ] {
        let seen = read_instant(written);
        assert_eq!((seen.utc, seen.at.is_some()), (utc, known), "{written}");
    }
    assert_eq!(read_instant("2026-01-02T04:04:05+01:00").at, Some(at));
}

#[test]
fn an_artifact_is_type_4_of_its_entity() {
    let artifact = Artifact::new(
        "https://was.digid.toetssteen.test/saml/idp/metadata",
        [7; 20],
    )
    .unwrap();
    let text = artifact.to_string();
    assert_eq!(Artifact::parse(&text).unwrap(), artifact);
    assert!(text.starts_with("AAQAA"));
    assert!(!format!("{artifact:?}").contains(&text));
    assert!(Artifact::parse("AAQAAA==").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn reading_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..600), text in "\\PC{0,300}", xmlish in "[<>/a-cA-C:=\"'&;!\\[\\]# -]{0,120}") {
        for bytes in [bytes.as_slice(), text.as_bytes(), xmlish.as_bytes()] {
            let _ = SpMetadata::parse(bytes);
            let _ = Certificate::from_der(bytes);
            if let Ok(xml) = XmlText::new(bytes) {
                let _ = AuthnRequest::parse(xml.clone());
                let _ = ArtifactResolve::parse(xml);
            }
        }
        let _ = Artifact::parse(&text);
        let _ = Certificate::from_base64(&text);
        let _ = read_instant(&text);
        let _ = Bsn::parse(&text);
        for raw in [format!("SAMLRequest={text}&SigAlg={xmlish}&Signature={text}"), format!("SAMLRequest={}", deflated(&bytes))] {
            if let Ok(query) = RedirectQuery::parse(&raw) {
                let _ = query.message();
                let _ = query.verify(&[]);
            }
        }
    }

    #[test]
    fn escaping_round_trips(text in any::<String>()) {
        let carried: String = text.chars().map(|c| match c {
            '\t' | '\n' | '\r' => c,
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
            other => other,
        }).collect();
        let xml = format!(r#"<a b="{0}">{0}</a>"#, escape(&text));
        let doc = uppsala::parse(&xml).unwrap();
        let root = doc.document_element().unwrap();
        prop_assert_eq!(doc.get_attribute(root, "b"), Some(carried.as_str()));
        prop_assert_eq!(doc.text_content_deep(root), carried);
    }

    #[test]
    fn what_is_between_redirect_and_message_round_trips(text in "[a-z0-9 ]{1,400}") {
        let query = RedirectQuery::parse(&format!("SAMLRequest={}", deflated(format!("<a>{text}</a>").as_bytes()))).unwrap();
        let message = query.message().unwrap();
        let doc = message.parse().unwrap();
        prop_assert_eq!(doc.text_content_deep(doc.root()), text);
    }
}
