//! Facts about TLS and the headers that guard it.

use std::collections::BTreeSet;

use super::{Fact, NotSeen, Read, Seen, Type, Value, headers::answer};
use crate::evidence::{
    Kind, Observation,
    tls::{Support, TlsVersion},
};

const VERSIONS: &[&str] = &["SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"];

/// The table.
pub const FACTS: &[Fact] = &[
    Fact {
        name: "hsts.max-age",
        says: "Geldigheid van Strict-Transport-Security, in seconden (0: ontbreekt)",
        on: &[Kind::Exchange, Kind::Moment],
        gives: Type::Number,
        from_start: false,
        read: |seen| {
            let header = answer(seen)?.header("strict-transport-security");
            Ok(Read::from(header.map_or(0, max_age)).noting(header.map(str::to_owned)))
        },
    },
    Fact {
        name: "tls.versions",
        says: "Versies die de server aanneemt",
        on: &[Kind::Tls],
        gives: Type::Words(VERSIONS),
        from_start: false,
        read: versions,
    },
];

/// Of a server that speaks no TLS at all nothing is known: neither what it does wrong nor what it does well.
pub(super) const NO_VERSION: NotSeen = NotSeen::Missing("de server nam geen enkele versie van TLS aan");

/// `max-age` of a Strict-Transport-Security header; 0 where it has none (RFC 6797 §6.1.1).
fn max_age(header: &str) -> i64 {
    let directives = header.split(';').filter_map(|part| part.split_once('='));
    let value = directives.map(|(name, value)| (name.trim(), value.trim().trim_matches('"')));
    value
        .filter(|(name, _)| name.eq_ignore_ascii_case("max-age"))
        .find_map(|(_, seconds)| seconds.parse().ok())
        .unwrap_or(0)
}

fn versions(seen: &Seen<'_>) -> Result<Read, NotSeen> {
    let Observation::Tls(address) = seen.observation else {
        return Err(NotSeen::Missing("er is geen TLS-verbinding gezien"));
    };
    if !address.serves() {
        return Err(NO_VERSION);
    }
    let mut value = (BTreeSet::new(), BTreeSet::new());
    for version in TlsVersion::ALL {
        match address.versions.get(&version) {
            Some(Support::Accepted) => value.0.insert(version.name()),
            Some(Support::Refused(_)) => false,
            Some(Support::Unknown(_)) | None => value.1.insert(version.name()),
        };
    }
    Ok(Value::Words { seen: value.0, unknown: value.1 }.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn max_age_is_read_as_browsers_do() {
        assert_eq!(max_age("max-age=31536000; includeSubDomains"), 31_536_000);
        assert_eq!(max_age("includeSubDomains; Max-Age=\"60\""), 60);
        assert_eq!(max_age("includeSubDomains"), 0);
    }
}
