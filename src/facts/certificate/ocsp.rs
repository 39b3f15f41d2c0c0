//! What the issuer of a certificate answered about it (RFC 6960), as the server sends it along.

use der::{Decode, Encode, Reader, SliceReader};
use jiff::Timestamp;
use x509_ocsp::{BasicOcspResponse, CertStatus, OcspResponse, OcspResponseStatus, SingleResponse};
use x509_parser::{
    asn1_rs::BitString, certificate::X509Certificate, prelude::FromDer, verify::verify_signature,
    x509::AlgorithmIdentifier,
};

use super::x509::{self, Der};

/// What can be said of an answer, best first.
pub(super) const STAPLES: &[&str] = &[
    "geldig",
    "het certificaat noemt geen OCSP",
    "niet meegestuurd",
    "niet te controleren",
    "ongeldig",
    "ingetrokken",
];

/// The right of a responder to answer for an issuer (RFC 6960 §4.2.2.2).
const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";

/// What the answer that came along says.
pub(super) fn standing(chain: &[Der], staple: Option<&[u8]>, at: Timestamp) -> (&'static str, Option<String>) {
    let read: Vec<_> = chain.iter().filter_map(Der::read).collect();
    let Some(leaf) = read.first() else { return ("niet te controleren", None) };
    let Some(staple) = staple else {
        let named = !x509::ocsp(leaf).is_empty();
        return (if named { "niet meegestuurd" } else { "het certificaat noemt geen OCSP" }, None);
    };
    let wrong = |why: &str| ("ongeldig", Some(why.to_owned()));
    let Some(issuer) = read.iter().skip(1).find(|next| x509::signed_surely(leaf, next)) else {
        return ("niet te controleren", Some("het certificaat van de uitgever kwam niet mee".to_owned()));
    };
    let Ok(response) = OcspResponse::from_der(staple) else { return wrong("het is geen antwoord van OCSP") };
    if response.response_status != OcspResponseStatus::Successful {
        return wrong("de uitgever gaf geen antwoord maar een fout");
    }
    let bytes = response.response_bytes.map(|bytes| bytes.response.as_bytes().to_vec()).unwrap_or_default();
    let (Ok(basic), Some(data)) = (BasicOcspResponse::from_der(&bytes), covered(&bytes)) else {
        return wrong("het antwoord van OCSP is niet te lezen");
    };
    if !signed(&basic, data, issuer) {
        return wrong("de handtekening is niet van de uitgever");
    }
    let serial = leaf.tbs_certificate.raw_serial();
    let Some(one) = basic
        .tbs_response_data
        .responses
        .iter()
        .find(|one| stripped(one.cert_id.serial_number.as_bytes()) == stripped(serial))
    else {
        return wrong("het gaat over een ander certificaat");
    };
    if let Some(why) = out_of_date(one, at) {
        return wrong(why);
    }
    match &one.cert_status {
        CertStatus::Good(_) => ("geldig", None),
        CertStatus::Revoked(_) => ("ingetrokken", None),
        CertStatus::Unknown(_) => wrong("de uitgever kent dit certificaat niet"),
    }
}

/// Leading zeros are no part of a number.
fn stripped(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

fn out_of_date(one: &SingleResponse, at: Timestamp) -> Option<&'static str> {
    let second =
        |time: &x509_ocsp::OcspGeneralizedTime| i64::try_from(time.0.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    // Clocks may differ a little.
    let now = at.as_second();
    if second(&one.this_update) > now + 300 {
        return Some("het is van een later tijdstip");
    }
    match &one.next_update {
        Some(next) if second(next) < now => Some("het is verlopen"),
        _ => None,
    }
}

/// What is signed, as it came: written anew it might be other bytes that say the same.
fn covered(basic: &[u8]) -> Option<&[u8]> {
    let mut reader = SliceReader::new(basic).ok()?;
    reader
        .sequence(|inner| {
            let data = inner.tlv_bytes()?;
            while !inner.is_finished() {
                inner.tlv_bytes()?;
            }
            Ok(data)
        })
        .ok()
}

/// Whether the issuer signed it, or somebody to whom the issuer gave the right to.
fn signed(basic: &BasicOcspResponse, data: &[u8], issuer: &X509Certificate<'_>) -> bool {
    let Ok(algorithm) = basic.signature_algorithm.to_der() else { return false };
    let Ok((_, algorithm)) = AlgorithmIdentifier::from_der(&algorithm) else { return false };
    let bits = BitString::new(0, basic.signature.raw_bytes());
    let by = |key: &X509Certificate<'_>| verify_signature(key.public_key(), &algorithm, &bits, data).is_ok();
    if by(issuer) {
        return true;
    }
    let delegates = basic.certs.iter().flatten().filter_map(|one| one.to_der().ok());
    delegates.into_iter().any(|der| {
        let Ok((_, delegate)) = X509Certificate::from_der(&der) else { return false };
        let may = delegate.extended_key_usage().ok().flatten().is_some_and(|usage| {
            usage.value.ocsp_signing || usage.value.other.iter().any(|oid| oid.to_id_string() == OCSP_SIGNING)
        });
        may && x509::signed_surely(&delegate, issuer) && by(&delegate)
    })
}
