//! How a guideline of the NCSC grades what a TLS server does: tables that stand in `checks/ncsc`, and what they are asked.

use std::collections::BTreeMap;

use super::{certificate, ordering};
use crate::evidence::{
    Kind,
    tls::{Field, Known, Listed, Support, TlsAddress, TlsSettings, TlsVersion},
};

/// The grades, best first.
pub const GRADES: &[&str] = &["goed", "voldoende", "uit te faseren", "onvoldoende"];

/// The guidelines, by the name of their file.
pub const GUIDELINES: [&str; 2] = ["2.1", "2025-05"];

/// What is graded.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Subject {
    /// Renegotiation that a client asks for.
    Asking,
    /// The hash under the signature of a certificate.
    CertificateHash,
    /// The key of a certificate.
    CertificateKey,
    /// TLS compression.
    Compression,
    /// Data before the handshake is done.
    EarlyData,
    /// RFC 7627.
    ExtendedMasterSecret,
    /// Finite fields.
    Field,
    /// Elliptic curves and hybrids.
    Group,
    /// Whether the better cipher suites come first.
    Order,
    /// RFC 5746.
    Renegotiation,
    /// Whether an exchange of keys can be signed with SHA-2.
    Sha2,
    /// What an exchange of keys is signed with.
    Signature,
    /// An answer of OCSP that comes along.
    Stapling,
    /// Cipher suites.
    Suite,
    /// Versions.
    Version,
}

/// A grade, and the row of the guideline that gives it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Row {
    /// One of [`GRADES`].
    pub grade: &'static str,
    /// Section and table.
    pub says: String,
}

/// One guideline.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Guideline {
    /// By subject and value.
    pub rows: BTreeMap<(Subject, String), Row>,
    /// What a value without a row is worth; a subject that is not here is not graded then.
    pub otherwise: BTreeMap<Subject, &'static str>,
    /// Grades of cipher suites, those that must be preferred first; each layer before the next.
    pub layers: Vec<Vec<&'static str>>,
}

/// What a server does about a subject, as the tables name it.
#[derive(Debug, Default, Eq, PartialEq)]
pub struct Does {
    /// What it does.
    pub values: Vec<String>,
    /// Why there may be more.
    pub unseen: Option<String>,
}

impl Subject {
    /// Every subject.
    pub const ALL: [Self; 15] = [
        Self::Asking,
        Self::CertificateHash,
        Self::CertificateKey,
        Self::Compression,
        Self::EarlyData,
        Self::ExtendedMasterSecret,
        Self::Field,
        Self::Group,
        Self::Order,
        Self::Renegotiation,
        Self::Sha2,
        Self::Signature,
        Self::Stapling,
        Self::Suite,
        Self::Version,
    ];

    /// What it is read from.
    pub(super) const fn on(self) -> &'static [Kind] {
        match self {
            Self::CertificateHash | Self::CertificateKey => &[Kind::Certificate, Kind::Tls],
            _ => &[Kind::Tls],
        }
    }

    /// Whether the certificates alone tell, whatever else the server does.
    pub(super) const fn is_of_certificates(self) -> bool {
        matches!(self, Self::CertificateHash | Self::CertificateKey | Self::Stapling)
    }

    /// As a table names it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Asking => "heronderhandeling-door-client",
            Self::CertificateHash => "certificaat-hash",
            Self::CertificateKey => "certificaat-sleutel",
            Self::Compression => "compressie",
            Self::EarlyData => "0-rtt",
            Self::ExtendedMasterSecret => "extended-master-secret",
            Self::Field => "veld",
            Self::Group => "groep",
            Self::Order => "volgorde",
            Self::Renegotiation => "heronderhandeling",
            Self::Sha2 => "sha-2",
            Self::Signature => "handtekening",
            Self::Stapling => "ocsp-stapling",
            Self::Suite => "suite",
            Self::Version => "versie",
        }
    }

    /// What the server does about it; nothing where the subject means nothing for this server, or rests on how something else is
    /// graded.
    fn of(self, address: &TlsAddress, settings: &TlsSettings) -> Does {
        let switch =
            |known: &Known<bool>, yes: &str, no: &str| Does::one(known, |on| if *on { yes } else { no }.to_owned());
        match self {
            // Read from how suites are graded.
            Self::Order => Does::default(),
            Self::CertificateHash | Self::CertificateKey => certificate::strength_of(address, self),
            Self::Stapling => certificate::stapling(address),
            Self::Asking => settings
                .client_renegotiation
                .as_ref()
                .map(|known| Does::one(known, |times| asked(*times).to_owned()))
                .unwrap_or_default(),
            Self::Compression => switch(&settings.compression, "aan", "uit"),
            Self::EarlyData => switch(&settings.early_data, "aan", "uit"),
            Self::ExtendedMasterSecret => switch(&settings.extended_master_secret, "ja", "nee"),
            Self::Renegotiation => switch(&settings.safe_renegotiation, "veilig", "onveilig"),
            Self::Field => {
                let older = Does::listed(&settings.fields, Field::graded);
                let newer = settings.groups.get(&TlsVersion::Tls13).map(|listed| listed.only(is_field));
                newer.iter().fold(older, |all, one| all.and(one, String::clone))
            }
            Self::Signature => Does::listed(&settings.signatures, String::clone),
            Self::Sha2 => {
                let signatures = Does::listed(&settings.signatures, String::clone);
                let sha2 = |name: &String| {
                    ["sha256", "sha384", "sha512", "ed25519", "ed448"].iter().any(|end| name.ends_with(end))
                };
                match (signatures.values.iter().any(sha2), signatures.values.is_empty(), signatures.unseen) {
                    (true, ..) => Does { values: vec!["ja".to_owned()], unseen: None },
                    (false, true, None) => Does::default(),
                    (false, _, None) => Does { values: vec!["nee".to_owned()], unseen: None },
                    (false, _, unseen) => Does { values: Vec::new(), unseen },
                }
            }
            Self::Group => {
                let curves = settings.groups.values().map(|listed| listed.only(|name| !is_field(name)));
                curves.fold(Does::default(), |all, one| all.and(&one, String::clone))
            }
            Self::Suite => settings.suites.values().fold(Does::default(), |all, one| all.and(one, String::clone)),
            Self::Version => {
                let accepted = address.versions.iter().filter(|(_, said)| **said == Support::Accepted);
                let unseen = address.versions.iter().find_map(|(version, said)| match said {
                    Support::Unknown(why) => Some(format!("{}: {why}", version.name())),
                    Support::Accepted | Support::Refused(_) => None,
                });
                Does { values: accepted.map(|(version, _)| version.name().to_owned()).collect(), unseen }
            }
        }
    }
}

