//! What was seen of a service's metadata.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::message::SignatureSeen;

/// What a service's metadata says (koppelvlak 3.7 Metadata).
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MetadataSeen {
    /// `entityID`.
    pub entity_id: String,
    /// Every `AssertionConsumerService`.
    pub acs: Vec<AcsSeen>,
    /// Every signing certificate.
    pub certificates: Vec<CertificateSeen>,
    /// Every `SingleLogoutService`.
    pub single_logout: Vec<EndpointSeen>,
    /// `AuthnRequestsSigned`; `None` when absent.
    pub authn_requests_signed: Option<bool>,
    /// `WantAssertionsSigned`; `None` when absent.
    pub want_assertions_signed: Option<bool>,
    /// The signature over the metadata, verified with the certificates in it.
    pub signature: SignatureSeen,
    /// `cacheDuration`, as written, wherever it stands.
    pub cache_duration: Option<String>,
    /// `validUntil`, as written.
    pub valid_until: Option<String>,
}

/// One `AssertionConsumerService`.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AcsSeen {
    /// `index`; `None` when absent or no number.
    pub index: Option<u16>,
    /// URI of the binding.
    pub binding: String,
    /// Its address.
    pub location: String,
    /// `isDefault`.
    pub default: bool,
}

/// An endpoint with a binding.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EndpointSeen {
    /// URI of the binding.
    pub binding: String,
    /// Its address.
    pub location: String,
}

/// A certificate in metadata.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CertificateSeen {
    /// `use` of the `KeyDescriptor`; `None` means both signing and encryption.
    pub usage: Option<String>,
    /// SHA-256 of the DER, hexadecimal.
    pub sha256: String,
    /// The certificate, DER in base64; empty where it holds what may not be kept.
    pub der: String,
    /// Its issuers that stand beside it, each the issuer of the one before; as `der`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issuers: Vec<String>,
}
