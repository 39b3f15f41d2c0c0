//! Makes the probes of one connection: its metadata, its front doors, and the sign of being logged in.

use std::{collections::BTreeSet, net::IpAddr};

use futures_util::future::{join, join_all};
use url::Url;

use super::{
    calibrate, certificates, doors,
    error::one_line,
    events::Event,
    leg::Leg,
    names,
    places::{door_place, metadata_place, named, sign_place, told},
    plan::{PlannedAansluiting, Probe},
    probes, returns,
    turns::Comes,
    world::World,
};
use crate::{
    digid::Provider,
    evidence::{Blame, Gap, Kind, Mark, Observation, Place, Reason, session::Agent, tls::TlsAddress},
    saml::SpMetadata,
};

/// Host and port.
type Door = (String, u16);

/// Reads the metadata of the service: DigiD needs it, and some criteria do. Nothing where the target file names none.
///
/// # Errors
/// The gap that every journey then ends in: without its metadata DigiD does not know the service.
pub(super) async fn metadata(planned: &PlannedAansluiting<'_>, leg: &Leg<'_>) -> Result<Option<Provider>, Gap> {
    let Some(address) = &leg.aansluiting.metadata else {
        certificates::none(planned, leg, Gap::new(Reason::Impossible, Blame::Us, "the target file names no metadata"));
        if planned.probes.contains(&Probe::Metadata) {
            let gap = Gap::new(Reason::Impossible, Blame::Us, "the target file names no metadata");
            leg.world.record.end(&metadata_place(planned), Err(gap));
        }
        return Ok(None);
    };
    let read = read_metadata(leg.world, address).await;
    if planned.probes.contains(&Probe::Metadata) {
        let outcome = read
            .as_ref()
            .map(|metadata| Observation::Metadata(Box::new(metadata.seen().clone())))
            .map_err(Clone::clone);
        leg.world.record.end(&metadata_place(planned), outcome);
    }
    match &read {
        Ok(metadata) => certificates::of_metadata(planned, leg, metadata).await,
        Err(gap) => certificates::none(planned, leg, gap.clone()),
    }
    let metadata = read.map_err(|gap| {
        let why = leg.world.redactor.detail(&gap.detail);
        tracing::warn!("the metadata of the service cannot be read: {why}");
        let detail = format!("without its metadata DigiD does not know the service: {}", gap.detail);
        Gap { detail, ..gap }
    })?;
    let (level, federated) = (leg.aansluiting.betrouwbaarheidsniveau, leg.aansluiting.eenmalig_inloggen);
    Ok(Some(Provider { metadata, level, federated }))
}

/// The metadata where the target file says it is.
pub(super) async fn read_metadata(world: &World<'_>, address: &Url) -> Result<SpMetadata, Gap> {
    let bytes = probes::metadata::fetch(&world.network, &world.redactor, address).await?;
    SpMetadata::parse(&bytes)
        .map_err(|error| Gap::new(Reason::MetadataUnreadable, Blame::Target, one_line(&error.to_string())))
}

/// Measures the sign of being logged in, for the HTTP client first and for a browser where that sees no sign.
///
/// # Errors
/// The gap that every journey then ends in: without a sign nothing that rests on a login can be read.
pub(super) async fn calibrated(planned: &PlannedAansluiting<'_>, leg: &Leg<'_>) -> Result<(), Gap> {
    let name = told(planned.prefix.as_ref(), "sign");
    leg.world.events.tell(Event::Started(name.clone()));
    let acting = leg.world.turns.act(Comes::First).await;
    let measured = fit_agent(planned, leg).await;
    drop(acting);
    leg.world.events.tell(Event::Ended { name, gaps: usize::from(measured.is_err()) });
    let agent = measured?;
    leg.agent.get_or_init(|| agent);
    Ok(())
}

async fn fit_agent(planned: &PlannedAansluiting<'_>, leg: &Leg<'_>) -> Result<Agent, Gap> {
    let by_http = match unfit(planned, leg, Agent::Http).await {
        Ok(None) => return Ok(Agent::Http),
        Ok(Some(why)) => why,
        Err(gap) if leg.world.browsers.are_left_out() => return Err(gap),
        // A front may let only browsers through. Where logging in itself fails, the browser's gap says so too.
        Err(gap) => gap.detail,
    };
    announce(leg.world, &sign_place(planned, Agent::Browser), Kind::Sign);
    let Some(by_browser) = unfit(planned, leg, Agent::Browser).await? else { return Ok(Agent::Browser) };
    let detail = format!(
        "no agent can tell a logged-in page: over HTTP {by_http}; in a browser {by_browser}; \
         give another `herkenning` or `ingelogd` in the target file"
    );
    tracing::warn!("{detail}");
    Err(Gap::new(Reason::SignUnfit, Blame::Us, detail))
}

