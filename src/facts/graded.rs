//! Facts that read what a TLS server does by a guideline of the NCSC.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Fact, NotSeen, Read, Seen, Type, Value, certificate,
    guideline::{GRADES, Subject},
    transport::NO_VERSION,
};
use crate::evidence::{
    Observation,
    tls::{TlsAddress, TlsSettings},
};

/// Characters of the names in a note, which is quoted in a sentence: everything stands in the evidence.
const LONGEST_NAMES: usize = 150;

/// The guideline that the target file chooses, or that of the koppelvlak.
const CHOSEN: &str = "";

macro_rules! graded {
    ($($name:literal, $guideline:expr, $subject:ident, $says:literal;)+) => {
        /// The table.
        pub const FACTS: &[Fact] = &[$(Fact {
            name: $name,
            says: $says,
            on: Subject::$subject.on(),
            gives: Type::Words(GRADES),
            from_start: false,
            read: |seen| graded(seen, $guideline, Subject::$subject),
        }),+];

        /// What a fact of this name grades.
        pub(super) fn subject(name: &str) -> Option<Subject> {
            match name {
                $($name => Some(Subject::$subject),)+
                _ => None,
            }
        }
    };
}

graded! {
    "ncsc.certificate-hash", CHOSEN, CertificateHash, "De hashes onder de certificaten zijn volgens de richtlijn die geldt";
    "ncsc.certificate-key", CHOSEN, CertificateKey, "De sleutels van de certificaten zijn volgens de richtlijn die geldt";
    "ncsc.client-renegotiation", CHOSEN, Asking, "Heronderhandeling op verzoek van de browser is volgens de richtlijn die geldt";
    "ncsc.compression", CHOSEN, Compression, "Compressie van TLS is volgens de richtlijn die geldt";
    "ncsc.early-data", CHOSEN, EarlyData, "0-RTT is volgens de richtlijn die geldt";
    "ncsc.extended-master-secret", CHOSEN, ExtendedMasterSecret, "Extended Master Secret is volgens de richtlijn die geldt";
    "ncsc.fields", CHOSEN, Field, "De groepen voor DHE zijn volgens de richtlijn die geldt";
    "ncsc.groups", CHOSEN, Group, "De krommen voor ECDHE zijn volgens de richtlijn die geldt";
    "ncsc.order", CHOSEN, Order, "De volgorde van de algoritmeselecties is volgens de richtlijn die geldt";
    "ncsc.renegotiation", CHOSEN, Renegotiation, "Heronderhandeling is volgens de richtlijn die geldt";
    "ncsc.sha-2", CHOSEN, Sha2, "De hashes onder sleuteluitwisseling zijn volgens de richtlijn die geldt";
    "ncsc.signatures", CHOSEN, Signature, "De handtekeningen onder sleuteluitwisseling zijn volgens de richtlijn die geldt";
    "ncsc.stapling", CHOSEN, Stapling, "Een antwoord van OCSP meesturen is volgens de richtlijn die geldt";
    "ncsc.suites", CHOSEN, Suite, "De algoritmeselecties zijn volgens de richtlijn die geldt";
    "ncsc.versions", CHOSEN, Version, "De versies zijn volgens de richtlijn die geldt";
    "ncsc-2025-05.certificate-hash", "2025-05", CertificateHash, "De hashes onder de certificaten zijn volgens NCSC 2025-05";
    "ncsc-2025-05.certificate-key", "2025-05", CertificateKey, "De sleutels van de certificaten zijn volgens NCSC 2025-05";
    "ncsc-2025-05.client-renegotiation", "2025-05", Asking, "Heronderhandeling op verzoek van de browser is volgens NCSC 2025-05";
    "ncsc-2025-05.compression", "2025-05", Compression, "Compressie van TLS is volgens NCSC 2025-05";
    "ncsc-2025-05.early-data", "2025-05", EarlyData, "0-RTT is volgens NCSC 2025-05";
    "ncsc-2025-05.extended-master-secret", "2025-05", ExtendedMasterSecret, "Extended Master Secret is volgens NCSC 2025-05";
    "ncsc-2025-05.fields", "2025-05", Field, "De groepen voor DHE zijn volgens NCSC 2025-05";
    "ncsc-2025-05.groups", "2025-05", Group, "De krommen voor ECDHE zijn volgens NCSC 2025-05";
    "ncsc-2025-05.order", "2025-05", Order, "De volgorde van de algoritmeselecties is volgens NCSC 2025-05";
    "ncsc-2025-05.renegotiation", "2025-05", Renegotiation, "Heronderhandeling is volgens NCSC 2025-05";
    "ncsc-2025-05.signatures", "2025-05", Signature, "De handtekeningen onder sleuteluitwisseling zijn volgens NCSC 2025-05";
    "ncsc-2025-05.stapling", "2025-05", Stapling, "Een antwoord van OCSP meesturen is volgens NCSC 2025-05";
    "ncsc-2025-05.suites", "2025-05", Suite, "De algoritmeselecties zijn volgens NCSC 2025-05";
    "ncsc-2025-05.versions", "2025-05", Version, "De versies zijn volgens NCSC 2025-05";
}

