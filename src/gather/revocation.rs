//! Asks the issuers of certificates whether they revoked them: only at hosts that the target file names for that, and only with
//! what the certificate itself says is asked there.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::{StreamExt as _, stream};
use tokio::sync::OnceCell;
use url::Url;

use super::{
    error::NetworkError,
    http::{Call, Limits, Network, Route, Settings},
    order::Order,
};
use crate::{
    checklist::Criterion,
    evidence::{
        certificate::{Asked, ChainSeen, Way},
        redaction::Redactor,
        tls::Known,
    },
    facts::certificate::revocation::{Issuers, Question, questions},
    target::Aansluiting,
};

/// An issuer is no part of the service: it gets less time, and what it does not say is a gap.
const PATIENCE: Duration = Duration::from_secs(10);

/// Bytes of an answer that are read: lists of large issuers have some megabytes.
const LARGEST: usize = 8 * 1024 * 1024;

/// Whether a criterion that is about this connection asks for it.
pub(super) fn is_asked(criteria: &[&Criterion], aansluiting: &Aansluiting) -> bool {
    let Aansluiting { koppelvlak, omgeving, eenmalig_inloggen, .. } = aansluiting;
    let about = criteria.iter().filter(|one| one.applies.to(*koppelvlak, *omgeving, *eenmalig_inloggen));
    about.flat_map(|criterion| &criterion.expectations).any(|one| one.fact.name == "certificate.revocation")
}

/// Questions under way at once.
const AT_ONCE: usize = 4;

/// The issuers that may be asked, and what they said already: many certificates share a list.
pub(super) struct Revocation<'a> {
    network: Network,
    doors: BTreeSet<Door>,
    issuers: Issuers<'a>,
    said: Mutex<HashMap<Url, Arc<OnceCell<Known<String>>>>>,
    /// Those that did not answer at all: nobody waits for them a second time.
    silent: Mutex<BTreeSet<Door>>,
}

/// A host and a port.
type Door = (String, u16);

impl<'a> Revocation<'a> {
    pub(super) fn new(order: &Order<'a>) -> Result<Self, NetworkError> {
        let doors = order.plan.issuers.clone();
        let routes = order.target.routes.iter().filter(|(door, _)| doors.contains(door));
        let network = Network::new(Settings {
            hosts: doors.iter().map(|(host, _)| host.clone()).collect(),
            routes: routes.map(|((host, port), to)| Route { host: host.clone(), port: *port, to: *to }).collect(),
            trust: Vec::new(),
            public_roots: true,
            limits: Limits { connect: PATIENCE, total: PATIENCE, body: LARGEST, ..Limits::default() },
        })?;
        let issuers = Issuers::new(&order.checklist.texts, &order.uitgevers());
        Ok(Self { network, doors, issuers, said: Mutex::default(), silent: Mutex::default() })
    }

    /// Asks everything that there is to ask about a chain.
    pub(super) async fn ask(&self, chain: &mut ChainSeen, redactor: &Redactor) {
        let named = questions(chain, &self.issuers);
        let named = named.into_iter().filter_map(|question| Some((self.url(&question)?, question)));
        let asked = named.map(async |(url, question)| {
            let Question { nth, address, way, .. } = question;
            Asked { nth, way, address: address.into(), answer: self.once(url, redactor).await }
        });
        // In their order, so that the evidence of the same answers is the same.
        chain.asked = stream::iter(asked).buffered(AT_ONCE).collect().await;
    }

    /// Where a question is put; nothing where the target file does not name that host and port.
    fn url(&self, question: &Question) -> Option<Url> {
        let mut url = question.address.clone();
        if !self.doors.contains(&door(&url)) || !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        if question.way == Way::Ocsp {
            // RFC 6960 §A.1: what is asked stands in the address, so that an answer made before may be given again.
            let asked = STANDARD.encode(&question.body).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
            url = Url::parse(&format!("{}/{asked}", url.as_str().trim_end_matches('/'))).ok()?;
        }
        Some(url)
    }

    async fn once(&self, url: Url, redactor: &Redactor) -> Known<String> {
        let cell = {
            let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(said.entry(url.clone()).or_default())
        };
        cell.get_or_init(|| self.get(url, redactor)).await.clone()
    }

    async fn get(&self, url: Url, redactor: &Redactor) -> Known<String> {
        let (door, most) = (door(&url), self.network.limits().body);
        if self.silent().contains(&door) {
            return Known::Unseen("it did not answer before".to_owned());
        }
        match self.network.call(Call::get(url), redactor).await {
            Ok(answer) if answer.status != 200 => Known::Unseen(format!("status {}", answer.status)),
            Ok(answer) if !answer.body.whole => Known::Unseen(format!("larger than {most} bytes")),
            Ok(answer) => Known::Seen(STANDARD.encode(&answer.body.bytes)),
            Err(error) => {
                self.silent().insert(door);
                Known::Unseen(error.to_string())
            }
        }
    }

    fn silent(&self) -> MutexGuard<'_, BTreeSet<Door>> {
        self.silent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn door(url: &Url) -> Door {
    (url.host_str().unwrap_or_default().to_owned(), url.port_or_known_default().unwrap_or_default())
}
