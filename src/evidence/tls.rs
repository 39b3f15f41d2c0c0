//! What one network address answers to TLS.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::certificate::ServerCertificates;

/// The versions of SSL and TLS, oldest first.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, JsonSchema, Ord, PartialEq, PartialOrd, Serialize)]
pub enum TlsVersion {
    /// SSL 2.0.
    #[serde(rename = "SSL 2.0")]
    Ssl2,
    /// SSL 3.0 (RFC 6101).
    #[serde(rename = "SSL 3.0")]
    Ssl3,
    /// TLS 1.0 (RFC 2246).
    #[serde(rename = "TLS 1.0")]
    Tls10,
    /// TLS 1.1 (RFC 4346).
    #[serde(rename = "TLS 1.1")]
    Tls11,
    /// TLS 1.2 (RFC 5246).
    #[serde(rename = "TLS 1.2")]
    Tls12,
    /// TLS 1.3 (RFC 8446).
    #[serde(rename = "TLS 1.3")]
    Tls13,
}

/// What an address said to one version.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Support {
    /// It chose this version.
    Accepted,
    /// It said no: an alert, another version, or an orderly close.
    Refused(String),
    /// It said nothing that tells: a time-out, a reset, rubbish.
    Unknown(String),
}

/// The answers of one address.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TlsAddress {
    /// When the probe ended.
    pub at: Timestamp,
    /// Whether no browser of a citizen comes there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub apart: bool,
    /// Answer for each version asked.
    pub versions: BTreeMap<TlsVersion, Support>,
    /// What it does within them; nothing in evidence that was made before it was looked at.
    #[serde(default)]
    pub settings: Option<TlsSettings>,
    /// The certificates that it shows; nothing in evidence that was made before they were looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificates: Option<ServerCertificates>,
    /// How many connections the probe made.
    pub connections: u32,
    /// How long the probe took, in milliseconds; nothing in evidence from before that was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub took_ms: Option<u64>,
}

impl TlsAddress {
    /// Whether it accepted any version.
    pub fn serves(&self) -> bool {
        self.versions.values().any(|said| *said == Support::Accepted)
    }
}

/// What a server does within the versions that it accepts. Suites, groups and signatures have their names of IANA, or their
/// number (`0x1a1a`) where those have none.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TlsSettings {
    /// Cipher suites by version, the most preferred first where the server chooses.
    pub suites: BTreeMap<TlsVersion, Listed<String>>,
    /// Whose order decides, by version.
    pub order: BTreeMap<TlsVersion, Known<Order>>,
    /// Elliptic curves and hybrids for the exchange of keys, by version.
    pub groups: BTreeMap<TlsVersion, Listed<String>>,
    /// Finite fields for the exchange of keys (DHE).
    pub fields: Known<Listed<Field>>,
    /// What it signs an exchange of keys with, in TLS 1.2 (RFC 5246 §7.4.3).
    pub signatures: Known<Listed<String>>,
    /// Compresses what it sends (CRIME).
    pub compression: Known<bool>,
    /// Knows the safe renegotiation of RFC 5746.
    pub safe_renegotiation: Known<bool>,
    /// How often it let a client ask for new keys, of at most 11 times; nothing in evidence from before that was tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_renegotiation: Option<Known<u32>>,
    /// Ties a session to its handshake (RFC 7627).
    pub extended_master_secret: Known<bool>,
    /// Refuses a client that was pushed to an older version than both know (RFC 7507).
    pub fallback_refused: Known<bool>,
    /// Gives tickets for sessions of TLS 1.2 (RFC 5077).
    pub tickets: Known<bool>,
    /// Takes data before the handshake is done (RFC 8446 §2.3).
    pub early_data: Known<bool>,
    /// Resumes sessions.
    pub resumption: Known<bool>,
    /// What it chose from HTTP/2 and HTTP/1.1 (RFC 7301), where it chose.
    pub protocol: Known<Option<String>>,
}

/// What was found of something that a server may have several of.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Listed<T> {
    /// In the order that the server prefers, where it does.
    pub found: Vec<T>,
    /// Why there may be more; nothing where everything was asked for.
    #[serde(default)]
    pub unasked: Option<String>,
}

/// What is known of one thing.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Known<T> {
    /// It was seen.
    Seen(T),
    /// It means nothing for this server, and why.
    Moot(String),
    /// It was not seen, and why.
    Unseen(String),
}

/// Whose order of cipher suites decides.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// That of the client.
    Client,
    /// That of the server.
    Server,
}

/// A finite field for the exchange of keys.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Of RFC 7919; nothing where somebody made it.
    #[serde(default)]
    pub name: Option<String>,
    /// Size of its prime.
    pub bits: u32,
}

impl TlsVersion {
    /// Every version, oldest first.
    pub const ALL: [Self; 6] = [Self::Ssl2, Self::Ssl3, Self::Tls10, Self::Tls11, Self::Tls12, Self::Tls13];

    /// The usual name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ssl2 => "SSL 2.0",
            Self::Ssl3 => "SSL 3.0",
            Self::Tls10 => "TLS 1.0",
            Self::Tls11 => "TLS 1.1",
            Self::Tls12 => "TLS 1.2",
            Self::Tls13 => "TLS 1.3",
        }
    }
}
