//! What one certificate says (RFC 5280).

use base64::{Engine, engine::general_purpose::STANDARD};
use der::{Decode, asn1::AnyRef};
use jiff::Timestamp;
use x509_parser::{
    certificate::X509Certificate,
    error::X509Error,
    extensions::{CRLDistributionPoint, DistributionPointName, GeneralName, ParsedExtension},
    oid_registry::{OID_PKIX_ACCESS_DESCRIPTOR_OCSP, Oid},
    prelude::FromDer,
    public_key::{PublicKey, RSAPublicKey},
    time::ASN1Time,
    x509::X509Name,
};

use crate::evidence::certificate::ChainSeen;

/// Bits of the smallest key of RSA that signatures are verified with here.
const SMALLEST_RSA: usize = 2048;

/// A certificate in DER.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Der(Vec<u8>);

/// Why a certificate is not there to be looked at.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Absent {
    /// It is no certificate.
    Unreadable,
    /// It held what may not be kept.
    Withheld,
}

/// Whether one certificate was signed with the key of another.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Signed {
    /// Made with an algorithm that is not known here.
    CannotTell,
    No,
    Yes,
}

impl Der {
    /// DER that can be read; nothing may follow the certificate.
    pub fn new(der: Vec<u8>) -> Option<Self> {
        matches!(X509Certificate::from_der(&der), Ok(([], _))).then_some(Self(der))
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Reads it.
    pub(super) fn read(&self) -> Option<X509Certificate<'_>> {
        X509Certificate::from_der(&self.0).ok().map(|(_, read)| read)
    }
}

/// The certificates of a chain.
pub(super) fn ders(chain: &ChainSeen) -> Result<Vec<Der>, Absent> {
    let one = |text: &String| {
        if text.is_empty() {
            return Err(Absent::Withheld);
        }
        STANDARD.decode(text).ok().and_then(Der::new).ok_or(Absent::Unreadable)
    };
    chain.certificates.iter().map(one).collect()
}

/// Whether `certificate` was signed with the key of `issuer`.
pub(super) fn signed(certificate: &X509Certificate<'_>, issuer: &X509Certificate<'_>) -> Signed {
    match certificate.verify_signature(Some(issuer.public_key())) {
        Ok(()) => Signed::Yes,
        Err(X509Error::SignatureUnsupportedAlgorithm) => Signed::CannotTell,
        Err(_) if is_small(issuer) => Signed::CannotTell,
        Err(_) => Signed::No,
    }
}

/// Whether its key is one of RSA that nothing is verified with any more.
fn is_small(certificate: &X509Certificate<'_>) -> bool {
    matches!(certificate.public_key().parsed(), Ok(PublicKey::RSA(key)) if key.key_size() < SMALLEST_RSA)
}

/// Whether `issuer` has the name that stands as issuer in `certificate`, and its signature is not another's.
pub(super) fn issued_by(certificate: &X509Certificate<'_>, issuer: &X509Certificate<'_>) -> bool {
    certificate.issuer().as_raw() == issuer.subject().as_raw() && signed(certificate, issuer) != Signed::No
}

/// Whether a certificate is its own issuer.
pub(super) fn self_signed(certificate: &X509Certificate<'_>) -> bool {
    issued_by(certificate, certificate)
}

/// From when and until when it may be used.
pub(super) fn validity(certificate: &X509Certificate<'_>) -> Option<(Timestamp, Timestamp)> {
    let at = |time: ASN1Time| Timestamp::from_second(time.timestamp()).ok();
    Some((at(certificate.validity.not_before)?, at(certificate.validity.not_after)?))
}

/// A name for people: its CN, or all of it.
pub fn name(name: &X509Name<'_>) -> String {
    let common = name.iter_common_name().filter_map(|attribute| attribute.as_str().ok()).next();
    common.map_or_else(|| name.to_string(), str::to_owned)
}