/// How often a client may ask, as a table names it.
pub fn asked(times: u32) -> &'static str {
    match times {
        0 => "geen",
        1..=10 => "hoogstens tien keer",
        _ => "onbeperkt",
    }
}

impl Does {
    fn one<T>(known: &Known<T>, word: impl Fn(&T) -> String) -> Self {
        match known {
            Known::Seen(value) => Self { values: vec![word(value)], unseen: None },
            Known::Moot(_) => Self::default(),
            Known::Unseen(why) => Self { values: Vec::new(), unseen: Some(why.clone()) },
        }
    }

    fn listed<T>(known: &Known<Listed<T>>, word: fn(&T) -> String) -> Self {
        match known {
            Known::Seen(listed) => Self::default().and(listed, word),
            Known::Moot(_) => Self::default(),
            Known::Unseen(why) => Self { values: Vec::new(), unseen: Some(why.clone()) },
        }
    }

    fn and<T>(mut self, listed: &Listed<T>, word: fn(&T) -> String) -> Self {
        for value in listed.found.iter().map(word) {
            if !self.values.contains(&value) {
                self.values.push(value);
            }
        }
        self.unseen = self.unseen.or_else(|| listed.unasked.clone());
        self
    }
}

/// Whether this name of a group is one of a finite field (RFC 7919), which TLS 1.3 lists beside the curves.
pub fn is_field(name: &str) -> bool {
    name.starts_with("ffdhe")
}

impl Listed<String> {
    /// Those that this is said of.
    fn only(&self, of: impl Fn(&str) -> bool) -> Self {
        Self { found: self.found.iter().filter(|name| of(name)).cloned().collect(), unasked: self.unasked.clone() }
    }
}

impl Field {
    /// As a table names it.
    pub fn graded(&self) -> String {
        self.name.clone().unwrap_or_else(|| format!("eigen groep van {} bits", self.bits))
    }
}

impl Guideline {
    /// What a server does about a subject, as this guideline looks at it; nothing where it says nothing of that.
    pub fn does(&self, subject: Subject, address: &TlsAddress, settings: &TlsSettings) -> Does {
        match subject {
            // It may ask nothing of this, and then nothing need be seen of it.
            _ if !self.speaks_of(subject) => Does::default(),
            Subject::Order => ordering::of(self, settings),
            _ => subject.of(address, settings),
        }
    }

    /// Whether it says anything of this.
    fn speaks_of(&self, subject: Subject) -> bool {
        self.otherwise.contains_key(&subject) || self.rows.keys().any(|(known, _)| *known == subject)
    }

    /// How far down suites of this grade must stand.
    pub(super) fn layer(&self, grade: &str) -> usize {
        self.layers.iter().position(|layer| layer.contains(&grade)).unwrap_or(self.layers.len())
    }

    /// What a value is worth, and where that stands.
    pub fn grade(&self, subject: Subject, value: &str) -> Option<(&'static str, &str)> {
        match self.rows.get(&(subject, value.to_owned())) {
            Some(row) => Some((row.grade, &row.says)),
            None => Some((self.otherwise.get(&subject)?, "niet genoemd")),
        }
    }
}
