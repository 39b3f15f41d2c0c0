//! The client certificate of the back channel: asked for always, required only in the strict manner.

use std::sync::Arc;

use rustls::{
    DigitallySignedStruct, DistinguishedName, Error, RootCertStore, SignatureScheme,
    client::danger::HandshakeSignatureValid,
    crypto::CryptoProvider,
    pki_types::{CertificateDer, UnixTime},
    server::{
        WebPkiClientVerifier,
        danger::{ClientCertVerified, ClientCertVerifier},
    },
};
use x509_parser::{certificate::X509Certificate, oid_registry::OID_X509_SERIALNUMBER, prelude::FromDer};

use super::running::StartError;
use crate::{evidence::message::ClientCertificateSeen, saml::Certificate};

/// The roots in which client certificates may end.
#[derive(Debug)]
pub(super) struct KnownRoots {
    each: Vec<(String, Arc<dyn ClientCertVerifier>)>,
    all: Arc<dyn ClientCertVerifier>,
}

impl KnownRoots {
    /// Takes roots in DER.
    pub(super) fn new(roots: &[Vec<u8>], provider: &Arc<CryptoProvider>) -> Result<Self, StartError> {
        let mut all = RootCertStore::empty();
        let mut each = Vec::new();
        for root in roots {
            let name = X509Certificate::from_der(root)
                .map(|(_, root)| root.subject().to_string())
                .map_err(|_| StartError::Root("it is not X.509 in DER".to_owned()))?;
            let mut alone = RootCertStore::empty();
            let refused = |error: Error| StartError::Root(error.to_string());
            alone.add(CertificateDer::from_slice(root)).map_err(refused)?;
            all.add(CertificateDer::from_slice(root)).map_err(refused)?;
            each.push((name, verifier(alone, provider)?));
        }
        Ok(Self { each, all: verifier(all, provider)? })
    }

    /// Refuses whoever shows no certificate that ends in a known root.
    pub(super) fn required(&self) -> Arc<dyn ClientCertVerifier> {
        Arc::clone(&self.all)
    }

    /// Asks for a certificate and takes any, or none.
    pub(super) fn asked(&self) -> Arc<dyn ClientCertVerifier> {
        Arc::new(AskOnly(Arc::clone(&self.all)))
    }

    /// What a chain is; `None` when nothing was shown or the leaf cannot be read.
    pub(super) fn see(&self, chain: &[CertificateDer<'static>]) -> Option<ClientCertificateSeen> {
        let (leaf, intermediates) = chain.split_first()?;
        let certificate = Certificate::from_der(leaf).ok()?;
        let (_, parsed) = X509Certificate::from_der(leaf).ok()?;
        let now = UnixTime::now();
        let mut problem = None;
        let mut root = None;
        for (name, verifier) in &self.each {
            match verifier.verify_client_cert(leaf, intermediates, now) {
                Ok(_) => root = Some(name.clone()),
                Err(error) => problem = Some(error.to_string()),
            }
        }
        let oin = parsed.subject().iter_by_oid(&OID_X509_SERIALNUMBER).next();
        Some(ClientCertificateSeen {
            subject: parsed.subject().to_string(),
            oin: oin.and_then(|value| value.as_str().ok()).map(str::to_owned),
            issuer: parsed.issuer().to_string(),
            sha256: certificate.sha256(),
            der: certificate.base64(),
            chain_length: u32::try_from(chain.len()).unwrap_or(u32::MAX),
            problem: problem.filter(|_| root.is_none()),
            root,
        })
    }
}

fn verifier(roots: RootCertStore, provider: &Arc<CryptoProvider>) -> Result<Arc<dyn ClientCertVerifier>, StartError> {
    let built = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider)).build();
    built.map(|verifier| verifier as Arc<dyn ClientCertVerifier>).map_err(|error| StartError::Root(error.to_string()))
}

/// Takes any chain, so that what is wrong with it can be told afterwards. That the client holds the leaf's key is still proved.
#[derive(Debug)]
struct AskOnly(Arc<dyn ClientCertVerifier>);

impl ClientCertVerifier for AskOnly {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.0.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        _leaf: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}
