//! The same for each part of a SAML message and of metadata.

use base64::{Engine as _, prelude::BASE64_STANDARD};

use crate::evidence::{
    der::values,
    logout::{LogoutAnswered, LogoutAsked, LogoutConfirmed, LogoutRequestSeen},
    message::{
        ArtifactResolveSeen, ArtifactSent, AuthnRequestSeen, ClientCertificateSeen, InstantSeen, Message, MessageKind,
        SignatureSeen,
    },
    metadata::{AcsSeen, CertificateSeen, EndpointSeen, MetadataSeen},
    redaction::Redactor,
};

impl Redactor {
    pub(super) fn message(&self, message: &mut Message) {
        // The transaction is DigiD's own.
        let Message { at: _, transaction: _, binding: _, kind, signature, objections } = message;
        match kind {
            // All of it is DigiD's own.
            MessageKind::ArtifactAnswer(_) => {}
            MessageKind::ArtifactResolve(seen) => self.artifact_resolve(seen),
            MessageKind::ArtifactSent(ArtifactSent { acs, artifact_sha256: _, answer: _ }) => self.written(acs),
            MessageKind::AuthnRequest(seen) => self.authn_request(seen),
            MessageKind::LogoutAnswered(LogoutAnswered { destination, status: _ })
            | MessageKind::LogoutAsked(LogoutAsked { destination }) => self.written(destination),
            MessageKind::LogoutConfirmed(seen) => self.logout_confirmed(seen),
            MessageKind::LogoutRequest(seen) => self.logout_request(seen),
            MessageKind::Unreadable(why) => self.written(&mut why.reason),
        }
        self.signature(signature);
        objections.iter_mut().for_each(|objection| self.written(&mut objection.text));
    }

    fn authn_request(&self, seen: &mut AuthnRequestSeen) {
        let AuthnRequestSeen {
            id,
            version,
            issuer,
            destination,
            issue_instant,
            force_authn: _,
            remembered: _,
            renewal: _,
            comparison,
            levels,
            acs_index,
            acs_url,
            acs,
            relay_state_length: _,
            protocol_binding,
            signature_in_xml: _,
        } = seen;
        let texts = [id, version, issuer, destination, comparison, acs_index, acs_url, acs, protocol_binding];
        texts.into_iter().flatten().chain(levels).for_each(|text| self.written(text));
        self.instant(issue_instant);
    }

    fn logout_request(&self, seen: &mut LogoutRequestSeen) {
        let LogoutRequestSeen {
            id,
            version,
            issuer,
            destination,
            issue_instant,
            name_id: _,
            session_index: _,
            session_known: _,
            relay_state_length: _,
            signature_in_xml: _,
        } = seen;
        [id, version, issuer, destination].into_iter().flatten().for_each(|text| self.written(text));
        self.instant(issue_instant);
    }

    fn logout_confirmed(&self, seen: &mut LogoutConfirmed) {
        let LogoutConfirmed { http: _, issuer, answers_this: _, issue_instant, status, counts: _, problem } = seen;
        issuer.iter_mut().chain(status).chain(problem).for_each(|text| self.written(text));
        self.instant(issue_instant);
    }

    fn artifact_resolve(&self, seen: &mut ArtifactResolveSeen) {
        let ArtifactResolveSeen {
            id,
            issuer,
            destination,
            issue_instant,
            artifact_known: _,
            asked_before: _,
            client_certificate,
        } = seen;
        [id, issuer, destination].into_iter().flatten().for_each(|text| self.written(text));
        self.instant(issue_instant);
        let Some(certificate) = client_certificate else { return };
        // Which root it is, is known to DigiD.
        let ClientCertificateSeen { subject, oin, issuer, sha256: _, der, chain_length: _, root: _, problem } =
            certificate;
        [subject, issuer].into_iter().chain(oin).chain(problem).for_each(|text| self.written(text));
        self.der(der);
    }

    pub(super) fn metadata(&self, metadata: &mut MetadataSeen) {
        let MetadataSeen {
            entity_id,
            acs,
            certificates,
            single_logout,
            authn_requests_signed: _,
            want_assertions_signed: _,
            signature,
            cache_duration,
            valid_until,
        } = metadata;
        [entity_id].into_iter().chain(cache_duration).chain(valid_until).for_each(|text| self.written(text));
        for AcsSeen { index: _, binding, location, default: _ } in acs {
            [binding, location].into_iter().for_each(|text| self.written(text));
        }
        for EndpointSeen { binding, location } in single_logout {
            [binding, location].into_iter().for_each(|text| self.written(text));
        }
        for CertificateSeen { usage, sha256: _, der, issuers } in certificates {
            usage.iter_mut().for_each(|text| self.written(text));
            issuers.iter_mut().chain([der]).for_each(|der| self.der(der));
        }
        self.signature(signature);
    }

    fn signature(&self, signature: &mut SignatureSeen) {
        match signature {
            SignatureSeen::Invalid { reason, algorithm } => {
                [reason].into_iter().chain(algorithm).for_each(|text| self.written(text));
            }
            SignatureSeen::Unverifiable { algorithm } => algorithm.iter_mut().for_each(|text| self.written(text)),
            SignatureSeen::Absent | SignatureSeen::Valid { .. } => {}
        }
    }

    /// The fraction of a moment is no number of a person.
    fn instant(&self, instant: &mut Option<InstantSeen>) {
        if let Some(InstantSeen { written, utc: _, at: None }) = instant {
            self.written(written);
        }
    }

    /// A certificate stays whole or goes.
    pub(super) fn der(&self, der: &mut String) {
        let bytes = BASE64_STANDARD.decode(&*der).unwrap_or_default();
        let holds = |value: &[u8]| {
            let text = String::from_utf8_lossy(value);
            self.text(&text) != text
        };
        if values(&bytes).into_iter().any(holds) {
            der.clear();
        }
    }
}