fn graded(seen: &Seen<'_>, named: &str, subject: Subject) -> Result<Read, NotSeen> {
    let chosen = seen.aansluiting().map(|aansluiting| aansluiting.richtlijn_tls).unwrap_or_default().name();
    let name = if named == CHOSEN { chosen } else { named };
    let Some(guideline) = seen.texts.guidelines.get(name) else {
        return Err(NotSeen::Missing("deze richtlijn is er niet"));
    };
    let does = match subject {
        Subject::CertificateHash | Subject::CertificateKey => certificate::graded(seen, subject)?,
        Subject::Stapling if !address(seen)?.serves() => return Err(NO_VERSION),
        Subject::Stapling => certificate::stapling(address(seen)?),
        _ => {
            let address = address(seen)?;
            guideline.does(subject, address, settings(address)?)
        }
    };
    let mut by_grade: BTreeMap<usize, Vec<(&str, &str)>> = BTreeMap::new();
    for value in &does.values {
        if let Some((grade, says)) = guideline.grade(subject, value) {
            let nth = GRADES.iter().position(|known| *known == grade).unwrap_or_default();
            by_grade.entry(nth).or_default().push((value, says));
        }
    }
    let seen: BTreeSet<&'static str> = by_grade.keys().map(|nth| GRADES[*nth]).collect();
    // Whatever else it does may have any grade.
    let unknown = match does.unseen {
        Some(_) => GRADES.iter().copied().filter(|grade| !seen.contains(grade)).collect(),
        None => BTreeSet::new(),
    };
    let worse: Vec<_> = by_grade.iter().rev().filter(|(nth, _)| **nth > 1).collect();
    let longest = LONGEST_NAMES / worse.len().max(1);
    let mut notes: Vec<String> = worse.into_iter().map(|(nth, all)| listed(GRADES[*nth], all, longest)).collect();
    notes.extend(does.unseen.map(|_| "niet alles is gezien; waarom, staat bij het bewijs".to_owned()));
    let whose = if named == CHOSEN { format!("NCSC {name}: ") } else { String::new() };
    let note = (!notes.is_empty()).then(|| format!("{whose}{}", notes.join("; ")));
    Ok(Read::from(Value::Words { seen, unknown }).noting(note))
}

fn address<'a>(seen: &Seen<'a>) -> Result<&'a TlsAddress, NotSeen> {
    match seen.observation {
        Observation::Tls(address) => Ok(address),
        _ => Err(NotSeen::Missing("er is geen TLS-verbinding gezien")),
    }
}

/// Evidence from before anybody looked at them has none.
fn settings(address: &TlsAddress) -> Result<&TlsSettings, NotSeen> {
    if !address.serves() {
        return Err(NO_VERSION);
    }
    address.settings.as_ref().ok_or(NotSeen::Impossible("deze run heeft de instellingen van TLS niet bekeken"))
}

/// A grade with what has it, and the rows that say so. The first is always named.
fn listed(grade: &str, all: &[(&str, &str)], longest: usize) -> String {
    let mut length = 0;
    let fits = |(name, _): &&(&str, &str)| {
        length += name.len() + 2;
        length <= longest
    };
    let named = all.iter().take_while(fits).count().max(1);
    let names: Vec<&str> = all.iter().take(named).map(|(name, _)| *name).collect();
    let more = if all.len() > named { format!(" en nog {}", all.len() - named) } else { String::new() };
    let rows: BTreeSet<&str> = all.iter().map(|(_, says)| *says).collect();
    let rows: Vec<&str> = rows.into_iter().collect();
    format!("{grade}: {}{more} ({})", names.join(", "), rows.join("; "))
}
