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
    digid::asks_to_log_out,
    evidence::{Blame, Gap, Reason, session::Agent},
    target::{Control, Locator, Person},
};

/// Somebody's own, with cookies of its own.
pub(super) enum Window<'a> {
    Browser(Box<Context>),
    Http(Box<HttpAgent<'a>>),
}

/// What DigiD is to say that is not so.
pub(super) struct Lie<'a> {
    /// Who began to log in.
    pub(super) person: &'a Person,
    /// The number of somebody else, where the lie names one.
    pub(super) other: &'a str,
    pub(super) forgery: &'a str,
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

    /// Presses a control of the service. Where a script may have a part in that and no browser is at hand, only the question to log in
    /// that it leads to at once is taken for what a citizen would have come to.
    pub(super) async fn press(&mut self, leg: &Leg<'_>, control: &Control) -> Result<(), Gap> {
        let agent = match self {
            Self::Browser(context) => return Ok(context.press_through(control).await?),
            Self::Http(agent) => agent,
        };
        let mut rest = Ok(());
        let mut pressed = Ok(());
        let presses = control.presses();
        for (nth, press) in (1..).zip(presses) {
            rest = rest.and(at_rest(agent, leg.world));
            pressed = match agent.press(press).await {
                // What only stands in the way of a mouse need not be pressed here.
                Err(NetworkError::ControlMissing { .. }) if nth < presses.len() => Ok(()),
                pressed => pressed.map(drop),
            };
            if pressed.is_err() {
                break;
            }
        }
        let asks = |url: &Url| leg.transaction_at(url).is_ok() && !asks_to_log_out(url);
        let kept_back = leg.world.digid.is_none() && agent.kept_back().is_some();
        let leaves = leg.control("uitloggen").is_ok_and(|leaving| leaving == control);
        let begins = !leaves && (kept_back || agent.page().is_some_and(|page| asks(&page.url)));
        beyond_doubt(agent, leg.world)?;
        match pressed {
            // A script may be what makes the control one.
            Ok(()) | Err(NetworkError::ControlMissing { .. }) if !begins => rest.and(pressed.map_err(Gap::from)),
            _ => Ok(pressed?),
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
        if let Self::Http(agent) = self {
            beyond_doubt(agent, leg.world)?;
        }
        let there = leg.transaction_at(&self.url().await?);
        there.or_else(|gap| self.at_rest(leg.world).and(Err(gap)))
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

    /// Fills in how DigiD is to lie, on its page for logging in.
    pub(super) async fn fill_lie(&mut self, leg: &Leg<'_>, lie: &Lie<'_>) -> Result<(), Gap> {
        match self {
            Self::Browser(context) => leg.fill_lie(context, lie.person, lie.other, lie.forgery).await,
            // What is filled in goes along when it is told.
            Self::Http(_) => self.transaction(leg).await.map(drop),
        }
    }

    /// Has it lie, and follows to wherever that leads.
    pub(super) async fn tell_lie(&mut self, leg: &Leg<'_>, lie: &Lie<'_>) -> Result<(), Gap> {
        match self {
            Self::Browser(context) => leg.tell_lie(context).await,
            Self::Http(agent) => {
                let Lie { person, other, forgery } = lie;
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
    pub(super) fn at_rest(&self, world: &World<'_>) -> Result<(), Gap> {
        match self {
            Self::Browser(_) => Ok(()),
            Self::Http(agent) => at_rest(agent, world),
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

fn at_rest(agent: &HttpAgent<'_>, world: &World<'_>) -> Result<(), Gap> {
    beyond_doubt(agent, world)?;
    match agent.page() {
        Some(page) if page.restless && !world.at_digid(&page.url) && world.browsers.are_left_out() => {
            let why =
                "a script, a frame or a refresh of this page may do more, and this run has no browser to see what";
            Err(Gap::new(Reason::BrowserLeftOut, Blame::Us, why))
        }
        _ => Ok(()),
    }
}

/// That every browser would have come here too.
fn beyond_doubt(agent: &HttpAgent<'_>, world: &World<'_>) -> Result<(), Gap> {
    if agent.is_doubtful() && world.browsers.are_left_out() {
        let why = "a policy may keep a browser from this way, or a cookie from going along, and this run has no browser to see that";
        return Err(Gap::new(Reason::BrowserLeftOut, Blame::Us, why));
    }
    Ok(())
}

fn nowhere() -> Gap {
    Gap::new(Reason::Impossible, Blame::Us, "no page was opened yet")
}

fn fields(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
