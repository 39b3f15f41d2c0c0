//! Looks for the metadata of a service where libraries put it, on the one host that was named.

use std::collections::BTreeSet;

use url::Url;

use crate::{
    evidence::redaction::Redactor,
    gather::{http::Network, probes::metadata::fetch},
    saml::SpMetadata,
};

/// Where libraries and products put it.
const USUAL: [&str; 14] = [
    "/saml/metadata",
    "/saml/sp/metadata",
    "/saml/metadata.xml",
    "/saml2/metadata",
    "/saml2/metadata/",
    "/metadata",
    "/digid/metadata",
    "/digid/saml/metadata",
    "/auth/saml/metadata",
    "/users/auth/saml/metadata",
    "/simplesaml/module.php/saml/sp/metadata.php/default-sp",
    "/simplesaml/module.php/saml/sp/metadata/default-sp",
    "/Shibboleth.sso/Metadata",
    "/saml/digid/metadata",
];

/// The metadata of a service.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Metadata {
    /// It is here.
    Known {
        /// The address.
        at: Url,
        /// Hosts that it names beside the one that was asked. They were not contacted.
        elsewhere: BTreeSet<String>,
    },
    /// Services with different names describe themselves at these addresses.
    Several(Vec<Url>),
    /// It is at none of the usual places.
    Nowhere,
}

/// Asks for it at each of the usual places, and nowhere else.
pub(super) async fn look(network: &Network, redactor: &Redactor, page: &Url) -> Metadata {
    let mut found: Vec<(Url, SpMetadata)> = Vec::new();
    for path in USUAL {
        let Ok(at) = page.join(path) else { continue };
        let Ok(bytes) = fetch(network, redactor, &at).await else { continue };
        if let Ok(metadata) = SpMetadata::parse(&bytes) {
            found.push((at, metadata));
        }
    }
    let names: BTreeSet<&str> = found.iter().map(|(_, metadata)| metadata.entity_id()).collect();
    match (names.len(), found.first()) {
        (0, _) | (_, None) => Metadata::Nowhere,
        (1, Some((at, metadata))) => {
            let own = page.host_str().unwrap_or_default();
            Metadata::Known {
                at: at.clone(),
                elsewhere: metadata.hosts().into_iter().filter(|host| host != own).collect(),
            }
        }
        _ => Metadata::Several(found.into_iter().map(|(at, _)| at).collect()),
    }
}
