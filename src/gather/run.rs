//! Gathers: announces every place, then lets probes and journeys go side by side, the longest waits first.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use futures_util::future::{join, join_all};
use jiff::Timestamp;
use tokio::sync::{RwLock, Semaphore};
use url::Url;

use super::{
    attempt, browser,
    browsers::Browsers,
    calibrate,
    events::{Event, Events},
    http::{Network, Route, Settings},
    persons::Persons,
    plan::{Plan, PlannedAansluiting, Probe},
    probes,
    record::Record,
    subject, travel,
    world::{Leg, World},
};
use crate::{
    checklist::{Checklist, journey::Journey},
    digid::{Digid, Provider},
    evidence::{
        Blame, BlobId, Evidence, Gap, Kind, Mark, Observation, Place, Reason, Variant, Word,
        itinerary::ItineraryError,
        redaction::Redactor,
        run::{DigidKind, Run},
    },
    saml::SpMetadata,
    target::Target,
};

/// How many contexts act at once in one browser.
const CONTEXTS: usize = 2;

/// What a run is asked for.
pub struct Order<'a> {
    /// The checks.
    pub checklist: &'a Checklist,
    /// The service.
    pub target: &'a Target,
    /// What is done.
    pub plan: &'a Plan<'a>,
    /// The running simulated DigiD.
    pub digid: &'a Digid,
    /// PEM of the authorities that the target names, beside DigiD's own.
    pub trust: Vec<Vec<u8>>,
    /// Where news goes.
    pub events: Events,
    /// How many browsers may act at once.
    pub at_once: usize,
    /// The browser driver, where it is not where it usually is.
    pub chromedriver: Option<std::path::PathBuf>,
}

/// What a run gives.
pub struct Gathered {
    /// The sealed evidence.
    pub evidence: Evidence,
    /// The blobs it refers to.
    pub blobs: BTreeMap<BlobId, Vec<u8>>,
}

