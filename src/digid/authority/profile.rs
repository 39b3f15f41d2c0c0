//! What the certificates of each layer look like (PKIoverheid Programme of Requirements, part 3, private services server).

use jiff::{ToSpan, Zoned};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType, DnValue, ExtendedKeyUsagePurpose,
    IsCa, Issuer, KeyPair, KeyUsagePurpose, SanType, date_time_ymd,
};

use super::{AuthorityError, PemBundle, key_pair};

/// Certificate policies (RFC 5280 §4.2.1.4).
const POLICIES: &[u64] = &[2, 5, 29, 32];
const ANY_POLICY: &[u64] = &[2, 5, 29, 32, 0];
/// PKIoverheid G1 Private Services Server.
const SERVER_POLICY: &[u64] = &[2, 16, 528, 1, 1003, 1, 2, 8, 6];
/// `serialNumber` of a subject, where PKIoverheid keeps the OIN.
const SERIAL_NUMBER: &[u64] = &[2, 5, 4, 5];

const CA_YEARS: i32 = 10;
const LEAF_YEARS: i32 = 3;

/// A layer of the tree.
#[derive(Clone, Copy)]
pub(super) enum Ca {
    Root,
    Domain,
    Tsp,
}

impl Ca {
    fn common_name(self) -> &'static str {
        match self {
            Self::Root => "SIMULATIE Private Root CA - G1 (TEST)",
            Self::Domain => "SIMULATIE Private Services CA - G1 (TEST)",
            Self::Tsp => "SIMULATIE TSP Private Services CA - G1 (TEST)",
        }
    }

    fn params(self) -> CertificateParams {
        let mut params = base(self.common_name(), CA_YEARS);
        params.is_ca = IsCa::Ca(match self {
            Self::Root => BasicConstraints::Unconstrained,
            Self::Domain => BasicConstraints::Constrained(1),
            Self::Tsp => BasicConstraints::Constrained(0),
        });
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.use_authority_key_identifier_extension = !matches!(self, Self::Root);
        params.custom_extensions = vec![policies(ANY_POLICY)];
        params
    }
}

/// Makes a self-signed root.
pub(super) fn root(layer: Ca) -> Result<PemBundle, AuthorityError> {
    let key = key_pair()?;
    let certificate = layer.params().self_signed(&key)?;
    Ok(PemBundle { chain: certificate.pem(), key: key.serialize_pem() })
}

/// Makes a CA below another.
pub(super) fn ca(layer: Ca, issuer: &Issuer<'_, KeyPair>) -> Result<PemBundle, AuthorityError> {
    let key = key_pair()?;
    let certificate = layer.params().signed_by(&key, issuer)?;
    Ok(PemBundle { chain: certificate.pem(), key: key.serialize_pem() })
}

/// An end certificate for both ends of mutual TLS and for signing SAML.
pub(super) struct Leaf<'a> {
    pub(super) common_name: &'a str,
    pub(super) oin: &'a str,
    pub(super) hosts: &'a [&'a str],
    /// Whether it was valid until yesterday.
    pub(super) over: bool,
}

impl Leaf<'_> {
    /// Makes it.
    pub(super) fn issue(&self, issuer: &Issuer<'_, KeyPair>) -> Result<PemBundle, AuthorityError> {
        let mut params = base(self.common_name, LEAF_YEARS);
        let oin = DnValue::PrintableString(self.oin.try_into()?);
        params.distinguished_name.push(DnType::CustomDnType(SERIAL_NUMBER.to_vec()), oin);
        for host in self.hosts {
            params.subject_alt_names.push(SanType::DnsName((*host).try_into()?));
        }
        if self.over {
            params.not_after = params.not_before;
            params.not_before = date_time_ymd(params.not_before.year() - LEAF_YEARS, 1, 1);
        }
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth, ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        params.custom_extensions = vec![policies(SERVER_POLICY)];
        let key = key_pair()?;
        let certificate = params.signed_by(&key, issuer)?;
        Ok(PemBundle { chain: certificate.pem(), key: key.serialize_pem() })
    }
}

fn base(common_name: &str, years: i32) -> CertificateParams {
    let mut params = CertificateParams::default();
    let mut name = DistinguishedName::new();
    name.push(DnType::CountryName, "NL");
    name.push(DnType::OrganizationName, "Toetssteen SIMULATIE");
    name.push(DnType::CommonName, common_name);
    params.distinguished_name = name;
    let yesterday = Zoned::now().saturating_sub(1.day()).date();
    // The 28th is a day of every month, so the same day some years later exists.
    let (year, month, day) =
        (i32::from(yesterday.year()), yesterday.month().unsigned_abs(), yesterday.day().unsigned_abs().min(28));
    params.not_before = date_time_ymd(year, month, day);
    params.not_after = date_time_ymd(year + years, month, day);
    params
}

fn policies(policy: &[u64]) -> CustomExtension {
    let content = yasna::construct_der(|writer| {
        writer.write_sequence(|writer| {
            writer.next().write_sequence(|writer| {
                writer.next().write_oid(&yasna::models::ObjectIdentifier::from_slice(policy));
            });
        });
    });
    CustomExtension::from_oid_content(POLICIES, content)
}
