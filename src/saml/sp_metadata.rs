//! Metadata of a service (koppelvlak 3.7 Metadata).

use std::collections::BTreeSet;

use uppsala::{Document, NodeId};
use url::Url;

use super::{
    ARTIFACT_BINDING, DSIG, MD, REDIRECT_BINDING, SOAP_BINDING,
    certificate::{Certificate, CertificateError},
    signature::verify_enveloped,
    xml::{self, XmlError, XmlText},
};
use crate::evidence::metadata::{AcsSeen, CertificateSeen, EndpointSeen, MetadataSeen};

/// Metadata of a service, read.
#[derive(Clone, Debug)]
pub struct SpMetadata {
    seen: MetadataSeen,
    signing: Vec<Certificate>,
}

/// Why metadata cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MetadataError {
    /// A certificate in it.
    #[error("a certificate in the metadata cannot be read: {0}")]
    Certificate(#[from] CertificateError),
    /// Something that must be there is not.
    #[error("the metadata has no {0}")]
    Missing(&'static str),
    /// A federation instead of a service.
    #[error(
        "it describes {0} services in an EntitiesDescriptor; DigiD reads the EntityDescriptor of one, so name the address of that"
    )]
    Several(usize),
    /// The XML.
    #[error(transparent)]
    Xml(#[from] XmlError),
}

impl SpMetadata {
    /// Reads an `EntityDescriptor` with an `SPSSODescriptor`, of at most 1 MiB.
    pub fn parse(bytes: &[u8]) -> Result<Self, MetadataError> {
        let text = XmlText::new(bytes)?;
        let doc = text.parse()?;
        if let Ok(several) = xml::root(&doc, MD, "EntitiesDescriptor") {
            return Err(MetadataError::Several(xml::children(&doc, several, MD, "EntityDescriptor").len()));
        }
        let entity = xml::root(&doc, MD, "EntityDescriptor")?;
        let service =
            xml::child(&doc, entity, MD, "SPSSODescriptor").ok_or(MetadataError::Missing("SPSSODescriptor"))?;
        let keys = keys(&doc, service)?;
        let signing: Vec<Certificate> = keys
            .iter()
            .filter(|key| key.usage.as_deref() != Some("encryption"))
            .filter_map(|key| key.chain.first().cloned())
            .collect();
        let flag = |name| xml::attribute(&doc, service, name).as_deref().and_then(xml::boolean);
        let either = |name| xml::attribute(&doc, entity, name).or_else(|| xml::attribute(&doc, service, name));
        let seen = MetadataSeen {
            entity_id: xml::attribute(&doc, entity, "entityID").ok_or(MetadataError::Missing("entityID"))?,
            acs: xml::children(&doc, service, MD, "AssertionConsumerService")
                .into_iter()
                .map(|n| acs(&doc, n))
                .collect(),
            certificates: keys.into_iter().filter_map(Key::seen).collect(),
            single_logout: xml::children(&doc, service, MD, "SingleLogoutService")
                .into_iter()
                .map(|n| endpoint(&doc, n))
                .collect(),
            authn_requests_signed: flag("AuthnRequestsSigned"),
            want_assertions_signed: flag("WantAssertionsSigned"),
            signature: verify_enveloped(&doc, entity, &signing),
            // It may stand on any part that describes something (SAML 2.0 metadata §2.3, §2.4).
            cache_duration: doc
                .descendants(entity)
                .into_iter()
                .chain([entity])
                .find_map(|node| xml::attribute(&doc, node, "cacheDuration")),
            valid_until: either("validUntil"),
        };
        Ok(Self { seen, signing })
    }

    /// What it says, as evidence.
    pub fn seen(&self) -> &MetadataSeen {
        &self.seen
    }

    /// The name of the service.
    pub fn entity_id(&self) -> &str {
        &self.seen.entity_id
    }

