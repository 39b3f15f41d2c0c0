//! Whom the HTTP client believes.

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use rustls_pki_types::{CertificateDer, pem::PemObject};

use crate::gather::error::NetworkError;

/// A TLS client that trusts these PEM certificates and, where asked, the public authorities.
pub(super) fn client_config(trust: &[Vec<u8>], public_roots: bool) -> Result<ClientConfig, NetworkError> {
    let mut roots = RootCertStore::empty();
    if public_roots {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    for pem in trust {
        let mut read = 0;
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let added = certificate.map_err(|error| error.to_string());
            let added = added.and_then(|der| roots.add(der).map_err(|error| error.to_string()));
            added.map_err(|why| NetworkError::Setup(format!("cannot read the own certificate authority: {why}")))?;
            read += 1;
        }
        if read == 0 {
            return Err(NetworkError::Setup("the own certificate authority holds no PEM certificate".to_owned()));
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let config = config.with_safe_default_protocol_versions();
    let config = config.map_err(|error| NetworkError::Setup(format!("no TLS client: {error}")))?;
    let mut config = config.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
