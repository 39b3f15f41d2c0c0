//! Certificates as they came, each with those that came along.

use clap::ValueEnum;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::tls::{Known, Listed};

/// A certificate and those that came with it.
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ChainSeen {
    /// DER in base64, in the order they came, its own first; a text is empty where it holds what may not be kept.
    pub certificates: Vec<String>,
    /// The OCSP response that came along (RFC 6066 §8), DER in base64.
    #[serde(default)]
    pub staple: Option<String>,
    /// What the issuers were asked about them; empty where none was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<Asked>,
}

/// A question to an issuer: whether it revoked a certificate.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Which certificate of the chain; 0 is the first.
    pub nth: usize,
    /// How it was asked.
    pub way: Way,
    /// Where, as the certificate names it.
    pub address: String,
    /// What was answered, DER in base64; empty where it holds what may not be kept.
    pub answer: Known<String>,
}

/// How an issuer tells that it revoked a certificate.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// With a list of all of them (RFC 5280 §5).
    Crl,
    /// With an answer about one (RFC 6960).
    Ocsp,
}

/// The certificates of a TLS server.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ServerCertificates {
    /// Each chain once: a server may have one for clients that know RSA and one for those that know ECDSA.
    pub shown: Listed<ChainSeen>,
    /// What a client gets that names no host (RFC 6066 §3).
    pub nameless: Known<Nameless>,
}

/// What a client gets that names no host.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nameless {
    /// Another certificate.
    Another,
    /// No connection.
    Refused,
    /// One of the same certificates.
    Same,
}

/// A certificate that a connection uses and that is looked at by itself.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateSighting {
    /// When it was read.
    pub at: Timestamp,
    /// What it is for, where that is known.
    pub usage: Option<Usage>,
    /// The product of Logius that it is used with; nothing where the koppelvlak of the connection says so.
    pub product: Option<Product>,
    /// The certificate and what stood beside it.
    pub chain: ChainSeen,
    /// Those that the same connection uses in the other environment, DER in base64; empty where none was named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<String>,
}

/// What a certificate is for.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, Ord, PartialEq, PartialOrd, Serialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Usage {
    /// Connections to DigiD.
    Achterkanaal,
    /// Signing messages.
    Ondertekenen,
    /// Being sent encrypted messages.
    Versleutelen,
    /// The website.
    Website,
}

/// A product of Logius that a service has a connection with.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, Ord, PartialEq, PartialOrd, Serialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Product {
    /// The koppelvlak for polymorphic pseudonyms.
    Bsnk,
    /// DigiD over the older interface.
    Cgi,
    /// DigiD over SAML.
    Digid,
    /// DigiD Machtigen.
    Machtigen,
    /// MijnOverheid.
    Mijnoverheid,
}

impl Usage {
    /// As places name it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Achterkanaal => "achterkanaal",
            Self::Ondertekenen => "ondertekenen",
            Self::Versleutelen => "versleutelen",
            Self::Website => "website",
        }
    }
}
