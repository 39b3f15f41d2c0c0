//! Everything that the journeys and probes of one run share.

use std::{collections::BTreeSet, sync::OnceLock};

use tokio::sync::{RwLock, Semaphore};

use super::{
    browser::{self, Context},
    browsers::Browsers,
    credentials::Credentials,
    error::NetworkError,
    events::Events,
    http::{Ask, Limits, Network, Route, Settings, Sign, knock},
    look_in::look_in,
    order::Order,
    persons::Persons,
    record::Record,
    waited::Waited,
};
use crate::{
    checklist::Waits,
    digid::{Digid, transaction_of},
    evidence::{
        Blame, Gap, Pattern, Reason,
        redaction::Redactor,
        session::{Agent, Knock},
    },
    target::{Aansluiting, Locator, Person},
};

/// The button of DigiD's page that logs a person in; the others ask for no person.
pub(super) const LOGIN: &str = "inloggen";

/// The world of one run.
pub(super) struct World<'a> {
    pub(super) browsers: Browsers,
    pub(super) network: Network,
    pub(super) redactor: Redactor,
    pub(super) record: Record,
    pub(super) digid: &'a Digid,
    /// Hosts of DigiD: its pages and its back channel.
    pub(super) digid_hosts: BTreeSet<String>,
    /// Host of its pages.
    pub(super) digid_front: String,
    pub(super) waits: &'a Waits,
    pub(super) events: Events,
    /// Turns to act in a browser.
    pub(super) turns: Semaphore,
    /// DigiD's back channel: shared by those that need it, held alone by one that closes it.
    pub(super) back_channel: RwLock<()>,
}

/// One connection in that world.
pub(super) struct Leg<'a> {
    pub(super) world: &'a World<'a>,
    pub(super) aansluiting: &'a Aansluiting,
    pub(super) persons: &'a Persons,
    /// The places of which a picture is worth its time.
    pub(super) pictured: &'a [Pattern],
    /// Who asks whether a session is alive: the first agent whose sign proved fit.
    pub(super) agent: OnceLock<Agent>,
}

