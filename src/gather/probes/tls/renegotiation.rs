//! How often a client may ask for the keys of a connection to be exchanged anew (RFC 5246 §7.4.1.1).
//!
//! No library of Rust asks for that, so it is asked by `openssl s_client`, where that is installed: a line that begins with `R`
//! makes it ask, and each Finished of the server after the first is a yes.

use std::{process::Stdio, sync::atomic::Ordering};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

use super::{ask::Peer, hello::Hello};
use crate::evidence::tls::{Known, TlsVersion};

/// The guideline of the NCSC calls more than ten unlimited (2025-05, table 13).
const ENOUGH: u32 = 11;

/// Bytes of what openssl tells that are read.
const MOST_BYTES: usize = 256 * 1024;

/// How often openssl told that the server finished an exchange of keys.
fn finished(told: &str) -> usize {
    told.lines().filter(|line| line.starts_with("<<<") && line.ends_with(", Finished")).count()
}

/// Asks again and again in the newest version before TLS 1.3, until the server says no or has said yes often enough. `versions` are
/// those it accepts, oldest first.
pub(super) async fn ask(peer: &Peer<'_>, versions: &[TlsVersion]) -> Known<u32> {
    let older = versions.iter().rev().find(|version| (TlsVersion::Ssl3..TlsVersion::Tls13).contains(version));
    let protocol = match older {
        None => return Known::Moot("TLS 1.3 has no renegotiation".to_owned()),
        Some(TlsVersion::Tls12) => "-tls1_2",
        Some(TlsVersion::Tls11) => "-tls1_1",
        Some(TlsVersion::Tls10) => "-tls1",
        Some(_) => return Known::Unseen("openssl does not speak SSL 3.0 any more".to_owned()),
    };
    let _slot = peer.slots.acquire().await;
    peer.connections.fetch_add(1, Ordering::Relaxed);
    match spawn(peer, protocol) {
        // Each answer has its time, and all of them together no more than a few.
        Ok(child) => timeout(3 * peer.step, talk(peer, child))
            .await
            .unwrap_or_else(|_| Known::Unseen(format!("not all was tried within {} ms", 3 * peer.step.as_millis()))),
        Err(error) => Known::Unseen(format!("openssl cannot be started: {error}")),
    }
}

fn spawn(peer: &Peer<'_>, protocol: &str) -> std::io::Result<Child> {
    let mut openssl = Command::new("openssl");
    openssl.args(["s_client", "-connect", &peer.at.to_string(), protocol, "-msg", "-legacy_server_connect"]);
    openssl.args(["-legacy_renegotiation", "-cipher", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"]);
    match Hello::whole(TlsVersion::Tls12, peer.host).name {
        Some(name) => openssl.args(["-servername", &name]),
        None => openssl.arg("-noservername"),
    };
    // The configuration of this machine may forbid what is to be tried.
    openssl.env("OPENSSL_CONF", "/dev/null").kill_on_drop(true);
    openssl.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()
}

async fn talk(peer: &Peer<'_>, mut child: Child) -> Known<u32> {
    let (Some(mut asks), Some(mut tells)) = (child.stdin.take(), child.stdout.take()) else {
        return Known::Unseen("openssl has no ends to talk to".to_owned());
    };
    let mut told = String::new();
    let mut granted = 0;
    let heard = loop {
        // The first belongs to the connection itself.
        match timeout(peer.step, until(&mut tells, &mut told, granted as usize + 1)).await {
            Ok(Heard::Yes) if granted + 1 == ENOUGH + 1 => break Known::Seen(ENOUGH),
            Ok(Heard::Yes) => {}
            Ok(Heard::End) if granted == 0 => break Known::Unseen("openssl made no connection".to_owned()),
            Ok(Heard::End) => break Known::Seen(granted - 1),
            Err(_) if granted == 0 => break Known::Unseen("openssl made no connection in time".to_owned()),
            Err(_) => break Known::Unseen("it said neither yes nor no to new keys".to_owned()),
        }
        granted += 1;
        if asks.write_all(b"R\n").await.is_err() {
            break Known::Seen(granted - 1);
        }
    };
    let _ = child.kill().await;
    heard
}

enum Heard {
    /// The connection is over, or openssl tells more than is read.
    End,
    Yes,
}

/// Until the server has said yes so often.
async fn until(tells: &mut ChildStdout, told: &mut String, often: usize) -> Heard {
    let mut chunk = [0; 4096];
    while finished(told) < often {
        match tells.read(&mut chunk).await {
            Ok(count @ 1..) if told.len() < MOST_BYTES => told.push_str(&String::from_utf8_lossy(&chunk[..count])),
            _ => return Heard::End,
        }
        // An alert ends the matter before the connection ends.
        if often > 1 && told.contains("no_renegotiation") {
            return Heard::End;
        }
    }
    Heard::Yes
}
