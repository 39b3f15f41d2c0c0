//! The curves of TLS 1.2 and before.
//!
//! There a server may refuse whoever does not offer the curve of its certificate (RFC 8422 §5.1), so that to leave that out tells
//! nothing of the others: they are then asked beside it.

use std::sync::atomic::{AtomicBool, Ordering};

use tls_parser::{TlsCipherAu, TlsCipherKx};

use super::{
    answer::Until,
    ask::Peer,
    chain,
    hello::Hello,
    keys::{exchanging, has, seen},
    names,
    server::{Chosen, Offered},
};
use crate::evidence::tls::{Listed, TlsVersion};

/// The curves that certificates have.
const CERTIFIED: [u16; 3] = [23, 24, 25];

/// Asks for all of them.
pub(super) async fn ask(peer: &Peer<'_>, version: TlsVersion) -> Listed<u16> {
    let whole = exchanging(peer, version, &[TlsCipherKx::Ecdhe]);
    let control = Hello::whole(version, peer.host);
    let with = |left: &[u16]| Hello { groups: left.to_vec(), ..whole.clone() };
    let by_ecdsa = AtomicBool::new(false);
    let told = |chosen: &Chosen| {
        let signer = names::exchange(chosen.suite).map(|(_, signer)| signer);
        by_ecdsa.store(signer == Some(TlsCipherAu::Ecdsa), Ordering::Relaxed);
        curve(chosen)
    };
    let mut all = chain::all(peer, &control, Until::Keys, names::curves().collect(), with, told).await;
    let last = all.found.last().copied().filter(|last| CERTIFIED.contains(last));
    if let (Some(own), None, true) = (last, &all.unasked, by_ecdsa.load(Ordering::Relaxed)) {
        all.unasked = beside(peer, &with, own, &mut all.found).await.err();
    }
    all
}

fn curve(chosen: &Chosen) -> Option<u16> {
    match chosen.exchange.as_ref()?.group {
        Offered::Curve(number) => Some(number),
        Offered::Field(_) | Offered::OwnCurve => None,
    }
}

/// Asks for what was not found with that of the certificate as the last. Where it is chosen all the same, no client gets another: who
/// offers it gets it, and who does not is refused.
///
/// # Errors
/// Why there may be more.
async fn beside(
    peer: &Peer<'_>,
    with: &impl Fn(&[u16]) -> Hello,
    own: u16,
    found: &mut Vec<u16>,
) -> Result<(), String> {
    let control = with(&[own]);
    let mut left: Vec<u16> = names::curves().filter(|curve| !found.contains(curve)).collect();
    loop {
        let chosen = peer.insist(&with(&[&left[..], &[own]].concat()), Until::Keys, &control).await.known()?;
        let next = chosen.as_ref().and_then(curve).ok_or("it refused the curve that it chose before")?;
        if next == own {
            return Ok(());
        }
        if !left.contains(&next) {
            return Err("it chose a curve that was not offered".to_owned());
        }
        left.retain(|other| *other != next);
        found.push(next);
    }
}

/// The same by their names, for a server with these suites.
pub(super) fn named(all: Listed<u16>, suites: &[u16]) -> Listed<String> {
    if has(suites, &[TlsCipherKx::Ecdhe]) {
        seen(all, "curves").named(names::group)
    } else {
        Listed { found: Vec::new(), unasked: None }
    }
}
