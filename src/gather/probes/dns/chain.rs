//! The chain of trust: whether a resolver gives what is needed to follow it, and where it ends.

use hickory_net::{
    dnssec::DnssecDnsHandle,
    proto::{
        dnssec::{
            Proof,
            rdata::{DNSSECRData, DS, SigInput},
        },
        op::DnsResponse,
        rr::{Name, RData, RecordType},
    },
};
use jiff::Timestamp;

use super::{asking::Asking, failed, shown, trust::dnskey, unfit};
use crate::evidence::{
    Blame, Gap, Reason,
    dns::{Flaw, Security, Unsigned},
};

/// Algorithms that no resolver may trust (RFC 8624 §3.1, RFC 9906): RSA/MD5, DSA, DSA-NSEC3 and GOST R 34.10-2001.
const DEAD: [u8; 4] = [1, 3, 6, 12];

/// Questions, as they are asked and with their answers validated.
pub(super) struct Chain<'a> {
    pub(super) asking: &'a Asking,
    pub(super) secure: DnssecDnsHandle<Asking>,
}

impl Chain<'_> {
    /// Whether the resolver hands on what validation needs: the root is signed, so its signatures must be there and hold.
    ///
    /// # Errors
    /// The gap when it does not, or does not answer.
    pub(super) async fn usable(&self, host: &Name) -> Result<(), Gap> {
        let root = Name::root();
        for kind in [RecordType::DNSKEY, RecordType::SOA] {
            let asked = self.validated(&root, kind).await;
            let (answer, _) = asked.map_err(|error| self.failed(0, &format!("the root cannot be asked: {error}")))?;
            if !signed(&answer) {
                return Err(unfit(format!("the resolver leaves out the signature over {kind} of the root")));
            }
            let own = answer.answers.iter().filter(|record| record.record_type() == kind);
            if own.map(|record| record.proof).min() != Some(Proof::Secure) {
                let why = "the trust anchor does not fit, or the clock of this machine is wrong";
                return Err(unfit(format!("{kind} of the root cannot be validated: {why}")));
            }
        }
        let top = host.trim_to(1);
        let answer = self.asking.raw(&top, RecordType::DS).await;
        let answer = answer.map_err(|error| self.failed(0, &format!("{} cannot be asked: {error}", shown(&top))))?;
        if !signed(&answer) {
            return Err(unfit(format!("the resolver leaves out the signatures of the root over {}", shown(&top))));
        }
        Ok(())
    }

    /// Why records are not secure: walks from the root down to the zone where the chain ends.
    ///
    /// # Errors
    /// The gap when a proof is missing that only the resolver can have left out.
    pub(super) async fn explain(&self, name: &Name, over: &[SigInput], proof: Proof) -> Result<Security, Gap> {
        let mut signer = Name::root();
        for labels in 1..=usize::from(name.num_labels()) {
            let zone = name.trim_to(labels);
            let (answer, denied) = self.had(self.validated(&zone, RecordType::DS).await)?;
            let digests: Vec<(&DS, Proof)> = answer
                .answers
                .iter()
                .filter(|record| record.name == zone)
                .filter_map(|record| match &record.data {
                    RData::DNSSEC(DNSSECRData::DS(digest)) => Some((digest, record.proof)),
                    _ => None,
                })
                .collect();
            if digests.is_empty() {
                if !self.is_zone(&zone).await? {
                    continue;
                }
                if !denies(&answer) || denied.is_some_and(|denied| denied == Proof::Bogus) {
                    return Err(unfit(format!("nothing proves that {} has no DS record", shown(&zone))));
                }
                return Ok(unsigned(name, &zone, Unsigned::Delegation));
            }
            if digests.iter().any(|(_, proof)| *proof != Proof::Secure) {
                let flaw = flaw(&signatures(&answer, &zone, RecordType::DS));
                return Ok(bogus(name, &signer, flaw));
            }
            let (keys, _) = self.had(self.validated(&zone, RecordType::DNSKEY).await)?;
            let own = keys.answers.iter().filter(|record| record.name == zone);
            let own: Vec<_> = own.filter_map(|record| Some((dnskey(&record.data)?, record.proof))).collect();
            let known = |one: &DS| one.algorithm().is_supported() && one.digest_type().is_supported();
            if !digests.iter().any(|(one, _)| known(one)) {
                return by_unknown(name, &zone, &digests);
            }
            if !own.iter().any(|(_, proof)| *proof == Proof::Secure) {
                let fits = |key| digests.iter().any(|(one, _)| one.covers(&zone, key).unwrap_or(false));
                let flaw = match own.iter().any(|(key, _)| fits(key)) {
                    true => flaw(&signatures(&keys, &zone, RecordType::DNSKEY)),
                    false => Flaw::NoMatchingKey,
                };
                return Ok(bogus(name, &zone, flaw));
            }
            signer = zone;
        }
        if proof == Proof::Insecure {
            return Err(unfit(format!("{} counts as unsigned, but not by any zone above it", shown(name))));
        }
        Ok(bogus(name, &signer, flaw(over)))
    }

    /// Whether a zone begins at this name.
    async fn is_zone(&self, name: &Name) -> Result<bool, Gap> {
        let answer = self.had(self.asking.raw(name, RecordType::NS).await)?;
        Ok(answer.answers.iter().any(|record| record.name == *name && record.record_type() == RecordType::NS))
    }

    fn had<T>(&self, answer: Result<T, hickory_net::NetError>) -> Result<T, Gap> {
        answer.map_err(|error| failed(format!("the chain of trust cannot be followed: {error}")))
    }
}

