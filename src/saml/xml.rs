//! Reading XML that a stranger wrote. uppsala refuses a DOCTYPE while tokenising (`with_forbid_dtd`), so no entity is ever declared.

use uppsala::{Document, NodeId, NodeKind, Parser};

/// The largest message that is read, in bytes.
const LARGEST: usize = 1024 * 1024;
/// The deepest nesting that is read. A signed SOAP message needs about ten.
const DEEPEST: u32 = 64;

/// Why a text is not the XML that was expected.
#[derive(Debug, thiserror::Error)]
pub enum XmlError {
    /// Not text.
    #[error("the message is not UTF-8")]
    NotUtf8,
    /// Not well-formed, nested too deeply, or with a DTD.
    #[error("the message is not acceptable XML: {0}")]
    NotXml(String),
    /// More than is read.
    #[error("the XML has {0} bytes, more than {1}")]
    TooLarge(usize, usize),
    /// Another element than expected.
    #[error("expected an element {expected}, found {found}")]
    Unexpected {
        /// Local name that was expected.
        expected: &'static str,
        /// Local name that was found.
        found: String,
    },
}

/// A text that claims to be XML.
#[derive(Clone, Debug)]
pub struct XmlText(String);

impl XmlText {
    /// Takes bytes of at most 1 MiB of UTF-8.
    pub fn new(bytes: &[u8]) -> Result<Self, XmlError> {
        Self::up_to(bytes, LARGEST)
    }

    /// The same of at most so many bytes, for a file that somebody chose.
    pub(super) fn up_to(bytes: &[u8], largest: usize) -> Result<Self, XmlError> {
        if bytes.len() > largest {
            return Err(XmlError::TooLarge(bytes.len(), largest));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| XmlError::NotUtf8)?;
        Ok(Self(text.trim_start_matches('\u{feff}').to_owned()))
    }

    /// Parses it; the document borrows from the text.
    pub fn parse(&self) -> Result<Document<'_>, XmlError> {
        Parser::new()
            .with_max_depth(DEEPEST)
            .with_forbid_dtd(true)
            .with_forbid_entities(true)
            .parse(&self.0)
            .map_err(|error| XmlError::NotXml(error.to_string()))
    }
}

/// The document element, when it has this name.
pub(super) fn root(doc: &Document<'_>, namespace: &str, name: &'static str) -> Result<NodeId, XmlError> {
    let found = doc.document_element();
    match found {
        Some(node) if is(doc, node, namespace, name) => Ok(node),
        _ => Err(XmlError::Unexpected {
            expected: name,
            found: found.map(|node| local_name(doc, node)).unwrap_or_default(),
        }),
    }
}

/// Whether an element has this name.
pub(super) fn is(doc: &Document<'_>, node: NodeId, namespace: &str, name: &str) -> bool {
    doc.element(node).is_some_and(|element| element.name.matches(Some(namespace), name))
}

/// The local name of an element; empty for anything else.
pub(super) fn local_name(doc: &Document<'_>, node: NodeId) -> String {
    doc.element(node).map(|element| element.name.local_name.to_string()).unwrap_or_default()
}

/// The child elements with this name.
pub(super) fn children(doc: &Document<'_>, node: NodeId, namespace: &str, name: &str) -> Vec<NodeId> {
    doc.children_iter(node).filter(|child| is(doc, *child, namespace, name)).collect()
}

/// The first child element with this name.
pub(super) fn child(doc: &Document<'_>, node: NodeId, namespace: &str, name: &str) -> Option<NodeId> {
    doc.children_iter(node).find(|child| is(doc, *child, namespace, name))
}

/// An attribute without a namespace; `x:ID` is not `ID`.
pub(super) fn attribute(doc: &Document<'_>, node: NodeId, name: &str) -> Option<String> {
    let element = doc.element(node)?;
    element.attributes.iter().find(|a| a.name.matches(None, name)).map(|a| a.value.to_string())
}

/// The text of an element without the white space around it. All its text nodes: a comment in the middle must not
/// cut it short, because canonical XML signs it as if the comment were not there.
pub(super) fn text(doc: &Document<'_>, node: NodeId) -> String {
    let mut text = String::new();
    for child in doc.children_iter(node) {
        if let Some(NodeKind::Text(part) | NodeKind::CData(part)) = doc.node_kind(child) {
            text.push_str(part);
        }
    }
    text.trim().to_owned()
}

/// The text of the first child element with this name.
pub(super) fn child_text(doc: &Document<'_>, node: NodeId, namespace: &str, name: &str) -> Option<String> {
    child(doc, node, namespace, name).map(|found| text(doc, found))
}

/// An `xs:boolean`.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}
