//! What DigiD holds against an `AuthnRequest`. Refused is only what the real one is known to refuse (koppelvlak 3.7
//! 404-melding; MinBZK/woo-besluit-broncode-digid); the rest is a warning, so that it can still be tested.

use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use super::{
    objections::Objections,
    settings::{Names, Provider},
};
use crate::{
    evidence::Betrouwbaarheidsniveau,
    evidence::{
        message::{AuthnRequestSeen, Binding, MINIMUM, SignatureSeen},
        objection::ObjectionCode as Code,
    },
    saml::{ARTIFACT_BINDING, AuthnRequest},
};

/// SAML 2.0 bindings §3.4.3, quoted by koppelvlak 3.7 RelayState.
pub(super) const LONGEST_RELAY_STATE: usize = 80;

/// There are four levels; more class references than this are not kept.
const MOST_LEVELS: usize = 10;

/// A question with everything that is judged about it.
pub(super) struct Question<'a> {
    pub(super) request: &'a AuthnRequest,
    pub(super) binding: Binding,
    pub(super) relay_state: Option<&'a str>,
    pub(super) id_used_before: bool,
    pub(super) names: &'a Names,
    pub(super) now: Timestamp,
}

/// What came of judging a question.
pub(super) struct Judged {
    pub(super) objections: Objections,
    pub(super) provider: Option<Arc<Provider>>,
    /// Where to send the browser back: what was asked for when that is registered, else the default.
    pub(super) acs: Option<String>,
    pub(super) level: Betrouwbaarheidsniveau,
    pub(super) signature: SignatureSeen,
}

