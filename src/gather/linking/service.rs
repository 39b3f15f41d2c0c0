//! Is the service there, and does its metadata say what DigiD needs to know?

use url::Url;

use super::{Lack, Notes, Stop};
use crate::{
    digid::Provider,
    evidence::{Blame, Gap, Reason, message::SignatureSeen},
    gather::{error::NetworkError, leg::Leg, probes},
    saml::SpMetadata,
};

/// Every host of the service has a name that resolves and answers over TLS.
pub(super) async fn reached(leg: &Leg<'_>, notes: &mut Notes<'_>) -> Result<(), Stop> {
    let mut doors = leg.aansluiting.front_doors();
    metadata_of(leg)?;
    doors.extend(leg.aansluiting.metadata_door());
    for (host, _) in &doors {
        leg.world.network.addresses(host, 443).await.map_err(stop)?;
    }
    notes.fine("the names of the service have an address");
    for (host, port) in &doors {
        let Ok(url) = Url::parse(&format!("https://{host}:{port}/")) else { continue };
        probes::http::ask(&leg.world.network, &leg.world.redactor, url).await.map_err(stop)?;
    }
    notes.fine("the service answers over TLS");
    Ok(())
}

/// A target file for a DigiD names it.
fn metadata_of<'a>(leg: &Leg<'a>) -> Result<&'a Url, Stop> {
    let none = || Gap::new(Reason::Impossible, Blame::Us, "the target file names no metadata");
    leg.aansluiting.metadata.as_ref().ok_or_else(|| Stop::Unseen(none()))
}

fn stop(error: NetworkError) -> Stop {
    let lack = match &error {
        NetworkError::NameUnresolved { .. } => Lack::NameUnresolved,
        NetworkError::TlsFailed { .. } => Lack::Tls,
        _ => Lack::PortSilent,
    };
    Stop::of(Gap::from(error), lack)
}

/// The metadata can be had and read, is signed, and names a way back to the service.
pub(super) async fn described(leg: &Leg<'_>, notes: &mut Notes<'_>) -> Result<Provider, Stop> {
    let world = leg.world;
    let bytes = probes::metadata::fetch(&world.network, &world.redactor, metadata_of(leg)?).await;
    let bytes = bytes.map_err(|error| Stop::of(Gap::from(error), Lack::MetadataUnreachable))?;
    let metadata = SpMetadata::parse(&bytes);
    let metadata = metadata.map_err(|error| Stop::Lacks(Lack::MetadataUnreadable, error.to_string()))?;
    let seen = metadata.seen();
    let lacks = |lack, text: &str| Err(Stop::Lacks(lack, text.to_owned()));
    if seen.entity_id.trim().is_empty() {
        return lacks(Lack::MetadataEntityId, "entityID is empty");
    }
    if metadata.signing().is_empty() {
        return lacks(Lack::MetadataKey, "there is no KeyDescriptor for signing");
    }
    match &seen.signature {
        SignatureSeen::Unverifiable { .. } | SignatureSeen::Valid { .. } => {}
        SignatureSeen::Absent => return lacks(Lack::MetadataSignature, "there is no signature"),
        SignatureSeen::Invalid { reason, .. } => return lacks(Lack::MetadataSignature, reason),
    }
    let mut ways_back = metadata.artifact_acs().peekable();
    if ways_back.peek().is_none() {
        let others: Vec<&str> = seen.acs.iter().map(|acs| acs.binding.as_str()).collect();
        return lacks(Lack::MetadataAcs, &format!("the bindings are: {}", others.join(", ")));
    }
    for acs in ways_back {
        let url = Url::parse(&acs.location).ok().filter(|url| url.scheme() == "https");
        let host = url.as_ref().and_then(Url::host_str);
        if host.is_none_or(|host| world.network.allow(host).is_err()) {
            return lacks(Lack::MetadataHost, &format!("an AssertionConsumerService is at {}", acs.location));
        }
    }
    notes.fine(format!("the metadata is signed and has a way back; entityID {}", seen.entity_id));
    let (level, federated) = (leg.aansluiting.betrouwbaarheidsniveau, leg.aansluiting.eenmalig_inloggen);
    Ok(Provider { level, metadata, federated })
}
