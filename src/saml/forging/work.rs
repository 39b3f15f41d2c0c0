//! A message under way: a tree as long as steps name parts of it, then a text, then bytes.

use std::borrow::Cow;

use uppsala::{Document, NodeId, NodeKind, QName};

use super::{
    ForgeError, Keys, Values,
    part::{Names, Part},
    step::{Encoding, Grow, Layer, Set, Sign, Step, With},
};
use crate::saml::{DSIG, SAML, SAMLP, SOAP, response::signature_for, xml};

/// The prefixes that are known in the XML of a step.
const PREFIXES: [(&str, &str); 4] = [("ds", DSIG), ("saml", SAML), ("samlp", SAMLP), ("SOAP-ENV", SOAP)];

pub(super) struct Work {
    message: Message,
    names: Names,
}

enum Message {
    Bytes(Vec<u8>),
    Text(String),
    Tree(Box<Document<'static>>),
}

impl Work {
    pub(super) fn new(xml: &str) -> Result<Self, ForgeError> {
        let doc = parse(xml)?;
        let names = layers(&doc);
        Ok(Self { message: Message::Tree(Box::new(doc)), names })
    }

    /// Takes one step; without keys nothing is signed.
    pub(super) fn take(&mut self, step: &Step, values: &Values, keys: Option<Keys<'_>>) -> Result<(), ForgeError> {
        match step {
            Step::Begin(text) => {
                let text = format!("{}{}", values.fill_xml(text)?, self.text()?);
                self.message = Message::Text(text);
                return Ok(());
            }
            Step::Encode(encoding) => {
                let text = self.text()?;
                self.message = Message::Bytes(encoded(*encoding, &text));
                return Ok(());
            }
            Step::Replace(replace) => {
                let (text, by) = (values.fill_xml(&replace.text)?, values.fill_xml(&replace.by)?);
                let written = self.text()?;
                if text.is_empty() || !written.contains(&text) {
                    return Err(ForgeError::NoText(text));
                }
                self.message = Message::Text(written.replace(&text, &by));
                return Ok(());
            }
            _ => self.read()?,
        }
        let Message::Tree(doc) = &mut self.message else { return Err(ForgeError::TooLate) };
        let names = &mut self.names;
        match step {
            Step::Add(add) => {
                let declared: String =
                    PREFIXES.iter().map(|(prefix, uri)| format!(" xmlns:{prefix}=\"{uri}\"")).collect();
                let fragment = format!("<fragment{declared}>{}</fragment>", values.fill_xml(&add.xml)?);
                let fragment = parse(&fragment)?;
                let top = fragment.document_element().map(|top| fragment.children(top)).unwrap_or_default();
                // Each is put at the same spot, so the last that is put after it comes first.
                for child in top {
                    let node = doc.import_subtree(&fragment, child);
                    add.at.put(doc, names, node.ok_or_else(|| ForgeError::NotXml("nothing to add".to_owned()))?)?;
                }
            }
            Step::Copy(copy) => {
                let from = copy.from.element(doc, names)?;
                let twin = (**doc).clone();
                let node = doc.import_subtree(&twin, from).ok_or_else(|| no_part(&copy.from))?;
                copy.at.put(doc, names, node)?;
                names.insert(copy.name.clone(), node);
            }
            Step::Grow(grow) => grow_into(doc, names, grow)?,
            Step::Move(moved) => {
                let node = moved.from.element(doc, names)?;
                doc.detach(node);
                moved.at.put(doc, names, node)?;
            }
            Step::Remove(part) => remove(doc, names, part)?,
            Step::Set(set) => change(doc, names, set, values)?,
            Step::Sign(sign) => fill_signature(doc, names, *sign, keys)?,
            Step::SignatureFor(layer) => add_signature(doc, names, *layer)?,
            Step::Begin(_) | Step::Encode(_) | Step::Replace(_) => {}
        }
        Ok(())
    }