/// What keeps a run from beginning or being sealed. Everything else is a gap.
#[derive(Debug, thiserror::Error)]
pub enum GatherError {
    /// The itinerary was kept wrongly; a fault of ours.
    #[error("the itinerary was kept wrongly: {0}")]
    Itinerary(#[from] ItineraryError),
    /// The network could not be set up.
    #[error("{0}")]
    Network(#[from] super::error::AgentError),
}

/// Gathers until everything has ended or `stop` comes; what was gathered by then is kept.
///
/// # Errors
/// [`GatherError`]; never because of the service.
pub async fn gather(order: Order<'_>, stop: impl Future<Output = ()>) -> Result<Gathered, GatherError> {
    let started = Timestamp::now();
    let persons: Vec<Persons> =
        order.plan.aansluitingen.iter().map(|one| Persons::new(&one.aansluiting.persons)).collect();
    let world = world(&order)?;
    let legs = order.plan.aansluitingen.iter().zip(&persons);
    let legs: Vec<(&PlannedAansluiting<'_>, Leg<'_>)> = legs
        .map(|(planned, persons)| (planned, Leg { world: &world, aansluiting: planned.aansluiting, persons }))
        .collect();
    let mut places = Vec::new();
    for (planned, leg) in &legs {
        places.push(announce(planned, leg)?);
    }
    let everything = async {
        let metadata = join_all(legs.iter().map(|(planned, leg)| metadata(planned, leg))).await;
        order.digid.set_providers(metadata.iter().flatten().cloned().collect());
        join_all(
            legs.iter()
                .zip(places)
                .zip(&metadata)
                .map(|(((planned, leg), places), known)| one(planned, leg, places, known.is_some())),
        )
        .await;
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
        digid: DigidKind::Simulator,
        timing: order.plan.timing,
        checks: order.checklist.digest.clone(),
        target_file: order.target.digest.clone(),
        interrupted,
        only: order.plan.only.clone(),
        subject: subject::describe(order.target, order.plan),
    };
    Ok(Gathered { evidence: Evidence::seal(run, itinerary)?, blobs })
}

pub(super) fn world<'a>(order: &Order<'a>) -> Result<World<'a>, super::error::AgentError> {
    let waits = order.checklist.waits(order.plan.timing);
    let digid = &order.target.digid;
    let digid_hosts: BTreeSet<String> = [digid.front_host.clone(), digid.back_host.clone()].into();
    let routes =
        order.target.routes.iter().map(|((host, port), to)| Route { host: host.clone(), port: *port, to: *to });
    let routes: Vec<Route> = routes.collect();
    let network = Network::new(Settings {
        hosts: order.plan.hosts.clone(),
        routes: routes.clone(),
        trust: order.trust.clone(),
        public_roots: true,
        limits: super::http::Limits::default(),
    })?;
    let front = browser::Route { host: digid.front_host.clone(), port: 443, to: order.digid.front() };
    let to_browser = |route: Route| browser::Route { host: route.host, port: route.port, to: route.to };
    let browser = browser::Settings {
        hosts: order.plan.hosts.iter().chain(&digid_hosts).cloned().collect(),
        routes: routes.into_iter().map(to_browser).chain([front]).collect(),
        trust: order.trust.iter().cloned().chain([order.digid.root_pem().as_bytes().to_vec()]).collect(),
        passive: browser::Passive::Block,
        limits: browser::Limits { settle: waits.settle, ..browser::Limits::default() },
        chromedriver: order.chromedriver.clone(),
        browser: None,
        viewport: (1280, 900),
    };
    let test_persons = order.target.aansluitingen.iter().flat_map(|one| Persons::numbers(&one.persons));
    Ok(World {
        browsers: Browsers::new(browser, order.at_once.div_ceil(CONTEXTS)),
        network,
        redactor: Redactor::new(rand::random(), test_persons),
        record: Record::default(),
        digid: order.digid,
        digid_hosts,
        digid_front: digid.front_host.clone(),
        waits,
        events: order.events.clone(),
        turns: Semaphore::new(order.at_once.max(1)),
        back_channel: RwLock::new(()),
    })
}

type Journeys<'a> = Vec<(&'a Journey, Option<Variant>, Vec<Place>)>;

/// Announces the places of every journey and of every probe whose places are known beforehand.
fn announce<'a>(planned: &PlannedAansluiting<'a>, leg: &Leg<'_>) -> Result<Journeys<'a>, GatherError> {
    let record = &leg.world.record;
    let mut journeys = Vec::new();
    for (journey, variant) in &planned.journeys {
        let mut places = Vec::new();
        for stop in journey.stops() {
            let count =
                if stop.counted { u32::try_from(leg.aansluiting.behind_login.len()).unwrap_or(u32::MAX) } else { 1 };
            for nth in 1..=count {
                let mut place = stop.place(&journey.name, variant.clone(), stop.counted.then_some(nth));
                place.aansluiting.clone_from(&planned.prefix);
                record.announce(place.clone(), stop.kind)?;
                places.push(place);
            }
        }
        journeys.push((*journey, variant.clone(), places));
    }
    for probe in &planned.probes {
        match probe {
            Probe::Metadata => record.announce(metadata_place(planned), Kind::Metadata)?,
            Probe::Sign => record.announce(sign_place(planned), Kind::Sign)?,
            Probe::Http => {
                for (host, port) in leg.aansluiting.front_doors() {
                    record.announce(door_place(planned, "http", &host, port, named("root")), Kind::Exchange)?;
                }
            }
            // The addresses of a host are announced when they are known.
            Probe::Tls => {}
        }
    }
    Ok(journeys)
}

