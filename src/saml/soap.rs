//! The SOAP 1.1 envelope that messages of the back channel stand in.

use uppsala::{Document, NodeId};

use super::{
    SAMLP, SOAP,
    xml::{self, XmlError, XmlText},
};

/// Whether a service refuses in the words of SOAP (SOAP 1.1 §4.4).
pub fn is_soap_fault(xml: &XmlText) -> bool {
    let read = |doc: &Document<'_>| {
        let body = xml::child(doc, xml::root(doc, SOAP, "Envelope").ok()?, SOAP, "Body")?;
        xml::child(doc, body, SOAP, "Fault")
    };
    xml.parse().is_ok_and(|doc| read(&doc).is_some())
}

/// The only child of the body, where it is a message of SAML with this name.
pub(super) fn inside(doc: &Document<'_>, name: &'static str) -> Result<NodeId, XmlError> {
    let envelope = xml::root(doc, SOAP, "Envelope")?;
    let body = xml::children(doc, envelope, SOAP, "Body");
    let [body] = body[..] else {
        return Err(XmlError::Unexpected { expected: "Body", found: format!("{} of them", body.len()) });
    };
    let elements: Vec<NodeId> = doc.children_iter(body).filter(|child| doc.element(*child).is_some()).collect();
    match elements[..] {
        [only] if xml::is(doc, only, SAMLP, name) => Ok(only),
        [only] => Err(XmlError::Unexpected { expected: name, found: xml::local_name(doc, only) }),
        _ => Err(XmlError::Unexpected { expected: name, found: format!("{} elements", elements.len()) }),
    }
}
