//! Signing: the seam to bergshamra.

use bergshamra::{
    DsigContext, Key, KeysManager,
    crypto::sign::from_uri,
    dsig::sign::sign_document_node,
    keys::loader::{load_hmac_key, load_rsa_private_pem},
};
use uppsala::{Document, NodeId};

use super::{DSIG, certificate::Certificate};

/// A private key with its certificate.
pub struct SigningKey {
    key: Key,
    certificate: Certificate,
}

/// Why something could not be signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The key.
    #[error("the signing key cannot be used: {0}")]
    Key(String),
    /// The message.
    #[error("the message cannot be signed: {0}")]
    Message(String),
}

impl SigningKey {
    /// Takes an RSA key in PKCS#8 PEM and its certificate.
    pub fn new(pem: &str, certificate: Certificate) -> Result<Self, SignError> {
        let key = load_rsa_private_pem(pem.as_bytes()).map_err(|error| SignError::Key(error.to_string()))?;
        Ok(Self { key, certificate })
    }

    /// Its certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The name under which metadata and signatures speak of it.
    pub fn name(&self) -> String {
        self.certificate.sha256()
    }

    /// Fills every empty `ds:Signature` in a text, the innermost first: an outer signature covers the inner ones.
    pub fn sign(&self, xml: &str) -> Result<String, SignError> {
        let mut document = uppsala::parse(xml).map_err(|error| SignError::Message(error.to_string()))?;
        let mut signatures = document.get_elements_by_tag_name_ns(DSIG, "Signature");
        signatures.reverse();
        for signature in signatures {
            self.sign_at(&mut document, signature)?;
        }
        Ok(document.to_xml())
    }

    /// Fills one `ds:Signature`.
    pub(super) fn sign_at(&self, document: &mut Document<'_>, signature: NodeId) -> Result<(), SignError> {
        sign_with(&self.key, document, signature)
    }

    /// Fills one `ds:Signature` that names an HMAC, with what everybody may know as its secret: the public key, DER.
    pub(super) fn hmac_at(&self, document: &mut Document<'_>, signature: NodeId) -> Result<(), SignError> {
        let public = self.key.to_spki_der().ok_or_else(|| SignError::Key("it has no public half".to_owned()))?;
        let secret = load_hmac_key(&public).map_err(|error| SignError::Key(error.to_string()))?;
        sign_with(&secret, document, signature)
    }

    /// Its public half as a `ds:KeyValue`.
    pub fn key_value(&self) -> Option<String> {
        Some(format!("<ds:KeyValue>{}</ds:KeyValue>", self.key.to_key_value_xml("ds")?))
    }

    /// Signs bytes, for the Redirect binding.
    pub fn sign_raw(&self, algorithm: &str, bytes: &[u8]) -> Result<Vec<u8>, SignError> {
        let key = self.key.to_signing_key().map_err(|error| SignError::Key(error.to_string()))?;
        let key = key.ok_or_else(|| SignError::Key("it holds no private key".to_owned()))?;
        let algorithm = from_uri(algorithm).map_err(|error| SignError::Message(error.to_string()))?;
        algorithm.sign(&key, bytes).map_err(|error| SignError::Message(error.to_string()))
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.name())
    }
}

fn sign_with(key: &Key, document: &mut Document<'_>, signature: NodeId) -> Result<(), SignError> {
    let mut keys = KeysManager::new();
    keys.add_key(key.clone());
    sign_document_node(&DsigContext::new(keys), document, signature)
        .map_err(|error| SignError::Message(error.to_string()))
}
