//! Certificates that a made-up run shows: one for a website, one for messages, each with an issuer that only these tests know.

use base64::{Engine, engine::general_purpose::STANDARD};
use rustls_pki_types::{CertificateDer, pem::PemObject};
use toetssteen::{
    checklist::Checklist,
    evidence::{
        certificate::{CertificateSighting, ChainSeen, Nameless, ServerCertificates, Usage},
        tls::{Known, Listed},
    },
    facts::certificate::x509::Der,
};

const ELSEWHERE: &str = include_str!("elsewhere.pem");
const ISSUER: &str = include_str!("pki.pem");
const ROOT: &str = include_str!("root.pem");
const SAML: &str = include_str!("saml.pem");
const WEB: &str = include_str!("web.pem");

fn der(pem: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()
}

/// A certificate that signed itself.
pub(crate) fn root() -> CertificateDer<'static> {
    der(ROOT)
}

/// Lets browsers know the one issuer, and PKIoverheid G1 the other.
pub(crate) fn known_to(checklist: &mut Checklist) {
    let root = der(ROOT);
    checklist.texts.browsers.push(webpki::anchor_from_trusted_cert(&root).unwrap().to_owned());
    let first = checklist.texts.pkioverheid.hierarchies.iter_mut().find(|one| one.name == "PKIoverheid G1").unwrap();
    first.authorities.push(Der::new(der(ISSUER).to_vec()).unwrap());
}

/// What the website shows.
pub(crate) fn website() -> ServerCertificates {
    let chain = ChainSeen { certificates: vec![STANDARD.encode(der(WEB))], ..ChainSeen::default() };
    ServerCertificates { shown: Listed { found: vec![chain], unasked: None }, nameless: Known::Seen(Nameless::Same) }
}

/// The certificate that messages are signed with, in base64.
pub(crate) fn signing() -> String {
    STANDARD.encode(der(SAML))
}

/// The same, looked at by itself.
pub(crate) fn sighting() -> CertificateSighting {
    CertificateSighting {
        at: "2026-11-20T09:00:30Z".parse().unwrap(),
        usage: Some(Usage::Ondertekenen),
        product: None,
        chain: ChainSeen { certificates: vec![signing()], ..ChainSeen::default() },
        // Another one of the same issuer, as the connection has in the other environment.
        elsewhere: vec![STANDARD.encode(der(ELSEWHERE))],
    }
}
