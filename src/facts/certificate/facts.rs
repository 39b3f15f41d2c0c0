//! The facts about certificates.

use std::collections::BTreeSet;

use super::{
    Chains,
    chain::{self, STANDINGS, TRUST},
    issued::{self, RULES},
    known,
    oin::{self, OIN},
    pkioverheid::{ISSUED, NO_POLICY_NEEDED, POLICIES},
    revocation::{Issuers, REVOCATION},
    rule,
    x509::{self, Der},
};
use crate::{
    evidence::{Kind, Observation, Variant, certificate::ChainSeen},
    facts::{Fact, NotSeen, Read, Seen, Type, Value},
};

const BOTH: &[Kind] = &[Kind::Certificate, Kind::Tls];
const VALIDITY: &[&str] = &["geldig", "verlopen", "nog niet geldig"];
const ELSEWHERE: &[&str] = &[
    "een ander certificaat van dezelfde soort",
    "een certificaat van een andere soort",
    "een certificaat met dezelfde sleutel",
    "hetzelfde certificaat",
];
/// Browsers ask for two (Chrome and Apple, Certificate Transparency policy).
const LOGGED: &[&str] = &["minstens twee", chain::NOT_ASKED, "minder dan twee"];
const DAY: i64 = 24 * 60 * 60;

/// The table.
pub const FACTS: &[Fact] = &[
    Fact {
        name: "certificate.beside",
        says: "Aantal certificaten dat in de CPA naast het eigen certificaat staat",
        on: &[Kind::Certificate],
        gives: Type::Number,
        from_start: false,
        read: |seen| {
            let in_cpa = matches!(&seen.place.variant, Some(Variant::Named(source)) if source.as_str() == "cpa");
            let longest = Chains::of(seen)?.chains.iter().map(|chain| chain.certificates.len()).max().unwrap_or(1);
            let beside = if in_cpa { longest.saturating_sub(1) } else { 0 };
            Ok(i64::try_from(beside).unwrap_or(i64::MAX).into())
        },
    },
    Fact {
        name: "certificate.chain",
        says: "De keten van het certificaat is",
        on: BOTH,
        gives: Type::Choice(STANDINGS),
        from_start: false,
        read: |seen| {
            let known = known(seen);
            let chains = Chains::of(seen)?;
            // What no browser of a citizen comes to may be trusted by itself.
            let own = |ders: &[Der]| chains.apart && chain::trusted(ders, &known, chains.at).0 == chain::BY_TARGET;
            chains.worst_of(STANDINGS, 3, |ders| match chain::standing(ders, &known) {
                ("zelfondertekend", note) if own(ders) => Ok((STANDINGS[0], note)),
                standing => Ok(standing),
            })
        },
    },
    Fact {
        name: "certificate.days-left",
        says: "Dagen dat het certificaat nog geldig is",
        on: BOTH,
        gives: Type::Number,
        from_start: false,
        read: |seen| {
            let chains = Chains::of(seen)?;
            let left = chains
                .leaves()?
                .iter()
                .filter_map(|leaf| {
                    let (_, until) = leaf.read().as_ref().and_then(x509::validity)?;
                    Some((until.as_second() - chains.at.as_second()).div_euclid(DAY))
                })
                .min();
            left.map(Read::from).ok_or(NotSeen::Missing("het certificaat is niet te lezen"))
        },
    },
    Fact {
        name: "certificate.elsewhere",
        says: "Naast het certificaat van de andere omgeving is dit",
        on: &[Kind::Certificate],
        gives: Type::Choice(ELSEWHERE),
        from_start: false,
        read: |seen| {
            let Observation::Certificate(sighting) = seen.observation else {
                return Err(NotSeen::Missing("er is geen certificaat gezien"));
            };
            if sighting.elsewhere.is_empty() {
                return Err(NotSeen::Impossible("het certificaat van de andere omgeving is niet bekend"));
            }
            let others = ChainSeen { certificates: sighting.elsewhere.clone(), ..ChainSeen::default() };
            let others = x509::ders(&others)?;
            Chains::of(seen)?.worst(ELSEWHERE, |ders| Ok((beside(ders, &others, seen), None)))
        },
    },
    Fact {
        name: "certificate.issuer",
        says: "Het certificaat is uitgegeven door",
        on: BOTH,
        gives: Type::Choice(ISSUED),
        from_start: false,
        read: |seen| {
            Chains::of(seen)?.worst(ISSUED, |ders| rule::issued(ders, seen).map(|(word, name)| (word, Some(name))))
        },
    },
    Fact {
        name: "certificate.logged",
        says: "Verklaringen van logboeken (SCT) in het certificaat",
        on: BOTH,
        gives: Type::Choice(LOGGED),
        from_start: false,
        read: |seen| {
            let chains = Chains::of(seen)?;
            chains.worst_of(LOGGED, 2, |ders| {
                let count = ders.first().and_then(Der::read).as_ref().and_then(x509::log_statements);
                let count = count.ok_or(NotSeen::Missing("de verklaringen in het certificaat zijn niet te lezen"))?;
                Ok(match count {
                    2.. => (LOGGED[0], None),
                    _ if chains.apart => (LOGGED[1], Some(chain::NO_BROWSER.to_owned())),
                    _ => (LOGGED[2], Some(format!("aantal: {count}"))),
                })
            })
        },
    },
    Fact {
        name: "certificate.name",
        says: "Het certificaat is voor deze naam",
        on: &[Kind::Tls],
        gives: Type::Bool,
        from_start: false,
        read: |seen| {
            let chains = Chains::of(seen)?;
            let host = chains.host.ok_or(NotSeen::Missing("er is geen naam om mee te vergelijken"))?;
            let unread = NotSeen::Missing("het certificaat is niet te lezen");
            let named = chains.leaves()?.iter().map(|leaf| chain::names(leaf, host)).collect::<Option<Vec<_>>>();
            let named = named.ok_or(unread)?.into_iter().all(|named| named);
            if named && chains.partial {
                return Err(NotSeen::Missing("misschien toont de server nog een certificaat"));
            }
            Ok(named.into())
        },
    },
    Fact {
        name: "certificate.oin",
        says: "Het OIN in het certificaat is",
        on: BOTH,
        gives: Type::Words(OIN),
        from_start: false,
        read: |seen| {
            let chains = Chains::of(seen)?;
            let standing = |ders: &[Der]| {
                let read =
                    ders.first().and_then(Der::read).ok_or(NotSeen::Missing("het certificaat is niet te lezen"))?;
                match oin::standing(&read, &x509::name(read.issuer())) {
                    ("ontbreekt", _) if rule::may_be_own(seen, ders, &chains) => Ok((oin::NOT_NEEDED, None)),
                    standing => Ok(standing),
                }
            };
            chains.worst(OIN, standing).map(as_words)
        },
    },
    Fact {
        name: "certificate.policy",
        says: "Het certificaat is uitgegeven voor een",
        on: &[Kind::Certificate],
        gives: Type::Choice(POLICIES),
        from_start: false,
        read: |seen| {
            let chains = Chains::of(seen)?;
            chains.worst(POLICIES, |ders| {
                if rule::may_be_own(seen, ders, &chains) {
                    return Ok((NO_POLICY_NEEDED, None));
                }
                let read =
                    ders.first().and_then(Der::read).ok_or(NotSeen::Missing("het certificaat is niet te lezen"))?;
                let numbers = x509::policies(&read);
                Ok((seen.texts.pkioverheid.policy(&numbers), Some(numbers.join(", ")).filter(|all| !all.is_empty())))
            })
        },
    },
    Fact {
        name: "certificate.revocation",
        says: "Het certificaat en die van zijn uitgevers zijn",
        on: BOTH,
        gives: Type::Words(REVOCATION),
        from_start: false,
        read: |seen| {
            let issuers = Issuers::new(seen.texts, &seen.evidence.run().uitgevers);
            Chains::of(seen)?.revocation(&issuers)
        },
    },
    Fact {
        name: "certificate.rule",
        says: "De uitgever is voor deze aansluiting",
        on: &[Kind::Certificate],
        gives: Type::Choice(RULES),
        from_start: false,
        read: |seen| {
            let chains = Chains::of(seen)?;
            chains.worst(RULES, |ders| rule::standing(seen, ders, chains.product, chains.usage))
        },
    },
    Fact {
        name: "certificate.trusted-by",
        says: "Het certificaat wordt vertrouwd door",
        on: &[Kind::Tls],
        gives: Type::Choice(TRUST),
        from_start: false,
        read: |seen| {
            let chains = Chains::of(seen)?;
            let known = known(seen);
            chains.worst_of(TRUST, 2, |ders| match chain::trusted(ders, &known, chains.at) {
                ("browsers", note) => Ok(("browsers", note)),
                _ if chains.apart => Ok((chain::NOT_ASKED, Some(chain::NO_BROWSER.to_owned()))),
                other => Ok(other),
            })
        },
    },
    Fact {
        name: "certificate.validity",
        says: "Het certificaat en die van zijn uitgevers zijn",
        on: BOTH,
        gives: Type::Choice(VALIDITY),
        from_start: false,
        read: |seen| {
            let chains = Chains::of(seen)?;
            let known = known(seen);
            chains.worst(VALIDITY, |ders| validity(&chain::path(ders, &known), chains.at))
        },
    },
];

