//! The four betrouwbaarheidsniveaus of DigiD (koppelvlak 3.7, table of levels).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const PREFIX: &str = "urn:oasis:names:tc:SAML:2.0:ac:classes:";

/// A betrouwbaarheidsniveau. Ordered: a later one is higher.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, JsonSchema, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Betrouwbaarheidsniveau {
    /// User name and password.
    Basis,
    /// With a text message or the DigiD app.
    Midden,
    /// With an identity document checked once.
    Substantieel,
    /// With an identity document at every login.
    Hoog,
}

impl Betrouwbaarheidsniveau {
    /// All of them, lowest first.
    pub const ALL: [Self; 4] = [Self::Basis, Self::Midden, Self::Substantieel, Self::Hoog];

    /// The last part of its URI, after `urn:oasis:names:tc:SAML:2.0:ac:classes:`.
    fn class(self) -> &'static str {
        match self {
            Self::Basis => "PasswordProtectedTransport",
            Self::Midden => "MobileTwoFactorContract",
            Self::Substantieel => "Smartcard",
            Self::Hoog => "SmartcardPKI",
        }
    }

    /// Its `AuthnContextClassRef`.
    pub fn uri(self) -> String {
        format!("{PREFIX}{}", self.class())
    }

    /// Its name: `basis`, `midden`, `substantieel` or `hoog`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Basis => "basis",
            Self::Midden => "midden",
            Self::Substantieel => "substantieel",
            Self::Hoog => "hoog",
        }
    }

    /// The next higher one.
    pub fn above(self) -> Option<Self> {
        Self::ALL.into_iter().find(|level| *level > self)
    }

    /// The next lower one.
    pub fn below(self) -> Option<Self> {
        Self::ALL.into_iter().rfind(|level| *level < self)
    }

    /// Its name as a citizen reads it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Basis => "Basis",
            Self::Midden => "Midden",
            Self::Substantieel => "Substantieel",
            Self::Hoog => "Hoog",
        }
    }

    /// The level with this `AuthnContextClassRef`.
    pub fn from_uri(uri: &str) -> Option<Self> {
        let class = uri.strip_prefix(PREFIX)?;
        Self::ALL.into_iter().find(|level| level.class() == class)
    }

    /// The level with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}