    /// The hosts of its endpoints, as it names them.
    pub fn hosts(&self) -> BTreeSet<String> {
        let seen = self.seen.acs.iter().map(|acs| &acs.location);
        let seen = seen.chain(self.seen.single_logout.iter().map(|endpoint| &endpoint.location));
        let host = |location: &String| Some(Url::parse(location).ok()?.host_str()?.to_ascii_lowercase());
        seen.filter_map(host).collect()
    }

    /// The certificates its messages may be signed with.
    pub fn signing(&self) -> &[Certificate] {
        &self.signing
    }

    /// Whether assertions are to be signed too.
    pub fn wants_assertions_signed(&self) -> bool {
        self.seen.want_assertions_signed == Some(true)
    }

    /// The assertion consumer service with this index.
    pub fn acs_with_index(&self, index: u16) -> Option<&AcsSeen> {
        self.artifact_acs().find(|acs| acs.index == Some(index))
    }

    /// The assertion consumer service at this address.
    pub fn acs_at(&self, location: &str) -> Option<&AcsSeen> {
        self.artifact_acs().find(|acs| acs.location == location)
    }

    /// The one marked as default, else the first one (SAML 2.0 metadata §2.2.3).
    pub fn default_acs(&self) -> Option<&AcsSeen> {
        self.artifact_acs().find(|acs| acs.default).or_else(|| self.artifact_acs().next())
    }

    /// Where a `LogoutRequest` of DigiD is sent over SOAP.
    pub fn logout_by_soap(&self) -> Option<&str> {
        self.logout_by(SOAP_BINDING)
    }

    /// Where the browser is sent with the answer to a `LogoutRequest`.
    pub fn logout_by_redirect(&self) -> Option<&str> {
        self.logout_by(REDIRECT_BINDING)
    }

    fn logout_by(&self, binding: &str) -> Option<&str> {
        self.seen.single_logout.iter().find(|one| one.binding == binding).map(|one| one.location.as_str())
    }

    /// DigiD answers by HTTP-Artifact only.
    pub fn artifact_acs(&self) -> impl Iterator<Item = &AcsSeen> {
        self.seen.acs.iter().filter(|acs| acs.binding == ARTIFACT_BINDING)
    }
}

/// A certificate with its issuers beside it.
struct Key {
    /// `use` of its `KeyDescriptor`.
    usage: Option<String>,
    /// Its own first.
    chain: Vec<Certificate>,
}

impl Key {
    fn seen(self) -> Option<CertificateSeen> {
        let (own, issuers) = self.chain.split_first()?;
        let issuers = issuers.iter().map(Certificate::base64).collect();
        Some(CertificateSeen { usage: self.usage, sha256: own.sha256(), der: own.base64(), issuers })
    }
}

fn keys(doc: &Document<'_>, service: NodeId) -> Result<Vec<Key>, MetadataError> {
    let mut found = Vec::new();
    for descriptor in xml::children(doc, service, MD, "KeyDescriptor") {
        for info in xml::children(doc, descriptor, DSIG, "KeyInfo") {
            for data in xml::children(doc, info, DSIG, "X509Data") {
                let texts = xml::children(doc, data, DSIG, "X509Certificate");
                let together = texts.into_iter().map(|one| Certificate::from_base64(&xml::text(doc, one)));
                let chains = Certificate::chains(together.collect::<Result<_, _>>()?);
                let usage = || xml::attribute(doc, descriptor, "use");
                found.extend(chains.into_iter().map(|chain| Key { usage: usage(), chain }));
            }
        }
    }
    Ok(found)
}

fn acs(doc: &Document<'_>, node: NodeId) -> AcsSeen {
    let EndpointSeen { binding, location } = endpoint(doc, node);
    AcsSeen {
        index: xml::attribute(doc, node, "index").and_then(|index| index.parse().ok()),
        binding,
        location,
        default: xml::attribute(doc, node, "isDefault").as_deref().and_then(xml::boolean).unwrap_or(false),
    }
}

fn endpoint(doc: &Document<'_>, node: NodeId) -> EndpointSeen {
    EndpointSeen {
        binding: xml::attribute(doc, node, "Binding").unwrap_or_default(),
        location: xml::attribute(doc, node, "Location").unwrap_or_default(),
    }
}
