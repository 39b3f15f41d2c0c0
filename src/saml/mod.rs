//! Typed SAML messages as DigiD speaks them (koppelvlak 3.7): reading, signing, verifying. No network, no clock,
//! and no randomness but what is passed in.

pub mod answers;
mod artifact;
mod artifact_resolve;
mod authn_request;
mod certificate;
mod digid_metadata;
pub mod forging;
mod found;
mod instant;
mod logout_request;
mod logout_response;
mod redirect;
mod response;
mod signature;
mod signing;
mod soap;
mod sp_metadata;
mod status;
mod template;
mod xml;

pub use artifact::{Artifact, ArtifactError};
pub use artifact_resolve::ArtifactResolve;
pub use authn_request::{Acs, AuthnRequest};
pub use certificate::{Certificate, CertificateError};
pub use digid_metadata::DigidMetadata;
pub use found::{FileKind, Found, FoundError, LARGEST, certificates};
pub use instant::{format_instant, read_instant};
pub use logout_request::{Logout, LogoutRequest};
pub use logout_response::{LogoutAnswer, LogoutResponse};
pub use redirect::{RedirectError, RedirectQuery, answer_query, decode_base64};
pub use response::{ArtifactResponse, Assertion, Response, WriteError, soap_fault};
pub use signature::{SHA1_ALGORITHMS, verify_enveloped, verify_raw};
pub use signing::{SignError, SigningKey};
pub use soap::is_soap_fault;
pub use sp_metadata::{MetadataError, SpMetadata};
pub use status::{Failure, SubStatus, success_code};
pub use template::{TemplateError, escape};
pub use xml::{XmlError, XmlText};

/// Namespace of the SAML 2.0 protocol.
pub const SAMLP: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
/// Namespace of SAML 2.0 assertions.
pub const SAML: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
/// Namespace of SAML 2.0 metadata.
pub const MD: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
/// Namespace of XML signatures.
pub const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
/// Namespace of SOAP 1.1.
pub const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
/// URI of the HTTP-Artifact binding, the only one DigiD answers by.
pub const ARTIFACT_BINDING: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact";
/// URI of the HTTP-Redirect binding.
pub const REDIRECT_BINDING: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
/// URI of the SOAP binding.
pub const SOAP_BINDING: &str = "urn:oasis:names:tc:SAML:2.0:bindings:SOAP";
