//! The number of an organisation in a certificate (OIN-Stelsel, hoofdstuk 6).

use x509_parser::{
    certificate::X509Certificate, der_parser, extensions::GeneralName, oid_registry::OID_X509_SERIALNUMBER,
};

/// What can be said of a number, best first.
pub(super) const OIN: &[&str] = &["goed", NOT_NEEDED, "testnummer", "UZI-nummer", "onjuist", "ontbreekt"];

/// Of a certificate that may be self-signed, for nobody checked whose it is.
pub(super) const NOT_NEEDED: &str = "niet nodig";

/// A register that numbers come from.
struct Register {
    /// The first eight digits.
    prefix: &'static str,
    name: &'static str,
    /// How many characters a number of it may have; zeros make it up to twelve.
    lengths: &'static [usize],
    /// Whether letters may be among them.
    letters: bool,
}

const fn register(prefix: &'static str, name: &'static str, lengths: &'static [usize], letters: bool) -> Register {
    Register { prefix, name, lengths, letters }
}

/// Number 5 was given to none yet.
const REGISTERS: [Register; 11] = [
    register("00000001", "RSIN", &[9], false),
    register("00000002", "Fi-nummer", &[9], false),
    register("00000003", "KVK-nummer", &[8], false),
    register("00000004", "subOIN", &[9], false),
    register("00000006", "Logius", &[9, 8], false),
    register("00000007", "BRIN-nummer", &[9, 8], true),
    register("00000008", "buitenlands nummer", &[9, 8], true),
    register(URA, "URA-nummer", &[9, 8], false),
    register("00000010", "TRR-nummer", &[9, 8], true),
    register("00000011", "nummer van een zorgverzekeraar", &[9, 8], true),
    register("00000099", TEST, &[12], true),
];
const URA: &str = "00000009";
const TEST: &str = "testnummer";

/// The number in `Subject.serialNumber` (2.5.4.5).
pub(super) fn written(certificate: &X509Certificate<'_>) -> Option<String> {
    let found = certificate.subject().iter_by_oid(&OID_X509_SERIALNUMBER).next()?;
    found.as_str().ok().map(str::to_owned)
}

/// What it is: eight digits for the register, its number, zeros to twenty.
pub(super) fn standing(certificate: &X509Certificate<'_>, issuer: &str) -> (&'static str, Option<String>) {
    // The UZI-register writes a number of its own there, and that of the organisation elsewhere.
    if issuer.contains("UZI") {
        return match subscriber(certificate) {
            Some(number) => ("goed", Some(format!("{URA}{number}0000 (URA-nummer, uit subjectAltName)"))),
            None => ("UZI-nummer", written(certificate)),
        };
    }
    let Some(number) = written(certificate) else { return ("ontbreekt", None) };
    if number.len() != 20 || !number.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return ("onjuist", Some(format!("{number} heeft geen twintig cijfers")));
    }
    let (prefix, rest) = number.split_at(8);
    let Some(register) = REGISTERS.iter().find(|register| register.prefix == prefix) else {
        return ("onjuist", Some(format!("{number} begint niet met een bekend register")));
    };
    let fits = |length: &usize| {
        let (own, zeros) = rest.split_at(*length);
        (register.letters || own.bytes().all(|byte| byte.is_ascii_digit())) && zeros.bytes().all(|byte| byte == b'0')
    };
    match register.name {
        name if !register.lengths.iter().any(fits) => ("onjuist", Some(format!("{number} is geen {name}"))),
        TEST => ("testnummer", Some(format!("{number} ({TEST})"))),
        name => ("goed", Some(format!("{number} ({name})"))),
    }
}

/// The number of the organisation in a certificate of the UZI-register, of eight digits: the fifth part of the `otherName`,
/// `OID-versie-nummer-pastype-abonnee-rol-AGB`.
fn subscriber(certificate: &X509Certificate<'_>) -> Option<String> {
    let names = certificate.subject_alternative_name().ok()??;
    names.value.general_names.iter().find_map(|name| {
        let GeneralName::OtherName(_, value) = name else { return None };
        let (_, value) = der_parser::parse_der(value).ok()?;
        let (_, inner) = der_parser::parse_der(value.as_slice().ok()?).ok()?;
        let parts: Vec<&str> = inner.as_str().ok()?.split('-').collect();
        let [_, _, _, "S", number, _, _] = parts[..] else { return None };
        (number.len() == 8 && number.bytes().all(|byte| byte.is_ascii_digit())).then(|| number.to_owned())
    })
}
