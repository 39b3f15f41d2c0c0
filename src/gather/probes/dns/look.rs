//! One type of address of one name.

use std::net::IpAddr;

use hickory_net::{
    DnsError, NetError,
    proto::{
        dnssec::{Proof, rdata::DNSSECRData},
        op::{DnsResponse, Query, ResponseCode},
        rr::{Name, RData, Record, RecordType},
    },
    xfer::{DnsHandle, FirstAnswer as _},
};

use super::{chain::Chain, failed, shown, unfit, wildcard};
use crate::{
    evidence::{Gap, dns::Security},
    gather::error::one_line,
};

/// How a look ended.
pub(super) enum Looked {
    /// The name is an alias of this one.
    Alias(Name, Result<Security, Gap>),
    /// No resolver gave an answer that can be used.
    Failed(Gap),
    /// Addresses.
    Found(Found),
    /// There is no such address, or no such name; English.
    Nothing(String),
}

/// Addresses, and whether they can be believed.
pub(super) struct Found {
    pub(super) addresses: Vec<IpAddr>,
    pub(super) security: Result<Security, Gap>,
}

impl Chain<'_> {
    /// An answer with what validation says of every record of it, and of what it denies.
    ///
    /// # Errors
    /// When no resolver gives one.
    pub(super) async fn validated(
        &self,
        name: &Name,
        kind: RecordType,
    ) -> Result<(DnsResponse, Option<Proof>), NetError> {
        let query = Query::query(name.clone(), kind);
        match self.secure.lookup(query, Default::default()).first_answer().await {
            Ok(answer) => Ok((answer, None)),
            // The records are there, with their proofs; what is said is only of the denial.
            Err(NetError::Dns(DnsError::Nsec { response, proof, .. })) => Ok((*response, Some(proof))),
            Err(error) => Err(error),
        }
    }

    /// Only the records of this name are read of an answer: each alias is asked by itself, since a denial of what an alias
    /// leads to is no denial of the alias.
    pub(super) async fn look(&self, name: &Name, kind: RecordType) -> Looked {
        let before = self.asking.troubles().len();
        let (answer, denied) = match self.validated(name, kind).await {
            Ok(answered) => answered,
            Err(error) => return Looked::Failed(self.failed(before, &error.to_string())),
        };
        if let Some(record) = answer.answers.iter().find(|record| {
            record.record_type() == RecordType::DNAME && record.name.zone_of(name) && record.name != *name
        }) {
            let why = format!("{} is a DNAME, which cannot be validated here", shown(&record.name));
            return Looked::Failed(unfit(why));
        }
        let own = |wanted: RecordType| -> Vec<&Record> {
            let records = answer.answers.iter();
            records.filter(|record| record.name == *name && record.record_type() == wanted).collect()
        };
        let records = own(kind);
        if !records.is_empty() {
            let addresses = records.iter().filter_map(|record| record.data.ip_addr()).collect();
            let security = self.security(name, &records, &answer, denied, before).await;
            return Looked::Found(Found { addresses, security });
        }
        let alias = own(RecordType::CNAME);
        if let Some(RData::CNAME(to)) = alias.first().map(|record| &record.data) {
            let security = self.security(name, &alias, &answer, denied, before).await;
            return Looked::Alias(to.0.clone(), security);
        }
        let what = match answer.response_code {
            ResponseCode::NXDomain => "there is no such name".to_owned(),
            _ => format!("it has no {kind} record"),
        };
        Looked::Nothing(match denied {
            Some(Proof::Bogus) => format!("{what}, but that is not proved"),
            _ => what,
        })
    }

    /// Whether the records of a name can be believed.
    ///
    /// # Errors
    /// The gap when that cannot be told.
    async fn security(
        &self,
        name: &Name,
        records: &[&Record],
        answer: &DnsResponse,
        denied: Option<Proof>,
        before: usize,
    ) -> Result<Security, Gap> {
        let kind = records.first().map_or(RecordType::ANY, |record| record.record_type());
        let signatures = |record: &&Record| match &record.data {
            RData::DNSSEC(DNSSECRData::RRSIG(rrsig)) if record.name == *name => {
                (rrsig.input().type_covered == kind).then(|| rrsig.input().clone())
            }
            _ => None,
        };
        let signatures: Vec<_> = answer.answers.iter().filter_map(|record| signatures(&record)).collect();
        let proof = records.iter().map(|record| record.proof).min().unwrap_or_default();
        if proof == Proof::Secure {
            // A name that a wildcard stands for is as good as the proof that there is no nearer one.
            let from_wildcard = signatures.iter().find(|one| one.num_labels < name.num_labels());
            if let Some(one) = from_wildcard
                && denied.is_some_and(|denied| denied != Proof::Secure)
                && !wildcard::is_nearest(name, one.num_labels, &one.signer_name, answer)
            {
                return Err(unfit(format!("{}: nothing proves that only a wildcard fits this name", shown(name))));
            }
            let zone = signatures.first().map_or_else(|| shown(name), |one| shown(&one.signer_name));
            return Ok(Security::Secure { zone });
        }
        if self.asking.troubles().len() > before {
            return Err(self.failed(before, "what is needed to validate it was not to be had"));
        }
        self.explain(name, &signatures, proof).await
    }

    /// A gap that says what went wrong since then.
    pub(super) fn failed(&self, before: usize, what: &str) -> Gap {
        let troubles = self.asking.troubles();
        let since = troubles.get(before..).unwrap_or_default().join("; ");
        failed(one_line(&format!("{what}: {since}")))
    }
}
