//! Asks the issuers of certificates whether they revoked them: only at hosts that the target file names for that, and only with
//! what the certificate itself says is asked there.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::future::join_all;
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

/// Whether a criterion that is about this connection asks for it.
pub(super) fn is_asked(criteria: &[&Criterion], aansluiting: &Aansluiting) -> bool {
    let Aansluiting { koppelvlak, omgeving, eenmalig_inloggen, .. } = aansluiting;
    let about = criteria.iter().filter(|one| one.applies.to(*koppelvlak, *omgeving, *eenmalig_inloggen));
    about.flat_map(|criterion| &criterion.expectations).any(|one| one.fact.name == "certificate.revocation")
}

/// The issuers that may be asked, and what they said already: many certificates share a list.
pub(super) struct Revocation<'a> {
    network: Network,
    doors: BTreeSet<(String, u16)>,
    issuers: Issuers<'a>,
    said: Mutex<HashMap<Url, Arc<OnceCell<Known<String>>>>>,
}

impl<'a> Revocation<'a> {
    pub(super) fn new(order: &Order<'a>) -> Result<Self, NetworkError> {
        let doors = order.plan.issuers.clone();
        let routes = order.target.routes.iter().filter(|(door, _)| doors.contains(door));
        let network = Network::new(Settings {
            hosts: doors.iter().map(|(host, _)| host.clone()).collect(),
            routes: routes.map(|((host, port), to)| Route { host: host.clone(), port: *port, to: *to }).collect(),
            trust: Vec::new(),
            public_roots: true,
            limits: Limits { connect: PATIENCE, total: PATIENCE, ..Limits::default() },
        })?;
        let issuers = Issuers::new(&order.checklist.texts, &order.uitgevers());
        Ok(Self { network, doors, issuers, said: Mutex::default() })
    }

    /// Asks everything that there is to ask about a chain.
    pub(super) async fn ask(&self, chain: &mut ChainSeen, redactor: &Redactor) {
        let named =
            questions(chain, &self.issuers).into_iter().filter_map(|question| Some((self.url(&question)?, question)));
        let asked = named.map(async |(url, question)| {
            let Question { nth, address, way, .. } = question;
            Asked { nth, way, address, answer: self.once(url, redactor).await }
        });
        chain.asked = join_all(asked).await;
    }

    /// Where a question is put; nothing where the target file does not name that host and port.
    fn url(&self, question: &Question) -> Option<Url> {
        let mut url = Url::parse(&question.address).ok().filter(|url| url.scheme() == "http")?;
        let door = (url.host_str()?.to_owned(), url.port_or_known_default()?);
        if !self.doors.contains(&door) || !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        if question.way == Way::Ocsp {
            // RFC 6960 §A.1: what is asked stands in the address, so that an answer made before may be given again.
            let asked = STANDARD.encode(&question.body).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
            url = Url::parse(&format!("{}/{asked}", question.address.trim_end_matches('/'))).ok()?;
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
        let most = self.network.limits().body;
        match self.network.call(Call::get(url), redactor).await {
            Ok(answer) if answer.status != 200 => Known::Unseen(format!("status {}", answer.status)),
            Ok(answer) if !answer.body.whole => Known::Unseen(format!("larger than {most} bytes")),
            Ok(answer) => Known::Seen(STANDARD.encode(&answer.body.bytes)),
            Err(error) => Known::Unseen(error.to_string()),
        }
    }
}