    /// Signs what is not signed yet, the innermost first, and gives the bytes. A text with nothing to sign stays as it was
    /// written: a parser would take out what makes it different.
    pub(super) fn finish(self, keys: Keys<'_>) -> Result<Vec<u8>, ForgeError> {
        let (mut doc, text) = match self.message {
            Message::Bytes(bytes) => return Ok(bytes),
            Message::Text(text) => match parse(&text) {
                Ok(doc) => (doc, Some(text)),
                Err(_) => return Ok(text.into_bytes()),
            },
            Message::Tree(doc) => (*doc, None),
        };
        let signed = sign_the_rest(&mut doc, keys)?;
        Ok(text.filter(|_| !signed).unwrap_or_else(|| doc.to_xml()).into_bytes())
    }

    /// Reads a text again, so that parts of it can be named.
    fn read(&mut self) -> Result<(), ForgeError> {
        if let Message::Text(text) = &self.message {
            let doc = parse(text)?;
            self.names = layers(&doc);
            self.message = Message::Tree(Box::new(doc));
        }
        Ok(())
    }

    fn text(&self) -> Result<String, ForgeError> {
        match &self.message {
            Message::Bytes(_) => Err(ForgeError::TooLate),
            Message::Text(text) => Ok(text.clone()),
            Message::Tree(doc) => Ok(doc.to_xml()),
        }
    }
}

fn parse(xml: &str) -> Result<Document<'static>, ForgeError> {
    let parser = uppsala::Parser::new().with_forbid_dtd(true);
    let doc = parser.parse(xml).map_err(|error| ForgeError::NotXml(error.to_string()))?;
    Ok(doc.into_static())
}

fn layers(doc: &Document<'_>) -> Names {
    let first = |namespace, name| doc.get_elements_by_tag_name_ns(namespace, name).first().copied();
    let layers = [
        ("envelope", doc.document_element()),
        ("body", first(SOAP, "Body")),
        (Layer::ArtifactResponse.name(), first(SAMLP, "ArtifactResponse")),
        (Layer::LogoutRequest.name(), first(SAMLP, "LogoutRequest")),
        (Layer::Response.name(), first(SAMLP, "Response")),
        (Layer::Assertion.name(), first(SAML, "Assertion")),
    ];
    layers.into_iter().filter_map(|(name, node)| Some((name.to_owned(), node?))).collect()
}

fn change(doc: &mut Document<'static>, names: &Names, set: &Set, values: &Values) -> Result<(), ForgeError> {
    let node = set.at.element(doc, names)?;
    let value = values.fill(&set.to)?;
    if let Some(attribute) = set.at.attribute() {
        let name = match attribute.split_once(':') {
            Some((prefix, local)) => {
                doc.declare_namespace(node, Some(prefix), namespace_of(prefix));
                QName::full(prefix.to_owned(), namespace_of(prefix), local.to_owned())
            }
            None => QName::local(attribute.to_owned()),
        };
        let element = doc.element_mut(node).ok_or_else(|| no_part(&set.at))?;
        element.set_attribute(name, Cow::Owned(value));
        return Ok(());
    }
    for child in doc.children(node) {
        doc.detach(child);
    }
    let text = doc.create_text(value);
    doc.append_child(node, text);
    Ok(())
}

fn namespace_of(prefix: &str) -> String {
    let known = PREFIXES.iter().find(|(known, _)| *known == prefix);
    known.map_or("http://www.w3.org/2001/XMLSchema-instance", |(_, uri)| uri).to_owned()
}

fn remove(doc: &mut Document<'static>, names: &Names, part: &Part) -> Result<(), ForgeError> {
    let node = part.element(doc, names)?;
    let Some(attribute) = part.attribute() else {
        doc.detach(node);
        return Ok(());
    };
    let removed = doc.element_mut(node).and_then(|element| element.remove_attribute(attribute));
    removed.map(drop).ok_or_else(|| no_part(part))
}

