//! Where a host leads without TLS, step by step. Only hosts of the target are asked; a redirect elsewhere is kept, not followed.

use std::{collections::BTreeSet, io, net::SocketAddr, time::Instant};

use futures_util::future::join_all;
use tokio::{
    net::TcpStream,
    time::{timeout, timeout_at},
};
use url::Url;

use crate::{
    evidence::{
        redaction::Redactor,
        redirects::{End, Redirects},
    },
    gather::{
        error::{NetworkError, millis},
        http::{Call, Network},
    },
};

/// The port for HTTP without TLS.
pub const PORT: u16 = 80;

/// As many steps are asked for at most; a browser gives up after twenty, and whoever needs half as many leads nobody to https.
const MOST_HOPS: usize = 10;

/// What came of connecting to the port.
enum Door {
    Closed,
    Open,
    Silent,
    /// Something on our side of the line, or on the way.
    Unknown,
}

/// Comes to a host without TLS and goes where it leads, until an answer that leads nowhere else or a host in `stop`.
///
/// # Errors
/// What keeps the first answer from arriving, where the port is open or it cannot be told whether it is.
pub async fn follow(
    network: &Network,
    redactor: &Redactor,
    host: &str,
    stop: &BTreeSet<String>,
) -> Result<Redirects, NetworkError> {
    let first = Url::parse(&format!("http://{host}/")).map_err(|error| NetworkError::Setup(error.to_string()))?;
    let nothing = |end| Ok(Redirects { hops: Vec::new(), end });
    match door(network, host).await? {
        Door::Closed => return nothing(End::Closed),
        Door::Silent => return nothing(End::Silent),
        Door::Open | Door::Unknown => {}
    }
    let (since, mut hops, mut next) = (Instant::now(), Vec::new(), first);
    let end = loop {
        let to = next.host_str().unwrap_or_default().trim_end_matches('.').to_owned();
        if stop.contains(&to) {
            break End::Outside;
        }
        if hops.len() == MOST_HOPS {
            break End::Endless;
        }
        let until = since + network.limits().total;
        let answer = timeout_at(until.into(), network.call(Call::get(next), redactor)).await;
        let late = |_| NetworkError::TimedOut { host: to, waited_ms: millis(since.elapsed()) };
        match answer.map_err(late).flatten() {
            Ok(answer) => {
                hops.push(answer.exchange);
                let Some(to) = answer.redirect else { break End::Arrived };
                next = to;
            }
            Err(NetworkError::OutsideTarget { .. }) if !hops.is_empty() => break End::Outside,
            Err(error) if hops.is_empty() => return Err(error),
            Err(error) => break End::Broken(error.to_string()),
        }
    };
    Ok(Redirects { hops, end })
}

/// Whether anybody listens without TLS: open where one address is.
async fn door(network: &Network, host: &str) -> Result<Door, NetworkError> {
    let addresses = network.addresses(host, PORT).await?;
    let patience = network.limits().connect;
    let tried = addresses.into_iter().map(|ip| network.socket(host, PORT, ip)).map(async |socket: SocketAddr| {
        match timeout(patience, TcpStream::connect(socket)).await {
            Ok(Ok(_)) => Door::Open,
            Ok(Err(error)) if error.kind() == io::ErrorKind::ConnectionRefused => Door::Closed,
            Ok(Err(error)) if error.kind() == io::ErrorKind::TimedOut => Door::Silent,
            Ok(Err(_)) => Door::Unknown,
            Err(_) => Door::Silent,
        }
    });
    let tried = join_all(tried).await;
    let any = |wanted: fn(&Door) -> bool| tried.iter().any(wanted);
    Ok(match () {
        () if any(|door| matches!(door, Door::Open)) => Door::Open,
        () if any(|door| matches!(door, Door::Unknown)) => Door::Unknown,
        () if any(|door| matches!(door, Door::Silent)) => Door::Silent,
        () => Door::Closed,
    })
}
