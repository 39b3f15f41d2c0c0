//! What DigiD holds against a `LogoutRequest` (koppelvlak 3.7 Stap U2).

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    federation::Session,
    front_judgement::{LONGEST_RELAY_STATE, provider_of, unverified},
    objections::Objections,
    settings::{Names, Provider},
};
use crate::{
    evidence::{
        logout::{LogoutRequestSeen, Named},
        message::{Binding, SignatureSeen},
        objection::ObjectionCode as Code,
    },
    saml::{Certificate, LogoutRequest},
};

/// A question with everything that is judged about it.
pub(super) struct Question<'a> {
    pub(super) request: &'a LogoutRequest,
    pub(super) binding: Binding,
    pub(super) relay_state: Option<&'a str>,
    /// The session of the browser that brings it.
    pub(super) session: Option<&'a Session>,
    pub(super) names: &'a Names,
    pub(super) now: Timestamp,
}

/// What came of judging a question.
pub(super) struct Judged {
    pub(super) objections: Objections,
    pub(super) provider: Option<Arc<Provider>>,
    pub(super) signature: SignatureSeen,
    pub(super) seen: LogoutRequestSeen,
    /// The login of the service in the session; nothing where there is none.
    pub(super) login: Option<String>,
}

impl Question<'_> {
    /// Judges it against the registered services; `verify` verifies the signature with the certificates of one.
    pub(super) fn judge(
        &self,
        providers: &[Arc<Provider>],
        verify: impl Fn(&[Certificate]) -> SignatureSeen,
    ) -> Judged {
        let request = self.request;
        let mut objections = Objections::default();
        let provider = provider_of(request.issuer.as_deref(), providers, &mut objections);
        let signature = provider.as_deref().map_or_else(unverified, |provider| verify(provider.metadata.signing()));
        if let Some(provider) = &provider {
            objections.signature(&signature);
            if provider.metadata.logout_by_redirect().is_none() {
                let text = "its metadata has no SingleLogoutService with HTTP-Redirect";
                objections.refuse(Code::SingleLogoutMissing, text);
            }
        }
        objections.id(request.id.as_deref());
        objections.version(request.version.as_deref());
        objections.instant(request.issue_instant.as_ref(), self.now);
        self.destination(&mut objections);
        if request.signature_in_xml && self.binding == Binding::Redirect {
            objections.warn(Code::SignatureInXml, "the XML holds a signature");
        }
        let relay_state_length = self.relay_state.map(|text| text.chars().count());
        if let Some(length) = relay_state_length.filter(|length| *length > LONGEST_RELAY_STATE) {
            objections.warn(Code::RelayStateLong, format!("RelayState has {length} characters"));
        }
        let member = self.session.zip(provider.as_deref());
        let member = member.and_then(|(session, provider)| session.member(provider.metadata.entity_id()));
        let (name_id, session_index) =
            (self.named(&mut objections), self.index(member.map(|one| &*one.transaction), &mut objections));
        if member.is_none() {
            objections.warn(Code::SessionUnknown, "this browser has no session in which the service takes part");
        }
        let seen = LogoutRequestSeen {
            id: request.id.clone(),
            version: request.version.clone(),
            issuer: request.issuer.clone(),
            destination: request.destination.clone(),
            issue_instant: request.issue_instant.clone(),
            name_id,
            session_index,
            session_known: member.is_some(),
            relay_state_length: relay_state_length.map(|length| u32::try_from(length).unwrap_or(u32::MAX)),
            signature_in_xml: request.signature_in_xml,
        };
        Judged { objections, provider, signature, seen, login: member.map(|member| member.transaction.clone()) }
    }

    /// Required on POST, checked where it stands on Redirect (koppelvlak 3.7 K14).
    fn destination(&self, objections: &mut Objections) {
        match self.request.destination.as_deref() {
            Some(destination) if destination == self.names.slo() => {}
            Some(destination) => objections.warn(Code::DestinationWrong, format!("Destination is {destination:?}")),
            None if self.binding == Binding::Post => {
                objections.warn(Code::DestinationMissing, "there is no Destination");
            }
            None => {}
        }
    }

    fn named(&self, objections: &mut Objections) -> Named {
        match (&self.request.name_id, self.session) {
            (None, _) => {
                objections.refuse(Code::NameIdMissing, "there is no NameID");
                Named::Absent
            }
            (Some(_), None) => Named::Unknown,
            (Some(_), Some(session)) if self.request.names(&session.person) => Named::Own,
            (Some(_), Some(_)) => {
                objections.refuse(Code::NameIdOther, "NameID is not that of this session");
                Named::Other
            }
        }
    }

    fn index(&self, own: Option<&str>, objections: &mut Objections) -> Named {
        let written = &self.request.session_indexes;
        match own {
            _ if written.is_empty() => {
                objections.warn(Code::SessionIndexMissing, "there is no SessionIndex");
                Named::Absent
            }
            None => Named::Unknown,
            Some(own) if written.iter().any(|index| index == own) => Named::Own,
            Some(_) => {
                objections.refuse(Code::SessionIndexOther, "SessionIndex is not that of this login");
                Named::Other
            }
        }
    }
}
