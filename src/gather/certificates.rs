//! The certificates that a connection uses, each at a place of its own.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    leg::Leg,
    places::certificate_place,
    plan::{PlannedAansluiting, Probe},
};
use crate::{
    evidence::{
        Gap, Kind, Observation, Place,
        certificate::{CertificateSighting, ChainSeen, Usage},
    },
    saml::SpMetadata,
};

/// Where the certificates of the service's metadata stand.
const METADATA: &str = "metadata";

/// Each certificate in the metadata. A key without `use` serves both ends (SAML 2.0 metadata §2.4.1.1), and signing asks most of it.
pub(super) async fn of_metadata(planned: &PlannedAansluiting<'_>, leg: &Leg<'_>, metadata: &SpMetadata) {
    if !planned.probes.contains(&Probe::Certificate) {
        return;
    }
    let mut counted: BTreeMap<Usage, u32> = BTreeMap::new();
    for certificate in &metadata.seen().certificates {
        let usage = match certificate.usage.as_deref() {
            Some("encryption") => Usage::Versleutelen,
            _ => Usage::Ondertekenen,
        };
        let nth = counted.entry(usage).or_default();
        *nth += 1;
        let place = certificate_place(planned, METADATA, Some(usage), *nth);
        announce(leg, &place);
        let certificates = [&certificate.der].into_iter().chain(&certificate.issuers).cloned().collect();
        let mut chain = ChainSeen { certificates, ..ChainSeen::default() };
        if planned.revocation {
            leg.world.revocation.ask(&mut chain, &leg.world.redactor).await;
        }
        let sighting = CertificateSighting {
            at: Timestamp::now(),
            usage: Some(usage),
            product: None,
            chain,
            elsewhere: leg.world.elsewhere.get(&leg.aansluiting.naam).cloned().unwrap_or_default(),
        };
        leg.world.record.end(&place, Ok(Observation::Certificate(Box::new(sighting))));
    }
}

/// Metadata that could not be read has one place too, or nobody would see that its certificates were meant to be looked at.
pub(super) fn none(planned: &PlannedAansluiting<'_>, leg: &Leg<'_>, gap: Gap) {
    if planned.probes.contains(&Probe::Certificate) {
        let place = certificate_place(planned, METADATA, None, 1);
        announce(leg, &place);
        leg.world.record.end(&place, Err(gap));
    }
}

fn announce(leg: &Leg<'_>, place: &Place) {
    if let Err(error) = leg.world.record.announce(place.clone(), Kind::Certificate) {
        tracing::error!("a slip of our own in keeping the itinerary: {error}");
    }
}