/// Reads the metadata of the service: DigiD needs it, and some criteria do.
async fn metadata(planned: &PlannedAansluiting<'_>, leg: &Leg<'_>) -> Option<Provider> {
    let source = probes::metadata::Source::Url(leg.aansluiting.metadata.clone());
    let read = match probes::metadata::fetch(&leg.world.network, &leg.world.redactor, &source).await {
        Ok(bytes) => SpMetadata::parse(&bytes)
            .map_err(|error| Gap::new(Reason::MetadataUnreadable, Blame::Target, error.to_string())),
        Err(error) => Err(Gap::from(error)),
    };
    if planned.probes.contains(&Probe::Metadata) {
        let outcome = read
            .as_ref()
            .map(|metadata| Observation::Metadata(Box::new(metadata.seen().clone())))
            .map_err(Clone::clone);
        leg.world.record.end(&metadata_place(planned), outcome);
    }
    match read {
        Ok(metadata) => Some(Provider { metadata, level: leg.aansluiting.betrouwbaarheidsniveau }),
        Err(gap) => {
            tracing::warn!("the metadata of the service cannot be read: {}", gap.detail);
            None
        }
    }
}

/// Everything of one connection, after its metadata.
async fn one(planned: &PlannedAansluiting<'_>, leg: &Leg<'_>, journeys: Journeys<'_>, known: bool) {
    join(probe(planned, leg), travel_all(planned, leg, journeys, known)).await;
}

async fn travel_all(planned: &PlannedAansluiting<'_>, leg: &Leg<'_>, journeys: Journeys<'_>, known: bool) {
    let refuse = |gap: &Gap| {
        for place in journeys.iter().flat_map(|(_, _, places)| places) {
            leg.world.record.end(place, Err(gap.clone()));
        }
    };
    if !known {
        let gap =
            Gap::new(Reason::MetadataUnreadable, Blame::Target, "without its metadata DigiD does not know the service");
        if planned.needs_sign() {
            leg.world.record.end(&sign_place(planned), Err(gap.clone()));
        }
        return refuse(&gap);
    }
    if planned.needs_sign()
        && let Err(gap) = calibrated(planned, leg).await
    {
        return refuse(&gap);
    }
    let (alone, together): (Vec<_>, Vec<_>) =
        journeys.into_iter().partition(|(journey, _, _)| journey.exclusive.is_some());
    let together = together
        .into_iter()
        .map(|(journey, variant, places)| travel::travel(leg, &leg.world.record, journey, variant, places));
    let alone = async {
        for (journey, variant, places) in alone {
            travel_alone(leg, journey, variant, places).await;
        }
    };
    join(join_all(together), alone).await;
}

/// A journey that closes the back channel, between two genuine logins that show it is open again.
async fn travel_alone(leg: &Leg<'_>, journey: &Journey, variant: Option<Variant>, places: Vec<Place>) {
    let _alone = leg.world.back_channel.write().await;
    let aside = Record::default();
    let attempt = attempt::between_controls(
        async || calibrate::control(leg).await,
        async || travel::travel(leg, &aside, journey, variant, places.clone()).await,
    );
    match attempt.await {
        Ok(attempt) => {
            attempt.into_inner();
            leg.world.record.take_over(aside);
        }
        Err(gap) => {
            for place in &places {
                leg.world.record.end(place, Err(gap.clone()));
            }
        }
    }
}

/// Measures the sign of being logged in.
///
/// # Errors
/// The gap that every journey then ends in: without a sign nothing that rests on a login can be read.
async fn calibrated(planned: &PlannedAansluiting<'_>, leg: &Leg<'_>) -> Result<(), Gap> {
    leg.world.events.tell(Event::Started("sign".to_owned()));
    let acting = travel::act(leg.world, false).await;
    let measured = calibrate::calibrate(leg).await;
    drop(acting);
    leg.world.events.tell(Event::Ended { name: "sign".to_owned(), gaps: usize::from(measured.is_err()) });
    let place = sign_place(planned);
    match measured {
        Ok(sign) => {
            let fit = sign.is_fit();
            let detail = format!(
                "the sign of being logged in was there in {} of {} genuine logins, and {} without a login; \
                 give another `herkenning` or `ingelogd` in the target file",
                sign.present_in_logins.iter().filter(|seen| **seen).count(),
                sign.present_in_logins.len(),
                if sign.present_in_clean { "also" } else { "not" },
            );
            leg.world.record.end(&place, Ok(Observation::Sign(Box::new(sign))));
            if fit { Ok(()) } else { Err(Gap::new(Reason::SignUnfit, Blame::Us, detail)) }
        }
        Err(gap) => {
            leg.world.record.end(&place, Err(gap.clone()));
            Err(Gap::new(Reason::NotReached { stopped: place }, gap.blame, gap.detail))
        }
    }
}

