//! A client of rustls that believes nothing and looks on: only how something is said matters, also of a server whose
//! certificate is wrong.

use std::{
    io,
    sync::{Mutex, PoisonError},
};

use rustls::{
    ClientConnection, DigitallySignedStruct, Error, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// What a server showed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Shown {
    /// DER, its own first.
    pub(super) certificates: Vec<Vec<u8>>,
    /// DER; nothing where none came along.
    pub(super) staple: Option<Vec<u8>>,
}

/// Looks at what a server shows, and never objects.
#[derive(Debug)]
pub(super) struct Onlooker {
    schemes: Vec<SignatureScheme>,
    shown: Mutex<Option<Shown>>,
}

impl Default for Onlooker {
    fn default() -> Self {
        Self::knowing(&aws_lc_rs::default_provider().signature_verification_algorithms.supported_schemes())
    }
}

impl Onlooker {
    /// One that knows these signatures only.
    pub(super) fn knowing(schemes: &[SignatureScheme]) -> Self {
        Self { schemes: schemes.to_vec(), shown: Mutex::default() }
    }

    /// What was shown so far.
    pub(super) fn shown(&self) -> Option<Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ServerCertVerifier for Onlooker {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let certificates = [end_entity].into_iter().chain(intermediates).map(|der| der.to_vec()).collect();
        let staple = (!ocsp_response.is_empty()).then(|| ocsp_response.to_vec());
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = Some(Shown { certificates, staple });
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.schemes.clone()
    }
}

/// Sends everything that waits to be sent.
pub(super) async fn send(stream: &mut TcpStream, client: &mut ClientConnection) -> io::Result<()> {
    let mut out = Vec::new();
    while client.wants_write() {
        client.write_tls(&mut out)?;
    }
    stream.write_all(&out).await
}

/// Reads once and gives how much; what rustls says of it is the inner error.
pub(super) async fn receive(stream: &mut TcpStream, client: &mut ClientConnection) -> io::Result<usize> {
    let mut chunk = [0; 8 * 1024];
    let count = stream.read(&mut chunk).await?;
    if count == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let mut unread = &chunk[..count];
    while !unread.is_empty() {
        client.read_tls(&mut unread)?;
        client.process_new_packets().map_err(io::Error::other)?;
    }
    Ok(count)
}