/// The key, as the tables of the NCSC name it: RSA by the size that decides, curves by their name.
pub(super) fn key(certificate: &X509Certificate<'_>) -> String {
    if let Some(bits) = bits(certificate) {
        return match bits {
            3072.. => "RSA van 3072 bits of meer",
            2048.. => "RSA van 2048 tot 3072 bits",
            _ => "RSA van minder dan 2048 bits",
        }
        .to_owned();
    }
    match certificate.public_key().parsed() {
        Ok(PublicKey::EC(_)) => {
            let curve = certificate.public_key().algorithm.parameters.as_ref().and_then(|any| any.as_oid().ok());
            curve.as_ref().and_then(curve_name).unwrap_or("een andere kromme").to_owned()
        }
        _ => match certificate.public_key().algorithm.algorithm.to_id_string().as_str() {
            "1.3.101.112" => "ed25519".to_owned(),
            "1.3.101.113" => "ed448".to_owned(),
            other => format!("sleutel van soort {other}"),
        },
    }
}

/// Size of the key in bits, for people; nothing where its name says it.
pub(super) fn bits(certificate: &X509Certificate<'_>) -> Option<usize> {
    let key = certificate.public_key();
    match key.parsed() {
        Ok(PublicKey::RSA(rsa)) => Some(rsa.key_size()),
        // A key for RSASSA-PSS alone has the same form (RFC 4055 §1.2).
        _ if key.algorithm.algorithm.to_id_string() == "1.2.840.113549.1.1.10" => {
            RSAPublicKey::from_der(&key.subject_public_key.data).ok().map(|(_, rsa)| rsa.key_size())
        }
        _ => None,
    }
}

fn curve_name(oid: &Oid<'_>) -> Option<&'static str> {
    Some(match oid.to_id_string().as_str() {
        "1.2.840.10045.3.1.7" => "secp256r1",
        "1.3.132.0.33" => "secp224r1",
        "1.3.132.0.34" => "secp384r1",
        "1.3.132.0.35" => "secp521r1",
        "1.3.36.3.3.2.8.1.1.7" => "brainpoolP256r1",
        "1.3.36.3.3.2.8.1.1.11" => "brainpoolP384r1",
        "1.3.36.3.3.2.8.1.1.13" => "brainpoolP512r1",
        _ => return None,
    })
}

/// The hash under its signature, as the tables of the NCSC name it.
pub(super) fn hash(certificate: &X509Certificate<'_>) -> String {
    let algorithm = &certificate.signature_algorithm;
    let named = |oid: &str| {
        Some(match oid {
            "1.2.840.113549.1.1.11" | "1.2.840.10045.4.3.2" | "2.16.840.1.101.3.4.2.1" => "SHA-256",
            "1.2.840.113549.1.1.12" | "1.2.840.10045.4.3.3" | "2.16.840.1.101.3.4.2.2" => "SHA-384",
            "1.2.840.113549.1.1.13" | "1.2.840.10045.4.3.4" | "2.16.840.1.101.3.4.2.3" => "SHA-512",
            "1.2.840.113549.1.1.14" | "1.2.840.10045.4.3.1" | "2.16.840.1.101.3.4.2.4" => "SHA-224",
            "1.2.840.113549.1.1.5" | "1.2.840.10045.4.1" | "1.3.14.3.2.29" | "1.3.14.3.2.26" => "SHA-1",
            "1.2.840.113549.1.1.4" | "1.2.840.113549.2.5" => "MD5",
            // EdDSA has its hash built in: SHA-512, and SHAKE256 (RFC 8032).
            "1.3.101.112" | "1.3.101.113" => "EdDSA",
            _ => return None,
        })
    };
    let oid = algorithm.algorithm.to_id_string();
    if oid == "1.2.840.113549.1.1.10" {
        use x509_parser::signature_algorithm::RsaSsaPssParams;
        let parameters = algorithm.parameters.as_ref().and_then(|any| RsaSsaPssParams::try_from(any).ok());
        // Without parameters it is SHA-1 (RFC 8017 §A.2.3).
        return parameters.map_or_else(
            || "SHA-1".to_owned(),
            |pss| {
                let oid = pss.hash_algorithm_oid().to_id_string();
                named(&oid).map_or(oid, str::to_owned)
            },
        );
    }
    named(&oid).map_or(oid, str::to_owned)
}

/// How many statements of logs for certificates are in it (RFC 6962 §3.3); nothing where they cannot be read.
pub(super) fn log_statements(certificate: &X509Certificate<'_>) -> Option<usize> {
    let mut found = 0;
    for extension in certificate.extensions() {
        match extension.parsed_extension() {
            ParsedExtension::SCT(statements) => found += statements.len(),
            ParsedExtension::ParseError { .. } if extension.oid.to_id_string() == "1.3.6.1.4.1.11129.2.4.2" => {
                return None;
            }
            _ => {}
        }
    }
    Some(found)
}

/// Where its issuer answers about it (RFC 6960), as the certificate says.
pub(super) fn ocsp(certificate: &X509Certificate<'_>) -> Vec<String> {
    let extensions = certificate.extensions().iter();
    let access = extensions.filter_map(|extension| match extension.parsed_extension() {
        ParsedExtension::AuthorityInfoAccess(access) => Some(access),
        _ => None,
    });
    let ocsp = access
        .flat_map(|access| &access.accessdescs)
        .filter(|one| one.access_method == OID_PKIX_ACCESS_DESCRIPTOR_OCSP);
    ocsp.filter_map(|one| uri(&one.access_location)).collect()
}

/// Where the list stands of what its issuer revoked (RFC 5280 §4.2.1.13), as the certificate says: whole lists, of the issuer itself.
pub(super) fn lists(certificate: &X509Certificate<'_>) -> Vec<String> {
    let whole = points(certificate).filter(|point| point.reasons.is_none() && point.crl_issuer.is_none());
    whole.flat_map(names_of).collect()
}

/// Every name of a list in it, also of those that cannot be asked for here.
pub(super) fn named_lists(certificate: &X509Certificate<'_>) -> Vec<String> {
    points(certificate).flat_map(names_of).collect()
}

fn points<'a>(certificate: &'a X509Certificate<'_>) -> impl Iterator<Item = &'a CRLDistributionPoint<'a>> {
    let extensions = certificate.extensions().iter();
    let points = extensions.filter_map(|extension| match extension.parsed_extension() {
        ParsedExtension::CRLDistributionPoints(all) => Some(&all.points),
        _ => None,
    });
    points.flatten()
}