/// A zone that is signed with algorithms only that hickory does not know: those that count no more, or new ones.
///
/// # Errors
/// The gap where it may well be signed as it should be.
fn by_unknown(name: &Name, zone: &Name, digests: &[(&DS, Proof)]) -> Result<Security, Gap> {
    if digests.iter().all(|(one, _)| DEAD.contains(&u8::from(one.algorithm()))) {
        return Ok(unsigned(name, zone, Unsigned::Algorithm));
    }
    let why = format!("{} is signed with an algorithm or digest that cannot be verified here", shown(zone));
    Err(Gap::new(Reason::Impossible, Blame::Us, why))
}

fn unsigned(name: &Name, zone: &Name, why: Unsigned) -> Security {
    Security::Insecure { name: shown(name), zone: shown(zone), why }
}

fn bogus(name: &Name, zone: &Name, flaw: Flaw) -> Security {
    Security::Bogus { name: shown(name), zone: shown(zone), flaw }
}

/// Whether any signature came along.
fn signed(answer: &DnsResponse) -> bool {
    answer.all_sections().any(|record| record.record_type() == RecordType::RRSIG)
}

/// Whether it holds proof that something is not there.
fn denies(answer: &DnsResponse) -> bool {
    let proof = |kind| matches!(kind, RecordType::NSEC | RecordType::NSEC3);
    // Below a zone without signatures there is no proof, nor need of one.
    answer.authorities.iter().any(|record| proof(record.record_type()) || record.proof == Proof::Insecure)
}

fn signatures(answer: &DnsResponse, owner: &Name, kind: RecordType) -> Vec<SigInput> {
    let own = answer.answers.iter().filter(|record| record.name == *owner);
    own.filter_map(|record| match &record.data {
        RData::DNSSEC(DNSSECRData::RRSIG(rrsig)) if rrsig.input().type_covered == kind => Some(rrsig.input().clone()),
        _ => None,
    })
    .collect()
}

/// What is wrong with signatures of which none holds.
fn flaw(signatures: &[SigInput]) -> Flaw {
    let now = Timestamp::now();
    let second = |at: u32| Timestamp::from_second(i64::from(at)).unwrap_or(Timestamp::MAX);
    let ends = signatures.iter().map(|one| second(one.sig_expiration.get())).max();
    let begins = signatures.iter().map(|one| second(one.sig_inception.get())).min();
    match (ends, begins) {
        (None, _) | (_, None) => Flaw::Missing,
        (Some(ended), _) if ended < now => Flaw::Expired { ended },
        (_, Some(begins)) if begins > now => Flaw::TooEarly { begins },
        _ => Flaw::Wrong,
    }
}
