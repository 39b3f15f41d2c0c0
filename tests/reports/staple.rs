//! The answer of an issuer that a server with two certificates sends along for one of them.

use base64::{Engine, engine::general_purpose::STANDARD};
use rustls_pki_types::{CertificateDer, pem::PemObject};
use toetssteen::{
    evidence::{
        Evidence, Observation, Outcome,
        certificate::{ChainSeen, Nameless, ServerCertificates},
        itinerary::Itinerary,
        redaction::Redactor,
        sealed::Document,
        tls::{Known, Listed},
    },
    judge,
};

use crate::live::checklist;

fn der(name: &str) -> String {
    let pem = std::fs::read(format!("tests/reports/certificates/{name}.pem")).unwrap();
    STANDARD.encode(CertificateDer::from_pem_slice(&pem).unwrap())
}

fn chain(name: &str, staple: Option<&[u8]>) -> ChainSeen {
    let certificates = vec![der(name), der("pki")];
    ChainSeen { certificates, staple: staple.map(|der| STANDARD.encode(der)), ..ChainSeen::default() }
}

/// What is said of the staples of a server with these chains.
fn said(chains: Vec<ChainSeen>) -> String {
    let bytes = std::fs::read("fixtures/fuzz/evidence/tls-observed.json").unwrap();
    let mut document: Document = serde_json::from_slice(&bytes).unwrap();
    document.run.only = vec!["transport/certificaat-sterkte".to_owned()];
    let mut itinerary = Itinerary::default();
    for (place, kind) in &document.itinerary {
        itinerary.announce(place.clone(), *kind).unwrap();
    }
    for (place, outcome) in document.outcomes {
        match outcome {
            Outcome::Observed(Observation::Tls(mut tls)) => {
                // A day on which the kept answer holds.
                tls.at = "2026-11-24T00:00:00Z".parse().unwrap();
                let shown = Listed { found: chains.clone(), unasked: None };
                tls.certificates = Some(ServerCertificates { shown, nameless: Known::Seen(Nameless::Same) });
                itinerary.observe(&place, Observation::Tls(tls)).unwrap();
            }
            Outcome::Observed(other) => itinerary.observe(&place, other).unwrap(),
            Outcome::Gap(gap) => itinerary.gap(&place, gap).unwrap(),
        }
    }
    let evidence = Evidence::seal(document.run, itinerary, &Redactor::new([7; 32], [])).unwrap();
    let judgement = judge::judge(checklist(), &evidence);
    let all = judgement.findings().flat_map(|finding| &finding.expectations);
    let of = all.filter(|one| one.that.contains("2025-05: het antwoord van OCSP")).flat_map(|one| &one.places);
    of.filter_map(|place| place.actual.clone()).next().unwrap()
}

#[test]
fn each_certificate_has_its_own() {
    let good = std::fs::read("fixtures/fuzz/issuer/good.ocsp").unwrap();
    assert_eq!(said(vec![chain("saml", Some(&good))]), "goed");
    assert_eq!(said(vec![chain("elsewhere", Some(&good))]), "onvoldoende", "of another certificate");
    // The second names no place to ask, and has no answer: it is not blamed with that of the first.
    assert_eq!(said(vec![chain("saml", Some(&good)), chain("elsewhere", None)]), "goed");
}
