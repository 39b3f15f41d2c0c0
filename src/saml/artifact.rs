//! Type-4 artifacts (SAML 2.0 bindings §3.6.4): 0x0004, endpoint index, SHA-1 of the entityID, 20 random bytes.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::evidence::hex;

const LENGTH: usize = 44;

/// A SAML artifact.
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct Artifact([u8; LENGTH]);

/// Why an artifact could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum ArtifactError {
    /// Not 44 bytes of type 4 in base64.
    #[error("the artifact is not 44 bytes of type 0x0004 in base64")]
    Malformed,
    /// SHA-1 is not there.
    #[error("SHA-1 of the entityID cannot be computed: {0}")]
    NoDigest(String),
}

impl Artifact {
    /// Makes one for the first artifact resolution service of an entity.
    pub fn new(entity_id: &str, random: [u8; 20]) -> Result<Self, ArtifactError> {
        let source = bergshamra::crypto::digest::digest(SHA1, entity_id.as_bytes())
            .map_err(|error| ArtifactError::NoDigest(error.to_string()))?;
        let mut bytes = vec![0, 4, 0, 0];
        bytes.extend(source);
        bytes.extend(random);
        bytes.try_into().map(Self).map_err(|_| ArtifactError::Malformed)
    }

    /// Reads one as a message carries it.
    pub fn parse(text: &str) -> Result<Self, ArtifactError> {
        let bytes = STANDARD.decode(text.trim()).map_err(|_| ArtifactError::Malformed)?;
        let bytes: [u8; LENGTH] = bytes.try_into().map_err(|_| ArtifactError::Malformed)?;
        if bytes[..2] != [0, 4] {
            return Err(ArtifactError::Malformed);
        }
        Ok(Self(bytes))
    }

    /// SHA-256 of its bytes, hexadecimal: names it in evidence without giving it away.
    pub fn sha256(&self) -> String {
        use sha2::{Digest, Sha256};
        hex(&Sha256::digest(self.0))
    }
}

impl fmt::Display for Artifact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

/// An artifact is as good as a login while it lasts: not in logs.
impl fmt::Debug for Artifact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Artifact(sha256 {})", self.sha256())
    }
}

const SHA1: &str = "http://www.w3.org/2000/09/xmldsig#sha1";
