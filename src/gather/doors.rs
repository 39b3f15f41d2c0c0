//! What is asked of a front door over HTTP: the places, and how each ends.

use std::collections::BTreeSet;

use futures_util::future::join;
use url::Url;

use super::{
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

/// The places of one front door that a criterion reads. The way without TLS belongs to a host, so that of its doors one has it.
pub(super) fn places(planned: &PlannedAansluiting<'_>, doors: &BTreeSet<Door>, door: &Door) -> Vec<(Place, Kind)> {
    let all = ["root", "options", "trace", "plain"].map(|mark| (place(planned, door, mark), kind(mark)));
    let here = |kind: Kind| kind != Kind::Redirects || stands_for_its_host(doors, door);
    let read = |place: &Place| planned.criteria.iter().flat_map(|one| one.reads()).any(|at| at.covers(place));
    all.into_iter().filter(|(place, kind)| here(*kind) && read(place)).collect()
}

/// Asks, and ends the places. Gives how many of them became gaps.
pub(super) async fn probe(
    planned: &PlannedAansluiting<'_>,
    leg: &Leg<'_>,
    doors: &BTreeSet<Door>,
    door: &Door,
) -> usize {
    let places = places(planned, doors, door);
    let end = |mark: &str, outcome: Result<Observation, Gap>| {
        let gap = usize::from(outcome.is_err());
        leg.world.record.end(&place(planned, door, mark), outcome);
        gap
    };
    let asked = |mark: &str| places.contains(&(place(planned, door, mark), kind(mark)));
    // One after the other, so that one connection does. Where nothing answers, nothing else is asked.
    let over_tls = async {
        let (mut gaps, mut nothing) = (0, None);
        for mark in ["root", "options", "trace"].into_iter().filter(|mark| asked(mark)) {
            let outcome = match &nothing {
                Some(gap) => Err(Gap::clone(gap)),
                None => over_tls(leg, door, mark).await,
            };
            nothing = outcome.as_ref().err().cloned();
            gaps += end(mark, outcome.map(|exchange| Observation::Exchange(Box::new(exchange))));
        }
        gaps
    };
    let plain = async { if asked("plain") { end("plain", plain(leg, door).await) } else { 0 } };
    let (over_tls, plain) = join(over_tls, plain).await;
    over_tls + plain
}

fn place(planned: &PlannedAansluiting<'_>, (host, port): &Door, mark: &str) -> Place {
    door_place(planned, "http", host, *port, named(mark))
}

fn kind(mark: &str) -> Kind {
    if mark == "plain" { Kind::Redirects } else { Kind::Exchange }
}

async fn over_tls(leg: &Leg<'_>, (host, port): &Door, mark: &str) -> Result<Exchange, Gap> {
    let (network, redactor) = (&leg.world.network, &leg.world.redactor);
    let impossible = |error: url::ParseError| Gap::new(Reason::Impossible, Blame::Us, error.to_string());
    let url = Url::parse(&format!("https://{host}:{port}/")).map_err(impossible)?;
    let answer = match mark {
        "options" => http::options(network, redactor, url).await,
        "trace" => http::trace(network, redactor, url).await,
        _ => http::ask(network, redactor, url).await,
    };
    Ok(answer?)
}

async fn plain(leg: &Leg<'_>, (host, port): &Door) -> Result<Observation, Gap> {
    let network = &leg.world.network;
    // Beside a port of its own, or an address that the target file names, HTTP without TLS may be anybody's.
    let own = *port == HTTPS && !network.leads(host, *port);
    if !own && !network.leads(host, redirects::PORT) {
        let why = format!("nobody says where {host}:{port} is without TLS; name it as port 80 under `connect`");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_door_of_a_host_stands_for_it() {
        let doors: BTreeSet<Door> =
            [("a.test", 442), ("a.test", 443), ("a.test", 8443), ("b.test", 8443), ("b.test", 9443)]
                .map(|(host, port)| (host.to_owned(), port))
                .into();
        let standing: Vec<_> =
            doors.iter().filter(|door| stands_for_its_host(&doors, door)).map(|door| door.1).collect();
        assert_eq!(standing, [443, 8443]);
    }
}
