//! `AuthnRequest` (koppelvlak 3.7 Stap 2), read as it is: what is wrong with it is for others to say.

use uppsala::{Document, NodeId};

use super::{
    DSIG, SAML, SAMLP,
    certificate::Certificate,
    instant::read_instant,
    signature::verify_enveloped,
    xml::{self, XmlError, XmlText},
};
use crate::evidence::message::{InstantSeen, SignatureSeen};

/// An authentication question.
#[derive(Clone, Debug)]
pub struct AuthnRequest {
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
    /// `ForceAuthn`.
    pub force_authn: Option<bool>,
    /// `Comparison`.
    pub comparison: Option<String>,
    /// Every `AuthnContextClassRef`.
    pub levels: Vec<String>,
    /// Where the answer is to go.
    pub acs: Acs,
    /// `ProtocolBinding`.
    pub protocol_binding: Option<String>,
    /// Whether it holds a `ds:Signature`.
    pub signature_in_xml: bool,
    xml: XmlText,
}

/// `AssertionConsumerServiceIndex` and `AssertionConsumerServiceURL`; only one of them should be there.
#[derive(Clone, Debug, Default)]
pub struct Acs {
    /// As written.
    pub index: Option<String>,
    /// As written.
    pub url: Option<String>,
}

impl AuthnRequest {
    /// Reads one.
    pub fn parse(xml: XmlText) -> Result<Self, XmlError> {
        let doc = xml.parse()?;
        let root = xml::root(&doc, SAMLP, "AuthnRequest")?;
        let attribute = |name| xml::attribute(&doc, root, name);
        let context = xml::child(&doc, root, SAMLP, "RequestedAuthnContext");
        Ok(Self {
            id: attribute("ID").filter(|id| !id.is_empty()),
            version: attribute("Version"),
            issuer: xml::child_text(&doc, root, SAML, "Issuer"),
            destination: attribute("Destination"),
            issue_instant: attribute("IssueInstant").map(|written| read_instant(&written)),
            force_authn: attribute("ForceAuthn").as_deref().and_then(xml::boolean),
            comparison: context.and_then(|context| xml::attribute(&doc, context, "Comparison")),
            levels: context.map(|context| levels(&doc, context)).unwrap_or_default(),
            acs: Acs {
                index: attribute("AssertionConsumerServiceIndex"),
                url: attribute("AssertionConsumerServiceURL"),
            },
            protocol_binding: attribute("ProtocolBinding"),
            signature_in_xml: xml::child(&doc, root, DSIG, "Signature").is_some(),
            xml: xml.clone(),
        })
    }

    /// Verifies the signature inside it, as the POST binding has it.
    pub fn verify(&self, pinned: &[Certificate]) -> SignatureSeen {
        let verified = self.xml.parse().and_then(|doc| {
            let root = xml::root(&doc, SAMLP, "AuthnRequest")?;
            Ok(verify_enveloped(&doc, root, pinned))
        });
        verified.unwrap_or_else(|error| SignatureSeen::Invalid { reason: error.to_string(), algorithm: None })
    }
}

fn levels(doc: &Document<'_>, context: NodeId) -> Vec<String> {
    xml::children(doc, context, SAML, "AuthnContextClassRef").into_iter().map(|level| xml::text(doc, level)).collect()
}
