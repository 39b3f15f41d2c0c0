//! Who issued a certificate, and whether that is right for what it is for.

use super::{
    pkioverheid::{ISSUED, Pkioverheid},
    x509::{self, Der},
};

/// Whether an issuer is right.
pub(in crate::facts) const RULES: &[&str] = &["de gevraagde", "te beoordelen", "een verkeerde"];

/// One of [`ISSUED`], and the name of the issuer. A hierarchy is proved by the key of one of its authorities, reached by way of
/// what came along.
pub(super) fn issued(chain: &[Der], known: &Pkioverheid) -> Option<(&'static str, String)> {
    let read: Vec<_> = chain.iter().filter_map(Der::read).collect();
    let leaf = read.first()?;
    let issuer = x509::name(leaf.issuer());
    if x509::self_signed(leaf) {
        return Some(("zelfondertekend", issuer));
    }
    let mut last = leaf;
    for _ in 0..read.len() {
        for hierarchy in &known.hierarchies {
            let proved =
                |authority: &Der| authority.read().is_some_and(|authority| x509::signed_surely(last, &authority));
            if hierarchy.authorities.iter().any(proved) {
                return Some((hierarchy.name, issuer));
            }
        }
        match read.iter().skip(1).find(|next| x509::signed_surely(last, next)) {
            Some(next) if !x509::self_signed(next) => last = next,
            _ => break,
        }
    }
    let by_name = known.hierarchies.iter().find(|one| one.issuers.iter().any(|name| name.is_match(&issuer)));
    Some(match by_name {
        // Of what is over, and of what was for trying out, the name is enough.
        Some(hierarchy) if hierarchy.authorities.is_empty() => (hierarchy.name, issuer),
        Some(_) => ("PKIoverheid naar naam", issuer),
        None => (ISSUED[ISSUED.len() - 1], issuer),
    })
}
