//! The probe for names: what the DNS says of a host, validated from the trust anchor down (RFC 4033–4035).
//!
//! Validating is the work of hickory. It does not say where a chain breaks, nor whether it broke because a resolver kept
//! something back: [`chain`] walks down the tree for that. What rests on our own resolver is a gap, and never a verdict
//! about the service.

mod asking;
mod caa;
mod chain;
mod look;
mod system;
mod transport;
mod trust;
mod wildcard;

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use hickory_net::{
    dnssec::DnssecDnsHandle,
    proto::rr::{Name, RecordType},
};
use jiff::Timestamp;

use self::{
    asking::Asking,
    chain::Chain,
    look::{Found, Looked},
};
pub use self::{asking::Limits, system::resolvers};
use crate::{
    evidence::{Blame, Gap, Reason, dns::DnsName, dns::Security, tls::Known},
    gather::error::{millis, one_line},
    target::dns::TrustAnchor,
};

/// Longest way along aliases; resolvers stop about there.
const MOST_ALIASES: usize = 10;

/// Whom names are asked of, and what is trusted.
#[derive(Clone, Debug)]
pub struct Resolvers {
    /// Asked in turn.
    pub at: Vec<SocketAddr>,
    /// What is trusted instead of the root of the world.
    pub anchor: Option<TrustAnchor>,
    /// How long is waited, and how much is asked.
    pub limits: Limits,
}

/// Looks up one host name and everything about it.
///
/// # Errors
/// The gap when no resolver answers, when what it gives cannot be validated, or when the name has no address.
pub async fn ask(resolvers: &Resolvers, host: &str) -> Result<DnsName, Gap> {
    let Limits { whole, .. } = resolvers.limits;
    if host.parse::<IpAddr>().is_ok() || host.starts_with('[') {
        return Err(Gap::new(Reason::Impossible, Blame::Us, "the host is an address, and has no name to look up"));
    }
    if resolvers.at.is_empty() {
        return Err(failed("no resolver is known: /etc/resolv.conf names none"));
    }
    let mut name = Name::from_utf8(host).map_err(|error| failed(format!("{host} is no name of the DNS: {error}")))?;
    name.set_fqdn(true);
    let asking = Asking::new(resolvers.at.clone(), resolvers.limits);
    match tokio::time::timeout(whole, look_up(&asking, resolvers.anchor.as_ref(), name)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(failed(format!("not done within {} ms; {}", millis(whole), asking.troubles().join("; ")))),
    }
}

async fn look_up(asking: &Asking, anchor: Option<&TrustAnchor>, host: Name) -> Result<DnsName, Gap> {
    let trusted = Arc::new(trust::trusted(asking, anchor).await?);
    let chain = Chain { asking, secure: DnssecDnsHandle::with_trust_anchor(asking.clone(), trusted) };
    chain.usable(&host).await?;
    let Walked { names, weighed, addresses, unseen } = walk(&chain, &host).await;
    let security = weakest(weighed);
    // What was seen to be wrong stays so, whatever else could not be seen.
    let security = match (security, unseen) {
        (Some(security @ (Security::Bogus { .. } | Security::Insecure { .. })), _) | (Some(security), None) => security,
        (_, Some(gap)) => return Err(gap),
        (None, None) => return Err(failed("nothing was validated")),
    };
    let caa = match caa::find(asking, &host).await {
        Ok(caa) => Known::Seen(caa),
        Err(error) => Known::Unseen(one_line(&error.to_string())),
    };
    Ok(DnsName {
        at: Timestamp::now(),
        names: names.iter().map(shown).collect(),
        addresses,
        security,
        caa,
        resolver: asking.resolver().map(|at| at.to_string()).unwrap_or_default(),
        queries: asking.sent(),
    })
}

/// A name and its aliases, as far as they could be followed.
struct Walked {
    names: Vec<Name>,
    weighed: Vec<Security>,
    addresses: Vec<IpAddr>,
    /// Why there may be more.
    unseen: Option<Gap>,
}

async fn walk(chain: &Chain<'_>, host: &Name) -> Walked {
    let mut walked = Walked { names: vec![host.clone()], weighed: Vec::new(), addresses: Vec::new(), unseen: None };
    let mut name = host.clone();
    loop {
        let (four, six) = (chain.look(&name, RecordType::A).await, chain.look(&name, RecordType::AAAA).await);
        let to = match (four, six) {
            (Looked::Alias(to, security), _) | (_, Looked::Alias(to, security)) => {
                walked.weigh(security);
                to
            }
            (Looked::Nothing(why), Looked::Nothing(_)) => return walked.without(unresolved(&name, &why)),
            (four, six) => {
                walked.add(four);
                walked.add(six);
                return walked;
            }
        };
        if walked.names.contains(&to) || walked.names.len() > MOST_ALIASES {
            return walked.without(unresolved(host, "its aliases (CNAME) do not end"));
        }
        walked.names.push(to.clone());
        name = to;
    }
}

impl Walked {
    fn weigh(&mut self, security: Result<Security, Gap>) {
        match security {
            Ok(security) => self.weighed.push(security),
            Err(gap) => self.unseen = self.unseen.take().or(Some(gap)),
        }
    }

    /// That there are no addresses of one kind takes nothing from those of the other, proved or not.
    fn add(&mut self, looked: Looked) {
        match looked {
            Looked::Found(Found { addresses, security }) => {
                self.addresses.extend(addresses);
                self.weigh(security);
            }
            Looked::Failed(gap) => self.weigh(Err(gap)),
            Looked::Alias(..) | Looked::Nothing(_) => {}
        }
    }

    fn without(mut self, gap: Gap) -> Self {
        self.weigh(Err(gap));
        self
    }
}

/// What decides over a name and its aliases: what is wrong, then what is not signed.
fn weakest(weighed: Vec<Security>) -> Option<Security> {
    let rank = |security: &Security| match security {
        Security::Bogus { .. } => 0,
        Security::Insecure { .. } => 1,
        Security::Secure { .. } => 2,
    };
    weighed.into_iter().min_by_key(rank)
}

/// A name as it is kept: without the last dot, in lower case and ASCII.
fn shown(name: &Name) -> String {
    let text = name.to_lowercase().to_ascii();
    if text.len() > 1 { text.trim_end_matches('.').to_owned() } else { text }
}

fn failed(why: impl Into<String>) -> Gap {
    Gap::new(Reason::ResolverFailed, Blame::Us, one_line(&why.into()))
}

fn unfit(why: impl Into<String>) -> Gap {
    Gap::new(Reason::ResolverUnfit, Blame::Us, one_line(&why.into()))
}

fn unresolved(name: &Name, why: &str) -> Gap {
    let host = shown(name);
    Gap::new(Reason::NameUnresolved { host: host.clone() }, Blame::Target, one_line(&format!("{host}: {why}")))
}
