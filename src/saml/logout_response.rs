//! `LogoutResponse`, both ways: a service tells DigiD that a session is over (koppelvlak 3.7 Stap U4), and DigiD tells the service
//! that asked (Stap U5).

use jiff::Timestamp;
use serde::Serialize;
use uppsala::{Document, NodeId};

use super::{
    SAML, SAMLP,
    certificate::Certificate,
    instant::{format_instant, read_instant},
    response::{WriteError, status},
    signature::verify_enveloped,
    signing::SigningKey,
    soap::inside,
    status::{Failure, success_code},
    template::fill,
    xml::{self, XmlError, XmlText},
};
use crate::evidence::message::{InstantSeen, SignatureSeen};

/// What a service tells, in its SOAP 1.1 envelope.
#[derive(Clone, Debug)]
pub struct LogoutResponse {
    /// `ID`.
    pub id: Option<String>,
    /// `Version`.
    pub version: Option<String>,
    /// `Issuer`.
    pub issuer: Option<String>,
    /// `InResponseTo`.
    pub in_response_to: Option<String>,
    /// `IssueInstant`.
    pub issue_instant: Option<InstantSeen>,
    /// The codes of its status, the outer one first.
    pub status: Vec<String>,
    xml: XmlText,
}

impl LogoutResponse {
    /// Reads the only child of the SOAP body.
    pub fn parse(xml: XmlText) -> Result<Self, XmlError> {
        let doc = xml.parse()?;
        let node = inside(&doc, "LogoutResponse")?;
        let attribute = |name| xml::attribute(&doc, node, name);
        Ok(Self {
            id: attribute("ID").filter(|id| !id.is_empty()),
            version: attribute("Version"),
            issuer: xml::child_text(&doc, node, SAML, "Issuer"),
            in_response_to: attribute("InResponseTo"),
            issue_instant: attribute("IssueInstant").map(|written| read_instant(&written)),
            status: xml::child(&doc, node, SAMLP, "Status").map(|status| codes(&doc, status)).unwrap_or_default(),
            xml: xml.clone(),
        })
    }

    /// Verifies the signature inside it.
    pub fn verify(&self, pinned: &[Certificate]) -> SignatureSeen {
        let verified = self.xml.parse().and_then(|doc| {
            let node = inside(&doc, "LogoutResponse")?;
            Ok(verify_enveloped(&doc, node, pinned))
        });
        verified.unwrap_or_else(|error| SignatureSeen::Invalid { reason: error.to_string(), algorithm: None })
    }

    /// Whether it says that the session is over.
    pub fn is_success(&self) -> bool {
        self.status.first() == Some(&success_code())
    }
}

fn codes(doc: &Document<'_>, status: NodeId) -> Vec<String> {
    let mut codes = Vec::new();
    let mut next = xml::child(doc, status, SAMLP, "StatusCode");
    while let Some(code) = next {
        codes.extend(xml::attribute(doc, code, "Value"));
        next = xml::child(doc, code, SAMLP, "StatusCode");
    }
    codes
}

/// What DigiD tells. The signature stands in the address that carries it.
#[derive(Clone, Debug)]
pub struct LogoutAnswer<'a> {
    /// `ID`.
    pub id: &'a str,
    /// When it is sent.
    pub at: Timestamp,
    /// `ID` of the `LogoutRequest`.
    pub in_response_to: &'a str,
    /// Address of the service for it.
    pub destination: &'a str,
    /// DigiD's entityID.
    pub issuer: &'a str,
    /// Success, or why not.
    pub outcome: Result<(), Failure>,
}

#[derive(Serialize)]
struct Fields<'a> {
    id: &'a str,
    at: String,
    in_response_to: &'a str,
    destination: &'a str,
    issuer: &'a str,
    status: String,
}

impl LogoutAnswer<'_> {
    /// The query of the address that carries it; without a key it has no signature.
    pub fn query(&self, relay_state: Option<&str>, key: Option<&SigningKey>) -> Result<String, WriteError> {
        let xml = fill(
            "logout_response.xml",
            &Fields {
                id: self.id,
                at: format_instant(self.at),
                in_response_to: self.in_response_to,
                destination: self.destination,
                issuer: self.issuer,
                status: status(self.outcome.as_ref().err())?,
            },
        )?;
        Ok(super::answer_query(&xml, relay_state, key)?)
    }
}