impl Leg<'_> {
    /// Logs a person in, from the page with the DigiD control to wherever the service goes then.
    pub(super) async fn log_in(&self, context: &Context, person: &Person) -> Result<(), Gap> {
        context.open(self.page("start")?).await?;
        context.press(self.control("inloggen")?).await?;
        self.press_at_digid(context, person, LOGIN).await
    }

    /// Presses a button of the simulated DigiD's page, as a person would.
    pub(super) async fn press_at_digid(&self, context: &Context, person: &Person, answer: &str) -> Result<(), Gap> {
        self.transaction(context).await?;
        if answer == LOGIN {
            context.type_into("input[name=bsn]", person.bsn.as_str()).await?;
        }
        context.press(&Locator::Selector(format!("button[name=handeling][value={answer}]"))).await?;
        Ok(())
    }

    /// The transaction of DigiD's page that the browser shows.
    pub(super) async fn transaction(&self, context: &Context) -> Result<String, Gap> {
        let url = context.url().await?;
        let at_digid = url.host_str() == Some(self.world.digid_front.as_str());
        let transaction = transaction_of(&url).filter(|_| at_digid).map(str::to_owned);
        transaction.ok_or_else(|| {
            let host = url.host_str().unwrap_or("no host").to_owned();
            Gap::new(
                Reason::DigidNotReached,
                Blame::Target,
                format!("the browser is at {host}, not on DigiD's login page"),
            )
        })
    }

    /// Asks for the protected page over HTTP with these credentials.
    pub(super) async fn knock(
        &self,
        person: &Person,
        credentials: &Credentials,
        waited: Option<Waited>,
    ) -> Result<Knock, Gap> {
        self.knock_by(self.agent.get().copied().unwrap_or(Agent::Http), person, credentials, waited).await
    }

    /// Asks for the protected page with this agent.
    pub(super) async fn knock_by(
        &self,
        agent: Agent,
        person: &Person,
        credentials: &Credentials,
        waited: Option<Waited>,
    ) -> Result<Knock, Gap> {
        let unfit = |why: String| Gap::new(Reason::SignUnfit, Blame::Us, why);
        let mark =
            self.mark_of(person).ok_or_else(|| unfit("the target file names no mark of being logged in".into()))?;
        match agent {
            Agent::Browser => look_in(self, &mark, credentials, waited).await,
            Agent::Http => {
                let ask = Ask {
                    url: self.aansluiting.protected.clone(),
                    sign: Sign::try_from(&mark).map_err(|error| unfit(error.to_string()))?,
                    digid_hosts: self.world.digid_hosts.clone(),
                    waited,
                };
                Ok(knock(&self.world.network, &self.world.redactor, credentials, &ask).await?)
            }
        }
    }

    /// What shows that this person is logged in.
    fn mark_of(&self, person: &Person) -> Option<Locator> {
        person.mark.clone().map(Locator::Tekst).or_else(|| self.aansluiting.logged_in.clone())
    }

    /// The session that the browser has now.
    pub(super) async fn session(&self, context: &Context) -> Result<Credentials, Gap> {
        Ok(context.credentials().await?)
    }

    /// A page that the target names.
    pub(super) fn page(&self, name: &str) -> Result<&url::Url, Gap> {
        let page = self.aansluiting.pages.iter().find(|(key, _)| key.as_str() == name).map(|(_, url)| url);
        page.ok_or_else(|| Gap::new(Reason::Impossible, Blame::Us, format!("the target file names no page `{name}`")))
    }

    /// A control that the target names.
    pub(super) fn control(&self, name: &str) -> Result<&Locator, Gap> {
        let control =
            self.aansluiting.controls.iter().find(|(key, _)| key.as_str() == name).map(|(_, locator)| locator);
        control.ok_or_else(|| {
            Gap::new(Reason::Impossible, Blame::Us, format!("the target file names no control `{name}`"))
        })
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
    let digid = &order.target.digid;
    let digid_hosts: BTreeSet<String> = [digid.front_host.clone(), digid.back_host.clone()].into();
    let routes =
        order.target.routes.iter().map(|((host, port), to)| Route { host: host.clone(), port: *port, to: *to });
    let routes: Vec<Route> = routes.collect();
    let front = Route { host: digid.front_host.clone(), port: 443, to: order.digid.front() };
    let trust: Vec<Vec<u8>> = order.trust.iter().cloned().chain([order.digid.root_pem().as_bytes().to_vec()]).collect();
    let network = Network::new(Settings {
        hosts: order.plan.hosts.iter().cloned().chain([digid.front_host.clone()]).collect(),
        routes: routes.iter().cloned().chain([front.clone()]).collect(),
        trust: trust.clone(),
        public_roots: true,
        limits: Limits::default(),
    })?;
    let to_browser = |route: Route| browser::Route { host: route.host, port: route.port, to: route.to };
    let browser = browser::Settings {
        hosts: order.plan.hosts.iter().chain(&digid_hosts).cloned().collect(),
        routes: routes.into_iter().chain([front]).map(to_browser).collect(),
        trust,
        passive: browser::Passive::Block,
        limits: browser::Limits { settle: waits.settle, ..browser::Limits::default() },
        chromedriver: order.chromedriver.clone(),
        browser: None,
        viewport: (1280, 900),
    };
    let test_persons = order.target.aansluitingen.iter().flat_map(|one| Persons::numbers(&one.persons));
    Ok(World {
        browsers: Browsers::new(browser, order.at_once.div_ceil(CONTEXTS)),
        network,
        redactor: Redactor::new(rand::random(), test_persons),
        record: Record::default(),
        digid: order.digid,
        digid_hosts,
        digid_front: digid.front_host.clone(),
        waits,
        events: order.events.clone(),
        turns: Semaphore::new(order.at_once.max(1)),
        back_channel: RwLock::new(()),
    })
}
