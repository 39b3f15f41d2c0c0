//! Which versions of SSL and TLS an address accepts, and what it does within them.
//!
//! One connection for each version, one more where a real client and the server do not come to an understanding; then one for
//! each suite, curve and signature that it accepts, and a few for the rest. Nothing is encrypted for that: a server says what it
//! chose before it needs a key.
//!
//! ROBOT, Heartbleed and the injection of ChangeCipherSpec are not tested: a service in use is no place to try an attack on the
//! program that serves it.
//!
//! A server that breaks off (reset, close without a word, an alert about trouble of its own) has said nothing yet. It is
//! taken for a no only if it does so each time on fresh connections, while another version is accepted there before and
//! after each: then neither a rate limit nor an outage explains it.

mod agree;
mod alert;
mod answer;
mod ask;
mod certificates;
mod chain;
mod curves;
mod hello;
mod keys;
mod names;
mod onlooker;
mod reader;
mod renegotiation;
mod resume;
mod server;
mod settings;
mod suites;
mod traits;

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use jiff::Timestamp;
use tokio::time::sleep;

use self::ask::{Heard, Peer};
use crate::{
    evidence::tls::{Support, TlsAddress, TlsVersion},
    gather::{error::NetworkError, http::Network},
};

/// Asks one of the [`addresses`](Network::addresses) of a host for every version.
///
/// # Errors
/// `OutsideTarget`; `Unreachable` where no connection came about at all.
pub async fn ask(network: &Network, host: &str, port: u16, ip: IpAddr) -> Result<TlsAddress, NetworkError> {
    look(network, host, port, ip, true).await
}

/// The same for versions and certificates only: a tenth of the connections.
///
/// # Errors
/// As [`ask`].
pub async fn glance(network: &Network, host: &str, port: u16, ip: IpAddr) -> Result<TlsAddress, NetworkError> {
    look(network, host, port, ip, false).await
}

async fn look(network: &Network, host: &str, port: u16, ip: IpAddr, whole: bool) -> Result<TlsAddress, NetworkError> {
    network.allow(host)?;
    let since = Instant::now();
    let peer = Peer {
        host,
        at: network.socket(host, port, ip),
        step: network.limits().tls_step,
        slots: network.tls_slots(),
        until: (since + network.limits().tls_whole, network.limits().tls_whole),
        connections: AtomicU32::new(0),
        says_no: AtomicBool::new(false),
        goes_away: AtomicBool::new(false),
    };
    let mut heard = all(&peer, TlsVersion::ALL).await;
    if let Some(why) = nothing_there(&heard) {
        let at = format!("{host}:{port} ({})", peer.at);
        return Err(if why == ask::NO_WAY {
            NetworkError::NoWay { at, why }
        } else {
            NetworkError::Unreachable { at, why }
        });
    }
    settle(&peer, &mut heard).await;
    let accepted = heard.iter().filter(|(_, heard)| **heard == Heard::Accepted(())).map(|(version, _)| *version);
    let accepted: Vec<_> = accepted.collect();
    // In boxes: what asks so much at once is too large for the stack of whoever waits for it.
    let settings = async { if whole { Box::pin(settings::ask(&peer, &accepted)).await } else { None } };
    let (settings, certificates) = tokio::join!(settings, Box::pin(certificates::ask(&peer, &accepted)));
    Ok(TlsAddress {
        apart: false,
        at: Timestamp::now(),
        settings,
        certificates,
        versions: heard.into_iter().map(|(version, heard)| (version, support(heard))).collect(),
        connections: peer.connections.load(Ordering::Relaxed),
        took_ms: u64::try_from(since.elapsed().as_millis()).ok(),
    })
}

async fn all(peer: &Peer<'_>, versions: impl IntoIterator<Item = TlsVersion>) -> BTreeMap<TlsVersion, Heard<()>> {
    let asked = versions.into_iter().map(async |version| (version, peer.ask(version).await));
    join_all(asked).await.into_iter().collect()
}

/// Asks those again that broke off or gave no connection.
async fn settle(peer: &Peer<'_>, heard: &mut BTreeMap<TlsVersion, Heard<()>>) {
    let accepted = heard.iter().rev().find(|(_, heard)| **heard == Heard::Accepted(())).map(|(version, _)| *version);
    let Some(control) = accepted else { return };
    let lost = heard.iter_mut().filter(|(_, heard)| matches!(heard, Heard::WentAway(_) | Heard::NoConnection(_)));
    join_all(lost.map(async |(version, heard)| *heard = again(peer, *version, control).await)).await;
}

/// A server that goes away each time, and each time accepts another version right after, has refused.
async fn again(peer: &Peer<'_>, version: TlsVersion, control: TlsVersion) -> Heard<()> {
    let mut went = None;
    for pause in ask::AGAIN.map(Duration::from_millis) {
        sleep(pause).await;
        match peer.ask(version).await {
            Heard::WentAway(how) => went = Some(how),
            Heard::NoConnection(why) => return Heard::NoConnection(why),
            heard => return heard,
        }
        if peer.ask(control).await != Heard::Accepted(()) {
            return Heard::WentAway(went.unwrap_or_default());
        }
    }
    Heard::Refused(format!("each time: {}, while {} is accepted", went.unwrap_or_default(), control.name()))
}

/// Why nothing answers, where no version found a connection.
fn nothing_there(heard: &BTreeMap<TlsVersion, Heard<()>>) -> Option<String> {
    let mut why = heard.values().map(|heard| match heard {
        Heard::NoConnection(why) => Some(why.clone()),
        _ => None,
    });
    let first = why.next()??;
    why.all(|why| why.is_some()).then_some(first)
}

fn support(heard: Heard<()>) -> Support {
    match heard {
        Heard::Accepted(()) => Support::Accepted,
        Heard::NoConnection(why) => Support::Unknown(format!("no connection: {why}")),
        Heard::Refused(how) => Support::Refused(how),
        Heard::Unclear(why) | Heard::WentAway(why) => Support::Unknown(why),
    }
}
