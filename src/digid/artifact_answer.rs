//! What goes out on the back channel (koppelvlak 3.7 Stap 7).

use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use jiff::Timestamp;

use super::{
    logins::{Issued, Verdict},
    shared::{Shared, fresh_id},
};
use crate::{
    evidence::message::{ArtifactAnswer, Binding, MessageKind, RSA_SHA256, SignatureSeen},
    saml::answers::Does,
    saml::{ArtifactResponse, Assertion, Failure, Response as SamlResponse, soap_fault, success_code},
};

/// Writes answers and records them.
pub(super) struct Answered<'a> {
    pub(super) shared: &'a Shared,
    pub(super) transaction: Option<String>,
    /// `ID` of the question.
    pub(super) in_response_to: &'a str,
}

impl Answered<'_> {
    /// The message behind an artifact.
    pub(super) fn held(&self, issued: &Issued) -> Response {
        let (id, assertion_id) = (fresh_id(), fresh_id());
        let login = &issued.login;
        let outcome = match &issued.verdict {
            Verdict::LoggedIn { bsn, level, at, address } => Ok(Assertion {
                id: &assertion_id,
                bsn,
                level: *level,
                audience: login.provider.metadata.entity_id(),
                authenticated_at: *at,
                session_index: &issued.transaction,
                address,
                signed: login.provider.metadata.wants_assertions_signed(),
            }),
            Verdict::Other(Does::Fails(failure)) => Err(*failure),
            Verdict::Other(Does::Http(status)) => return self.http(*status),
            Verdict::Lie(_) | Verdict::Other(_) => return self.fault("Server", "the request could not be handled"),
        };
        let response = SamlResponse { id: &id, in_response_to: &login.request_id, acs: &login.acs, outcome };
        self.send(Ok(Some(response)))
    }

    /// An `ArtifactResponse` without a message in it.
    pub(super) fn outer(&self, outcome: Result<(), Failure>) -> Response {
        self.send(outcome.map(|()| None))
    }

    fn send(&self, outcome: Result<Option<SamlResponse<'_>>, Failure>) -> Response {
        let codes = |failure: Option<&Failure>| failure.map_or_else(|| vec![success_code()], |failure| failure.codes());
        let response = outcome.as_ref().ok().and_then(Option::as_ref);
        let answer = ArtifactAnswer {
            http: Some(200),
            status: codes(outcome.as_ref().err()),
            response_status: response.map(|response| codes(response.outcome.as_ref().err())).unwrap_or_default(),
            level: response.and_then(|response| response.outcome.as_ref().ok()).map(|assertion| assertion.level.uri()),
            soap_fault: false,
        };
        let message = ArtifactResponse {
            id: &fresh_id(),
            at: Timestamp::now(),
            in_response_to: self.in_response_to,
            issuer: self.shared.names.entity_id.as_str(),
            outcome,
        };
        match message.signed(&self.shared.key) {
            Ok(xml) => {
                let certificate_sha256 = self.shared.key.certificate().sha256();
                self.record(answer, SignatureSeen::Valid { algorithm: RSA_SHA256.to_owned(), certificate_sha256 });
                soap(StatusCode::OK, xml)
            }
            Err(error) => {
                tracing::error!("an answer could not be written: {error}");
                self.fault("Server", "the answer could not be written")
            }
        }
    }

    /// A bare HTTP status.
    pub(super) fn http(&self, status: u16) -> Response {
        self.record(ArtifactAnswer { http: Some(status), ..ArtifactAnswer::nothing() }, SignatureSeen::Absent);
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
    }

    /// A SOAP fault travels with HTTP 500 (SOAP 1.1 §6.2).
    pub(super) fn fault(&self, code: &str, text: &str) -> Response {
        let answer = ArtifactAnswer { http: Some(500), soap_fault: true, ..ArtifactAnswer::nothing() };
        self.record(answer, SignatureSeen::Absent);
        match soap_fault(code, text) {
            Ok(xml) => soap(StatusCode::INTERNAL_SERVER_ERROR, xml),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }

    /// No answer at all.
    pub(super) fn nothing(&self) {
        self.record(ArtifactAnswer::nothing(), SignatureSeen::Absent);
    }

    pub(super) fn record(&self, answer: ArtifactAnswer, signature: SignatureSeen) {
        let kind = MessageKind::ArtifactAnswer(answer);
        self.shared.record(self.transaction.clone(), Binding::Soap, kind, signature, Vec::new());
    }
}

fn soap(status: StatusCode, xml: String) -> Response {
    (status, [(header::CONTENT_TYPE, "text/xml; charset=utf-8")], xml).into_response()
}
