//! The list of certificates that an issuer revoked (RFC 5280 §5 and §6.3.3).

use der::Decode;
use jiff::Timestamp;
use x509_cert::ext::pkix::{
    crl::dp::IssuingDistributionPoint,
    name::{DistributionPointName, GeneralName},
};
use x509_parser::{
    certificate::X509Certificate, extensions::X509Extension, prelude::FromDer,
    revocation_list::CertificateRevocationList, time::ASN1Time,
};

use super::{
    authority::Authority,
    ocsp::{SKEW, Status, stripped},
    x509,
};

/// `issuingDistributionPoint` (RFC 5280 §5.2.5).
const PART: &str = "2.5.29.28";

/// What a list says of a certificate.
///
/// # Errors
/// Why it says nothing that can be believed.
pub(super) fn status(
    certificate: &X509Certificate<'_>,
    authority: &Authority,
    list: &[u8],
    at: Timestamp,
) -> Result<Status, &'static str> {
    let Ok(([], list)) = CertificateRevocationList::from_der(list) else {
        return Err("wat de uitgever gaf, is geen lijst van ingetrokken certificaten");
    };
    let key = authority.key().ok_or("de sleutel van de uitgever is niet te lezen")?;
    if list.issuer().as_raw() != authority.name || list.verify_signature(&key).is_err() {
        return Err("de lijst van ingetrokken certificaten heeft geen handtekening van de uitgever");
    }
    let second = |time: ASN1Time| time.timestamp();
    if second(list.last_update()) > at.as_second() + SKEW {
        return Err("de lijst van ingetrokken certificaten is van een later tijdstip");
    }
    match list.next_update() {
        Some(next) if second(next) >= at.as_second() => {}
        Some(_) => return Err("de lijst van ingetrokken certificaten is verlopen"),
        None => return Err("de lijst van ingetrokken certificaten zegt niet tot wanneer zij geldt"),
    }
    covers(list.extensions(), certificate)?;
    let serial = stripped(certificate.tbs_certificate.raw_serial());
    let revoked = list.iter_revoked_certificates().any(|one| stripped(one.raw_serial()) == serial);
    Ok(if revoked { Status::Revoked } else { Status::Good })
}

/// Whether the list is the one for this certificate: an issuer may have several.
fn covers(extensions: &[X509Extension<'_>], certificate: &X509Certificate<'_>) -> Result<(), &'static str> {
    for extension in extensions {
        if extension.oid.to_id_string() == PART {
            // x509-parser passes over what it does not expect here, and would take a part for the whole.
            let part = IssuingDistributionPoint::from_der(extension.value);
            of_part(&part.map_err(|_| "van welk deel de lijst is, is niet te lezen")?, certificate)?;
        } else if extension.critical {
            // A delta of another list is one of those.
            return Err("de lijst van ingetrokken certificaten heeft een uitbreiding die hier niet bekend is");
        }
    }
    Ok(())
}

fn of_part(part: &IssuingDistributionPoint, certificate: &X509Certificate<'_>) -> Result<(), &'static str> {
    let authority = certificate.is_ca();
    let others = part.only_contains_attribute_certs
        || (part.only_contains_user_certs && authority)
        || (part.only_contains_ca_certs && !authority);
    if others {
        return Err("de lijst is voor certificaten van een andere soort");
    }
    if part.indirect_crl || part.only_some_reasons.is_some() {
        return Err("de lijst is niet volledig, of niet alleen van deze uitgever");
    }
    let named = x509::named_lists(certificate);
    let is_named = |name: &GeneralName| match name {
        GeneralName::UniformResourceIdentifier(uri) => named.iter().any(|one| one == uri.as_str()),
        _ => false,
    };
    match &part.distribution_point {
        None => Ok(()),
        Some(DistributionPointName::FullName(names)) if names.iter().any(is_named) => Ok(()),
        Some(_) => Err("de lijst is een andere dan die het certificaat noemt"),
    }
}
