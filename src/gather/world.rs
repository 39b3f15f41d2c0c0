//! Everything that the journeys and probes of one run share.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
};

use url::Url;

use super::{
    browser,
    browsers::Browsers,
    error::NetworkError,
    events::Events,
    forging::Pace,
    http::{Limits, Network, Route, Settings},
    order::Order,
    persons::Persons,
    record::Record,
    revocation::Revocation,
    turns::Turns,
};
use crate::{
    checklist::Waits,
    digid::Digid,
    evidence::{Blame, Gap, Reason, Word, redaction::Redactor},
    target::dns::TrustAnchor,
};

/// The world of one run.
pub(super) struct World<'a> {
    pub(super) browsers: Browsers,
    pub(super) network: Network,
    pub(super) redactor: Redactor,
    pub(super) record: Record,
    pub(super) digid: Option<&'a Digid>,
    /// The hosts that may be contacted.
    pub(super) hosts: &'a BTreeSet<String>,
    /// Hosts and ports of the target file that no connection names.
    pub(super) unclaimed: BTreeSet<(String, u16)>,
    /// The resolvers that are asked for names.
    pub(super) resolvers: Vec<SocketAddr>,
    /// What is trusted in the DNS instead of the root of the world.
    pub(super) anchor: Option<TrustAnchor>,
    /// The issuers that are asked about certificates.
    pub(super) revocation: Revocation<'a>,
    /// Hosts of DigiD: its pages and its back channel.
    pub(super) digid_hosts: BTreeSet<String>,
    pub(super) waits: &'a Waits,
    pub(super) events: Events,
    /// The certificates of the other environment, by connection.
    pub(super) elsewhere: BTreeMap<Word, Vec<String>>,
    pub(super) turns: Turns,
    pub(super) pace: Pace,
}

impl World<'_> {
    /// The simulated DigiD.
    ///
    /// # Errors
    /// The gap where none takes part.
    pub(super) fn digid(&self) -> Result<&Digid, Gap> {
        self.digid.ok_or_else(|| Gap::new(Reason::Impossible, Blame::Us, "no DigiD takes part in this run"))
    }

    /// Whether this is an address of DigiD.
    pub(super) fn at_digid(&self, url: &Url) -> bool {
        url.host_str().is_some_and(|host| self.digid_hosts.contains(host))
    }
}

/// How many contexts act at once in one browser.
const CONTEXTS: usize = 2;

/// The world that an order asks for.
///
/// # Errors
/// When the network cannot be set up.
pub(super) fn world<'a>(order: &Order<'a>) -> Result<World<'a>, NetworkError> {
    let waits = order.checklist.waits(order.plan.timing);
    let names = &order.target.digid.names;
    // Where no DigiD takes part, its hosts are as foreign as any other: nothing leads there.
    let there =
        |digid: &Digid| Route { host: names.front_host().to_owned(), port: names.front_port(), to: digid.front() };
    let front = order.digid.map(there);
    let digid_hosts: BTreeSet<String> =
        order.digid.iter().flat_map(|_| [names.front_host(), names.back_host()]).map(str::to_owned).collect();
    let routes =
        order.target.routes.iter().map(|((host, port), to)| Route { host: host.clone(), port: *port, to: *to });
    let routes: Vec<Route> = routes.collect();
    let pace = Pace::new(&order.plan.hosts, &routes, order.rate);
    let root = order.digid.map(|digid| digid.root_pem().as_bytes().to_vec());
    let trust: Vec<Vec<u8>> = order.trust.iter().cloned().chain(root).collect();
    let network = Network::new(Settings {
        hosts: order.plan.hosts.iter().cloned().chain(front.iter().map(|front| front.host.clone())).collect(),
        routes: routes.iter().cloned().chain(front.clone()).collect(),
        trust: trust.clone(),
        public_roots: true,
        // Without a browser no page is given up sooner than in one.
        limits: Limits { total: waits.settle, ..Limits::default() },
    })?;
    let browser = browser::Settings {
        hosts: order.plan.hosts.iter().chain(&digid_hosts).cloned().collect(),
        routes: routes.into_iter().chain(front).collect(),
        trust,
        passive: browser::Passive::Block,
        limits: browser::Limits { settle: waits.settle, ..browser::Limits::default() },
        keeps_questions: order.digid.is_none(),
        chromedriver: order.chromedriver.clone(),
    };
    let test_persons = order.target.aansluitingen.iter().flat_map(|one| Persons::numbers(&one.persons));
    let browsers = Browsers::new(browser, order.at_once.div_ceil(CONTEXTS));
    Ok(World {
        browsers: if order.plan.without_browser { browsers.left_out() } else { browsers },
        network,
        redactor: Redactor::new(rand::random(), test_persons),
        record: Record::default(),
        digid: order.digid,
        hosts: &order.plan.hosts,
        unclaimed: order.target.unclaimed(),
        resolvers: order.plan.resolvers.clone(),
        anchor: order.target.dns.anchor.clone(),
        revocation: Revocation::new(order)?,
        digid_hosts,
        waits,
        events: order.events.clone(),
        elsewhere: order.elsewhere.clone(),
        turns: Turns::new(order.at_once),
        pace,
    })
}
