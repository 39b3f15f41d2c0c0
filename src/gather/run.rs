//! Gathers: announces every place, then lets probes and journeys go side by side, the longest waits first.

use std::sync::{Arc, OnceLock};

use futures_util::future::{join, join_all};
use jiff::Timestamp;

use super::{
    doors,
    events::Event,
    federation, forging, journeys,
    leg::Leg,
    order::{GatherError, Gathered, Order},
    persons::Persons,
    places::{forged_logout_place, forged_place, host_place, metadata_place, nowhere, sign_place},
    plan::{PlannedAansluiting, Probe},
    probing, subject,
    travel::Trip,
    world::world,
};
use crate::{
    checklist::{
        journey::{Exclusive, Journey},
        timing::Federation,
    },
    digid::{Reach, SessionTimers},
    evidence::{Blame, Evidence, Gap, Kind, Place, Reason, Variant, run::Run, session::Agent},
};

/// Gathers until everything has ended or `stop` comes; what was gathered by then is kept.
///
/// # Errors
/// [`GatherError`]; never because of the service.
pub async fn gather(order: Order<'_>, stop: impl Future<Output = ()>) -> Result<Gathered, GatherError> {
    let started = Timestamp::now();
    let persons: Vec<Persons> =
        order.plan.aansluitingen.iter().map(|one| Persons::new(&one.aansluiting.persons)).collect();
    let world = world(&order)?;
    if let Some(digid) = order.digid {
        digid.reach_services(&Reach {
            hosts: order.plan.hosts.clone(),
            roots: order.trust.clone(),
            routes: order.target.routes.clone(),
            // Short waits make short sessions: those of others must not end while one service says nothing.
            patience: Reach::default().patience.min(world.waits.limit / 4),
        })?;
        let Federation { idle, absolute, renew } = world.waits.federation;
        digid.sessions_last(SessionTimers { idle, absolute, renew });
    }
    let digid_hosts = world.digid_hosts.iter().cloned().collect();
    let legs = order.plan.aansluitingen.iter().zip(&persons);
    let legs: Vec<(&PlannedAansluiting<'_>, Leg<'_>)> = legs
        .map(|(planned, persons)| {
            (
                planned,
                Leg {
                    world: &world,
                    aansluiting: planned.aansluiting,
                    partner: planned.partner,
                    persons,
                    pictured: &planned.pictured,
                    closely: &planned.closely,
                    agent: OnceLock::new(),
                    provider: OnceLock::new(),
                },
            )
        })
        .collect();
    let mut trips = Vec::new();
    for (planned, leg) in &legs {
        trips.push(announce(planned, leg)?);
    }
    let probes = legs.iter().map(|(planned, leg)| probing::count(planned, leg) + forging::count(planned));
    order.events.tell(Event::Begun { all: probes.sum::<usize>() + trips.iter().map(Vec::len).sum::<usize>() });
    let everything = async {
        let metadata = join_all(legs.iter().map(|(planned, leg)| probing::metadata(planned, leg))).await;
        let metadata = federation::one_name_each(metadata);
        if let Some(digid) = world.digid {
            digid.set_providers(metadata.iter().flatten().flatten().cloned().collect());
        }
        for ((_, leg), provider) in legs.iter().zip(&metadata) {
            if let Ok(Some(provider)) = provider {
                leg.provider.get_or_init(|| Arc::new(provider.clone()));
            }
        }
        let apart = |trip: &Trip<'_>| trip.journey.exclusive == Some(Exclusive::Sessions);
        let trips = trips.into_iter().map(|trips| trips.into_iter().partition::<Vec<_>, _>(apart));
        let (last, trips): (Vec<Vec<Trip<'_>>>, Vec<Vec<Trip<'_>>>) = trips.unzip();
        let each = legs.iter().zip(trips).zip(&metadata);
        let each = each.map(|(((planned, leg), trips), metadata)| one(planned, leg, trips, metadata.as_ref().err()));
        let unknown = join_all(each).await;
        // One service after the other, when nobody has a session: what ends those of one may end those of all.
        for (((planned, leg), trips), unknown) in legs.iter().zip(last).zip(unknown) {
            match unknown {
                Ok(()) => {
                    journeys::make_last(leg, trips).await;
                    forging::logout::make(planned, leg).await;
                }
                Err(gap) => {
                    forging::logout::refuse(planned, leg, &gap);
                    for trip in &trips {
                        journeys::refuse(leg, trip, &gap);
                    }
                }
            }
        }
    };
    let interrupted = tokio::select! {
        _ = everything => false,
        () = stop => true,
    };
    drop(legs);
    let open = if interrupted {
        Gap::new(Reason::Interrupted, Blame::Us, "the run was stopped before this place was reached")
    } else {
        Gap::new(Reason::NotReached { stopped: nowhere() }, Blame::Us, "nothing ended this place")
    };
    let (itinerary, blobs) = world.record.close(&open);
    world.browsers.close().await;
    let run = Run {
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        started,
        ended: Timestamp::now(),
        digid: order.target.linked,
        digid_hosts,
        timing: order.plan.timing,
        checks: order.checklist.digest.clone(),
        target_file: order.target.digest.clone(),
        interrupted,
        only: order.plan.only.clone(),
        uitgevers: order.uitgevers(),
        subject: subject::describe(order.target, order.plan),
        without_browser: order.plan.without_browser,
        own_trust_anchor: order.target.dns.anchor.is_some()
            && order.plan.aansluitingen.iter().any(|one| one.probes.contains(&Probe::Dns)),
    };
    Ok(Gathered { evidence: Evidence::seal(run, itinerary, &world.redactor)?, blobs })
}

