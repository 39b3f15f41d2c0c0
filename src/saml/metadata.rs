//! Metadata of a service (koppelvlak 3.7 Metadata).

use crate::evidence::message::MetadataSeen;

/// Metadata of a service, read.
#[derive(Clone, Debug)]
pub struct SpMetadata {
    seen: MetadataSeen,
}

/// Placeholder until the reader is there.
#[derive(Debug, thiserror::Error)]
#[error("metadata cannot be read")]
pub struct Error;

impl SpMetadata {
    /// Reads an `EntityDescriptor` of at most 1 MiB.
    pub fn parse(_xml: &[u8]) -> Result<Self, Error> {
        todo!()
    }

    /// What it says, as evidence.
    pub fn seen(&self) -> &MetadataSeen {
        &self.seen
    }
}
