//! Where trust begins.

use hickory_net::proto::{
    dnssec::{
        TrustAnchors,
        rdata::{DNSKEY, DNSSECRData},
    },
    rr::{Name, RData, RecordType},
};

use super::{asking::Asking, failed, unfit};
use crate::{evidence::Gap, target::dns::TrustAnchor};

/// The keys that are trusted: those of the root of the world, or of the target file.
///
/// # Errors
/// The gap when the target file names digests, and no key of the root fits them.
pub(super) async fn trusted(asking: &Asking, anchor: Option<&TrustAnchor>) -> Result<TrustAnchors, Gap> {
    let Some(anchor) = anchor else { return Ok(TrustAnchors::default()) };
    let mut trusted = TrustAnchors::empty();
    for key in &anchor.keys {
        trusted.insert(key.public_key());
    }
    if !anchor.digests.is_empty() {
        let root = Name::root();
        let answer = asking.raw(&root, RecordType::DNSKEY).await;
        let answer = answer.map_err(|error| failed(format!("the keys of the root: {error}")))?;
        for record in &answer.answers {
            if let Some(key) = dnskey(&record.data)
                && record.name.is_root()
                && anchor.digests.iter().any(|digest| digest.covers(&root, key).unwrap_or(false))
            {
                trusted.insert(key.public_key());
            }
        }
    }
    if trusted.is_empty() {
        return Err(unfit("no key of the root that the resolver gives fits the trust anchor"));
    }
    Ok(trusted)
}

pub(super) fn dnskey(data: &RData) -> Option<&DNSKEY> {
    match data {
        RData::DNSSEC(DNSSECRData::DNSKEY(key)) => Some(key),
        _ => None,
    }
}
