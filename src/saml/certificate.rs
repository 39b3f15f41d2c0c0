//! A certificate as metadata and connections carry it.

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use x509_parser::{certificate::X509Certificate, prelude::FromDer, time::ASN1Time};

use crate::evidence::hex;

/// A certificate that can be read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Certificate {
    der: Vec<u8>,
}

/// Why something is no certificate.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CertificateError {
    /// Not base64.
    #[error("the certificate is not base64")]
    NotBase64,
    /// Not X.509.
    #[error("the certificate is not X.509 in DER")]
    NotX509,
}

impl Certificate {
    /// Reads DER; nothing may follow the certificate.
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        match X509Certificate::from_der(der) {
            Ok(([], _)) => Ok(Self { der: der.to_vec() }),
            _ => Err(CertificateError::NotX509),
        }
    }

    /// Reads DER in base64, with white space anywhere.
    pub fn from_base64(text: &str) -> Result<Self, CertificateError> {
        let compact: String = text.split_whitespace().collect();
        Self::from_der(&STANDARD.decode(compact).map_err(|_| CertificateError::NotBase64)?)
    }

    /// The DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// From when and until when it may be used, where that can be said.
    pub fn validity(&self) -> Option<(Timestamp, Timestamp)> {
        let (_, read) = X509Certificate::from_der(&self.der).ok()?;
        let at = |time: ASN1Time| Timestamp::from_second(time.timestamp()).ok();
        Some((at(read.validity.not_before)?, at(read.validity.not_after)?))
    }

    /// Whether it has the name and the key of `issuer` as its own issuer.
    pub fn is_issued_by(&self, issuer: &Self) -> bool {
        let (Ok((_, own)), Ok((_, other))) =
            (X509Certificate::from_der(&self.der), X509Certificate::from_der(&issuer.der))
        else {
            return false;
        };
        own.issuer().as_raw() == other.subject().as_raw() && own.verify_signature(Some(other.public_key())).is_ok()
    }

    /// The chains among certificates that stand together in any order (XML Signature §4.5.4), the one that issued none first. Each
    /// certificate is in one of them at least.
    pub(super) fn chains(mut together: Vec<Self>) -> Vec<Vec<Self>> {
        let mut once: Vec<Self> = Vec::new();
        together.retain(|one| {
            !once.contains(one) && {
                once.push(one.clone());
                true
            }
        });
        let issuer = |one: &Self| once.iter().find(|other| *other != one && one.is_issued_by(other));
        let issuers: Vec<&Self> = once.iter().filter_map(issuer).collect();
        let mut own: Vec<&Self> = once.iter().filter(|one| !issuers.contains(one)).collect();
        if own.is_empty() {
            // Two that issued each other.
            own.extend(once.first());
        }
        let chain = |own: &Self| {
            let mut chain = vec![own.clone()];
            while let Some(next) = chain.last().and_then(issuer).filter(|next| !chain.contains(next)) {
                chain.push(next.clone());
            }
            chain
        };
        own.into_iter().map(chain).collect()
    }

    /// The DER in base64, on one line.
    pub fn base64(&self) -> String {
        STANDARD.encode(&self.der)
    }

    /// SHA-256 of the DER, hexadecimal.
    pub fn sha256(&self) -> String {
        hex(&Sha256::digest(&self.der))
    }
}
