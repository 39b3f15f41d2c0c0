//! SAML as services send it: metadata, questions in an address and in a form, the question for an artifact; and the values in it.

use std::sync::{Arc, LazyLock};

use toetssteen::{
    digid::{Provider, kept_back},
    evidence::{Betrouwbaarheidsniveau, Bsn},
    saml::{
        Artifact, ArtifactResolve, Certificate, LogoutRequest, LogoutResponse, SpMetadata, XmlText, decode_base64,
        format_instant, read_instant,
    },
};

use super::{Reader, survives_writing};
use crate::digid::service::encode;

const WORDS: &[&str] = &[
    "<!DOCTYPE a [<!ENTITY b SYSTEM 'http://127.0.0.1:1/'>]>",
    "&b;",
    "&#0;",
    "&#x10ffff;",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<?xml version='1.1'?>",
    "<a>",
    "</a>",
    "<a xmlns='",
    " xmlns:md=''",
    "<md:EntityDescriptor ",
    "<md:KeyDescriptor>",
    "<ds:Signature xmlns:ds='http://www.w3.org/2000/09/xmldsig#'>",
    "<ds:Reference URI=''/>",
    "<ds:Transform Algorithm='http://www.w3.org/TR/1999/REC-xslt-19991116'/>",
    "#xpointer(/)",
    " ID='_m'",
    " index='99999999999999999999'",
    "cacheDuration='-P1Y'",
    "2026-02-30T25:61:61Z",
    "9999999999-12-31T23:59:60Z",
    "\u{feff}",
    "\u{0}",
    "\u{202e}",
    "é",
    "%00",
    "%",
    "+",
    "=",
    "&",
    "SAMLRequest=",
    "SigAlg=",
    "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
    "AAQAAA==",
    "MIIC",
];

fn reader(name: &'static str, one_in: u32) -> Reader<'static> {
    Reader { name, words: WORDS, one_in }
}

/// A service that DigiD knows, by the kept metadata.
fn provider() -> &'static Arc<Provider> {
    static KNOWN: LazyLock<Arc<Provider>> = LazyLock::new(|| {
        let bytes = std::fs::read("fixtures/fuzz/metadata/genuine.xml").unwrap();
        let metadata = SpMetadata::parse(&bytes).unwrap();
        Arc::new(Provider { metadata, level: Betrouwbaarheidsniveau::Midden, federated: false })
    });
    &KNOWN
}

#[test]
fn metadata() {
    reader("metadata", 1).try_out(|bytes| {
        let Ok(metadata) = SpMetadata::parse(bytes) else { return false };
        survives_writing(metadata.seen());
        metadata.hosts();
        for certificate in metadata.signing() {
            certificate.validity();
        }
        true
    });
}

/// The query of an address, judged as DigiD would.
#[test]
fn question_in_an_address() {
    reader("query", 8).try_out(|bytes| {
        let mut address: url::Url = "https://digid.toetssteen.test/saml/idp/request_authentication".parse().unwrap();
        address.set_query(Some(&String::from_utf8_lossy(bytes)));
        let Some(message) = kept_back(&address, None, Some(provider())) else { return false };
        survives_writing(&message);
        true
    });
}

/// A question in a form, which is its XML in Base64.
#[test]
fn question_in_a_form() {
    use base64::{Engine as _, prelude::BASE64_STANDARD};
    let address = "https://digid.toetssteen.test/saml/idp/request_authentication".parse().unwrap();
    reader("question", 1).try_out(|bytes| {
        let form = format!("RelayState=x&SAMLRequest={}", encode(&BASE64_STANDARD.encode(bytes)));
        let message = kept_back(&address, Some(form.as_bytes()), Some(provider())).unwrap();
        survives_writing(&message);
        message.objections.iter().all(|one| one.code != toetssteen::evidence::objection::ObjectionCode::Unparsable)
    });
}

#[test]
fn question_for_an_artifact() {
    reader("resolve", 1).try_out(|bytes| {
        let Ok(resolve) = XmlText::new(bytes).and_then(ArtifactResolve::parse) else { return false };
        survives_writing(&resolve.verify(provider().metadata.signing()));
        if let Ok(artifact) = Artifact::parse(&resolve.artifact) {
            assert_eq!(Artifact::parse(&artifact.to_string()).unwrap(), artifact);
        }
        true
    });
}

/// Neither of the kept inputs is signed, so that nothing made from them is.
#[test]
fn logging_out() {
    let signing = provider().metadata.signing();
    reader("logout", 1).try_out(|bytes| {
        let read = || XmlText::new(bytes).ok();
        let asked = read().and_then(|text| LogoutRequest::parse(text).ok()).map(|request| request.verify(signing));
        let told = read().and_then(|text| LogoutResponse::parse(text).ok()).map(|response| response.verify(signing));
        let signatures: Vec<_> = asked.into_iter().chain(told).collect();
        assert!(signatures.iter().all(|signature| !signature.is_valid()));
        !signatures.is_empty()
    });
}

#[test]
fn values() {
    reader("values", 3).try_out(|bytes| {
        let text = String::from_utf8_lossy(bytes);
        let mut any = false;
        if let Ok(artifact) = Artifact::parse(&text) {
            assert_eq!(Artifact::parse(&artifact.to_string()).unwrap(), artifact);
            any = true;
        }
        for certificate in [Certificate::from_base64(&text), Certificate::from_der(bytes)].into_iter().flatten() {
            assert_eq!(Certificate::from_base64(&certificate.base64()).unwrap(), certificate);
            certificate.validity();
            any = true;
        }
        if let Some(at) = read_instant(&text).at {
            let whole = read_instant(&format_instant(at));
            assert!(whole.utc && whole.at.is_some_and(|again| again.as_second() == at.as_second()), "{text}");
            any = true;
        }
        if let Ok(bsn) = text.parse::<Bsn>() {
            assert_eq!(bsn.to_string().parse::<Bsn>().unwrap(), bsn);
            any = true;
        }
        decode_base64(&text);
        any
    });
}
