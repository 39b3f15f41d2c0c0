//! What is asked of a front door over HTTP: the places, and how each ends.

use std::collections::BTreeSet;

use futures_util::future::join;
use url::Url;

use super::{
    error::NetworkError,
    leg::Leg,
    places::{door_place, named},
    plan::PlannedAansluiting,
    probes::{http, redirects},
};
use crate::evidence::{Blame, Gap, Kind, Observation, Place, Reason, exchange::Exchange};

/// The port for HTTP with TLS.
const HTTPS: u16 = 443;

/// A front door: host and port.
type Door = (String, u16);

/// The places of one front door. The way without TLS belongs to a host, so that of its doors one has it.
pub(super) fn places(planned: &PlannedAansluiting<'_>, doors: &BTreeSet<Door>, door: &Door) -> Vec<(Place, Kind)> {
    let place = |mark: &str, kind| (door_place(planned, "http", &door.0, door.1, named(mark)), kind);
    let mut places =
        vec![place("root", Kind::Exchange), place("options", Kind::Exchange), place("trace", Kind::Exchange)];
    if stands_for_its_host(doors, door) {
        places.push(place("plain", Kind::Redirects));
    }
    places
}

/// Asks, and ends the places. Gives how many of them became gaps.
pub(super) async fn probe(
    planned: &PlannedAansluiting<'_>,
    leg: &Leg<'_>,
    doors: &BTreeSet<Door>,
    door: &Door,
) -> usize {
    let (host, port) = door;
    let end = |mark: &str, outcome: Result<Observation, Gap>| {
        let gap = usize::from(outcome.is_err());
        leg.world.record.end(&door_place(planned, "http", host, *port, named(mark)), outcome);
        gap
    };
    let over_tls = async {
        let [root, options, trace] = over_tls(leg, host, *port).await;
        let seen = |outcome: Result<Exchange, Gap>| outcome.map(|exchange| Observation::Exchange(Box::new(exchange)));
        end("root", seen(root)) + end("options", seen(options)) + end("trace", seen(trace))
    };
    let plain = async {
        if !stands_for_its_host(doors, door) {
            return 0;
        }
        end("plain", plain(leg, door).await)
    };
    let (over_tls, plain) = join(over_tls, plain).await;
    over_tls + plain
}

/// One after the other, so that one connection does. Where nothing answers, nothing else is asked there.
async fn over_tls(leg: &Leg<'_>, host: &str, port: u16) -> [Result<Exchange, Gap>; 3] {
    let (network, redactor) = (&leg.world.network, &leg.world.redactor);
    let url = match Url::parse(&format!("https://{host}:{port}/")) {
        Ok(url) => url,
        Err(error) => {
            let gap = Gap::new(Reason::Impossible, Blame::Us, error.to_string());
            return [Err(gap.clone()), Err(gap.clone()), Err(gap)];
        }
    };
    let gap = |error: NetworkError| Gap::from(error);
    match http::ask(network, redactor, url.clone()).await.map_err(gap) {
        Ok(root) => {
            let options = http::options(network, redactor, url.clone()).await.map_err(gap);
            let trace = http::trace(network, redactor, url).await.map_err(gap);
            [Ok(root), options, trace]
        }
        Err(gap) => [Err(gap.clone()), Err(gap.clone()), Err(gap)],
    }
}

async fn plain(leg: &Leg<'_>, (host, port): &Door) -> Result<Observation, Gap> {
    let network = &leg.world.network;
    // Whoever is at another port than that of https may have any neighbour at that of http.
    if *port != HTTPS && !network.leads(host, redirects::PORT) {
        let why = format!("{host}:{port} has no address without TLS of its own; name one as port 80 under `connect`");
        return Err(Gap::new(Reason::Impossible, Blame::Us, why));
    }
    let followed = redirects::follow(network, &leg.world.redactor, host, &leg.world.digid_hosts).await?;
    Ok(Observation::Redirects(Box::new(followed)))
}

/// Of the doors of a host, that at the port of https, else the first.
fn stands_for_its_host(doors: &BTreeSet<Door>, (host, port): &Door) -> bool {
    let mut of_host = doors.iter().filter(|(other, _)| other == host).map(|(_, port)| *port);
    let first = of_host.next();
    *port == HTTPS || (first == Some(*port) && !of_host.any(|other| other == HTTPS))
}
