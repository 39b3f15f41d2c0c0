//! What is shown of certificates.

use super::Row;
use crate::{
    evidence::{
        certificate::{Asked, CertificateSighting, ChainSeen, Nameless, ServerCertificates, Usage, Way},
        tls::Known,
    },
    facts::certificate::{Description, describe},
    report::{text::one_line, time},
};

/// Longest name that is shown, in characters.
const LONGEST: usize = 120;

pub(super) fn sighting(sighting: &CertificateSighting) -> Vec<Row> {
    let usage = match sighting.usage {
        None => "niet bekend",
        Some(Usage::Achterkanaal) => "verbinding maken met DigiD",
        Some(Usage::Ondertekenen) => "berichten ondertekenen",
        Some(Usage::Versleutelen) => "berichten versleutelen",
        Some(Usage::Website) => "de website",
    };
    let mut rows = vec![Row::new("Tijdstip", time::moment(sighting.at)), Row::new("Waarvoor", usage)];
    rows.extend(chain("Certificaat", &sighting.chain));
    rows
}

pub(super) fn server(certificates: &ServerCertificates) -> Vec<Row> {
    let several = certificates.shown.found.len() > 1;
    let mut rows = Vec::new();
    for (nth, one) in certificates.shown.found.iter().enumerate() {
        let name = if several { format!("Certificaat {}", nth + 1) } else { "Certificaat".to_owned() };
        rows.extend(chain(&name, one));
    }
    if let Some(why) = &certificates.shown.unasked {
        rows.push(Row::new("Misschien nog een certificaat, want (Engels)", one_line(why, LONGEST)));
    }
    let nameless = match &certificates.nameless {
        Known::Moot(_) => return rows,
        Known::Seen(Nameless::Another) => "een ander certificaat".to_owned(),
        Known::Seen(Nameless::Refused) => "geen verbinding".to_owned(),
        Known::Seen(Nameless::Same) => "hetzelfde certificaat".to_owned(),
        Known::Unseen(why) => format!("niet gezien (Engels): {}", one_line(why, LONGEST)),
    };
    rows.push(Row::new("Wie geen naam noemt (SNI), krijgt", nameless));
    rows
}

fn chain(name: &str, chain: &ChainSeen) -> Vec<Row> {
    let mut rows = Vec::new();
    for (nth, described) in describe(chain).into_iter().enumerate() {
        let name = if nth == 0 { name.to_owned() } else { format!("{name}, schakel {}", nth + 1) };
        rows.push(Row::new(&name, described.map_or_else(|| "niet te lezen".to_owned(), |one| one_certificate(&one))));
    }
    if chain.staple.is_some() {
        rows.push(Row::new(&format!("{name}, antwoord van OCSP"), "meegestuurd"));
    }
    rows.extend(chain.asked.iter().map(|one| asked(name, one)));
    rows
}

fn asked(name: &str, asked: &Asked) -> Row {
    let way = match asked.way {
        Way::Crl => "lijst van ingetrokken certificaten",
        Way::Ocsp => "gevraagd met OCSP",
    };
    let name = if asked.nth == 0 { name.to_owned() } else { format!("{name}, schakel {}", asked.nth + 1) };
    let said = match &asked.answer {
        Known::Seen(_) => "er kwam een antwoord".to_owned(),
        Known::Moot(why) | Known::Unseen(why) => format!("geen antwoord (Engels): {}", one_line(why, LONGEST)),
    };
    Row::new(&format!("{name}, {way}"), format!("{}: {said}", one_line(&asked.address, LONGEST)))
}

fn one_certificate(one: &Description) -> String {
    let oin = one.oin.as_ref().map_or_else(String::new, |oin| format!("; serialNumber {}", one_line(oin, LONGEST)));
    format!(
        "{} van {}; geldig van {} tot {}; {}, {}{oin}; SHA-256 {}",
        one_line(&one.subject, LONGEST),
        one_line(&one.issuer, LONGEST),
        one.from,
        one.until,
        one.key,
        one.hash,
        one.sha256
    )
}
