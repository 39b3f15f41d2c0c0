//! What the issuer of a certificate answers about it (RFC 6960).

use der::{
    Decode, Encode, Reader, SliceReader,
    asn1::{ObjectIdentifier, OctetString},
};
use jiff::Timestamp;
use sha1::{Digest, Sha1};
use sha2::Sha256;
use x509_cert::{serial_number::SerialNumber, spki::AlgorithmIdentifierOwned};
use x509_ocsp::{
    BasicOcspResponse, CertId, CertStatus, OcspRequest, OcspResponse, OcspResponseStatus, Request, SingleResponse,
    TbsRequest,
};
use x509_parser::{
    asn1_rs::BitString,
    certificate::X509Certificate,
    prelude::FromDer,
    verify::verify_signature,
    x509::{AlgorithmIdentifier, SubjectPublicKeyInfo},
};

use super::{authority::Authority, x509};

/// The right of a responder to answer for an issuer (RFC 6960 §4.2.2.2).
const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";

/// The only hash that every responder knows certificates by (RFC 5019 §2.1.1); nothing rests on it.
const SHA_1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");

const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");

/// The one kind of answer that there is (RFC 6960 §4.2.1).
const BASIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.1");

/// Seconds that an answer is believed which does not say until when it holds: one that was kept may be of before.
const FRESH: i64 = 24 * 60 * 60;

/// Seconds that clocks may differ.
pub(super) const SKEW: i64 = 300;

/// What an issuer says of a certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Status {
    Good,
    Revoked,
}

/// The question about a certificate, DER, without a nonce: an answer may be one that was made before.
pub(super) fn question(certificate: &X509Certificate<'_>, authority: &Authority) -> Option<Vec<u8>> {
    let hash = |bytes: &[u8]| OctetString::new(Sha1::digest(bytes).to_vec()).ok();
    let key = authority.key()?;
    let req_cert = CertId {
        hash_algorithm: AlgorithmIdentifierOwned { oid: SHA_1, parameters: Some(der::asn1::Null.into()) },
        issuer_name_hash: hash(&authority.name)?,
        issuer_key_hash: hash(&key.subject_public_key.data)?,
        serial_number: SerialNumber::new(certificate.tbs_certificate.raw_serial()).ok()?,
    };
    let request_list = vec![Request { req_cert, single_request_extensions: None }];
    let tbs_request = TbsRequest { request_list, ..TbsRequest::default() };
    OcspRequest { tbs_request, optional_signature: None }.to_der().ok()
}

/// What an answer says of a certificate.
///
/// # Errors
/// Why it says nothing that can be believed.
pub(super) fn status(
    certificate: &X509Certificate<'_>,
    authority: &Authority,
    response: &[u8],
    at: Timestamp,
) -> Result<Status, &'static str> {
    let response = OcspResponse::from_der(response).map_err(|_| "wat de uitgever gaf, is geen antwoord van OCSP")?;
    if response.response_status != OcspResponseStatus::Successful {
        return Err("de uitgever gaf op de vraag met OCSP een fout");
    }
    let basic = response.response_bytes.filter(|bytes| bytes.response_type == BASIC);
    let bytes = basic.map(|bytes| bytes.response.as_bytes().to_vec()).unwrap_or_default();
    let (Ok(basic), Some(data)) = (BasicOcspResponse::from_der(&bytes), covered(&bytes)) else {
        return Err("het antwoord van OCSP is niet te lezen");
    };
    if !signed(&basic, data, authority, at) {
        return Err("het antwoord van OCSP heeft geen handtekening van de uitgever");
    }
    let about = |one: &&SingleResponse| names(&one.cert_id, certificate, authority);
    let one = basic.tbs_response_data.responses.iter().find(about);
    let one = one.ok_or("het antwoord van OCSP gaat over een ander certificaat")?;
    in_time(one, at)?;
    match &one.cert_status {
        CertStatus::Good(_) => Ok(Status::Good),
        CertStatus::Revoked(_) => Ok(Status::Revoked),
        CertStatus::Unknown(_) => Err("de uitgever kent dit certificaat niet"),
    }
}

/// Whether this is the name of the certificate: a number is one of its issuer's only (RFC 6960 §3.2).
fn names(named: &CertId, certificate: &X509Certificate<'_>, authority: &Authority) -> bool {
    let Some(key) = authority.key() else { return false };
    let key: &[u8] = &key.subject_public_key.data;
    let hashes = match named.hash_algorithm.oid {
        SHA_1 => [Sha1::digest(&authority.name).to_vec(), Sha1::digest(key).to_vec()],
        SHA_256 => [Sha256::digest(&authority.name).to_vec(), Sha256::digest(key).to_vec()],
        _ => return false,
    };
    let serial = stripped(certificate.tbs_certificate.raw_serial());
    [named.issuer_name_hash.as_bytes(), named.issuer_key_hash.as_bytes()] == hashes
        && stripped(named.serial_number.as_bytes()) == serial
}

/// Leading zeros are no part of a number.
pub(super) fn stripped(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

fn in_time(one: &SingleResponse, at: Timestamp) -> Result<(), &'static str> {
    let second =
        |time: &x509_ocsp::OcspGeneralizedTime| i64::try_from(time.0.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    let now = at.as_second();
    if second(&one.this_update) > now + SKEW {
        return Err("het antwoord van OCSP is van een later tijdstip");
    }
    match &one.next_update {
        Some(next) if second(next) < now => Err("het antwoord van OCSP is verlopen"),
        None if second(&one.this_update) < now - FRESH => {
            Err("het antwoord van OCSP is oud, en zegt niet tot wanneer het geldt")
        }
        _ => Ok(()),
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
fn signed(basic: &BasicOcspResponse, data: &[u8], authority: &Authority, at: Timestamp) -> bool {
    let Ok(algorithm) = basic.signature_algorithm.to_der() else { return false };
    let Ok((_, algorithm)) = AlgorithmIdentifier::from_der(&algorithm) else { return false };
    let Some(issuer) = authority.key() else { return false };
    let bits = BitString::new(0, basic.signature.raw_bytes());
    let by = |key: &SubjectPublicKeyInfo<'_>| verify_signature(key, &algorithm, &bits, data).is_ok();
    if by(&issuer) {
        return true;
    }
    let delegates = basic.certs.iter().flatten().filter_map(|one| one.to_der().ok());
    delegates.into_iter().any(|der| {
        let Ok((_, delegate)) = X509Certificate::from_der(&der) else { return false };
        let may = delegate.extended_key_usage().ok().flatten().is_some_and(|usage| {
            usage.value.ocsp_signing || usage.value.other.iter().any(|oid| oid.to_id_string() == OCSP_SIGNING)
        });
        let in_time = x509::validity(&delegate).is_some_and(|(from, until)| from <= at && at <= until);
        let issued = delegate.issuer().as_raw() == authority.name && delegate.verify_signature(Some(&issuer)).is_ok();
        may && in_time && issued && by(delegate.public_key())
    })
}
