//! A real client of one version: whether it and a server come to an understanding.

use std::sync::Arc;

use rustls::{ClientConfig, ClientConnection, RootCertStore, crypto::aws_lc_rs};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::answer::MOST_BYTES;

/// Handshakes until the version is settled. What comes after (certificates, a client certificate) does not matter here.
pub(super) async fn agree(stream: &mut TcpStream, mut client: ClientConnection) -> bool {
    let mut chunk = [0; 4096];
    let mut read = 0;
    while read < MOST_BYTES {
        let mut out = Vec::new();
        while client.wants_write() {
            if client.write_tls(&mut out).is_err() {
                return false;
            }
        }
        if stream.write_all(&out).await.is_err() {
            return false;
        }
        let Ok(count @ 1..) = stream.read(&mut chunk).await else { return false };
        read += count;
        let mut unread = &chunk[..count];
        while !unread.is_empty() {
            let processed = client.read_tls(&mut unread).is_ok() && client.process_new_packets().is_ok();
            if client.protocol_version().is_some() {
                return true;
            }
            if !processed {
                return false;
            }
        }
    }
    false
}

/// A client of one version that trusts nobody: the handshake ends before trust matters.
pub(super) fn client(version: &'static rustls::SupportedProtocolVersion) -> Option<Arc<ClientConfig>> {
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let builder = builder.with_protocol_versions(&[version]).ok()?;
    Some(Arc::new(builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth()))
}
