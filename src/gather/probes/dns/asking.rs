//! Sends the questions of validation to the resolvers, and remembers what came of them.

use std::{
    collections::HashMap,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_util::stream::{self, Stream};
use hickory_net::{
    NetError,
    proto::{
        op::{DnsRequest, DnsRequestOptions, DnsResponse, Query, ResponseCode},
        rr::{Name, RecordType},
    },
    runtime::TokioRuntimeProvider,
    xfer::DnsHandle,
};

use super::transport;

/// How long is waited, and how much is asked.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For one answer.
    pub step: Duration,
    /// How often the same is asked of one resolver that keeps silent.
    pub tries: u32,
    /// For one name with everything about it.
    pub whole: Duration,
    /// How many questions are sent for one name.
    pub queries: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { step: Duration::from_secs(2), tries: 2, whole: Duration::from_secs(20), queries: 200 }
    }
}

/// Asks resolvers in turn, the one that answered last first. The same is asked once: what came of it stays.
///
/// Checking is disabled (CD, RFC 6840 §5.9): a resolver that validates would keep back what is to be looked at.
#[derive(Clone)]
pub(super) struct Asking {
    shared: Arc<Shared>,
}

struct Shared {
    resolvers: Vec<SocketAddr>,
    limits: Limits,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Index of the resolver that is asked first.
    first: usize,
    sent: u32,
    known: HashMap<(Name, RecordType), Result<DnsResponse, NetError>>,
    troubles: Vec<String>,
}

impl Asking {
    pub(super) fn new(resolvers: Vec<SocketAddr>, limits: Limits) -> Self {
        Self { shared: Arc::new(Shared { resolvers, limits, state: Mutex::default() }) }
    }

    /// An answer as it came, not validated.
    ///
    /// # Errors
    /// When no resolver gives one.
    pub(super) async fn raw(&self, name: &Name, kind: RecordType) -> Result<DnsResponse, NetError> {
        let mut options = DnsRequestOptions::default();
        options.edns_set_dnssec_ok = true;
        self.clone().exchange(DnsRequest::from_query(Query::query(name.clone(), kind), options)).await
    }

    /// What went wrong so far, one line each.
    pub(super) fn troubles(&self) -> Vec<String> {
        self.with(|state| state.troubles.clone())
    }

    /// How many questions were sent.
    pub(super) fn sent(&self) -> u32 {
        self.with(|state| state.sent)
    }

    /// The resolver that answered last.
    pub(super) fn resolver(&self) -> Option<SocketAddr> {
        self.shared.resolvers.get(self.with(|state| state.first)).copied()
    }

    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.shared.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn exchange(self, request: DnsRequest) -> Result<DnsResponse, NetError> {
        let Some(query) = request.queries.first() else { return Err(NetError::from("no question")) };
        let key = (query.name().clone(), query.query_type());
        if let Some(known) = self.with(|state| state.known.get(&key).cloned()) {
            return known;
        }
        let answer = self.ask(&request, &key).await;
        self.with(|state| state.known.insert(key, answer.clone()));
        answer
    }

    async fn ask(&self, request: &DnsRequest, (name, kind): &(Name, RecordType)) -> Result<DnsResponse, NetError> {
        let Shared { resolvers, limits, .. } = &*self.shared;
        let first = self.with(|state| state.first);
        let mut last = NetError::NoConnections;
        for at in (first..resolvers.len()).chain(0..first) {
            let Some(resolver) = resolvers.get(at) else { continue };
            for _ in 0..limits.tries {
                let left = self.with(|state| {
                    state.sent += 1;
                    state.sent <= limits.queries
                });
                if !left {
                    let why = format!("more than {} questions for one name", limits.queries);
                    self.with(|state| state.troubles.push(why.clone()));
                    return Err(NetError::from(why));
                }
                let said = transport::ask(*resolver, request, limits.step).await.and_then(usable);
                match said {
                    Ok(answer) => {
                        self.with(|state| state.first = at);
                        return Ok(answer);
                    }
                    Err(error) => {
                        let why = format!("{} {kind} at {resolver}: {error}", name.to_ascii());
                        self.with(|state| state.troubles.push(why));
                        let silent = matches!(error, NetError::Timeout);
                        last = error;
                        if !silent {
                            break;
                        }
                    }
                }
            }
        }
        Err(last)
    }
}

/// Only that a name or a type is there or is not tells something.
fn usable(answer: DnsResponse) -> Result<DnsResponse, NetError> {
    match answer.response_code {
        ResponseCode::NoError | ResponseCode::NXDomain => Ok(answer),
        code => Err(NetError::from(format!("the resolver answered {code}{}", transport::extended(&answer)))),
    }
}

impl DnsHandle for Asking {
    type Response = Pin<Box<dyn Stream<Item = Result<DnsResponse, NetError>> + Send>>;
    type Runtime = TokioRuntimeProvider;

    fn send(&self, request: DnsRequest) -> Self::Response {
        Box::pin(stream::once(self.clone().exchange(request)))
    }
}
