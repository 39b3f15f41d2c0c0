//! What a server does within the versions that it accepts.

use std::collections::BTreeMap;

use futures_util::future::join_all;

use super::{ask::Peer, curves, keys, names, renegotiation, resume, suites, traits};
use crate::evidence::tls::{Known, Listed, TlsSettings, TlsVersion};

/// Asks for everything that can be told without the keys of a handshake, and for sessions. `versions` are those it accepts, oldest
/// first.
pub(super) async fn ask(peer: &Peer<'_>, versions: &[TlsVersion]) -> Option<TlsSettings> {
    let newest = *versions.last()?;
    // SSL 2.0 tells no more than that it is on, which is bad enough.
    let asked: Vec<TlsVersion> = versions.iter().copied().filter(|version| *version > TlsVersion::Ssl2).collect();
    let older = asked.iter().rev().copied().find(|version| *version < TlsVersion::Tls13);
    let traits = async {
        match older {
            Some(version) => traits::Traits::ask(peer, version).await,
            None => traits::Traits::moot(),
        }
    };
    let each = join_all(asked.iter().map(async |version| (*version, Box::pin(one(peer, *version, older)).await)));
    let (each, traits, fallback, resumed) =
        tokio::join!(each, traits, traits::fallback(peer, versions), resume::ask(peer, newest));
    // Last and alone: it keeps one connection at work, and a server may have but one for us.
    let renegotiation = Box::pin(renegotiation::ask(peer, versions)).await;
    let none = "it speaks nothing before TLS 1.3";
    let (mut fields, mut signatures) = (Known::Moot(none.to_owned()), Known::Moot(none.to_owned()));
    let (mut suites, mut order, mut groups) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (version, one) in each {
        suites.insert(version, one.suites.found.named(names::suite));
        order.insert(version, one.suites.order);
        if let Some(found) = one.groups {
            groups.insert(version, found);
        }
        fields = one.fields.unwrap_or(fields);
        signatures = one.signatures.unwrap_or(signatures);
    }
    Some(TlsSettings {
        suites,
        order,
        groups,
        fields,
        signatures,
        compression: traits.compression,
        safe_renegotiation: traits.safe_renegotiation,
        client_renegotiation: Some(renegotiation),
        extended_master_secret: traits.extended_master_secret,
        fallback_refused: fallback,
        tickets: traits.tickets,
        early_data: resumed.early_data,
        resumption: resumed.resumption,
        protocol: traits.protocol,
    })
}

/// What one version told.
struct One {
    suites: suites::Suites,
    groups: Option<Listed<String>>,
    fields: Option<Known<Listed<crate::evidence::tls::Field>>>,
    signatures: Option<Known<Listed<String>>>,
}

/// The suites of a version, and beside them the exchange of keys: in TLS 1.3, and in the newest version before it.
async fn one(peer: &Peer<'_>, version: TlsVersion, older: Option<TlsVersion>) -> One {
    if version == TlsVersion::Tls13 {
        let (suites, groups) = tokio::join!(suites::ask(peer, version), keys::groups_13(peer));
        return One { suites, groups: Some(groups), fields: None, signatures: None };
    }
    if older != Some(version) {
        return One { suites: suites::ask(peer, version).await, groups: None, fields: None, signatures: None };
    }
    let signatures = async {
        match version {
            TlsVersion::Tls12 => Some(keys::signatures(peer).await),
            _ => None,
        }
    };
    let (suites, groups, fields, signatures) =
        tokio::join!(suites::ask(peer, version), curves::ask(peer, version), keys::fields(peer, version), signatures);
    let found = &suites.found.found;
    One {
        groups: Some(curves::named(groups, found)),
        fields: Some(fields),
        signatures: Some(match signatures {
            Some(all) => keys::named_signatures(all, found),
            None => Known::Moot("it does not speak TLS 1.2".to_owned()),
        }),
        suites,
    }
}
