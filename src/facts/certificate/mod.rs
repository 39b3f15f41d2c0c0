//! Facts about certificates: those of a website, and those that a connection uses besides.

mod authority;
mod chain;
mod crl;
mod described;
mod facts;
mod issued;
mod ocsp;
mod oin;
pub mod pkioverheid;
pub mod revocation;
mod rule;
mod staple;
pub mod x509;

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;

pub(super) use self::issued::RULES;
pub use self::{
    described::{Description, describe},
    facts::FACTS,
};
use self::{
    revocation::Issuers,
    x509::{Absent, Der},
};
use super::{
    NotSeen, Read, Seen, Value,
    guideline::{Does, Subject},
    transport::NO_VERSION,
};
use crate::evidence::{
    Observation, Variant,
    certificate::{ChainSeen, Product, Usage},
    tls::TlsAddress,
};

/// The chains that were seen at one place.
struct Chains<'a> {
    chains: Vec<&'a ChainSeen>,
    /// Whether there may be another.
    partial: bool,
    at: Timestamp,
    /// What they are for.
    usage: Option<Usage>,
    product: Option<Product>,
    /// Name of the server.
    host: Option<&'a str>,
    /// Whether no browser of a citizen comes there.
    apart: bool,
}

impl<'a> Chains<'a> {
    fn of(seen: &Seen<'a>) -> Result<Self, NotSeen> {
        match seen.observation {
            Observation::Certificate(sighting) => Ok(Self {
                chains: vec![&sighting.chain],
                partial: false,
                at: sighting.at,
                usage: sighting.usage,
                product: sighting.product,
                host: None,
                apart: true,
            }),
            Observation::Tls(address) => {
                if !address.serves() {
                    return Err(NO_VERSION);
                }
                let Some(certificates) = &address.certificates else {
                    // Evidence from before anybody looked at them, or a server that speaks SSL 2.0 only.
                    return Err(NotSeen::Impossible("deze run heeft de certificaten van de server niet bekeken"));
                };
                let host = match &seen.place.variant {
                    Some(Variant::Address { host, .. }) => Some(host.as_str()),
                    _ => None,
                };
                Ok(Self {
                    chains: certificates.shown.found.iter().collect(),
                    partial: certificates.shown.unasked.is_some(),
                    at: address.at,
                    usage: Some(Usage::Website),
                    product: None,
                    host,
                    apart: address.apart,
                })
            }
            _ => Err(NotSeen::Missing("er is geen certificaat gezien")),
        }
    }

    /// The worst of what each chain is, in a list that has the best first and only that good.
    ///
    /// # Errors
    /// Where a chain could not be looked at, or another might be worse.
    fn worst(
        &self,
        words: &'static [&'static str],
        one: impl Fn(&[Der]) -> Result<(&'static str, Option<String>), NotSeen>,
    ) -> Result<Read, NotSeen> {
        self.worst_of(words, 1, one)
    }

    /// The same where so many of the first may be good enough: then a chain that was not seen may still be worse.
    fn worst_of(
        &self,
        words: &'static [&'static str],
        good: usize,
        one: impl Fn(&[Der]) -> Result<(&'static str, Option<String>), NotSeen>,
    ) -> Result<Read, NotSeen> {
        let mut worst: Option<(usize, Option<String>)> = None;
        for chain in &self.chains {
            let (word, note) = match x509::ders(chain) {
                Ok(ders) => one(&ders)?,
                Err(Absent::Unreadable) if words.contains(&"onleesbaar") => ("onleesbaar", None),
                Err(absent) => return Err(absent.into()),
            };
            let rank = words.iter().position(|known| *known == word).unwrap_or_default();
            if worst.as_ref().is_none_or(|(worst, _)| rank > *worst) {
                worst = Some((rank, note));
            }
        }
        match worst {
            None => Err(NotSeen::Missing("er is geen certificaat gezien")),
            Some((rank, _)) if self.partial && rank < good => {
                Err(NotSeen::Missing("misschien toont de server nog een certificaat"))
            }
            Some((rank, note)) => Ok(Read::from(Value::Choice(words[rank])).noting(note)),
        }
    }

    /// Whether the issuers revoked any of them. What one chain leaves unknown hides nothing of another.
    fn revocation(&self, issuers: &Issuers<'_>) -> Result<Read, NotSeen> {
        let (mut seen, mut notes, mut why) = (BTreeSet::new(), Vec::new(), None);
        for chain in &self.chains {
            let standing = match x509::ders(chain) {
                Ok(ders) => revocation::standing(chain, &ders, issuers, self.at),
                Err(_) => {
                    why = Some("het certificaat is niet te lezen");
                    continue;
                }
            };
            seen.extend(standing.words);
            notes.extend(standing.notes.into_iter().filter(|note| !notes.contains(note)).collect::<Vec<_>>());
            why = standing.unknown.or(why);
        }
        let another = self.partial.then_some("misschien toont de server nog een certificaat");
        if seen.is_empty() {
            return Err(NotSeen::Missing(why.or(another).unwrap_or("er is geen certificaat gezien")));
        }
        if seen.contains("ingetrokken") {
            // That others are not is no news.
            seen.remove("niet ingetrokken");
        }
        let mut unknown: BTreeSet<&'static str> = why.or(another).into_iter().map(|_| "ingetrokken").collect();
        unknown.extend(another.map(|_| "niet nagevraagd"));
        unknown.retain(|word| !seen.contains(word));
        notes.extend(why.or(another).map(str::to_owned));
        let note = (!notes.is_empty()).then(|| notes.join("; "));
        Ok(Read::from(Value::Words { seen, unknown }).noting(note))
    }

