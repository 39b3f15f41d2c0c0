//! Where DigiD sends citizens back to: the addresses that only the metadata makes known, at hosts that the target file names too.

use std::collections::BTreeSet;

use url::Url;

use super::leg::Leg;

/// The hosts that citizens come to after logging in.
pub(super) fn hosts(leg: &Leg<'_>) -> BTreeSet<String> {
    let Some(provider) = leg.provider.get() else { return BTreeSet::new() };
    doors(leg, provider.metadata.seen().acs.iter().map(|acs| &acs.location)).into_iter().map(|(host, _)| host).collect()
}

/// Hosts and ports that citizens come to after logging in or out, and not before. The one where DigiD logs them out by SOAP is
/// not among them: that shows its certificate to DigiD alone.
pub(super) fn back_doors(leg: &Leg<'_>) -> BTreeSet<(String, u16)> {
    let Some(provider) = leg.provider.get() else { return BTreeSet::new() };
    let after_login = provider.metadata.seen().acs.iter().map(|acs| acs.location.as_str());
    let back = after_login.chain(provider.metadata.logout_by_redirect());
    doors(leg, back).difference(&leg.aansluiting.front_doors()).cloned().collect()
}

fn doors(leg: &Leg<'_>, locations: impl Iterator<Item = impl AsRef<str>>) -> BTreeSet<(String, u16)> {
    let addresses = locations.filter_map(|location| Url::parse(location.as_ref()).ok());
    let addresses = addresses.filter(|address| address.scheme() == "https");
    let doors = addresses
        .filter_map(|address| Some((address.host_str()?.to_ascii_lowercase(), address.port_or_known_default()?)));
    doors.filter(|(host, _)| leg.world.hosts.contains(host)).collect()
}
