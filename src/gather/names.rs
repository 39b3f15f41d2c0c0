//! Looks up the names of the hosts where citizens log in: those of the login pages, and of the return addresses that the
//! metadata names, as far as the target file names those hosts too.

use futures_util::future::join_all;

use super::{
    events::Event,
    leg::Leg,
    places::{host_place, told},
    plan::{PlannedAansluiting, Probe},
    probes::dns::{self, Limits, Resolvers},
    returns,
};
use crate::{
    checklist::Criterion,
    evidence::{Kind, Observation},
    target::Aansluiting,
};

/// Whether names are asked for. Resolvers are not the service's: they are asked only for a criterion that is about this connection. Names of a development
/// machine would only be made known to them.
pub(super) fn are_asked(criteria: &[&Criterion], aansluiting: &Aansluiting) -> bool {
    let Aansluiting { koppelvlak, omgeving, eenmalig_inloggen, .. } = aansluiting;
    let about = criteria.iter().filter(|one| one.applies.to(*koppelvlak, *omgeving, *eenmalig_inloggen));
    about.flat_map(|criterion| criterion.reads()).any(|pattern| pattern.journey.as_str() == "dns")
}

/// Ends the place of every such host, and announces those that only the metadata made known.
pub(super) async fn probe(planned: &PlannedAansluiting<'_>, leg: &Leg<'_>) {
    if !planned.probes.contains(&Probe::Dns) {
        return;
    }
    let (world, name) = (leg.world, told(planned.prefix.as_ref(), "dns"));
    world.events.tell(Event::Started(name.clone()));
    let mut hosts = leg.aansluiting.login_hosts();
    for host in returns::hosts(leg) {
        if hosts.insert(host.clone())
            && let Err(error) = world.record.announce(host_place(planned, &host), Kind::Dns)
        {
            tracing::error!("a slip of our own in keeping the itinerary: {error}");
        }
    }
    let resolvers = Resolvers { at: world.resolvers.clone(), anchor: world.anchor.clone(), limits: Limits::default() };
    let each = hosts.iter().map(async |host| {
        let outcome = dns::ask(&resolvers, host).await;
        let gap = outcome.is_err();
        let outcome = outcome.map(|name| Observation::Dns(Box::new(name)));
        world.record.end(&host_place(planned, host), outcome);
        usize::from(gap)
    });
    let gaps = join_all(each).await.into_iter().sum();
    world.events.tell(Event::Ended { name, gaps });
}