    /// Its own certificate, of each chain.
    fn leaves(&self) -> Result<Vec<Der>, NotSeen> {
        let mut leaves = Vec::new();
        for chain in &self.chains {
            leaves
                .push(x509::ders(chain)?.into_iter().next().ok_or(NotSeen::Missing("er is geen certificaat gezien"))?);
        }
        if leaves.is_empty() { Err(NotSeen::Missing("er is geen certificaat gezien")) } else { Ok(leaves) }
    }
}

impl From<Absent> for NotSeen {
    fn from(absent: Absent) -> Self {
        Self::Missing(match absent {
            Absent::Unreadable => "het certificaat is niet te lezen",
            Absent::Withheld => "het certificaat bevat iets dat niet bewaard mag worden",
        })
    }
}

/// What the tables of the NCSC grade of certificates: of a server's own and of each between it and a root, for the root is not
/// judged.
pub(super) fn graded(seen: &Seen<'_>, subject: Subject) -> Result<Does, NotSeen> {
    let chains = Chains::of(seen)?;
    let found = chains.chains.iter().copied();
    let known = known(seen);
    let mut does =
        strength(found, subject, Some(&known)).ok_or(NotSeen::Missing("het certificaat is niet te lezen"))?;
    does.unseen = chains.partial.then(|| "misschien toont de server nog een certificaat".to_owned());
    Ok(does)
}

/// The keys or the hashes of all certificates of these chains; nothing where one cannot be read.
pub fn strengths<'a>(chains: impl Iterator<Item = &'a ChainSeen>, subject: Subject) -> Option<Does> {
    strength(chains, subject, None)
}

/// The same of those up to a known issuer, where the issuers are known.
fn strength<'a>(
    chains: impl Iterator<Item = &'a ChainSeen>,
    subject: Subject,
    known: Option<&chain::Known<'_>>,
) -> Option<Does> {
    let mut values = Vec::new();
    for chain in chains {
        let ders = x509::ders(chain).ok()?;
        let counts = known.map_or_else(|| ders.iter().collect(), |known| chain::path(&ders, known));
        for (nth, der) in counts.into_iter().enumerate() {
            let read = der.read()?;
            let value = if subject == Subject::CertificateHash { x509::hash(&read) } else { x509::key(&read) };
            // A certificate that signed itself proves nothing by its signature, and a root is trusted as it is.
            let own = x509::self_signed(&read);
            let asked = !own || (nth == 0 && subject == Subject::CertificateKey);
            if asked && !values.contains(&value) {
                values.push(value);
            }
        }
    }
    Some(Does { values, unseen: None })
}

/// The same of a server.
pub(super) fn strength_of(address: &TlsAddress, subject: Subject) -> Does {
    let Some(certificates) = &address.certificates else { return Does::default() };
    let unread = || Does { values: Vec::new(), unseen: Some("een certificaat is niet te lezen".to_owned()) };
    let does = strengths(certificates.shown.found.iter(), subject).unwrap_or_else(unread);
    Does { unseen: does.unseen.or_else(|| certificates.shown.unasked.clone()), ..does }
}

/// What a server does about sending an answer of OCSP along, for each of its certificates.
pub(super) fn stapling(address: &TlsAddress) -> Does {
    let Some(certificates) = &address.certificates else { return Does::default() };
    let mut does = Does { values: Vec::new(), unseen: certificates.shown.unasked.clone() };
    for chain in &certificates.shown.found {
        let Ok(ders) = x509::ders(chain) else {
            does.unseen = Some("een certificaat is niet te lezen".to_owned());
            continue;
        };
        let own = chain.staple.as_ref().map(|text| STANDARD.decode(text).unwrap_or_default());
        match staple::standing(&ders, own.as_deref(), address.at) {
            Ok(word) if does.values.iter().any(|value| value == word) => {}
            Ok(word) => does.values.push(word.to_owned()),
            Err(why) => does.unseen = Some(why.to_owned()),
        }
    }
    does
}

/// The issuers that are known: to browsers, and to the target file of the run.
fn known<'a>(seen: &Seen<'a>) -> chain::Known<'a> {
    let own = seen.evidence.run().uitgevers.iter();
    let own = own.filter_map(|text| STANDARD.decode(text).ok().and_then(Der::new)).collect();
    let is_root = |der: &&Der| der.read().is_some_and(|read| read.subject().as_raw() == read.issuer().as_raw());
    let authorities = seen.texts.pkioverheid.hierarchies.iter().flat_map(|one| &one.authorities);
    let pkioverheid = authorities.filter(is_root).collect();
    chain::Known { browsers: &seen.texts.browsers, own, pkioverheid }
}

/// Whether the issuer of a certificate on the back channel is right; `der` is in base64.
pub(super) fn client_by_rule(seen: &Seen<'_>, der: &str) -> Result<(&'static str, Option<String>), NotSeen> {
    let chain = ChainSeen { certificates: vec![der.to_owned()], ..ChainSeen::default() };
    rule::standing(seen, &x509::ders(&chain)?, None, Some(Usage::Achterkanaal))
}