/// Measures the sign for one agent; gives why nothing may rest on it, and nothing where it is fit.
async fn unfit(planned: &PlannedAansluiting<'_>, leg: &Leg<'_>, agent: Agent) -> Result<Option<String>, Gap> {
    let place = sign_place(planned, agent);
    let measured = calibrate::calibrate(leg, agent).await.and_then(|sign| {
        let seen = sign.present_in_logins.iter().filter(|seen| **seen).count();
        let clean = if sign.present_in_clean { "also" } else { "not" };
        let of = sign.present_in_logins.len();
        let why = format!("the sign was there in {seen} of {of} genuine logins, and {clean} without a login");
        match sign.is_fit() {
            true => Ok((sign, None)),
            false if leg.world.browsers.are_left_out() => Err(Gap::new(Reason::BrowserLeftOut, Blame::Us, why)),
            false => Ok((sign, Some(why))),
        }
    });
    match measured {
        Ok((sign, why)) => {
            leg.world.record.end(&place, Ok(Observation::Sign(Box::new(sign))));
            Ok(why)
        }
        Err(gap) => {
            leg.world.record.end(&place, Err(gap.clone()));
            Err(Gap::new(Reason::NotReached { stopped: place }, gap.blame, gap.detail))
        }
    }
}

/// How many probes there is news of, as far as is known before the metadata are.
pub(super) fn count(planned: &PlannedAansluiting<'_>, leg: &Leg<'_>) -> usize {
    let doors = leg.aansluiting.front_doors();
    let apart = returns::apart(leg);
    let each = |probe: &Probe| match probe {
        Probe::Http => doors.len(),
        Probe::Tls => doors.len() + apart.len(),
        // One for all names, however many there are.
        Probe::Dns => 1,
        _ => 0,
    };
    planned.probes.iter().map(each).sum::<usize>() + usize::from(planned.needs_sign())
}

/// Probes every door of the service, and looks up the names.
pub(super) async fn probe(planned: &PlannedAansluiting<'_>, leg: &Leg<'_>) {
    join(doors(planned, leg), names::probe(planned, leg)).await;
}

async fn doors(planned: &PlannedAansluiting<'_>, leg: &Leg<'_>) {
    let back = returns::back_doors(leg);
    let doors: BTreeSet<Door> = leg.aansluiting.front_doors().into_iter().chain(back.iter().cloned()).collect();
    let known = returns::apart(leg);
    let apart: BTreeSet<Door> = known.union(&returns::soap_door(leg)).cloned().collect();
    let apart: BTreeSet<Door> = apart.difference(&doors).cloned().collect();
    let of_http = if planned.probes.contains(&Probe::Http) { &doors } else { &BTreeSet::new() };
    let of_tls: Vec<(&Door, bool)> = if planned.probes.contains(&Probe::Tls) {
        doors.iter().map(|door| (door, false)).chain(apart.iter().map(|door| (door, true))).collect()
    } else {
        Vec::new()
    };
    let foreseen = leg.aansluiting.front_doors().len() + known.len();
    leg.world.events.tell(Event::More(of_http.intersection(&back).count() + of_tls.len().saturating_sub(foreseen)));
    for (place, kind) in of_http.intersection(&back).flat_map(|door| doors::places(planned, &doors, door)) {
        announce(leg.world, &place, kind);
    }
    let http = of_http.iter().map(async |door| {
        told_of(planned, leg, "http", door, doors::probe(planned, leg, &doors, door)).await;
    });
    let tls = of_tls.iter().map(async |(door, apart)| {
        told_of(planned, leg, "tls", door, probe_tls(planned, leg, door, *apart)).await;
    });
    join(join_all(http), join_all(tls)).await;
}

/// Does it, and tells that it began and ended.
async fn told_of(
    planned: &PlannedAansluiting<'_>,
    leg: &Leg<'_>,
    probe: &str,
    (host, port): &Door,
    gaps: impl Future<Output = usize>,
) {
    let name = told(planned.prefix.as_ref(), &format!("{probe} {host}:{port}"));
    leg.world.events.tell(Event::Started(name.clone()));
    let gaps = gaps.await;
    leg.world.events.tell(Event::Ended { name, gaps });
}

fn announce(world: &World<'_>, place: &Place, kind: Kind) {
    if let Err(error) = world.record.announce(place.clone(), kind) {
        tracing::error!("a slip of our own in keeping the itinerary: {error}");
    }
}

/// Gives how many of its places became gaps.
async fn probe_tls(planned: &PlannedAansluiting<'_>, leg: &Leg<'_>, (host, port): &Door, apart: bool) -> usize {
    let (world, port) = (leg.world, *port);
    let announced = |mark: Mark| {
        let place = door_place(planned, "tls", host, port, mark);
        announce(world, &place, Kind::Tls);
        place
    };
    match world.network.addresses(host, port).await {
        Ok(addresses) => {
            let places: Vec<(IpAddr, Place)> =
                addresses.into_iter().map(|ip| (ip, announced(Mark::Address(ip)))).collect();
            let mut gaps = 0;
            for (ip, place) in places {
                let outcome = if planned.tls_settings {
                    probes::tls::ask(&world.network, host, port, ip).await
                } else {
                    probes::tls::glance(&world.network, host, port, ip).await
                };
                let mut outcome = outcome.map_err(Gap::from);
                if planned.revocation
                    && let Ok(TlsAddress { certificates: Some(certificates), .. }) = &mut outcome
                {
                    for chain in &mut certificates.shown.found {
                        world.revocation.ask(chain, &world.redactor).await;
                    }
                }
                gaps += usize::from(outcome.is_err());
                let outcome = outcome.map(|tls| Observation::Tls(Box::new(TlsAddress { apart, ..tls })));
                world.record.end(&place, outcome);
            }
            gaps
        }
        // A host without an address has one place too, or nobody would see that it was meant to be probed.
        Err(error) => {
            world.record.end(&announced(named("no-address")), Err(Gap::from(error)));
            1
        }
    }
}
