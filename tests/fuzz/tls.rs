//! What a server says to the beginning of TLS.

use std::sync::{Arc, Mutex};

use toetssteen::gather::probes;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{Reader, survives_writing};
use crate::probes::servers::{HOST, LOOPBACK, Served, network, patient};

const WORDS: &[&str] = &[
    "\u{15}\u{3}\u{1}\u{0}\u{2}\u{2}\u{28}",
    "\u{15}\u{3}\u{3}\u{0}\u{2}\u{1}\u{0}",
    "\u{16}\u{3}\u{3}\u{40}\u{0}",
    "\u{2}\u{0}\u{0}\u{2a}",
    "\u{0}\u{2b}\u{0}\u{2}\u{3}\u{4}",
    "\u{3}\u{1}",
    "\u{3}\u{3}",
    "HTTP/1.1 400 Bad Request\r\n\r\n",
    "\u{7f}\u{7f}",
];

#[test]
fn answer_to_the_beginning_of_tls() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let said: Arc<Mutex<Vec<u8>>> = Arc::default();
    let saying = Arc::clone(&said);
    let served = runtime.block_on(Served::with(move |mut stream| {
        let bytes = saying.lock().unwrap().clone();
        async move {
            let mut hello = [0; 4096];
            let _ = stream.read(&mut hello).await;
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
    }));
    let network = network(&[(HOST, 443, served.at)], &[], patient());
    Reader { name: "tls", words: WORDS, one_in: 10 }.try_out(|bytes| {
        *said.lock().unwrap() = bytes.to_vec();
        let heard = runtime.block_on(probes::tls::ask(&network, HOST, 443, LOOPBACK));
        if let Ok(heard) = &heard {
            survives_writing(heard);
        }
        heard.is_ok()
    });
}
