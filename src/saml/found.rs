//! The certificates in a file of any kind that a connection uses: PEM, DER, metadata of a service or of a network, a CPA.

use rustls_pki_types::{CertificateDer, pem::PemObject};
use uppsala::{Document, NodeId};

use super::{
    DSIG, MD,
    certificate::{Certificate, CertificateError},
    xml::{self, XmlError, XmlText},
};
use crate::evidence::certificate::Usage;

/// A certificate with those beside it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Found {
    /// What it is for, where the file says so.
    pub usage: Option<Usage>,
    /// Its own first, or why it cannot be read.
    pub chain: Result<Vec<Certificate>, CertificateError>,
}

/// What a file is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FileKind {
    /// Certificates and nothing else.
    Certificates,
    /// A Collaboration Protocol Agreement, as MijnOverheid asks for.
    Cpa,
    /// SAML metadata.
    Metadata,
}

/// Metadata of a network is the largest of what is read, in bytes.
pub const LARGEST: usize = 4 * 1024 * 1024;

/// Why a file has no certificate to look at.
#[derive(Debug, thiserror::Error)]
pub enum FoundError {
    /// One of them.
    #[error("a certificate in it cannot be read: {0}")]
    Certificate(#[from] CertificateError),
    /// A key, which is nobody's business.
    #[error("it holds a private key and no certificate; name the file of the certificate instead")]
    Key,
    /// None of these.
    #[error("there is no certificate in it; name a certificate in PEM or DER, SAML metadata or a CPA")]
    Nothing,
    /// PEM that breaks off.
    #[error("its PEM cannot be read: {0}")]
    Pem(String),
    /// Another XML than it seemed.
    #[error(transparent)]
    Xml(#[from] XmlError),
}

/// Reads the certificates in a file of at most [`LARGEST`] bytes.
///
/// # Errors
/// [`FoundError`], also where there is none.
pub fn certificates(bytes: &[u8]) -> Result<(FileKind, Vec<Found>), FoundError> {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = start.iter().find(|byte| !byte.is_ascii_whitespace());
    let (kind, found) = if first == Some(&b'<') {
        in_xml(bytes)?
    } else if start.windows(11).any(|window| window == b"-----BEGIN ") {
        (FileKind::Certificates, in_pem(bytes)?)
    } else {
        let one = Certificate::from_der(bytes)
            .or_else(|_| Certificate::from_base64(std::str::from_utf8(start).map_err(|_| CertificateError::NotX509)?));
        (FileKind::Certificates, sorted([Ok(one.map_err(|_| FoundError::Nothing)?)], None))
    };
    // Those that can be read are looked at beside one that cannot, and one alone is a mistake in the file.
    match found.iter().find_map(|one| one.chain.as_ref().err()) {
        Some(why) if found.iter().all(|one| one.chain.is_err()) => Err(why.clone().into()),
        None if found.is_empty() => Err(FoundError::Nothing),
        _ => Ok((kind, found)),
    }
}

/// The chains among these, and each that cannot be read.
fn sorted(read: impl IntoIterator<Item = Result<Certificate, CertificateError>>, usage: Option<Usage>) -> Vec<Found> {
    let (mut together, mut unread) = (Vec::new(), Vec::new());
    for one in read {
        match one {
            Ok(certificate) => together.push(certificate),
            Err(why) => unread.push(Found { usage, chain: Err(why) }),
        }
    }
    let chains = Certificate::chains(together).into_iter().map(|chain| Found { usage, chain: Ok(chain) });
    chains.chain(unread).collect()
}

/// Those of which each was issued by another are one chain, in whatever order; others have nothing to do with each other.
fn in_pem(bytes: &[u8]) -> Result<Vec<Found>, FoundError> {
    let ders: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(bytes).collect();
    let ders = ders.map_err(|error| FoundError::Pem(error.to_string()))?;
    let all: Vec<_> = ders.iter().map(|der| Certificate::from_der(der)).collect();
    let has_key = || std::str::from_utf8(bytes).is_ok_and(|text| text.contains("PRIVATE KEY-----"));
    if all.is_empty() && has_key() {
        return Err(FoundError::Key);
    }
    Ok(sorted(all, None))
}

fn in_xml(bytes: &[u8]) -> Result<(FileKind, Vec<Found>), FoundError> {
    let text = XmlText::up_to(bytes, LARGEST)?;
    let doc = text.parse()?;
    let Some(root) = doc.document_element() else { return Err(FoundError::Nothing) };
    let kind = match xml::local_name(&doc, root).as_str() {
        "CollaborationProtocolAgreement" => FileKind::Cpa,
        "EntitiesDescriptor" | "EntityDescriptor" => FileKind::Metadata,
        _ => FileKind::Certificates,
    };
    let mut found = Vec::new();
    if kind == FileKind::Cpa {
        for party in doc.descendants(root).into_iter().filter(|node| xml::local_name(&doc, *node) == "PartyInfo") {
            found.extend(of_party(&doc, party));
        }
        return Ok((kind, found));
    }
    below(&doc, root, None, &mut found);
    Ok((kind, found))
}

/// The chains of a party of a CPA: those of its issuers may stand in elements of their own.
fn of_party(doc: &Document<'_>, party: NodeId) -> Vec<Found> {
    let mut found = Vec::new();
    below(doc, party, None, &mut found);
    let each = found.into_iter().flat_map(|one| match one.chain {
        Ok(chain) => chain.into_iter().map(Ok).collect(),
        Err(why) => vec![Err(why)],
    });
    sorted(each, None)
}

/// The depth is bounded where the XML is read.
fn below(doc: &Document<'_>, node: NodeId, usage: Option<Usage>, found: &mut Vec<Found>) {
    // Under the signature of the document itself stands the same certificate once more.
    if xml::is(doc, node, DSIG, "Signature") {
        return;
    }
    if xml::is(doc, node, DSIG, "X509Data") {
        let texts = xml::children(doc, node, DSIG, "X509Certificate");
        found.extend(sorted(texts.into_iter().map(|one| Certificate::from_base64(&xml::text(doc, one))), usage));
        return;
    }
    let usage = if xml::is(doc, node, MD, "KeyDescriptor") {
        match xml::attribute(doc, node, "use").as_deref() {
            Some("encryption") => Some(Usage::Versleutelen),
            _ => Some(Usage::Ondertekenen),
        }
    } else {
        usage
    };
    for child in doc.children_iter(node) {
        below(doc, child, usage, found);
    }
}
