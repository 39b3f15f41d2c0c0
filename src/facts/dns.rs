//! Facts about the name of a host.

use jiff::{Timestamp, tz::TimeZone};

use super::{Fact, NotSeen, Read, Seen, Type, Value};
use crate::evidence::{
    Kind, Observation,
    dns::{DnsName, Flaw, Security, Unsigned},
    tls::Known,
};

const DNSSEC: &[&str] = &["geldig", "deels ondertekend", "niet ondertekend", "ongeldig"];

/// The table.
pub const FACTS: &[Fact] = &[
    Fact {
        name: "dns.caa",
        says: "Wie certificaten mag uitgeven (CAA)",
        on: &[Kind::Dns],
        gives: Type::Text,
        from_start: false,
        read: |seen| caa(looked_up(seen)?).map(Read::from),
    },
    Fact {
        name: "dns.dnssec",
        says: "Handtekeningen van de naam in DNS (DNSSEC)",
        on: &[Kind::Dns],
        gives: Type::Words(DNSSEC),
        from_start: false,
        read: |seen| looked_up(seen).map(dnssec),
    },
    Fact {
        name: "dns.top-level",
        says: "Laatste deel van de domeinnaam",
        on: &[Kind::Dns],
        gives: Type::Text,
        from_start: false,
        read: |seen| top_level(looked_up(seen)?).map(Read::from),
    },
];

fn looked_up<'a>(seen: &'a Seen<'_>) -> Result<&'a DnsName, NotSeen> {
    match seen.observation {
        Observation::Dns(name) => Ok(name),
        _ => Err(NotSeen::Missing("er is geen naam opgezocht in DNS")),
    }
}

fn caa(name: &DnsName) -> Result<String, NotSeen> {
    match &name.caa {
        Known::Seen(caa) => Ok(match &caa.at {
            Some(at) => format!("{} (bij {at})", caa.records.join("; ")),
            None => "niet beperkt: er zijn geen CAA-records".to_owned(),
        }),
        Known::Moot(_) | Known::Unseen(_) => Err(NotSeen::Missing("de CAA-records zijn niet gezien")),
    }
}

fn top_level(name: &DnsName) -> Result<String, NotSeen> {
    let asked = name.names.first().map(|name| name.trim_end_matches('.'));
    let last = asked.and_then(|name| name.rsplit('.').next()).filter(|label| !label.is_empty());
    last.map(str::to_ascii_lowercase).ok_or(NotSeen::Missing("er is geen naam opgezocht in DNS"))
}

/// A signed name that is an alias of one that is not is signed in part.
fn dnssec(seen: &DnsName) -> Read {
    let word = match &seen.security {
        Security::Secure { .. } => "geldig",
        Security::Insecure { name, .. } if seen.names.first() != Some(name) => "deels ondertekend",
        Security::Insecure { .. } => "niet ondertekend",
        Security::Bogus { .. } => "ongeldig",
    };
    let value = Value::Words { seen: [word].into(), unknown: [].into() };
    Read::from(value).noting(Some(told(&seen.security)))
}

/// What validation says, in whole Dutch sentences.
pub fn told(security: &Security) -> String {
    match security {
        Security::Secure { zone } => format!("De zone {zone} heeft de naam geldig ondertekend."),
        Security::Insecure { name, zone, why } => match why {
            Unsigned::Algorithm => {
                format!("Bij {name}: de zone {zone} is alleen ondertekend met een algoritme dat niet meer telt.")
            }
            Unsigned::Delegation => format!("Bij {name}: de zone {zone} is niet ondertekend."),
        },
        Security::Bogus { name, zone, flaw } => {
            let flaw = match flaw {
                Flaw::Expired { ended } => format!("is de handtekening verlopen op {}", day(*ended)),
                Flaw::Missing => "ontbreekt de handtekening".to_owned(),
                Flaw::NoMatchingKey => "past geen sleutel bij het DS-record van de zone erboven".to_owned(),
                Flaw::TooEarly { begins } => format!("geldt de handtekening pas vanaf {}", day(*begins)),
                Flaw::Wrong => "klopt de handtekening niet".to_owned(),
            };
            format!("Bij {name}: in de zone {zone} {flaw}.")
        }
    }
}

fn day(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%-d-%-m-%Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(names: &[&str]) -> DnsName {
        DnsName {
            at: Timestamp::UNIX_EPOCH,
            names: names.iter().map(ToString::to_string).collect(),
            addresses: Vec::new(),
            security: Security::Secure { zone: "voorbeeld.nl".to_owned() },
            caa: Known::Unseen("time-out".to_owned()),
            resolver: "127.0.0.1:53".to_owned(),
            queries: 1,
        }
    }

    #[test]
    fn the_name_that_citizens_type_decides_and_not_what_it_is_an_alias_of() {
        assert_eq!(top_level(&name(&["Mijn.Voorbeeld.NL", "cdn.example.net"])), Ok("nl".to_owned()));
        assert_eq!(top_level(&name(&["mijn.voorbeeld.nl."])), Ok("nl".to_owned()));
        assert_eq!(top_level(&name(&["mijn.nl.example"])), Ok("example".to_owned()));
        assert!(top_level(&name(&[])).is_err() && top_level(&name(&["."])).is_err());
    }

    #[test]
    fn caa_that_was_not_seen_is_not_missing() {
        assert!(caa(&name(&["voorbeeld.nl"])).is_err());
    }

    #[test]
    fn every_outcome_says_what_is_the_matter() {
        let read = |security| dnssec(&DnsName { security, ..name(&["mijn.voorbeeld.nl", "cdn.example"]) });
        let (name, zone) = ("mijn.voorbeeld.nl".to_owned(), "voorbeeld.nl".to_owned());
        let flaw = Flaw::Expired { ended: Timestamp::UNIX_EPOCH };
        let bogus = read(Security::Bogus { name: name.clone(), zone: zone.clone(), flaw });
        assert_eq!(bogus.value.to_string(), "ongeldig");
        let says = "Bij mijn.voorbeeld.nl: in de zone voorbeeld.nl is de handtekening verlopen op 1-1-1970.";
        assert_eq!(bogus.note.as_deref(), Some(says));
        let insecure =
            |name: &str| Security::Insecure { name: name.to_owned(), zone: zone.clone(), why: Unsigned::Delegation };
        assert_eq!(read(insecure(&name)).value.to_string(), "niet ondertekend");
        assert_eq!(read(insecure("cdn.example")).value.to_string(), "deels ondertekend");
    }
}