/// What a certificate is beside those of the other environment.
fn beside(ders: &[Der], others: &[Der], seen: &Seen<'_>) -> &'static str {
    let known = &seen.texts.pkioverheid;
    let Some(own) = ders.first() else { return ELSEWHERE[1] };
    let key = |der: &Der| der.read().map(|read| read.public_key().raw.to_vec());
    let kind = |ders: &[Der]| issued::issued(ders, known).map(|(word, _)| word);
    if others.contains(own) {
        "hetzelfde certificaat"
    } else if others.iter().any(|other| key(other) == key(own)) {
        "een certificaat met dezelfde sleutel"
    } else if others.iter().any(|other| kind(std::slice::from_ref(other)) == kind(ders)) {
        "een ander certificaat van dezelfde soort"
    } else {
        "een certificaat van een andere soort"
    }
}

/// Whether each certificate of a chain may be used now.
fn validity(ders: &[&Der], at: jiff::Timestamp) -> Result<(&'static str, Option<String>), NotSeen> {
    for der in ders {
        let read = der.read().ok_or(NotSeen::Missing("het certificaat is niet te lezen"))?;
        let (from, until) =
            x509::validity(&read).ok_or(NotSeen::Missing("de datums in het certificaat zijn niet te lezen"))?;
        let note = |text: &str, when: jiff::Timestamp| {
            Some(format!("‘{}’ is geldig {text} {}", x509::name(read.subject()), when.strftime("%Y-%m-%d")))
        };
        if at > until {
            return Ok(("verlopen", note("tot", until)));
        }
        if at < from {
            return Ok(("nog niet geldig", note("vanaf", from)));
        }
    }
    Ok(("geldig", None))
}

/// The same as the only word that holds, so that a criterion may name those that must not.
fn as_words(read: Read) -> Read {
    let value = match read.value {
        Value::Choice(word) => Value::Words { seen: [word].into(), unknown: BTreeSet::new() },
        other => other,
    };
    Read { value, ..read }
}
