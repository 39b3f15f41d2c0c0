//! What DigiD answers on the back channel (koppelvlak 3.7 Stap 7): an `ArtifactResponse` that is always signed, in it a
//! `Response`, in that an `Assertion` only when the login succeeded, signed only when the service's metadata asks for it.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{
    instant::format_instant,
    signing::{SignError, SigningKey},
    status::{Failure, success_code},
    template::{TemplateError, fill},
};
use crate::evidence::{Betrouwbaarheidsniveau, Bsn};

/// How far an assertion is valid on either side of its sending (koppelvlak 3.7 Stap 7).
const VALIDITY: SignedDuration = SignedDuration::from_mins(2);

/// Why an answer could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Signing it.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// Filling its template.
    #[error(transparent)]
    Template(#[from] TemplateError),
}

/// The outer answer.
#[derive(Clone, Debug)]
pub struct ArtifactResponse<'a> {
    /// `ID`.
    pub id: &'a str,
    /// When it is sent; every time in it follows from this one.
    pub at: Timestamp,
    /// `ID` of the `ArtifactResolve`.
    pub in_response_to: &'a str,
    /// DigiD's entityID.
    pub issuer: &'a str,
    /// The message behind the artifact; nothing when it is no longer kept; or why it is not given.
    pub outcome: Result<Option<Response<'a>>, Failure>,
}

/// The answer to an `AuthnRequest`.
#[derive(Clone, Debug)]
pub struct Response<'a> {
    /// `ID`.
    pub id: &'a str,
    /// `ID` of the `AuthnRequest`.
    pub in_response_to: &'a str,
    /// Address of the assertion consumer service.
    pub acs: &'a str,
    /// Who logged in, or why nobody did.
    pub outcome: Result<Assertion<'a>, Failure>,
}

/// Who logged in, how, for whom.
#[derive(Clone, Debug)]
pub struct Assertion<'a> {
    /// `ID`.
    pub id: &'a str,
    /// Who.
    pub bsn: &'a Bsn,
    /// How.
    pub level: Betrouwbaarheidsniveau,
    /// entityID of the service.
    pub audience: &'a str,
    /// When the citizen logged in.
    pub authenticated_at: Timestamp,
    /// Names the login.
    pub session_index: &'a str,
    /// Where the citizen's browser was seen.
    pub address: &'a str,
    /// Whether it is signed by itself.
    pub signed: bool,
}

impl ArtifactResponse<'_> {
    /// Writes and signs it, in its SOAP envelope.
    pub fn signed(&self, key: &SigningKey) -> Result<String, WriteError> {
        Ok(key.sign(&self.unsigned(&key.name())?)?)
    }

    /// Writes it in its SOAP envelope, with a place for each signature by the key of this name.
    pub fn unsigned(&self, key: &str) -> Result<String, TemplateError> {
        let response = match &self.outcome {
            Ok(Some(response)) => self.response(response, key)?,
            Ok(None) | Err(_) => String::new(),
        };
        fill(
            "artifact_response.xml",
            &ArtifactResponseFields {
                id: self.id,
                at: format_instant(self.at),
                in_response_to: self.in_response_to,
                issuer: self.issuer,
                signature: signature_for(self.id, key)?,
                status: status(self.outcome.as_ref().err())?,
                response,
            },
        )
    }

    fn response(&self, response: &Response<'_>, key: &str) -> Result<String, TemplateError> {
        let assertion = match &response.outcome {
            Ok(assertion) => self.assertion(response, assertion, key)?,
            Err(_) => String::new(),
        };
        fill(
            "response.xml",
            &ResponseFields {
                id: response.id,
                at: format_instant(self.at),
                in_response_to: response.in_response_to,
                acs: response.acs,
                issuer: self.issuer,
                status: status(response.outcome.as_ref().err())?,
                assertion,
            },
        )
    }

    fn assertion(
        &self,
        response: &Response<'_>,
        assertion: &Assertion<'_>,
        key: &str,
    ) -> Result<String, TemplateError> {
        let signature = if assertion.signed { signature_for(assertion.id, key)? } else { String::new() };
        fill(
            "assertion.xml",
            &AssertionFields {
                id: assertion.id,
                at: format_instant(self.at),
                issuer: self.issuer,
                signature,
                name_id: format!("s00000000:{}", assertion.bsn),
                in_response_to: response.in_response_to,
                acs: response.acs,
                not_before: format_instant(self.at - VALIDITY),
                not_on_or_after: format_instant(self.at + VALIDITY),
                audience: assertion.audience,
                authn_instant: format_instant(assertion.authenticated_at),
                session_index: assertion.session_index,
                address: assertion.address,
                level: assertion.level.uri(),
            },
        )
    }
}

/// A SOAP 1.1 fault; `code` is `Client` or `Server` (SOAP 1.1 §4.4.1).
pub fn soap_fault(code: &str, text: &str) -> Result<String, TemplateError> {
    fill("soap_fault.xml", &FaultFields { code, text })
}

/// An empty signature over the element with this ID, by the key of this name.
pub(super) fn signature_for(id: &str, key_name: &str) -> Result<String, TemplateError> {
    fill("signature.xml", &SignatureFields { id, key_name })
}

/// A `Status`: Success where nothing failed.
pub(super) fn status(failure: Option<&Failure>) -> Result<String, TemplateError> {
    let fields = match failure {
        Some(failure) => StatusFields { code: failure.code(), sub_code: failure.sub_code() },
        None => StatusFields { code: success_code(), sub_code: None },
    };
    fill("status.xml", &fields)
}

#[derive(Serialize)]
struct ArtifactResponseFields<'a> {
    id: &'a str,
    at: String,
    in_response_to: &'a str,
    issuer: &'a str,
    signature: String,
    status: String,
    response: String,
}

#[derive(Serialize)]
struct ResponseFields<'a> {
    id: &'a str,
    at: String,
    in_response_to: &'a str,
    acs: &'a str,
    issuer: &'a str,
    status: String,
    assertion: String,
}

#[derive(Serialize)]
struct AssertionFields<'a> {
    id: &'a str,
    at: String,
    issuer: &'a str,
    signature: String,
    name_id: String,
    in_response_to: &'a str,
    acs: &'a str,
    not_before: String,
    not_on_or_after: String,
    audience: &'a str,
    authn_instant: String,
    session_index: &'a str,
    address: &'a str,
    level: String,
}

#[derive(Serialize)]
struct FaultFields<'a> {
    code: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct SignatureFields<'a> {
    id: &'a str,
    key_name: &'a str,
}

#[derive(Serialize)]
struct StatusFields {
    code: String,
    sub_code: Option<String>,
}
