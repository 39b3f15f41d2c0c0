//! Which cipher suites a version has, and whose order decides.

use futures_util::future::{join_all, try_join_all};

use super::{
    answer::Until,
    ask::{Heard, Peer},
    chain,
    hello::Hello,
    keys::seen,
    names,
};
use crate::evidence::tls::{Known, Listed, Order, TlsVersion};

/// The suites of one version.
pub(super) struct Suites {
    pub(super) found: Listed<u16>,
    pub(super) order: Known<Order>,
}

/// Asks for all of them, in parts side by side; then for the order.
pub(super) async fn ask(peer: &Peer<'_>, version: TlsVersion) -> Suites {
    let whole = Hello::whole(version, peer.host);
    let with = |left: &[u16]| Hello { suites: left.to_vec(), ..whole.clone() };
    let parts = names::suites(version);
    let asked =
        parts.into_iter().map(|part| chain::all(peer, &whole, Until::Hello, part, with, |chosen| Some(chosen.suite)));
    let parts: Vec<Listed<u16>> = join_all(asked).await;
    let unasked = parts.iter().find_map(|part| part.unasked.clone());
    let chains: Vec<Vec<u16>> = parts.into_iter().map(|part| part.found).filter(|found| !found.is_empty()).collect();
    let mut found = chains.concat();
    let mut order = order(peer, &with, &found).await;
    if order == Known::Seen(Order::Server) {
        match merged(peer, &whole, &with, chains).await {
            Ok(merged) => found = merged,
            Err(why) => order = Known::Unseen(why),
        }
    }
    Suites { found: seen(Listed { found, unasked }, "suites"), order }
}

/// A server with an order of its own chooses the same, whichever way round it is asked.
async fn order(peer: &Peer<'_>, with: &impl Fn(&[u16]) -> Hello, all: &[u16]) -> Known<Order> {
    if all.is_empty() {
        return Known::Unseen("none of its suites was seen".to_owned());
    }
    if all.len() < 2 {
        return Known::Moot("it has one suite".to_owned());
    }
    let backwards = backwards(all);
    let (all, whole) = (with(all), with(&backwards));
    let (forth, back) = tokio::join!(preferred(peer, &all, &all), preferred(peer, &all, &whole));
    match (forth, back) {
        (Ok(forth), Ok(back)) if forth == back => Known::Seen(Order::Server),
        (Ok(_), Ok(_)) => Known::Seen(Order::Client),
        (Err(why), _) | (_, Err(why)) => Known::Unseen(why),
    }
}

/// The other way round, but where it can be not with ChaCha20 first: many servers that have an order of their own follow a
/// client in that alone, for it says that the client has no hardware for AES.
fn backwards(all: &[u16]) -> Vec<u16> {
    let turned: Vec<u16> = all.iter().rev().copied().collect();
    let (chacha, mut others): (Vec<u16>, Vec<u16>) = turned.iter().partition(|suite| names::is_chacha(**suite));
    others.extend(chacha);
    if others.first() == all.first() { turned } else { others }
}

/// One order from those of the parts. Where each part as a whole comes before the next, as it does with most servers, a question
/// for each tells so; otherwise the first of each are compared until nothing is left.
async fn merged(
    peer: &Peer<'_>,
    whole: &Hello,
    with: &impl Fn(&[u16]) -> Hello,
    mut chains: Vec<Vec<u16>>,
) -> Result<Vec<u16>, String> {
    let heads =
        |chains: &[Vec<u16>]| -> Vec<u16> { chains.iter().filter_map(|chain| chain.first().copied()).collect() };
    // The last of a part against the first of all that follow: if it wins, so does everything before it.
    let whole_first = (0..chains.len().saturating_sub(1)).map(|part| {
        let last = chains[part].last().copied().unwrap_or_default();
        let question = [heads(&chains[part + 1..]), vec![last]].concat();
        async move { Ok::<_, String>(preferred(peer, whole, &with(&question)).await? == last) }
    });
    if try_join_all(whole_first).await?.into_iter().all(|first| first) {
        return Ok(chains.concat());
    }
    let mut found = Vec::new();
    while chains.len() > 1 {
        let first = preferred(peer, whole, &with(&heads(&chains))).await?;
        chains.iter_mut().for_each(|chain| chain.retain(|suite| *suite != first));
        chains.retain(|chain| !chain.is_empty());
        found.push(first);
    }
    found.extend(chains.concat());
    Ok(found)
}

/// What it chooses from an offer of what it accepts.
async fn preferred(peer: &Peer<'_>, control: &Hello, offer: &Hello) -> Result<u16, String> {
    match peer.insist(offer, Until::Hello, control).await {
        Heard::Accepted(chosen) => Ok(chosen.suite),
        other => Err(other.known().err().unwrap_or_else(|| "it refused what it accepts".to_owned())),
    }
}