/// Announces the places of every journey and of every probe whose places are known beforehand. Those of journeys that are
/// left out end at once.
fn announce<'a>(planned: &'a PlannedAansluiting<'_>, leg: &Leg<'_>) -> Result<Vec<Trip<'a>>, GatherError> {
    let record = &leg.world.record;
    let mut trips = Vec::new();
    for (journey, variant) in &planned.journeys {
        let places = announce_journey(planned, leg, journey, variant.as_ref(), 0)?;
        if journey.needs_partner() && leg.partner.is_none() {
            let why = "a federation of one: this needs a second [[aansluiting]] in the target file, with eenmalig-inloggen and at least this level";
            for place in &places {
                record.end(place, Err(Gap::new(Reason::Impossible, Blame::Us, why)));
            }
            continue;
        }
        trips.push(Trip { journey, variant: variant.clone(), places });
    }
    for (journey, variant) in &planned.left_out {
        for place in announce_journey(planned, leg, journey, variant.as_ref(), 0)? {
            let (reason, why) = if journey.is_long() {
                (Reason::LongLeftOut, "this journey takes hours, and the run was not asked for that")
            } else {
                (Reason::WaitLeftOut, "this journey waits, and the run was asked not to")
            };
            record.end(&place, Err(Gap::new(reason, Blame::Us, why)));
        }
    }
    for (journey, variant) in &planned.beyond {
        let near = planned.journeys.iter().find(|(near, of)| near.name == journey.name && of == variant);
        let near = near.map_or(0, |(near, _)| near.stops().len());
        for place in announce_journey(planned, leg, journey, variant.as_ref(), near)? {
            let why = "this lies beyond DigiD, and none takes part in this run";
            record.end(&place, Err(Gap::new(Reason::Impossible, Blame::Us, why)));
        }
    }
    for forgery in &planned.forgeries {
        let place = forged_place(planned, forgery);
        record.announce(place.clone(), Kind::Attempt)?;
        if leg.world.digid.is_none() {
            let why = "only a simulated DigiD can lie, and none takes part in this run";
            record.end(&place, Err(Gap::new(Reason::Impossible, Blame::Us, why)));
        }
    }
    for forgery in &planned.forged_logouts {
        let place = forged_logout_place(planned, forgery);
        record.announce(place.clone(), Kind::LogoutAttempt)?;
        if leg.world.digid.is_none() {
            let why = "only a simulated DigiD asks falsely, and none takes part in this run";
            record.end(&place, Err(Gap::new(Reason::Impossible, Blame::Us, why)));
        }
    }
    for probe in &planned.probes {
        match probe {
            Probe::Metadata => record.announce(metadata_place(planned), Kind::Metadata)?,
            Probe::Sign => record.announce(sign_place(planned, Agent::Http), Kind::Sign)?,
            Probe::Http => {
                let doors = leg.aansluiting.front_doors();
                for (place, kind) in doors.iter().flat_map(|door| doors::places(planned, &doors, door)) {
                    record.announce(place, kind)?;
                }
            }
            Probe::Dns => {
                for host in leg.aansluiting.login_hosts() {
                    record.announce(host_place(planned, &host), Kind::Dns)?;
                }
            }
            // The addresses of a host, and the certificates in metadata, are announced when they are known.
            Probe::Certificate | Probe::Tls => {}
        }
    }
    Ok(trips)
}

/// Announces the places of a journey after so many stops.
fn announce_journey(
    planned: &PlannedAansluiting<'_>,
    leg: &Leg<'_>,
    journey: &Journey,
    variant: Option<&Variant>,
    after: usize,
) -> Result<Vec<Place>, GatherError> {
    let mut places = Vec::new();
    for stop in journey.stops().into_iter().skip(after) {
        // Without a page there is one place still, for the gap that says so.
        let pages = leg.aansluiting.behind_login.len().max(1);
        let count = if stop.counted { u32::try_from(pages).unwrap_or(u32::MAX) } else { 1 };
        for nth in 1..=count {
            let mut place = stop.place(&journey.name, variant.cloned(), stop.counted.then_some(nth));
            place.aansluiting.clone_from(&planned.prefix);
            leg.world.record.announce(place.clone(), stop.kind)?;
            places.push(place);
        }
    }
    Ok(places)
}

/// Everything of one connection, after its metadata, that may be done beside everything of the others.
///
/// # Errors
/// The gap in which whatever else rests on a login ends.
async fn one(
    planned: &PlannedAansluiting<'_>,
    leg: &Leg<'_>,
    trips: Vec<Trip<'_>>,
    unknown: Option<&Gap>,
) -> Result<(), Gap> {
    join(probing::probe(planned, leg), travel_all(planned, leg, trips, unknown)).await.1
}

async fn travel_all(
    planned: &PlannedAansluiting<'_>,
    leg: &Leg<'_>,
    trips: Vec<Trip<'_>>,
    unknown: Option<&Gap>,
) -> Result<(), Gap> {
    let refuse = |gap: &Gap| {
        forging::refuse(planned, leg, gap);
        for trip in &trips {
            journeys::refuse(leg, trip, gap);
        }
        Err(gap.clone())
    };
    if let Some(gap) = unknown {
        if planned.needs_sign() {
            leg.world.record.end(&sign_place(planned, Agent::Http), Err(gap.clone()));
        }
        return refuse(gap);
    }
    if planned.needs_sign()
        && let Err(gap) = probing::calibrated(planned, leg).await
    {
        return refuse(&gap);
    }
    join(journeys::make(leg, trips), forging::make(planned, leg)).await;
    Ok(())
}
