//! `toetssteen tls`: looks at the TLS of some hosts, and judges it as a run would.

pub mod args;

use std::collections::BTreeMap;

use jiff::Zoned;

use super::{CliError, checklist, run::stopped, terminal};
use crate::{
    checklist::Checklist,
    evidence::{
        BlobId, Evidence, Word,
        run::{Omgeving, Timing},
    },
    gather::{Order, Plan, events::Events, gather},
    judge::{self, Exit},
    report::{self, Input, tls::TlsReport},
    target::{self, HostsHow, NamedHost, NotAHost, Target},
};

pub(super) async fn tls(asked: &args::Tls) -> Result<Exit, CliError> {
    let checklist = checklist(&asked.checks)?;
    let hosts =
        asked.hosts.iter().map(|text| text.parse().map_err(|error: NotAHost| CliError::Other(error.to_string())));
    let hosts: Vec<NamedHost> = hosts.collect::<Result<_, _>>()?;
    let (routes, trust) = (asked.reach.routes()?, asked.reach.trust()?);
    let (criteria, editions) = checklist.resting_on("tls");
    let editions: Vec<Word> = editions.into_iter().map(|edition| edition.name.clone()).collect();
    let how = HostsHow {
        editions,
        richtlijn: asked.richtlijn.into(),
        today: Zoned::now().date(),
        routes,
        trust: asked.reach.ca.clone(),
        issuers: asked.reach.issuers()?,
    };
    let target = target::of_hosts(&hosts, how);
    let target = target.map_err(|error| CliError::Other(error.to_string()))?;
    if target.aansluitingen.iter().any(|one| one.omgeving == Omgeving::Ontwikkel) && !target.issuers.is_empty() {
        terminal::tell(
            "a host that is reached elsewhere, or by a CA of its own, is on a development machine: no issuer is asked",
        );
    }
    let only: Vec<String> = criteria.into_iter().map(|criterion| criterion.id.clone()).collect();
    if only.is_empty() {
        terminal::tell("no criterion of these checks is about TLS: there is nothing to do");
        return Ok(Exit::Nothing);
    }
    let evidence = look(&checklist, &target, &only, trust).await?;
    let judgement = judge::judge(&checklist, &evidence);
    let blobs: BTreeMap<BlobId, Vec<u8>> = BTreeMap::new();
    let input =
        Input { checklist: &checklist, evidence: &evidence, judgement: &judgement, blobs: &blobs, earlier: None };
    let report = TlsReport::new(&input);
    if asked.json {
        terminal::show_json(&report)?;
    } else {
        terminal::show(&report::terminal::render_tls(&report, terminal::screen()))?;
    }
    Ok(judgement.exit())
}

/// What is seen of some hosts, where nothing but these criteria is asked. No named criterion would mean all of them.
pub(super) async fn look(
    checklist: &Checklist,
    target: &Target,
    only: &[String],
    trust: Vec<Vec<u8>>,
) -> Result<Evidence, CliError> {
    let plan = Plan::make(checklist, target, Timing::Real, only)?;
    let order = Order {
        checklist,
        target,
        plan: &plan,
        digid: None,
        trust,
        elsewhere: BTreeMap::new(),
        events: Events::default(),
        at_once: 1,
        rate: None,
        chromedriver: None,
    };
    Ok(gather(order, stopped()).await?.evidence)
}
