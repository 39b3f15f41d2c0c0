//! What a citizen looks at the service with: a window of a browser, or an HTTP client that sees no more than what was sent.

use url::Url;

use super::{
    browser::Context,
    credentials::Credentials,
    error::NetworkError,
    http::HttpAgent,
    kept::KeptBack,
    leg::{LOGIN, Leg},
    world::World,
};
use crate::{
    evidence::{Blame, Gap, Reason, session::Agent},
    target::{Control, Locator, Person},
};

/// Somebody's own, with cookies of its own.
pub(super) enum Window<'a> {
    Browser(Box<Context>),
    Http(Box<HttpAgent<'a>>),
}

impl<'a> Window<'a> {
    /// One in which nobody has been anywhere.
    pub(super) async fn new(world: &'a World<'_>, agent: Agent) -> Result<Self, Gap> {
        Ok(match agent {
            Agent::Browser => Self::Browser(Box::new(world.browsers.context().await?)),
            Agent::Http => {
                Self::Http(Box::new(HttpAgent::new(&world.network, &world.redactor, &Credentials::default())))
            }
        })
    }

    pub(super) async fn open(&mut self, url: &Url) -> Result<(), Gap> {
        match self {
            Self::Browser(context) => Ok(context.open(url).await?),
            Self::Http(agent) => Ok(agent.open(url.clone()).await.map(drop)?),
        }
    }

    /// Presses a control of the service. Where a script may have a part in that and no browser is at hand, only the question to log in that it
    /// leads to at once is taken for what a citizen would have come to.
    pub(super) async fn press(&mut self, leg: &Leg<'_>, control: &Control) -> Result<(), Gap> {
        let unrest = self.rests(leg.world);
        match self {
            Self::Browser(context) => Ok(context.press_through(control).await?),
            Self::Http(agent) => {
                let pressed = press(agent, control).await.map_err(Gap::from);
                let begins = agent.kept_back().is_some() || self.transaction(leg).await.is_ok();
                if begins { pressed } else { unrest.and(pressed) }
            }
        }
    }

    /// Where it is.
    pub(super) async fn url(&self) -> Result<Url, Gap> {
        match self {
            Self::Browser(context) => Ok(context.url().await?),
            Self::Http(agent) => agent.page().map(|page| page.url.clone()).ok_or_else(nowhere),
        }
    }

    /// The login at DigiD that it shows.
    pub(super) async fn transaction(&self, leg: &Leg<'_>) -> Result<String, Gap> {
        let there = leg.transaction_at(&self.url().await?);
        there.or_else(|gap| self.rests(leg.world).and(Err(gap)))
    }

    /// Presses a button of the simulated DigiD, as a person would.
    pub(super) async fn press_button(&mut self, answer: &str) -> Result<(), Gap> {
        let button = Locator::Selector(format!("button[name=handeling][value={answer}]"));
        match self {
            Self::Browser(context) => Ok(context.press(&button).await?),
            Self::Http(agent) => Ok(agent.press(&button).await.map(drop)?),
        }
    }

    /// The same on its page for logging in.
    pub(super) async fn press_at_digid(&mut self, leg: &Leg<'_>, person: &Person, answer: &str) -> Result<(), Gap> {
        self.transaction(leg).await?;
        match self {
            Self::Browser(context) => leg.press_at_digid(context, person, answer).await,
            Self::Http(agent) if answer == LOGIN => {
                let given = [("bsn", person.bsn.as_str()), ("handeling", LOGIN)];
                Ok(agent.submit("form", &fields(&given)).await.map(drop)?)
            }
            Self::Http(_) => self.press_button(answer).await,
        }
    }

    /// Has DigiD lie in this way on its page for logging in, and follows to wherever that leads.
    pub(super) async fn tell_lie(
        &mut self,
        leg: &Leg<'_>,
        person: &Person,
        other: &str,
        forgery: &str,
    ) -> Result<(), Gap> {
        match self {
            Self::Browser(context) => {
                leg.fill_lie(context, person, other, forgery).await?;
                leg.tell_lie(context).await
            }
            Self::Http(agent) => {
                let given =
                    [("bsn", person.bsn.as_str()), ("ander", other), ("vervalsing", forgery), ("handeling", "vals")];
                agent.submit("form", &fields(&given)).await?;
                if agent.page().is_some_and(|page| leg.world.at_digid(&page.url)) {
                    agent.submit("form", &[]).await?;
                }
                Ok(())
            }
        }
    }

    /// What it was kept from asking of a host that the target does not name.
    pub(super) fn kept_back(&self) -> Option<KeptBack> {
        match self {
            Self::Browser(context) => context.kept_back(),
            Self::Http(agent) => agent.kept_back().cloned(),
        }
    }

    /// What it carries that shows who is logged in.
    pub(super) async fn credentials(&self) -> Result<Credentials, Gap> {
        match self {
            Self::Browser(context) => Ok(context.credentials().await?),
            Self::Http(agent) => Ok(agent.credentials()),
        }
    }

    /// That nothing more comes of where it is. A browser waits for that; without one it is only known of a page on which nothing runs.
    pub(super) fn rests(&self, world: &World<'_>) -> Result<(), Gap> {
        let Self::Http(agent) = self else { return Ok(()) };
        match agent.page() {
            Some(page) if page.goes_on && !world.at_digid(&page.url) && world.browsers.are_left_out() => {
                let why = "a script, a frame or a refresh of this page may lead further, and this run has no browser to follow it";
                Err(Gap::new(Reason::BrowserLeftOut, Blame::Us, why))
            }
            _ => Ok(()),
        }
    }

    /// The browser that it is of.
    pub(super) fn browser(&self) -> Result<&Context, Gap> {
        match self {
            Self::Browser(context) => Ok(context),
            Self::Http(_) => Err(Gap::new(Reason::BrowserLeftOut, Blame::Us, "only a browser can do this")),
        }
    }

    pub(super) async fn close(self) {
        if let Self::Browser(context) = self {
            context.close().await;
        }
    }
}

async fn press(agent: &mut HttpAgent<'_>, control: &Control) -> Result<(), NetworkError> {
    let presses = control.presses();
    for (nth, press) in (1..).zip(presses) {
        match agent.press(press).await {
            // What only stands in the way of a mouse need not be pressed here.
            Err(NetworkError::ControlMissing { .. }) if nth < presses.len() => {}
            pressed => drop(pressed?),
        }
    }
    Ok(())
}

fn nowhere() -> Gap {
    Gap::new(Reason::BrowserLost, Blame::Us, "no page was opened yet")
}

fn fields(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