fn names_of(point: &CRLDistributionPoint<'_>) -> Vec<String> {
    match &point.distribution_point {
        Some(DistributionPointName::FullName(names)) => names.iter().filter_map(uri).collect(),
        _ => Vec::new(),
    }
}

/// Whether a certificate says anything of where its issuer can be asked about it; nothing where that cannot be read.
pub(super) fn names_a_place(certificate: &X509Certificate<'_>) -> Option<bool> {
    let mut named = false;
    for extension in certificate.extensions() {
        let oid = extension.oid.to_id_string();
        match extension.parsed_extension() {
            ParsedExtension::CRLDistributionPoints(_) => named = true,
            ParsedExtension::ParseError { .. } if ["2.5.29.31", "1.3.6.1.5.5.7.1.1"].contains(&oid.as_str()) => {
                return None;
            }
            _ => {}
        }
    }
    Some(named || !ocsp(certificate).is_empty())
}

fn uri(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::URI(uri) => Some((*uri).to_owned()),
        _ => None,
    }
}

/// The policies that it was issued under (RFC 5280 §4.2.1.4).
pub(super) fn policies(certificate: &X509Certificate<'_>) -> Vec<String> {
    let extensions = certificate.extensions().iter();
    let policies = extensions.filter_map(|extension| match extension.parsed_extension() {
        ParsedExtension::CertificatePolicies(policies) => Some(policies),
        _ => None,
    });
    policies.flat_map(|all| all.iter().map(|one| one.policy_id.to_id_string())).collect()
}

/// The same as [`issued_by`], where the signature was verified.
pub(super) fn signed_surely(certificate: &X509Certificate<'_>, issuer: &X509Certificate<'_>) -> bool {
    certificate.issuer().as_raw() == issuer.subject().as_raw() && signed(certificate, issuer) == Signed::Yes
}

/// What is in a SEQUENCE; anchors keep a name without its head.
pub(super) fn content(sequence: &[u8]) -> Option<&[u8]> {
    AnyRef::from_der(sequence).ok().map(|any| any.value())
}
