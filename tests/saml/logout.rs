//! Logging out: what DigiD asks and answers, and what a service does.

use std::{fs, process::Command};

use base64::{Engine, engine::general_purpose::STANDARD};
use toetssteen::checklist::forged_logout::Names;
use toetssteen::saml::{
    Certificate, Failure, Logout, LogoutAnswer, LogoutRequest, LogoutResponse, RedirectQuery, SubStatus, XmlText,
    decode_base64,
    forging::{Keys, Values, forge_logout},
    format_instant,
};

use crate::digid::{
    service::{BSN, Service, deflated, signature, xmlsec1_accepts},
    world::authority,
};

const SLO: &str = "https://digid.toetssteen.test/saml/idp/request_logout";
const DIGID: &str = "https://was.digid.toetssteen.test/saml/idp/metadata";

fn text(xml: &str) -> XmlText {
    XmlText::new(xml.as_bytes()).unwrap()
}

/// What a service asks: it writes the letter of the sector large, as koppelvlak 3.7 Stap U2 shows it.
fn question(service: &Service, mark: &str) -> String {
    let now = format_instant(jiff::Timestamp::now());
    format!(
        r#"<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_q" Version="2.0" IssueInstant="{now}" Destination="{SLO}"><saml:Issuer>{}</saml:Issuer>{mark}<saml:NameID>S00000000:{BSN}</saml:NameID><samlp:SessionIndex>een</samlp:SessionIndex></samlp:LogoutRequest>"#,
        service.entity_id()
    )
}

#[test]
fn what_a_service_asks_is_read_and_verified_on_both_bindings() {
    let (_state, authority) = authority();
    let (service, other) = (Service::new(&authority), Service::other(&authority));
    let pinned = [service.key.certificate().clone()];
    let person = BSN.parse().unwrap();

    let query = service.signed_query(&deflated(question(&service, "").as_bytes()), Some("terug"));
    let redirect = RedirectQuery::parse(&query).unwrap();
    let request = LogoutRequest::parse(redirect.message().unwrap()).unwrap();
    assert!(redirect.verify(&pinned).is_valid());
    assert_eq!((request.id.as_deref(), request.version.as_deref()), (Some("_q"), Some("2.0")));
    assert_eq!((request.issuer, request.destination.as_deref()), (Some(service.entity_id()), Some(SLO)));
    assert_eq!(request.session_indexes, ["een"]);
    assert!(!request.signature_in_xml && request.issue_instant.unwrap().utc);

    let posted = service.key.sign(&question(&service, &signature("_q"))).unwrap();
    let request = LogoutRequest::parse(text(&posted)).unwrap();
    assert!(request.signature_in_xml && request.verify(&pinned).is_valid());
    assert!(!request.verify(&[other.key.certificate().clone()]).is_valid());
    assert!(request.names(&person) && !request.names(&"999999047".parse().unwrap()));
    let tampered = LogoutRequest::parse(text(&posted.replace(BSN, "999999047"))).unwrap();
    assert!(!tampered.verify(&pinned).is_valid() && !tampered.names(&person));
    assert!(LogoutRequest::parse(text(&service.question("_q", ""))).is_err(), "an AuthnRequest is none");
}

#[test]
fn what_digid_asks_is_found_right_by_xmlsec1() {
    let (_state, authority) = authority();
    let service = Service::new(&authority);
    let person = BSN.parse().unwrap();
    let asked = Logout {
        id: "_a",
        at: jiff::Timestamp::now(),
        destination: "https://mijn.voorbeeldstad.test/uitloggen/soap?a=1&b=2",
        issuer: DIGID,
        person: &person,
        session_index: "0123456789abcdef",
    };
    let xml = asked.signed(&service.key).unwrap();
    let accepts = |xml: &str, certificate: &Certificate| xmlsec1_accepts(xml, certificate, "LogoutRequest");
    assert!(accepts(&xml, service.key.certificate()), "{xml}");
    assert!(!accepts(&xml.replace(BSN, "999999047"), service.key.certificate()));
    assert!(!accepts(&xml, Service::other(&authority).key.certificate()));
    for part in ["a=1&amp;b=2", "s00000000:999990019", "<samlp:SessionIndex>0123456789abcdef<", "NotOnOrAfter="] {
        assert!(xml.contains(part), "{part} is missing from {xml}");
    }
}

/// Those whose signature DigiD made over all that it covers; xmlsec1 has the last word. What stands in
/// a signature is left out of what that covers (XML Signature §6.6.4), so that only careless readers find it good.
const SIGNED_BY_DIGID: [&str; 9] = [
    "destination-other",
    "expired",
    "issued-yesterday",
    "issuer-other",
    "other-nameid",
    "over",
    "wrapped-after",
    "wrapped-before",
    "wrapped-in-extensions",
];

