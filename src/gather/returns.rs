//! Where DigiD sends citizens back to: the addresses that only the metadata makes known, at hosts that the target file names too.

use std::collections::BTreeSet;

use url::Url;

use super::leg::Leg;

/// The hosts that citizens come to after logging in.
pub(super) fn hosts(leg: &Leg<'_>) -> BTreeSet<String> {
    let Some(provider) = leg.provider.get() else { return BTreeSet::new() };
    doors(leg, provider.metadata.seen().acs.iter().map(|acs| &acs.location)).into_iter().map(|(host, _)| host).collect()
}

/// Hosts and ports that citizens come to after logging in or out, and not before.
pub(super) fn back_doors(leg: &Leg<'_>) -> BTreeSet<(String, u16)> {
    let Some(provider) = leg.provider.get() else { return BTreeSet::new() };
    let after_login = provider.metadata.seen().acs.iter().map(|acs| acs.location.as_str());
    let back = after_login.chain(provider.metadata.logout_by_redirect());
    doors(leg, back).difference(&leg.aansluiting.front_doors()).cloned().collect()
}

/// Where no citizen comes, as far as is known before the metadata are: the host that has them, and what the target file names
/// only to be reached.
pub(super) fn apart(leg: &Leg<'_>) -> BTreeSet<(String, u16)> {
    let unclaimed = leg.world.unclaimed.iter().filter(|(host, _)| !leg.world.digid_hosts.contains(host)).cloned();
    let front = leg.aansluiting.front_doors();
    unclaimed.chain(leg.aansluiting.metadata_door()).filter(|door| !front.contains(door)).collect()
}

/// Where DigiD logs citizens out by SOAP. Nobody else comes there.
pub(super) fn soap_door(leg: &Leg<'_>) -> BTreeSet<(String, u16)> {
    let Some(provider) = leg.provider.get() else { return BTreeSet::new() };
    doors(leg, provider.metadata.logout_by_soap().into_iter())
}

fn doors(leg: &Leg<'_>, locations: impl Iterator<Item = impl AsRef<str>>) -> BTreeSet<(String, u16)> {
    let addresses = locations.filter_map(|location| Url::parse(location.as_ref()).ok());
    let addresses = addresses.filter(|address| address.scheme() == "https");
    let doors = addresses
        .filter_map(|address| Some((address.host_str()?.to_ascii_lowercase(), address.port_or_known_default()?)));
    doors.filter(|(host, _)| leg.world.hosts.contains(host)).collect()
}