async fn probe(planned: &PlannedAansluiting<'_>, leg: &Leg<'_>) {
    let doors = leg.aansluiting.front_doors();
    let each = doors.iter().map(async |(host, port)| {
        if planned.probes.contains(&Probe::Http) {
            probe_http(planned, leg, host, *port).await;
        }
        if planned.probes.contains(&Probe::Tls) {
            probe_tls(planned, leg, host, *port).await;
        }
    });
    join_all(each).await;
}

async fn probe_http(planned: &PlannedAansluiting<'_>, leg: &Leg<'_>, host: &str, port: u16) {
    let place = door_place(planned, "http", host, port, named("root"));
    let outcome = match Url::parse(&format!("https://{host}:{port}/")) {
        Ok(url) => probes::http::ask(&leg.world.network, &leg.world.redactor, url).await.map_err(Gap::from),
        Err(error) => Err(Gap::new(Reason::Impossible, Blame::Us, error.to_string())),
    };
    leg.world.record.end(&place, outcome.map(|exchange| Observation::Exchange(Box::new(exchange))));
}

async fn probe_tls(planned: &PlannedAansluiting<'_>, leg: &Leg<'_>, host: &str, port: u16) {
    let world = leg.world;
    let announce = |mark: Mark| {
        let place = door_place(planned, "tls", host, port, mark);
        if let Err(error) = world.record.announce(place.clone(), Kind::Tls) {
            tracing::error!("a slip of our own in keeping the itinerary: {error}");
        }
        place
    };
    match world.network.addresses(host, port).await {
        Ok(addresses) => {
            let places: Vec<(IpAddr, Place)> =
                addresses.into_iter().map(|ip| (ip, announce(Mark::Address(ip)))).collect();
            for (ip, place) in places {
                let outcome = probes::tls::ask(&world.network, host, port, ip).await.map_err(Gap::from);
                world.record.end(&place, outcome.map(|tls| Observation::Tls(Box::new(tls))));
            }
        }
        // A host without an address has one place too, or nobody would see that it was meant to be probed.
        Err(error) => world.record.end(&announce(named("no-address")), Err(Gap::from(error))),
    }
}

fn metadata_place(planned: &PlannedAansluiting<'_>) -> Place {
    probe_place(planned, "metadata", None, named("sp"))
}

fn sign_place(planned: &PlannedAansluiting<'_>) -> Place {
    probe_place(planned, "sign", Some(Variant::Named(word("http"))), named("measured"))
}

fn door_place(planned: &PlannedAansluiting<'_>, probe: &str, host: &str, port: u16, mark: Mark) -> Place {
    probe_place(planned, probe, Some(Variant::Address { host: host.to_owned(), port }), mark)
}

fn probe_place(planned: &PlannedAansluiting<'_>, probe: &str, variant: Option<Variant>, mark: Mark) -> Place {
    Place { aansluiting: planned.prefix.clone(), journey: word(probe), variant, context: None, mark, nth: None }
}

fn nowhere() -> Place {
    Place::new(word("run"), word("end"))
}

fn named(name: &str) -> Mark {
    Mark::Named(word(name))
}

#[expect(clippy::expect_used, reason = "only called with names written here")]
fn word(name: &str) -> Word {
    name.parse().expect("a name written in this file")
}
