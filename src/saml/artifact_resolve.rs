//! `ArtifactResolve` in its SOAP 1.1 envelope (koppelvlak 3.7 Stap 6).

use super::{
    SAML, SAMLP,
    certificate::Certificate,
    instant::read_instant,
    signature::verify_enveloped,
    soap::inside,
    xml::{self, XmlError, XmlText},
};
use crate::evidence::message::{InstantSeen, SignatureSeen};

/// The question for the message behind an artifact.
#[derive(Clone, Debug)]
pub struct ArtifactResolve {
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
    /// `Artifact`, as written.
    pub artifact: String,
    xml: XmlText,
}

impl ArtifactResolve {
    /// Reads the only child of the SOAP body.
    pub fn parse(xml: XmlText) -> Result<Self, XmlError> {
        let doc = xml.parse()?;
        let node = inside(&doc, "ArtifactResolve")?;
        let attribute = |name| xml::attribute(&doc, node, name);
        Ok(Self {
            id: attribute("ID").filter(|id| !id.is_empty()),
            version: attribute("Version"),
            issuer: xml::child_text(&doc, node, SAML, "Issuer"),
            destination: attribute("Destination"),
            issue_instant: attribute("IssueInstant").map(|written| read_instant(&written)),
            artifact: xml::child_text(&doc, node, SAMLP, "Artifact")
                .ok_or_else(|| XmlError::Unexpected { expected: "Artifact", found: "nothing".to_owned() })?,
            xml: xml.clone(),
        })
    }

    /// Verifies the signature inside it.
    pub fn verify(&self, pinned: &[Certificate]) -> SignatureSeen {
        let verified = self.xml.parse().and_then(|doc| {
            let node = inside(&doc, "ArtifactResolve")?;
            Ok(verify_enveloped(&doc, node, pinned))
        });
        verified.unwrap_or_else(|error| SignatureSeen::Invalid { reason: error.to_string(), algorithm: None })
    }
}
