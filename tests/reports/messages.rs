//! SAML messages of a sound service.

use toetssteen::evidence::{message::*, metadata::*, objection::*};

use super::certificates;

const ENTITY: &str = "https://mijn.voorbeeld.test/saml/metadata";

pub(crate) fn metadata() -> MetadataSeen {
    MetadataSeen {
        entity_id: ENTITY.to_owned(),
        acs: vec![AcsSeen {
            index: Some(0),
            binding: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact".to_owned(),
            location: "https://mijn.voorbeeld.test/acs".to_owned(),
            default: true,
        }],
        certificates: vec![CertificateSeen {
            usage: Some("signing".to_owned()),
            sha256: "ab".repeat(32),
            der: String::new(),
            issuers: Vec::new(),
        }],
        single_logout: Vec::new(),
        authn_requests_signed: Some(true),
        want_assertions_signed: None,
        signature: valid("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"),
        cache_duration: None,
        valid_until: None,
    }
}

fn valid(algorithm: &str) -> SignatureSeen {
    SignatureSeen::Valid { algorithm: algorithm.to_owned(), certificate_sha256: "ab".repeat(32) }
}

fn instant() -> InstantSeen {
    InstantSeen {
        written: "2026-11-20T09:03:10Z".to_owned(),
        utc: true,
        at: Some("2026-11-20T09:03:10Z".parse().unwrap()),
    }
}

fn message(binding: Binding, kind: MessageKind) -> Message {
    Message {
        at: "2026-11-20T09:03:11Z".parse().unwrap(),
        transaction: Some("00112233445566aa".to_owned()),
        binding,
        kind,
        signature: valid("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"),
        objections: Vec::new(),
    }
}

pub(crate) fn question(algorithm: &str) -> Message {
    let asked = AuthnRequestSeen {
        id: Some("_1f2e3d".to_owned()),
        version: Some("2.0".to_owned()),
        issuer: Some(ENTITY.to_owned()),
        destination: Some("https://digid.toetssteen.test/saml/idp/request_authentication".to_owned()),
        issue_instant: Some(instant()),
        remembered: Some(false),
        renewal: None,
        force_authn: Some(false),
        comparison: Some("minimum".to_owned()),
        levels: vec!["urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract".to_owned()],
        acs_index: Some("0".to_owned()),
        acs_url: None,
        acs: Some("https://mijn.voorbeeld.test/acs".to_owned()),
        relay_state_length: Some(12),
        protocol_binding: None,
        signature_in_xml: false,
    };
    let weak = algorithm.ends_with("sha1").then(|| Objection {
        code: ObjectionCode::SignatureWeak,
        severity: Severity::Warn,
        text: "signed with SHA-1".to_owned(),
    });
    Message {
        signature: valid(algorithm),
        objections: weak.into_iter().collect(),
        ..message(Binding::Redirect, MessageKind::AuthnRequest(asked))
    }
}

pub(crate) fn fetched() -> Message {
    let certificate = ClientCertificateSeen {
        subject: "CN=mijn.voorbeeld.test, serialNumber=00000099000000001000".to_owned(),
        oin: Some("00000099000000001000".to_owned()),
        issuer: "CN=Proef CA".to_owned(),
        sha256: "cd".repeat(32),
        der: certificates::signing(),
        chain_length: 2,
        root: None,
        problem: Some("the chain ends in no known root".to_owned()),
    };
    let resolve = ArtifactResolveSeen {
        id: Some("_2".to_owned()),
        issuer: Some(ENTITY.to_owned()),
        destination: None,
        issue_instant: Some(instant()),
        artifact_known: true,
        asked_before: 0,
        client_certificate: Some(certificate),
    };
    Message {
        objections: vec![Objection {
            code: ObjectionCode::ClientCertificateUntrusted,
            severity: Severity::Refuse,
            text: "the chain ends in no known root".to_owned(),
        }],
        ..message(Binding::Soap, MessageKind::ArtifactResolve(resolve))
    }
}

/// DigiD sends the browser back with an artifact.
pub(crate) fn sent_back() -> Message {
    let sent = ArtifactSent {
        acs: "https://mijn.voorbeeld.test/acs".to_owned(),
        artifact_sha256: "ef".repeat(32),
        answer: "inloggen".to_owned(),
    };
    Message {
        at: "2026-11-20T09:03:10Z".parse().unwrap(),
        signature: SignatureSeen::Absent,
        ..message(Binding::Artifact, MessageKind::ArtifactSent(sent))
    }
}

pub(crate) fn answered() -> Message {
    let success = "urn:oasis:names:tc:SAML:2.0:status:Success".to_owned();
    let answer = ArtifactAnswer {
        http: Some(200),
        status: vec![success.clone()],
        response_status: vec![success],
        level: Some("urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract".to_owned()),
        soap_fault: false,
    };
    message(Binding::Soap, MessageKind::ArtifactAnswer(answer))
}
