//! The answer of OCSP that a server sends along (RFC 6066 §8).

use jiff::Timestamp;

use super::{
    authority::Authority,
    ocsp::{self, Status},
    x509::{self, Der},
};

/// What can be said of it, best first.
pub(super) const STAPLES: &[&str] = &[
    "geldig",
    "het certificaat noemt geen OCSP",
    "niet meegestuurd",
    "niet te controleren",
    "ongeldig",
    "ingetrokken",
];

/// What the answer that came along says.
pub(super) fn standing(chain: &[Der], staple: Option<&[u8]>, at: Timestamp) -> (&'static str, Option<String>) {
    let Some((leaf, others)) = chain.split_first() else { return ("niet te controleren", None) };
    let Some(leaf) = leaf.read() else { return ("niet te controleren", None) };
    let Some(staple) = staple else {
        let named = !x509::ocsp(&leaf).is_empty();
        return (if named { "niet meegestuurd" } else { "het certificaat noemt geen OCSP" }, None);
    };
    let Some(authority) = Authority::of(&leaf, others, &[]) else {
        return ("niet te controleren", Some("het certificaat van de uitgever kwam niet mee".to_owned()));
    };
    match ocsp::status(&leaf, &authority, staple, at) {
        Ok(Status::Good) => ("geldig", None),
        Ok(Status::Revoked) => ("ingetrokken", None),
        Err(why) => ("ongeldig", Some(why.to_owned())),
    }
}
