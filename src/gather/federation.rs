//! Services that take part in eenmalig inloggen together.

use std::collections::BTreeMap;

use crate::{
    digid::Provider,
    evidence::{Blame, Gap, Reason},
    target::{Aansluiting, Target},
};

/// The next service of the target that takes part in eenmalig inloggen, where this one does. Whoever comes from a lower level has to give
/// credentials after all.
pub(super) fn partner<'a>(target: &'a Target, aansluiting: &Aansluiting) -> Option<&'a Aansluiting> {
    let all = &target.aansluitingen;
    let own = all.iter().position(|one| one.naam == aansluiting.naam && one.eenmalig_inloggen)?;
    let mut others = all.iter().skip(own + 1).chain(all.iter().take(own));
    others.find(|one| one.eenmalig_inloggen && one.betrouwbaarheidsniveau >= aansluiting.betrouwbaarheidsniveau)
}

/// What was read of the metadata of a service.
type Read = Result<Option<Provider>, Gap>;

/// What the metadata say, but for services of one federation that have one name: DigiD cannot tell them apart.
pub(super) fn one_name_each(metadata: Vec<Read>) -> Vec<Read> {
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    for provider in metadata.iter().flatten().flatten().filter(|provider| provider.federated) {
        *named.entry(provider.metadata.entity_id().to_owned()).or_default() += 1;
    }
    let shared = |provider: &Provider| provider.federated && named[provider.metadata.entity_id()] > 1;
    let each = metadata.into_iter().map(|read| match read {
        Ok(Some(provider)) if shared(&provider) => {
            let name = provider.metadata.entity_id();
            let why =
                format!("two services of the target file have the entityID {name}, so DigiD cannot tell them apart");
            Err(Gap::new(Reason::EntityIdShared, Blame::Target, why))
        }
        other => other,
    });
    each.collect()
}
