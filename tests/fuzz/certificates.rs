//! Certificates in a file, and what an issuer answers about one.

use base64::{Engine, engine::general_purpose::STANDARD};
use toetssteen::{
    evidence::certificate::Product,
    evidence::{
        Evidence, Observation, Outcome,
        certificate::{Asked, Way},
        probes::CERTIFICATE,
        run::Omgeving,
        sealed::Document,
        tls::Known,
    },
    gather::{Circumstances, sightings},
    judge,
    saml::{self, Certificate},
};

use super::{Reader, evidence::resealed, survives_writing};
use crate::live::checklist;

const WORDS: &[&str] = &[
    "-----BEGIN CERTIFICATE-----\n",
    "-----END CERTIFICATE-----\n",
    "-----BEGIN PRIVATE KEY-----\n",
    "\u{30}\u{7f}",
    "\u{2}\u{1}\u{0}",
    "\u{5}\u{0}",
    "\u{6}\u{3}\u{55}\u{1d}\u{1f}",
    "\u{17}\u{d}991231235959Z",
    "\u{18}\u{f}00000000000000Z",
    "<!DOCTYPE",
    "&x;",
];

fn circumstances(uitgevers: Vec<String>) -> Circumstances {
    let (criteria, editions) = checklist().resting_on(CERTIFICATE);
    Circumstances {
        product: Product::Digid,
        omgeving: Omgeving::Productie,
        usage: None,
        elsewhere: Vec::new(),
        uitgevers,
        only: criteria.into_iter().map(|one| one.id.clone()).collect(),
        edities: editions.into_iter().map(|one| one.name.clone()).collect(),
    }
}

/// What these files hold, as evidence.
fn evidence(bytes: &[u8], uitgevers: Vec<String>) -> Option<Evidence> {
    let found = saml::certificates(bytes).ok()?;
    Some(sightings(&[found], circumstances(uitgevers), checklist()).unwrap())
}

#[test]
fn certificates_in_a_file() {
    Reader { name: "certificate", words: WORDS, one_in: 2 }.try_out(|bytes| {
        let Some(evidence) = evidence(bytes, Vec::new()) else { return false };
        survives_writing(&evidence.to_document());
        let judgement = judge::judge(checklist(), &evidence);
        assert!(judgement.findings().count() > 0);
        true
    });
}

/// Bytes before and after what an answer says: how it is wrapped, and its signature.
const AROUND: (usize, usize) = (64, 90);

/// What is believed of a damaged answer is what it said before, for its signature survives no damage to that.
#[test]
fn answer_of_an_issuer() {
    let pem = |name: &str| std::fs::read(format!("tests/reports/certificates/{name}.pem")).unwrap();
    let (_, issuer) = saml::certificates(&pem("pki")).unwrap();
    let issuer: Vec<String> =
        issuer.iter().flat_map(|found| found.chain.iter().flatten()).map(Certificate::base64).collect();
    let document = evidence(&pem("saml"), issuer).unwrap().to_document();
    let kept = std::fs::read_dir("fixtures/fuzz/issuer").unwrap();
    let kept = kept.map(|file| std::fs::read(file.unwrap().path()).unwrap());
    let said = |bytes: &[u8]| [Way::Crl, Way::Ocsp].into_iter().find_map(|way| standing(&document, way, bytes));
    let kept: Vec<(Vec<u8>, Option<String>)> = kept
        .map(|bytes| (bytes[AROUND.0..bytes.len() - AROUND.1].to_vec(), said(&bytes)))
        .filter(|(_, said)| said.is_some())
        .collect();
    // A list of a part that the certificate does not name tells nothing of it.
    assert_eq!(kept.len(), 4);
    Reader { name: "issuer", words: WORDS, one_in: 20 }.try_out(|bytes| {
        let said = said(bytes);
        let holds = |core: &[u8]| bytes.windows(core.len()).any(|part| part == core);
        assert!(said.is_none() || kept.iter().any(|(core, told)| *told == said && holds(core)), "{said:?}");
        said.is_some()
    });
}

/// What the answer comes to, where it can be believed.
fn standing(document: &Document, way: Way, bytes: &[u8]) -> Option<String> {
    let mut document = document.clone();
    for outcome in document.outcomes.values_mut() {
        let Outcome::Observed(Observation::Certificate(sighting)) = outcome else { continue };
        // A day on which the kept inputs hold.
        sighting.at = "2026-11-24T00:00:00Z".parse().unwrap();
        sighting.chain.asked = vec![Asked {
            nth: 0,
            way,
            address: "http://lijst.voorbeeld.test/g1.crl".to_owned(),
            answer: Known::Seen(STANDARD.encode(bytes)),
        }];
    }
    let judgement = judge::judge(checklist(), &resealed(&document).unwrap());
    let findings = judgement.findings().filter(|finding| finding.criterion == "metadata/certificaat-geldig");
    let expectations = findings.flat_map(|finding| &finding.expectations);
    let of = expectations.filter(|one| one.that.contains("ingetrokken"));
    of.flat_map(|one| &one.places).find_map(|place| place.actual.clone())
}
