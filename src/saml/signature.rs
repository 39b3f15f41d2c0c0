//! Verifying: the seam to bergshamra. It is pinned (a certificate in the message is never trusted) and answers one question
//! only: does this signature cover exactly this element?

use bergshamra::{
    DsigContext, KeysManager, VerifyResult, crypto::sign::from_uri, dsig::verify::verify_all_document,
    keys::loader::load_x509_cert_der,
};
use uppsala::{Document, NodeId};

use super::{DSIG, certificate::Certificate, xml};
use crate::evidence::message::{RSA_SHA1, RSA_SHA256, SignatureSeen};

/// Algorithms on SHA-1: DigiD accepts them on Redirect only and advises against them (koppelvlak 3.7 Signing).
pub const SHA1_ALGORITHMS: &[&str] = &[RSA_SHA1];

const ALGORITHMS: &[&str] = &[
    RSA_SHA1,
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
    RSA_SHA256,
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
];

/// What may stand between an element and its digest. XPath and XSLT would let a message choose what is signed, and how long that takes.
const TRANSFORMS: &[&str] = &[
    "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
    "http://www.w3.org/2001/10/xml-exc-c14n#",
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
];

const ID_ATTRIBUTES: [&str; 4] = ["ID", "Id", "id", "AssertionID"];

/// Verifies a signature over bytes with one of these certificates.
pub fn verify_raw(algorithm: &str, signed: &[u8], signature: &[u8], pinned: &[Certificate]) -> SignatureSeen {
    let invalid =
        |reason: &str| SignatureSeen::Invalid { reason: reason.to_owned(), algorithm: Some(algorithm.to_owned()) };
    if !ALGORITHMS.contains(&algorithm) {
        return invalid("the algorithm is not one that is accepted");
    }
    let Ok(method) = from_uri(algorithm) else {
        return invalid("the algorithm is not supported");
    };
    for certificate in pinned {
        let Ok(Some(key)) = load_x509_cert_der(certificate.der()).and_then(|key| key.to_signing_key()) else {
            continue;
        };
        if method.verify(&key, signed, signature).unwrap_or(false) {
            return SignatureSeen::Valid { algorithm: algorithm.to_owned(), certificate_sha256: certificate.sha256() };
        }
    }
    invalid("it does not verify with the registered certificate")
}

/// Verifies the enveloped signature that is a child of `element` and must cover exactly that element.
pub fn verify_enveloped(doc: &Document<'_>, element: NodeId, pinned: &[Certificate]) -> SignatureSeen {
    let signatures = xml::children(doc, element, DSIG, "Signature");
    let signature = match signatures[..] {
        [] => return SignatureSeen::Absent,
        [only] => only,
        _ => {
            return SignatureSeen::Invalid { reason: "it has more than one signature".to_owned(), algorithm: None };
        }
    };
    let algorithm = method_of(doc, signature);
    let invalid = |reason: String| SignatureSeen::Invalid { reason, algorithm: algorithm.clone() };
    if let Err(reason) = check_shape(doc, element, signature) {
        return invalid(reason);
    }
    let Some(method) = algorithm.clone().filter(|method| ALGORITHMS.contains(&method.as_str())) else {
        return invalid("the algorithm is not one that is accepted".to_owned());
    };
    let mut reason = "there is no registered certificate to verify it with".to_owned();
    for certificate in pinned {
        match verify_with(doc, element, signature, certificate) {
            Ok(()) => {
                return SignatureSeen::Valid { algorithm: method, certificate_sha256: certificate.sha256() };
            }
            Err(found) => reason = found,
        }
    }
    invalid(reason)
}

fn verify_with(
    doc: &Document<'_>,
    element: NodeId,
    signature: NodeId,
    certificate: &Certificate,
) -> Result<(), String> {
    let mut keys = KeysManager::new();
    keys.add_key(load_x509_cert_der(certificate.der()).map_err(|error| error.to_string())?);
    let results = verify_all_document(&DsigContext::new(keys), doc).map_err(|error| error.to_string())?;
    let mut reasons = Vec::new();
    for result in results {
        match result {
            VerifyResult::Invalid { reason } => reasons.push(reason),
            VerifyResult::Valid { signature_node, references, .. } if signature_node == signature => {
                return match references.as_slice() {
                    [only] if only.resolved_node == Some(element) && only.digest_verified => Ok(()),
                    _ => Err("it covers another element than the one that is read".to_owned()),
                };
            }
            VerifyResult::Valid { .. } => {}
        }
    }
    Err(reasons.join("; "))
}

/// What must be true before any library looks at a signature: it names this element alone, by an ID that is unique, and
/// nothing in the document reaches outside it (a reference to a file or address would be fetched).
fn check_shape(doc: &Document<'_>, element: NodeId, signature: NodeId) -> Result<(), String> {
    for reference in doc.get_elements_by_tag_name_ns(DSIG, "Reference") {
        if !xml::attribute(doc, reference, "URI").is_some_and(|uri| uri.len() > 1 && uri.starts_with('#')) {
            return Err("a reference does not name an element of the message".to_owned());
        }
    }
    for transform in doc.get_elements_by_tag_name_ns(DSIG, "Transform") {
        let named = xml::attribute(doc, transform, "Algorithm").unwrap_or_default();
        if !TRANSFORMS.contains(&named.as_str()) {
            return Err(format!("the transform {named} is not accepted"));
        }
    }
    for elsewhere in ["RetrievalMethod", "KeyInfoReference"] {
        let anywhere = doc.get_elements_by_tag_name(elsewhere);
        if !anywhere.is_empty() {
            return Err(format!("it contains {elsewhere}"));
        }
    }
    let id = xml::attribute(doc, element, "ID").filter(|id| !id.is_empty()).ok_or("the signed element has no ID")?;
    if occurrences(doc, &id) != 1 {
        return Err("the ID of the signed element is not unique".to_owned());
    }
    let info = xml::child(doc, signature, DSIG, "SignedInfo").ok_or("it has no SignedInfo")?;
    let [reference] = xml::children(doc, info, DSIG, "Reference")[..] else {
        return Err("it has not exactly one reference".to_owned());
    };
    if xml::attribute(doc, reference, "URI") != Some(format!("#{id}")) {
        return Err("it covers another element than the one that is read".to_owned());
    }
    Ok(())
}

fn occurrences(doc: &Document<'_>, id: &str) -> usize {
    let elements = doc.descendants(doc.root()).into_iter().filter_map(|node| doc.element(node));
    elements
        .flat_map(|element| &element.attributes)
        .filter(|a| ID_ATTRIBUTES.contains(&a.name.local_name.as_ref()) && a.value == id)
        .count()
}

fn method_of(doc: &Document<'_>, signature: NodeId) -> Option<String> {
    let info = xml::child(doc, signature, DSIG, "SignedInfo")?;
    xml::attribute(doc, xml::child(doc, info, DSIG, "SignatureMethod")?, "Algorithm")
}
