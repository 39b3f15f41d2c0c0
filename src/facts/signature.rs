//! How the signature of a message or of metadata is put into words, the same for all of them.

use super::{NotSeen, Read, Value};
use crate::evidence::message::{RSA_SHA1, RSA_SHA256, SignatureSeen};

/// What a signature can be made with.
pub(super) const ALGORITHMS: &[&str] = &["rsa-sha256", "rsa-sha1", "anders"];

/// What a signature can be.
pub(super) const SIGNATURES: &[&str] = &["geldig", "ongeldig", "afwezig"];

/// What verifying it gave.
pub(super) fn standing(seen: &SignatureSeen) -> Result<Read, NotSeen> {
    Ok(Read::from(Value::Choice(match seen {
        SignatureSeen::Absent => "afwezig",
        SignatureSeen::Invalid { .. } => "ongeldig",
        SignatureSeen::Unverifiable { .. } => return Err(UNDESCRIBED),
        SignatureSeen::Valid { .. } => "geldig",
    })))
}

/// Where the target file names no metadata of the service.
pub(super) const UNDESCRIBED: NotSeen =
    NotSeen::Impossible("de metadata van de dienst zijn niet opgegeven, dus dit is nergens mee te vergelijken");

/// What it was made with.
pub(super) fn algorithm(seen: &SignatureSeen) -> Result<Read, NotSeen> {
    let uri = match seen {
        SignatureSeen::Valid { algorithm, .. }
        | SignatureSeen::Unverifiable { algorithm: Some(algorithm) }
        | SignatureSeen::Invalid { algorithm: Some(algorithm), .. } => algorithm,
        SignatureSeen::Absent
        | SignatureSeen::Unverifiable { algorithm: None }
        | SignatureSeen::Invalid { algorithm: None, .. } => {
            return Err(NotSeen::Missing("er is geen handtekening met een algoritme"));
        }
    };
    Ok(Value::Choice(match uri.as_str() {
        RSA_SHA256 => "rsa-sha256",
        RSA_SHA1 => "rsa-sha1",
        _ => "anders",
    })
    .into())
}
