//! What was seen of one SAML message. Only data: the bytes of a message are never kept here, and no
//! name identifier of a person either.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    logout::{LogoutAnswered, LogoutAsked, LogoutConfirmed, LogoutRequestSeen},
    objection::{Objection, Severity},
};

/// The only `Comparison` of levels that DigiD knows.
pub const MINIMUM: &str = "minimum";
/// URI of RSA signatures with SHA-1.
pub const RSA_SHA1: &str = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";
/// URI of RSA signatures with SHA-256.
pub const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

/// One message between a service and DigiD, with what was verified when it arrived.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Message {
    /// When it arrived or was sent.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// The login it belongs to (16 hexadecimal characters); `None` when nothing joins it to a login.
    pub transaction: Option<String>,
    /// How it travelled.
    pub binding: Binding,
    /// What it said.
    pub kind: MessageKind,
    /// What verifying its signature gave.
    pub signature: SignatureSeen,
    /// What DigiD would refuse, or what is wrong without being refused.
    pub objections: Vec<Objection>,
}

impl Message {
    /// Whether DigiD would refuse this message.
    pub fn refused(&self) -> bool {
        self.objections.iter().any(|o| o.severity == Severity::Refuse)
    }

    /// The authentication question, when this message is one.
    pub fn authn_request(&self) -> Option<&AuthnRequestSeen> {
        match &self.kind {
            MessageKind::AuthnRequest(seen) => Some(seen),
            _ => None,
        }
    }

    /// The request to hand out an artifact's message, when this message is one.
    pub fn artifact_resolve(&self) -> Option<&ArtifactResolveSeen> {
        match &self.kind {
            MessageKind::ArtifactResolve(seen) => Some(seen),
            _ => None,
        }
    }

    /// What was answered to an artifact, when this message is that.
    pub fn artifact_answer(&self) -> Option<&ArtifactAnswer> {
        match &self.kind {
            MessageKind::ArtifactAnswer(answer) => Some(answer),
            _ => None,
        }
    }
}

/// The SAML binding a message came by.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Binding {
    /// HTTP-Artifact: the redirect back to the service.
    Artifact,
    /// HTTP-POST.
    Post,
    /// HTTP-Redirect.
    Redirect,
    /// SOAP 1.1 on the back channel.
    Soap,
}

/// What a message said.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MessageKind {
    /// What DigiD answered on the back channel.
    ArtifactAnswer(ArtifactAnswer),
    /// The service asks for the message behind an artifact.
    ArtifactResolve(ArtifactResolveSeen),
    /// DigiD sent the browser back to the service with an artifact.
    ArtifactSent(ArtifactSent),
    /// The service asks DigiD to authenticate someone.
    AuthnRequest(AuthnRequestSeen),
    /// DigiD sent the browser back to the service after logging out.
    LogoutAnswered(LogoutAnswered),
    /// DigiD asked a service to end a session.
    LogoutAsked(LogoutAsked),
    /// What the service said to that.
    LogoutConfirmed(LogoutConfirmed),
    /// The service asks DigiD to end a session.
    LogoutRequest(LogoutRequestSeen),
    /// Something that could not be read as one of the others.
    Unreadable(Unreadable),
}

/// An `AuthnRequest` (koppelvlak 3.7 Stap 2).
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AuthnRequestSeen {
    /// `ID`.
    pub id: Option<String>,
    /// `Version`.
    pub version: Option<String>,
    /// `Issuer`.
    pub issuer: Option<String>,
    /// `Destination`.
    pub destination: Option<String>,
    /// `IssueInstant`.
    pub issue_instant: Option<InstantSeen>,
    /// `ForceAuthn`; `None` when absent or not a boolean.
    pub force_authn: Option<bool>,
    /// Whether the browser that brings it may go on without credentials, by a session of eenmalig inloggen; `None` in evidence from before
    /// that was kept, and where no DigiD takes part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remembered: Option<bool>,
    /// How old the last answer to this service in this browser is, where that session of eenmalig inloggen goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewal: Option<Renewal>,
    /// `Comparison` of `RequestedAuthnContext`.
    pub comparison: Option<String>,
    /// Every `AuthnContextClassRef` asked for, as written.
    pub levels: Vec<String>,
    /// `AssertionConsumerServiceIndex`, as written.
    pub acs_index: Option<String>,
    /// `AssertionConsumerServiceURL`.
    pub acs_url: Option<String>,
    /// Where DigiD sends the browser back to; `None` when no such place is registered, or it is not known what is.
    pub acs: Option<String>,
    /// Length of `RelayState` in characters; `None` when absent.
    pub relay_state_length: Option<u32>,
    /// `ProtocolBinding`.
    pub protocol_binding: Option<String>,
    /// Whether the XML itself contains a `ds:Signature` (koppelvlak 3.7: not on Redirect).
    pub signature_in_xml: bool,
}