#[test]
fn xmlsec1_sees_through_forged_questions_as_far_as_signatures_go() {
    let (_state, authority) = authority();
    let (digid, stranger) = (Service::new(&authority).key, Service::other(&authority).key);
    let person = BSN.parse().unwrap();
    let question = Logout {
        id: "_vraag",
        at: jiff::Timestamp::now(),
        destination: "https://koppeling.voorbeeldstad.test/saml/slo",
        issuer: DIGID,
        person: &person,
        session_index: "index",
    };
    let values = Values {
        certificate: String::new(),
        stranger_certificate: STANDARD.encode(stranger.certificate().der()),
        ..sample()
    };
    for forgery in crate::live::checklist().forged_logouts.values().filter(|forgery| !forgery.steps.is_empty()) {
        let keys = Keys { digid: &digid, stranger: &stranger };
        let nobody = "999990020".parse().unwrap();
        let question = match forgery.names {
            Names::Citizen => question.clone(),
            Names::Nobody => Logout { person: &nobody, session_index: "geen", ..question.clone() },
        };
        let forged = forge_logout(&question, &forgery.steps, &values, keys).unwrap();
        assert!(xmlsec1_accepts(&forged.genuine, digid.certificate(), "LogoutRequest"));
        let sent = String::from_utf8(forged.sent).unwrap();
        assert_ne!(sent, forged.genuine, "{}", forgery.name);
        let accepted = xmlsec1_accepts(&sent, digid.certificate(), "LogoutRequest");
        assert_eq!(accepted, SIGNED_BY_DIGID.contains(&forgery.name.as_str()), "{}: {sent}", forgery.name);
    }
}

fn sample() -> Values {
    Values {
        at: jiff::Timestamp::now(),
        acs: "https://koppeling.voorbeeldstad.test/saml/slo".to_owned(),
        artifact: None,
        digid: DIGID.to_owned(),
        entity_id: "https://mijn.voorbeeldstad.test".to_owned(),
        request_id: "_vraag".to_owned(),
        resolve_id: "_vraag".to_owned(),
        level: None,
        session_index: Some("index".to_owned()),
        person: BSN.to_owned(),
        other_person: Some("999990020".to_owned()),
        other_request_id: None,
        canary: "http://127.0.0.1:9/kanarie".to_owned(),
        certificate: String::new(),
        stranger_certificate: String::new(),
        key_value: String::new(),
    }
}

#[test]
fn what_a_service_confirms_is_read_and_verified() {
    let (_state, authority) = authority();
    let service = Service::new(&authority);
    let confirmed = |status: &str, mark: &str| {
        let now = format_instant(jiff::Timestamp::now());
        format!(
            r#"<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_c" Version="2.0" IssueInstant="{now}" InResponseTo="_a"><saml:Issuer>{}</saml:Issuer>{mark}<samlp:Status>{status}</samlp:Status></samlp:LogoutResponse></soap:Body></soap:Envelope>"#,
            service.entity_id()
        )
    };
    let success = r#"<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>"#;
    let signed = service.key.sign(&confirmed(success, &signature("_c"))).unwrap();
    let read = LogoutResponse::parse(text(&signed)).unwrap();
    assert!(read.verify(&[service.key.certificate().clone()]).is_valid() && read.is_success());
    assert_eq!((read.in_response_to.as_deref(), read.issuer), (Some("_a"), Some(service.entity_id())));
    let partial = r#"<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:PartialLogout"/></samlp:StatusCode>"#;
    let read = LogoutResponse::parse(text(&confirmed(partial, ""))).unwrap();
    assert!(!read.is_success());
    assert_eq!(read.status, Failure::Responder(Some(SubStatus::PartialLogout)).codes());
    assert!(!LogoutResponse::parse(text(&confirmed("", ""))).unwrap().is_success(), "without a status nothing is over");
    assert!(
        LogoutResponse::parse(text("<samlp:LogoutResponse xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\"/>"))
            .is_err()
    );
}

/// The signature covers the query as it is written: openssl, which knows no SAML, verifies it.
#[test]
fn what_digid_answers_is_found_right_by_openssl() {
    let (_state, authority) = authority();
    let service = Service::new(&authority);
    let answer = LogoutAnswer {
        id: "_b",
        at: jiff::Timestamp::now(),
        in_response_to: "_q",
        destination: "https://mijn.voorbeeldstad.test/uitgelogd",
        issuer: DIGID,
        outcome: Err(Failure::Responder(Some(SubStatus::PartialLogout))),
    };
    for relay_state in [None, Some("terug naar +/& huis")] {
        let query = answer.query(relay_state, Some(&service.key)).unwrap();
        let (signed, signature) = query.rsplit_once("&Signature=").unwrap();
        assert!(signed.starts_with("SAMLResponse=") && signed.contains("&SigAlg="), "{query}");
        assert_eq!(signed.contains("&RelayState="), relay_state.is_some());
        let home = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| {
            let path = home.path().join(name);
            fs::write(&path, bytes).unwrap();
            path
        };
        let decoded = url::form_urlencoded::parse(format!("x={signature}").as_bytes()).next().unwrap().1.into_owned();
        let (signature, data) =
            (write("signature", &decode_base64(&decoded).unwrap()), write("data", signed.as_bytes()));
        let pem = write("certificate.pem", service.bundle.chain.as_bytes());
        let key = Command::new("openssl").args(["x509", "-noout", "-pubkey", "-in"]).arg(pem).output().unwrap().stdout;
        let mut verify = Command::new("openssl");
        verify.args(["dgst", "-sha256", "-verify"]).arg(write("key.pem", &key)).arg("-signature").arg(signature);
        assert!(verify.arg(data).output().unwrap().status.success(), "{query}");
    }
}