fn grow_into(doc: &mut Document<'static>, names: &Names, grow: &Grow) -> Result<(), ForgeError> {
    let into = grow.into.element(doc, names)?;
    let mut at = into;
    for _ in 0..grow.deep {
        let child = doc.create_element(QName::local("x"));
        doc.append_child(at, child);
        at = child;
    }
    for _ in 0..grow.wide {
        let child = doc.create_element(QName::local("x"));
        doc.append_child(into, child);
    }
    Ok(())
}

fn add_signature(doc: &mut Document<'static>, names: &Names, layer: Layer) -> Result<(), ForgeError> {
    let none = || ForgeError::NoPart(layer.name().to_owned());
    let node = *names.get(layer.name()).ok_or_else(none)?;
    let id = xml::attribute(doc, node, "ID").ok_or_else(none)?;
    let empty = parse(&signature_for(&id, "")?)?;
    let signature = empty.document_element().and_then(|top| doc.import_subtree(&empty, top)).ok_or_else(none)?;
    let issuer = xml::child(doc, node, SAML, "Issuer").ok_or_else(none)?;
    doc.insert_after(node, signature, issuer);
    Ok(())
}

fn fill_signature(
    doc: &mut Document<'static>,
    names: &Names,
    sign: Sign,
    keys: Option<Keys<'_>>,
) -> Result<(), ForgeError> {
    let none = || ForgeError::NoPart(format!("{}/Signature", sign.layer.name()));
    let node = *names.get(sign.layer.name()).ok_or_else(none)?;
    let signature = xml::child(doc, node, DSIG, "Signature").ok_or_else(none)?;
    let Some(keys) = keys else { return Ok(()) };
    match sign.with {
        With::Digid => keys.digid.sign_at(doc, signature)?,
        With::PublicKey => keys.digid.hmac_at(doc, signature)?,
        With::Stranger => keys.stranger.sign_at(doc, signature)?,
    }
    Ok(())
}

/// Whether there was something to sign.
fn sign_the_rest(doc: &mut Document<'static>, keys: Keys<'_>) -> Result<bool, ForgeError> {
    let mut signed = false;
    let mut signatures = doc.get_elements_by_tag_name_ns(DSIG, "Signature");
    signatures.reverse();
    for signature in signatures {
        if is_empty(doc, signature) {
            keys.digid.sign_at(doc, signature)?;
            signed = true;
        }
    }
    Ok(signed)
}

/// Whether a signature still waits to be filled; one that was made empty on purpose has a digest.
fn is_empty(doc: &Document<'_>, signature: NodeId) -> bool {
    let info = xml::child(doc, signature, DSIG, "SignedInfo");
    let reference = info.and_then(|info| xml::child(doc, info, DSIG, "Reference"));
    let digest = reference.and_then(|reference| xml::child(doc, reference, DSIG, "DigestValue"));
    digest.is_some_and(|digest| {
        !doc.children_iter(digest).any(|child| matches!(doc.node_kind(child), Some(NodeKind::Text(_))))
    })
}

fn encoded(encoding: Encoding, text: &str) -> Vec<u8> {
    match encoding {
        Encoding::Half => {
            let half = &text.as_bytes()[..text.len() / 2];
            let end = half.iter().rposition(|byte| *byte == b'>').map_or(0, |end| end + 1);
            half[..end].to_vec()
        }
        Encoding::Latin1 => {
            let declared = format!("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>{text}");
            declared.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
        }
        Encoding::Utf16 => {
            let declared = format!("\u{feff}<?xml version=\"1.0\" encoding=\"UTF-16\"?>{text}");
            declared.encode_utf16().flat_map(u16::to_be_bytes).collect()
        }
        Encoding::Utf8WithMark => format!("\u{feff}{text}").into_bytes(),
    }
}

fn no_part(part: &Part) -> ForgeError {
    ForgeError::NoPart(part.to_string())
}
