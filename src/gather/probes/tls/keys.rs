//! How keys are exchanged: curves, finite fields, and what signs the exchange.

use sha2::{Digest as _, Sha256};
use tls_parser::{TlsCipherAu, TlsCipherKx};

use super::{
    answer::Until,
    ask::{Heard, Peer},
    chain,
    hello::Hello,
    names,
    server::{Chosen, Offered},
};
use crate::evidence::tls::{Field, Known, Listed, TlsVersion};

/// SHA-256 of the primes of RFC 7919 §A, with the number of the group.
const PRIMES: [(u16, &str); 5] = [
    (0x0100, "9cd3b7f336872f46c09428d1bbc19877a4d440512cda8d1c1cf0cd6e33698966"),
    (0x0101, "0eaf67db3a839156d5013494a5318a772b5697d270d721f37f092efc69ea5a17"),
    (0x0102, "4648414224ac881b3d0dc59b466f96d06a558278776807797ecf1f66ff397b3e"),
    (0x0103, "227ac9066b3ddd9e193670cda2388fa884f65ba0cf98b742d1fe77a6687c79c7"),
    (0x0104, "770b14efaf6f049929c523113b3fa99a8d11dab1b18af3609590122075d19833"),
];

/// A hello with every suite that exchanges keys in one of these ways: which of them a server has need not be known first.
pub(super) fn exchanging(peer: &Peer<'_>, version: TlsVersion, ways: &[TlsCipherKx]) -> Hello {
    let whole = Hello::whole(version, peer.host);
    let suites = whole.suites.iter().copied().filter(|suite| has(&[*suite], ways)).collect();
    Hello { suites, ..whole }
}

/// Whether one of these suites exchanges keys in one of these ways.
pub(super) fn has(suites: &[u16], ways: &[TlsCipherKx]) -> bool {
    suites.iter().filter_map(|suite| names::exchange(*suite)).any(|(exchange, _)| ways.contains(&exchange))
}

/// What must be there, since something else rests on it: where nothing of it was seen, that is not the whole of it.
pub(super) fn seen<T>(listed: Listed<T>, what: &str) -> Listed<T> {
    let nothing = listed.found.is_empty() && listed.unasked.is_none();
    let unasked = nothing.then(|| format!("it has {what}, and none of them was seen"));
    Listed { unasked: unasked.or(listed.unasked), found: listed.found }
}

/// The curves and hybrids of TLS 1.3: a hello without a share is answered with the name of one.
pub(super) async fn groups_13(peer: &Peer<'_>) -> Listed<String> {
    let whole = Hello::whole(TlsVersion::Tls13, peer.host);
    let offered = names::curves().chain(names::fields()).collect();
    let ask = |left: &[u16]| Hello { groups: left.to_vec(), ..whole.clone() };
    let all = chain::all(peer, &whole, Until::Hello, offered, ask, Chosen::retry_group).await;
    seen(all, "groups").named(names::group)
}

/// The finite fields of TLS 1.2 and before: the one that a server has of its own, and those that a client asks for by name.
pub(super) async fn fields(peer: &Peer<'_>, version: TlsVersion) -> Known<Listed<Field>> {
    let whole = exchanging(peer, version, &[TlsCipherKx::Dhe]);
    let control = Hello::whole(version, peer.host);
    let mut found: Vec<Field> = Vec::new();
    let mut left: Vec<u16> = Vec::new();
    // First without a name, as clients before RFC 7919 ask; then by each name that was not seen yet.
    let mut names = names::fields();
    loop {
        let question = Hello { groups: left.clone(), ..whole.clone() };
        match peer.insist(&question, Until::Keys, &control).await {
            Heard::Accepted(chosen) => {
                let Some(Offered::Field(prime)) = chosen.exchange.map(|exchange| exchange.group) else {
                    return Known::Unseen("its exchange of keys could not be read".to_owned());
                };
                let field = field(&prime);
                if !found.contains(&field) {
                    found.push(field);
                }
            }
            other => {
                if let Err(why) = other.known() {
                    return Known::Seen(Listed { found, unasked: Some(why) });
                }
                // A server with a suite for it takes a client that names nothing, or one that names everything.
                if left.is_empty() {
                    left = names::fields().collect();
                    continue;
                }
                if left.len() > 1 {
                    return Known::Moot("it has no suite with DHE".to_owned());
                }
            }
        }
        let seen = |number: &u16| found.iter().any(|field| field.name == Some(names::group(*number)));
        match names.find(|number| !seen(number)) {
            Some(number) => left = vec![number],
            None => return Known::Seen(Listed { found, unasked: None }),
        }
    }
}

/// A prime, by its name where it has one.
fn field(prime: &[u8]) -> Field {
    let leading = prime.iter().take_while(|byte| **byte == 0).count();
    let prime = &prime[leading..];
    let zeros = prime.first().map_or(0, |byte| byte.leading_zeros());
    let bits = u32::try_from(prime.len() * 8).unwrap_or(u32::MAX).saturating_sub(zeros);
    let digest: String = Sha256::digest(prime).iter().map(|byte| format!("{byte:02x}")).collect();
    let known = PRIMES.iter().find(|(_, known)| *known == digest);
    Field { name: known.map(|(number, _)| names::group(*number)), bits }
}

/// What TLS 1.2 signs an exchange of keys with.
pub(super) async fn signatures(peer: &Peer<'_>) -> Listed<u16> {
    let whole = exchanging(peer, TlsVersion::Tls12, &[TlsCipherKx::Ecdhe, TlsCipherKx::Dhe]);
    let control = Hello::whole(TlsVersion::Tls12, peer.host);
    let ask = |left: &[u16]| Hello { signatures: left.to_vec(), ..whole.clone() };
    let told = |chosen: &Chosen| chosen.exchange.as_ref()?.signature;
    chain::all(peer, &control, Until::Keys, names::signatures().collect(), ask, told).await
}

/// The same by their names, for a server with these suites.
pub(super) fn named_signatures(all: Listed<u16>, suites: &[u16]) -> Known<Listed<String>> {
    let signed = |suite: &u16| names::exchange(*suite).is_some_and(|(_, signer)| signer != TlsCipherAu::Null);
    let signing: Vec<u16> = suites.iter().copied().filter(signed).collect();
    if has(&signing, &[TlsCipherKx::Ecdhe, TlsCipherKx::Dhe]) {
        Known::Seen(seen(all, "signatures").named(names::signature))
    } else {
        Known::Moot("no exchange of keys is signed in TLS 1.2".to_owned())
    }
}
