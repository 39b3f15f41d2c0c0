//! The list of certificates that an issuer revoked (RFC 5280 §5 and §6.3.3).

use jiff::Timestamp;
use x509_parser::{
    certificate::X509Certificate,
    extensions::{DistributionPointName, GeneralName, IssuingDistributionPoint, ParsedExtension, X509Extension},
    prelude::FromDer,
    revocation_list::CertificateRevocationList,
    time::ASN1Time,
};

use super::{
    authority::Authority,
    ocsp::{SKEW, Status, stripped},
};

/// What a list says of a certificate. `address` is where the certificate says that it stands.
///
/// # Errors
/// Why it says nothing that can be believed.
pub(super) fn status(
    certificate: &X509Certificate<'_>,
    authority: &Authority,
    address: &str,
    list: &[u8],
    at: Timestamp,
) -> Result<Status, &'static str> {
    let Ok(([], list)) = CertificateRevocationList::from_der(list) else {
        return Err("het is geen lijst van ingetrokken certificaten");
    };
    let key = authority.key().ok_or("de sleutel van de uitgever is niet te lezen")?;
    if list.issuer().as_raw() != authority.name || list.verify_signature(&key).is_err() {
        return Err("de handtekening is niet van de uitgever");
    }
    let second = |time: ASN1Time| time.timestamp();
    if second(list.last_update()) > at.as_second() + SKEW {
        return Err("de lijst is van een later tijdstip");
    }
    match list.next_update() {
        Some(next) if second(next) >= at.as_second() => {}
        Some(_) => return Err("de lijst is verlopen"),
        None => return Err("de lijst zegt niet tot wanneer zij geldt"),
    }
    covers(list.extensions(), certificate, address)?;
    let serial = stripped(certificate.tbs_certificate.raw_serial());
    let revoked = list.iter_revoked_certificates().any(|one| stripped(one.raw_serial()) == serial);
    Ok(if revoked { Status::Revoked } else { Status::Good })
}

/// Whether the list is the one for this certificate: an issuer may have several.
fn covers(
    extensions: &[X509Extension<'_>],
    certificate: &X509Certificate<'_>,
    address: &str,
) -> Result<(), &'static str> {
    for extension in extensions {
        match extension.parsed_extension() {
            ParsedExtension::IssuingDistributionPoint(part) => of_part(part, certificate, address)?,
            // A delta of another list is one of those.
            _ if extension.critical => return Err("de lijst heeft een uitbreiding die hier niet bekend is"),
            _ => {}
        }
    }
    Ok(())
}

fn of_part(
    part: &IssuingDistributionPoint<'_>,
    certificate: &X509Certificate<'_>,
    address: &str,
) -> Result<(), &'static str> {
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
    match &part.distribution_point {
        None => Ok(()),
        Some(DistributionPointName::FullName(names)) if names.contains(&GeneralName::URI(address)) => Ok(()),
        Some(_) => Err("de lijst is een andere dan die het certificaat noemt"),
    }
}
