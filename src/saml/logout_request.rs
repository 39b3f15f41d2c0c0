//! `LogoutRequest`, both ways: a service asks DigiD to end a session (koppelvlak 3.7 Stap U2), and DigiD asks the other services
//! that take part in it (Stap U3).

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use uppsala::{Document, NodeId};

use super::{
    DSIG, SAML, SAMLP,
    certificate::Certificate,
    instant::{format_instant, read_instant},
    response::{WriteError, signature_for},
    signature::verify_enveloped,
    signing::SigningKey,
    template::{TemplateError, fill},
    xml::{self, XmlError, XmlText},
};
use crate::evidence::{
    Bsn,
    message::{InstantSeen, SignatureSeen},
};

/// How long a question of DigiD holds.
const VALIDITY: SignedDuration = SignedDuration::from_mins(2);

/// What a service asks.
#[derive(Clone, Debug)]
pub struct LogoutRequest {
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
    /// `NameID`: names a person.
    pub name_id: Option<String>,
    /// Every `SessionIndex`, as written.
    pub session_indexes: Vec<String>,
    /// Whether it holds a `ds:Signature`.
    pub signature_in_xml: bool,
    xml: XmlText,
}

impl LogoutRequest {
    /// Reads one.
    pub fn parse(xml: XmlText) -> Result<Self, XmlError> {
        let doc = xml.parse()?;
        let root = root(&doc)?;
        let attribute = |name| xml::attribute(&doc, root, name);
        let indexes = xml::children(&doc, root, SAMLP, "SessionIndex");
        Ok(Self {
            id: attribute("ID").filter(|id| !id.is_empty()),
            version: attribute("Version"),
            issuer: xml::child_text(&doc, root, SAML, "Issuer"),
            destination: attribute("Destination"),
            issue_instant: attribute("IssueInstant").map(|written| read_instant(&written)),
            name_id: xml::child_text(&doc, root, SAML, "NameID"),
            session_indexes: indexes.into_iter().map(|index| xml::text(&doc, index)).collect(),
            signature_in_xml: xml::child(&doc, root, DSIG, "Signature").is_some(),
            xml: xml.clone(),
        })
    }

    /// Verifies the signature inside it, as the POST binding has it.
    pub fn verify(&self, pinned: &[Certificate]) -> SignatureSeen {
        let verified = self.xml.parse().and_then(|doc| {
            let root = root(&doc)?;
            Ok(verify_enveloped(&doc, root, pinned))
        });
        verified.unwrap_or_else(|error| SignatureSeen::Invalid { reason: error.to_string(), algorithm: None })
    }

    /// Whether it names this person, as `s00000000:BSN` in any case (koppelvlak 3.7 Stap U2 writes the letter large).
    pub fn names(&self, person: &Bsn) -> bool {
        let own = format!("s00000000:{person}");
        self.name_id.as_deref().is_some_and(|named| named.eq_ignore_ascii_case(&own))
    }
}

fn root(doc: &Document<'_>) -> Result<NodeId, XmlError> {
    xml::root(doc, SAMLP, "LogoutRequest")
}

/// What DigiD asks.
#[derive(Clone, Debug)]
pub struct Logout<'a> {
    /// `ID`.
    pub id: &'a str,
    /// When it is sent.
    pub at: Timestamp,
    /// Address of the service for it.
    pub destination: &'a str,
    /// DigiD's entityID.
    pub issuer: &'a str,
    /// Whose session.
    pub person: &'a Bsn,
    /// Which login: that of the assertion.
    pub session_index: &'a str,
}

#[derive(Serialize)]
struct Fields<'a> {
    id: &'a str,
    at: String,
    not_on_or_after: String,
    destination: &'a str,
    issuer: &'a str,
    signature: String,
    name_id: String,
    session_index: &'a str,
}

impl Logout<'_> {
    /// Writes and signs it, in its SOAP envelope.
    pub fn signed(&self, key: &SigningKey) -> Result<String, WriteError> {
        Ok(key.sign(&self.unsigned(&key.name())?)?)
    }

    /// Writes it in its SOAP envelope, with a place for a signature by the key of this name.
    pub fn unsigned(&self, key: &str) -> Result<String, TemplateError> {
        fill(
            "logout_request.xml",
            &Fields {
                id: self.id,
                at: format_instant(self.at),
                not_on_or_after: format_instant(self.at + VALIDITY),
                destination: self.destination,
                issuer: self.issuer,
                signature: signature_for(self.id, key)?,
                name_id: format!("s00000000:{}", self.person),
                session_index: self.session_index,
            },
        )
    }
}
