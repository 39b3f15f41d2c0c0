//! What a server says of itself in one hello, and whether it sees that a client was pushed to an older version.

use super::{
    answer::Until,
    ask::{Heard, Peer},
    hello::{EXTENDED_MASTER_SECRET, Hello, PROTOCOLS, RENEGOTIATION, TICKET},
    reader::Reader,
};
use crate::evidence::tls::{Known, TlsVersion};

/// What one hello of TLS 1.2 or before tells.
pub(super) struct Traits {
    pub(super) compression: Known<bool>,
    pub(super) safe_renegotiation: Known<bool>,
    pub(super) extended_master_secret: Known<bool>,
    pub(super) tickets: Known<bool>,
    pub(super) protocol: Known<Option<String>>,
}

impl Traits {
    /// Of a server that speaks nothing before TLS 1.3, where none of this exists or is in the clear.
    pub(super) fn moot() -> Self {
        let why = || "it speaks TLS 1.3 only".to_owned();
        Self {
            compression: Known::Moot(why()),
            safe_renegotiation: Known::Moot(why()),
            extended_master_secret: Known::Moot(why()),
            tickets: Known::Moot(why()),
            protocol: Known::Unseen("TLS 1.3 does not say it in the clear".to_owned()),
        }
    }

    /// Asks in the newest version before TLS 1.3 that it accepts.
    pub(super) async fn ask(peer: &Peer<'_>, version: TlsVersion) -> Self {
        let whole = Hello::whole(version, peer.host);
        let question = Hello { compression: true, curious: true, ..whole.clone() };
        let chosen = match peer.insist(&question, Until::Hello, &whole).await {
            Heard::Accepted(chosen) => chosen,
            other => {
                let why = other.known().err().unwrap_or_else(|| "it refused a hello with extensions".to_owned());
                return Self {
                    compression: Known::Unseen(why.clone()),
                    safe_renegotiation: Known::Unseen(why.clone()),
                    extended_master_secret: Known::Unseen(why.clone()),
                    tickets: Known::Unseen(why.clone()),
                    protocol: Known::Unseen(why),
                };
            }
        };
        let named = chosen.extensions.iter().find(|(number, _)| *number == PROTOCOLS);
        Self {
            compression: Known::Seen(chosen.compressed),
            safe_renegotiation: Known::Seen(chosen.says(RENEGOTIATION)),
            extended_master_secret: if version > TlsVersion::Ssl3 {
                Known::Seen(chosen.says(EXTENDED_MASTER_SECRET))
            } else {
                Known::Moot("SSL 3.0 has no extensions".to_owned())
            },
            tickets: Known::Seen(chosen.says(TICKET)),
            protocol: Known::Seen(named.and_then(|(_, data)| protocol(data))),
        }
    }
}

/// The one name in a list of protocols (RFC 7301 §3.1).
fn protocol(data: &[u8]) -> Option<String> {
    let mut rest = Reader(data);
    rest.u16()?;
    let length = rest.u8()?;
    Some(match rest.take(length.into())? {
        b"h2" => "h2".to_owned(),
        b"http/1.1" => "http/1.1".to_owned(),
        _ => "something that was not offered".to_owned(),
    })
}

/// Whether it refuses a client that says it would rather have a newer version. `versions` are those it accepts, oldest first.
pub(super) async fn fallback(peer: &Peer<'_>, versions: &[TlsVersion]) -> Known<bool> {
    let older = versions.iter().rev().skip(1).find(|version| **version > TlsVersion::Ssl2);
    let Some(older) = older else { return Known::Moot("it accepts one version".to_owned()) };
    let whole = Hello::whole(*older, peer.host);
    match peer.insist(&Hello { fallback: true, ..whole.clone() }, Until::Hello, &whole).await.known() {
        Ok(chosen) => Known::Seen(chosen.is_none()),
        Err(why) => Known::Unseen(why),
    }
}
