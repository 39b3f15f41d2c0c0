//! The number of an organisation in a certificate (OIN-Stelsel, hoofdstuk 6).

use x509_parser::{certificate::X509Certificate, oid_registry::OID_X509_SERIALNUMBER};

/// What can be said of a number, best first.
pub(super) const OIN: &[&str] = &["goed", "testnummer", "UZI-nummer", "onjuist", "ontbreekt"];

/// The registers that a number comes from, by its first eight digits.
const REGISTERS: [(&str, &str); 11] = [
    ("00000001", "RSIN"),
    ("00000002", "Fi-nummer"),
    ("00000003", "KVK-nummer"),
    ("00000004", "sub-OIN"),
    ("00000006", "Logius"),
    ("00000007", "BRIN-nummer"),
    ("00000008", "buitenlands nummer"),
    ("00000009", "URA-nummer"),
    ("00000010", "TRR-nummer"),
    ("00000099", "testnummer"),
    ("00000005", "vestigingsnummer"),
];

/// The number in `Subject.serialNumber` (2.5.4.5).
pub(super) fn written(certificate: &X509Certificate<'_>) -> Option<String> {
    let found = certificate.subject().iter_by_oid(&OID_X509_SERIALNUMBER).next()?;
    found.as_str().ok().map(str::to_owned)
}

/// What it is: eight digits for the register, eight or nine for the number, zeros to twenty.
pub(super) fn standing(certificate: &X509Certificate<'_>, issuer: &str) -> (&'static str, Option<String>) {
    let Some(number) = written(certificate) else { return ("ontbreekt", None) };
    // Certificates of the UZI-register have a number of their own there, and the URA elsewhere.
    if issuer.contains("UZI") {
        return ("UZI-nummer", Some(number));
    }
    if number.len() != 20 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return ("onjuist", Some(format!("{number} heeft geen twintig cijfers")));
    }
    let (register, rest) = number.split_at(8);
    match REGISTERS.iter().find(|(prefix, _)| *prefix == register) {
        None => ("onjuist", Some(format!("{number} begint niet met een bekend register"))),
        Some(_) if !rest.ends_with("000") => ("onjuist", Some(format!("{number} eindigt niet op nullen"))),
        Some((_, name @ "testnummer")) => ("testnummer", Some(format!("{number} ({name})"))),
        Some((_, name)) => ("goed", Some(format!("{number} ({name})"))),
    }
}
