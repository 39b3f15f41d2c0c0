//! Who signed a certificate: a name and a key, which is all that is known of a root that browsers trust.

use der::{Encode, Tag, asn1::AnyRef};
use rustls_pki_types::TrustAnchor;
use x509_parser::{certificate::X509Certificate, prelude::FromDer, x509::SubjectPublicKeyInfo};

use super::x509::{self, Der};

/// An issuer of which a signature was verified.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Authority {
    /// Its name, DER.
    pub(super) name: Vec<u8>,
    /// Its key (SubjectPublicKeyInfo), DER.
    key: Vec<u8>,
}

impl Authority {
    /// The one among `certificates` and `roots` that signed this.
    pub(super) fn of(signed: &X509Certificate<'_>, certificates: &[Der], roots: &[TrustAnchor<'_>]) -> Option<Self> {
        let name = signed.issuer().as_raw();
        let held = certificates.iter().filter_map(Der::read).filter(|one| one.subject().as_raw() == name);
        let held = held.map(|one| one.public_key().raw.to_vec());
        let known = roots.iter().filter(|root| x509::content(name) == Some(root.subject.as_ref()));
        let known = known.map(|root| sequence(&root.subject_public_key_info));
        held.chain(known)
            .map(|key| Self { name: name.to_vec(), key })
            .find(|one| one.key().is_some_and(|key| signed.verify_signature(Some(&key)).is_ok()))
    }

    /// Its key, read.
    pub(super) fn key(&self) -> Option<SubjectPublicKeyInfo<'_>> {
        SubjectPublicKeyInfo::from_der(&self.key).ok().map(|(_, key)| key)
    }
}

/// The content of a SEQUENCE with its head; empty where it is longer than DER can be, which no key is.
fn sequence(content: &[u8]) -> Vec<u8> {
    AnyRef::new(Tag::Sequence, content).and_then(|any| any.to_der()).unwrap_or_default()
}