/// A question of a service for which DigiD's session is not over (koppelvlak 3.7 Herauthenticatie, K64).
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Renewal {
    /// Milliseconds since the answer before it.
    pub age_ms: u64,
    /// From how many on a service may ask only to let the session last.
    pub from_ms: u64,
    /// After how many the session is over.
    pub until_ms: u64,
}

/// An `ArtifactResolve` (koppelvlak 3.7 Stap 6).
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ArtifactResolveSeen {
    /// `ID`.
    pub id: Option<String>,
    /// `Issuer`.
    pub issuer: Option<String>,
    /// `Destination`.
    pub destination: Option<String>,
    /// `IssueInstant`.
    pub issue_instant: Option<InstantSeen>,
    /// Whether DigiD ever gave out this artifact.
    pub artifact_known: bool,
    /// How often the same artifact was asked for before.
    pub asked_before: u32,
    /// The certificate the service showed when the connection was made.
    pub client_certificate: Option<ClientCertificateSeen>,
}

/// DigiD's redirect back to the service (koppelvlak 3.7 Stap 5).
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ArtifactSent {
    /// The address of the service, without the artifact.
    pub acs: String,
    /// SHA-256 of the artifact, hexadecimal: names it without giving it away.
    pub artifact_sha256: String,
    /// What DigiD's page was asked to answer: `inloggen`, `annuleren` or a name from the table of answers.
    pub answer: String,
}

/// What the back channel answered.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ArtifactAnswer {
    /// Status code of HTTP; `None` when the connection was closed or nothing was said.
    pub http: Option<u16>,
    /// Status of the `ArtifactResponse`: the outer code and, below it, the sub-code.
    pub status: Vec<String>,
    /// Status of the `Response` inside; empty when there is none.
    pub response_status: Vec<String>,
    /// `AuthnContextClassRef` of the assertion; `None` without an assertion.
    pub level: Option<String>,
    /// Whether a SOAP fault was answered.
    pub soap_fault: bool,
}

impl ArtifactAnswer {
    /// No answer at all.
    pub fn nothing() -> Self {
        Self { http: None, status: Vec::new(), response_status: Vec::new(), level: None, soap_fault: false }
    }
}

/// Why something could not be read.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Unreadable {
    /// A lower-case fragment.
    pub reason: String,
}

/// A moment as a message wrote it.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct InstantSeen {
    /// The text of the attribute.
    pub written: String,
    /// Whether it ends in `Z` (koppelvlak 3.7 Stap 2: times are UTC and end in Z).
    pub utc: bool,
    /// What it means; `None` when it is no moment.
    #[schemars(with = "Option<String>")]
    pub at: Option<Timestamp>,
}

/// The client certificate of a mutual TLS connection.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ClientCertificateSeen {
    /// Distinguished name of the subject.
    pub subject: String,
    /// `Subject.serialNumber` (2.5.4.5): where PKIoverheid keeps the OIN.
    pub oin: Option<String>,
    /// Distinguished name of the issuer.
    pub issuer: String,
    /// SHA-256 of the DER, hexadecimal.
    pub sha256: String,
    /// The certificate, DER in base64; empty where it holds what may not be kept.
    pub der: String,
    /// How many certificates were sent, the leaf included.
    pub chain_length: u32,
    /// The known root the chain ends in; `None` when it ends in none.
    pub root: Option<String>,
    /// Why the chain was not accepted.
    pub problem: Option<String>,
}

/// What verifying a signature gave.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum SignatureSeen {
    /// There is none.
    Absent,
    /// There is one, and the certificate to verify it with is not known: the target file names no metadata.
    Unverifiable {
        /// URI of the signature method, when one was named.
        algorithm: Option<String>,
    },
    /// There is one that proves nothing.
    Invalid {
        /// A lower-case fragment.
        reason: String,
        /// URI of the signature method, when one was named.
        algorithm: Option<String>,
    },
    /// It covers the message and was made with the key of this certificate.
    Valid {
        /// URI of the signature method.
        algorithm: String,
        /// SHA-256 of the certificate's DER, hexadecimal.
        certificate_sha256: String,
    },
}

impl SignatureSeen {
    /// Whether the signature is there and right.
    pub fn is_valid(&self) -> bool {
        matches!(self, Self::Valid { .. })
    }
}