impl Question<'_> {
    /// Judges it against the registered services; `verify` verifies the signature with the certificates of one.
    pub(super) fn judge(&self, providers: &[Arc<Provider>], verify: impl Fn(&Provider) -> SignatureSeen) -> Judged {
        let mut objections = Objections::default();
        let provider = provider_of(self.request.issuer.as_deref(), providers, &mut objections);
        let signature = provider.as_deref().map_or_else(unverified, verify);
        // An unknown sender has no certificate to verify with; that is one objection, not two.
        if provider.is_some() {
            objections.signature(&signature);
        }
        let acs = provider.as_deref().and_then(|provider| self.acs(provider, &mut objections));
        let level = self.level(provider.as_deref(), &mut objections);
        self.details(&mut objections);
        Judged { objections, provider, acs, level, signature }
    }

    /// Judges what can be judged without knowing the service.
    pub(super) fn by_itself(&self, signature: SignatureSeen) -> Judged {
        let mut objections = Objections::default();
        objections.signature(&signature);
        let level = self.level(None, &mut objections);
        self.details(&mut objections);
        Judged { objections, provider: None, acs: None, level, signature }
    }

    /// The request as evidence, without what only DigiD's sessions tell.
    pub(super) fn seen(&self, acs: Option<&str>) -> AuthnRequestSeen {
        let request = self.request.clone();
        AuthnRequestSeen {
            id: request.id,
            version: request.version,
            issuer: request.issuer,
            destination: request.destination,
            issue_instant: request.issue_instant,
            force_authn: request.force_authn,
            remembered: None,
            renewal: None,
            comparison: request.comparison,
            levels: request.levels.into_iter().take(MOST_LEVELS).collect(),
            acs_index: request.acs.index,
            acs_url: request.acs.url,
            acs: acs.map(str::to_owned),
            relay_state_length: self.relay_state.map(|text| u32::try_from(text.chars().count()).unwrap_or(u32::MAX)),
            protocol_binding: request.protocol_binding,
            signature_in_xml: request.signature_in_xml,
        }
    }

    fn acs(&self, provider: &Provider, objections: &mut Objections) -> Option<String> {
        let metadata = &provider.metadata;
        let default = || metadata.default_acs().map(|acs| acs.location.clone());
        let (index, url) = (self.request.acs.index.as_deref(), self.request.acs.url.as_deref());
        if index.is_some() && url.is_some() {
            objections.warn(Code::AcsAmbiguous, "both AssertionConsumerServiceIndex and -URL are there");
        }
        if let Some(index) = index {
            let registered = index.parse().ok().and_then(|index| metadata.acs_with_index(index));
            return registered.map(|acs| acs.location.clone()).or_else(|| {
                objections
                    .refuse(Code::AcsUnknown, format!("no HTTP-Artifact service with index {index:?} is registered"));
                default()
            });
        }
        let Some(url) = url else {
            objections.warn(Code::AcsMissing, "neither AssertionConsumerServiceIndex nor -URL is there");
            return default();
        };
        // DigiD compares the host only (koppelvlak 3.7 Stap 2, "voor wat betreft het FQDN deel").
        let known =
            metadata.acs_at(url).is_some() || metadata.artifact_acs().any(|acs| same_origin(&acs.location, url));
        if known {
            return Some(url.to_owned());
        }
        objections.refuse(Code::AcsUnknown, format!("no service on the host of {url:?} is registered"));
        default()
    }

    fn level(&self, provider: Option<&Provider>, objections: &mut Objections) -> Betrouwbaarheidsniveau {
        let registered = provider.map_or(Betrouwbaarheidsniveau::Basis, |provider| provider.level);
        let [first, rest @ ..] = self.request.levels.as_slice() else {
            objections.warn(Code::LevelMissing, "there is no AuthnContextClassRef");
            return registered;
        };
        if !rest.is_empty() {
            objections.warn(Code::LevelAmbiguous, format!("{} levels are asked for", self.request.levels.len()));
        }
        let Some(asked) = Betrouwbaarheidsniveau::from_uri(first) else {
            objections.refuse(Code::LevelUnknown, format!("AuthnContextClassRef is {first:?}"));
            return registered;
        };
        if provider.is_some() && asked != registered {
            objections
                .warn(Code::LevelOther, format!("{} is asked for, {} is registered", asked.name(), registered.name()));
        }
        asked
    }

    fn details(&self, objections: &mut Objections) {
        let request = self.request;
        objections.id(request.id.as_deref());
        if self.id_used_before {
            objections.warn(Code::IdReused, "the ID was used before");
        }
        objections.version(request.version.as_deref());
        objections.instant(request.issue_instant.as_ref(), self.now);
        self.destination(objections);
        if request.comparison.as_deref() != Some(MINIMUM) {
            objections.warn(
                Code::Comparison,
                format!("Comparison is {:?}", request.comparison.as_deref().unwrap_or_default()),
            );
        }
        if request.protocol_binding.as_deref().is_some_and(|binding| binding != ARTIFACT_BINDING) {
            objections.warn(Code::ProtocolBinding, "ProtocolBinding is not HTTP-Artifact");
        }
        if self.binding == Binding::Redirect && request.signature_in_xml {
            objections.warn(Code::SignatureInXml, "the XML holds a signature, though the address carries one");
        }
        if self.relay_state.is_some_and(|state| state.len() > LONGEST_RELAY_STATE) {
            objections
                .warn(Code::RelayStateLong, format!("RelayState is longer than {LONGEST_RELAY_STATE} characters"));
        }
    }

    fn destination(&self, objections: &mut Objections) {
        match self.request.destination.as_deref() {
            None if self.binding == Binding::Post => {
                objections.refuse(Code::DestinationMissing, "there is no Destination")
            }
            Some(destination) if destination != self.names.sso() => {
                objections.refuse(Code::DestinationWrong, format!("Destination is {destination:?}"));
            }
            _ => {}
        }
    }
}

/// The service with this name. When only one service is registered it can be no other: going on with it shows more faults than stopping.
pub(super) fn provider_of(
    issuer: Option<&str>,
    providers: &[Arc<Provider>],
    objections: &mut Objections,
) -> Option<Arc<Provider>> {
    if let Some(known) = providers.iter().find(|provider| Some(provider.metadata.entity_id()) == issuer) {
        return Some(Arc::clone(known));
    }
    objections.refuse(Code::IssuerUnknown, format!("no service is registered as {:?}", issuer.unwrap_or_default()));
    match providers {
        [only] => Some(Arc::clone(only)),
        _ => None,
    }
}

pub(super) fn unverified() -> SignatureSeen {
    SignatureSeen::Invalid {
        reason: "the sender is unknown, so there is no certificate to verify it with".to_owned(),
        algorithm: None,
    }
}

fn same_origin(registered: &str, asked: &str) -> bool {
    let (Ok(registered), Ok(asked)) = (Url::parse(registered), Url::parse(asked)) else {
        return false;
    };
    registered.host_str().is_some() && registered.origin() == asked.origin()
}
