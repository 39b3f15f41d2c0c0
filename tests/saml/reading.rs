//! What messages and values mean.

use toetssteen::evidence::{Betrouwbaarheidsniveau, Bsn, bsn::NotABsn};
use toetssteen::saml::{Artifact, AuthnRequest, SpMetadata, XmlText, format_instant, read_instant};

use crate::digid::{service::Service, world::authority};

#[test]
fn a_comment_does_not_cut_a_text_short() {
    let (_state, authority) = authority();
    let service = Service::new(&authority);
    let commented = service.question("_q", "").replace("/saml/metadata</", "<!-- x -->/saml/metadata</");
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
    assert_eq!((seen.authn_requests_signed, seen.want_assertions_signed), (Some(true), Some(true)));
    assert_eq!(seen.certificates[0].sha256, service.key.certificate().sha256());
    assert!(seen.signature.is_valid());
    let other = service.metadata().replace(r#"index="1""#, r#"index="2" cacheDuration="PT1H""#);
    let other = SpMetadata::parse(other.as_bytes()).unwrap();
    assert!(!other.seen().signature.is_valid());
    let cached = service.metadata().replace("<md:SPSSODescriptor", r#"<md:SPSSODescriptor cacheDuration="PT24H""#);
    assert_eq!(SpMetadata::parse(cached.as_bytes()).unwrap().seen().cache_duration.as_deref(), Some("PT24H"));
    let anywhere = service.metadata().replace(
        "</md:SPSSODescriptor>",
        r#"</md:SPSSODescriptor><md:AttributeAuthorityDescriptor cacheDuration="PT5M"/>"#,
    );
    assert_eq!(SpMetadata::parse(anywhere.as_bytes()).unwrap().seen().cache_duration.as_deref(), Some("PT5M"));
    assert!(SpMetadata::parse(b"<a/>").unwrap_err().to_string().contains("EntityDescriptor"));
}

#[test]
fn large_and_deep_xml_is_refused() {
    assert!(XmlText::new(&vec![b' '; 1024 * 1024 + 1]).is_err());
    let deep = format!("{}{}", "<a>".repeat(5_000), "</a>".repeat(5_000));
    assert!(XmlText::new(deep.as_bytes()).unwrap().parse().is_err());
    for dtd in
        ["<!DOCTYPE a><a/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<!DOCTYPE a SYSTEM 'http://kwaad.test/'><a/>"]
    {
        assert!(XmlText::new(dtd.as_bytes()).unwrap().parse().is_err(), "{dtd}");
    }
}

#[test]
fn levels_are_ordered_and_have_the_uri_of_the_koppelvlak() {
    assert!(
        Betrouwbaarheidsniveau::Basis < Betrouwbaarheidsniveau::Midden
            && Betrouwbaarheidsniveau::Midden < Betrouwbaarheidsniveau::Substantieel
            && Betrouwbaarheidsniveau::Substantieel < Betrouwbaarheidsniveau::Hoog
    );
    for level in Betrouwbaarheidsniveau::ALL {
        assert_eq!(Betrouwbaarheidsniveau::from_uri(&level.uri()), Some(level));
        assert_eq!(Betrouwbaarheidsniveau::from_name(level.name()), Some(level));
    }
    assert_eq!(Betrouwbaarheidsniveau::Substantieel.uri(), "urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard");
    assert_eq!(Betrouwbaarheidsniveau::from_uri("Smartcard"), None);
}

#[test]
fn a_bsn_passes_the_eleven_test() {
    assert_eq!("999990019".parse::<Bsn>().unwrap().to_string(), "999990019");
    assert_eq!("123456789".parse::<Bsn>(), Err(NotABsn::ElevenTest));
    assert_eq!("000000000".parse::<Bsn>(), Err(NotABsn::ElevenTest));
    for text in ["", "99999001", "9999900190", "99999001x", "９９９９９００１９"] {
        assert_eq!(text.parse::<Bsn>(), Err(NotABsn::NotNineDigits), "{text}");
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
    let artifact = Artifact::new("https://was.digid.toetssteen.test/saml/idp/metadata", [7; 20]).unwrap();
    let text = artifact.to_string();
    assert_eq!(Artifact::parse(&text).unwrap(), artifact);
    assert!(text.starts_with("AAQAA"));
    assert!(!format!("{artifact:?}").contains(&text));
    assert!(Artifact::parse("AAQAAA==").is_err());
}
