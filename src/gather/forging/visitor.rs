//! Who brings a forged answer to the service: an HTTP client where that can tell a logged-in page, a browser otherwise.

use url::Url;

use crate::{
    digid::{Digid, transaction_of},
    evidence::{
        Blame, Gap, Reason,
        attempt::Hop,
        session::{Agent, Knock},
    },
    gather::{
        browser::{Context, Traffic},
        credentials::Credentials,
        http::HttpAgent,
        leg::{LOGIN, Leg},
        walk_in::press,
    },
    target::Person,
};

/// Somebody with cookies of their own.
pub(super) enum Visitor<'a> {
    Browser(Box<Context>),
    Http(Box<HttpAgent<'a>>),
}

/// Where an answer led to.
#[derive(Default)]
pub(super) struct Lied {
    /// The host outside the target where the service sent the browser.
    pub(super) outside: Option<String>,
    /// What kept the last page from coming.
    pub(super) trouble: Option<Gap>,
}

impl<'a> Visitor<'a> {
    /// Somebody who has not been there.
    pub(super) async fn new(leg: &'a Leg<'a>) -> Result<Self, Gap> {
        let world = leg.world;
        Ok(match leg.agent() {
            Agent::Browser => Self::Browser(Box::new(world.browsers.context().await?)),
            Agent::Http => {
                Self::Http(Box::new(HttpAgent::new(&world.network, &world.redactor, &Credentials::default())))
            }
        })
    }

    /// Begins to log in; gives the login at DigiD.
    pub(super) async fn ask(&mut self, leg: &Leg<'_>) -> Result<String, Gap> {
        let start = leg.page("start")?;
        let control = leg.control("inloggen")?;
        match self {
            Self::Browser(context) => {
                context.open(start).await?;
                context.press_through(control).await?;
                leg.transaction(context).await
            }
            Self::Http(agent) => {
                agent.open(start.clone()).await?;
                press(agent, control).await?;
                let at = agent.page().map(|page| page.url.clone()).filter(|url| leg.world.at_digid(url));
                at.as_ref().and_then(transaction_of).map(str::to_owned).ok_or_else(|| {
                    Gap::new(Reason::DigidNotReached, Blame::Target, "pressing the control did not lead to DigiD")
                })
            }
        }
    }

    /// Logs in genuinely on DigiD's page.
    pub(super) async fn press_login(
        &mut self,
        leg: &Leg<'_>,
        digid: &Digid,
        transaction: &str,
        person: &Person,
    ) -> Result<(), Gap> {
        self.at_digid(leg, digid, transaction).await?;
        match self {
            Self::Browser(context) => leg.press_at_digid(context, person, LOGIN).await,
            Self::Http(agent) => {
                agent.submit("form", &fields(&[("bsn", person.bsn.as_str()), ("handeling", LOGIN)])).await?;
                Ok(())
            }
        }
    }

    /// Has DigiD lie in this way, and follows to wherever that leads.
    pub(super) async fn answer(
        &mut self,
        leg: &Leg<'_>,
        digid: &Digid,
        transaction: &str,
        person: &Person,
        other: Option<&Person>,
        forgery: &str,
    ) -> Result<Lied, Gap> {
        self.at_digid(leg, digid, transaction).await?;
        let other = other.map(|other| other.bsn.as_str()).unwrap_or_default();
        match self {
            Self::Browser(context) => {
                leg.fill_lie(context, person, other, forgery).await?;
                lied(leg.tell_lie(context).await)
            }
            Self::Http(agent) => {
                let given =
                    [("bsn", person.bsn.as_str()), ("ander", other), ("vervalsing", forgery), ("handeling", "vals")];
                let mut sent = agent.submit("form", &fields(&given)).await.map(drop);
                if sent.is_ok() && agent.page().is_some_and(|page| leg.world.at_digid(&page.url)) {
                    sent = agent.submit("form", &[]).await.map(drop);
                }
                lied(sent.map_err(Gap::from))
            }
        }
    }

    /// Opens an address.
    pub(super) async fn go(&mut self, url: &Url) -> Result<Lied, Gap> {
        match self {
            Self::Browser(context) => lied(context.open(url).await.map_err(Gap::from)),
            Self::Http(agent) => lied(agent.open(url.clone()).await.map(drop).map_err(Gap::from)),
        }
    }

    /// Logs out at the service.
    pub(super) async fn log_out(&mut self, leg: &Leg<'_>) -> Result<(), Gap> {
        let page = leg.inside()?;
        let control = leg.control("uitloggen")?;
        match self {
            Self::Browser(context) => {
                context.open(page).await?;
                Ok(context.press_through(control).await?)
            }
            Self::Http(agent) => {
                agent.open(page.clone()).await?;
                Ok(press(agent, control).await?)
            }
        }
    }

    /// Asks for the protected page, which may show this person.
    pub(super) async fn knock(&self, leg: &Leg<'_>, person: &Person) -> Result<Knock, Gap> {
        let credentials = match self {
            Self::Browser(context) => context.credentials().await?,
            Self::Http(agent) => agent.credentials(),
        };
        leg.knock(person, &credentials, None).await
    }

    /// What is seen from now on is the way back.
    pub(super) fn forget_the_way(&mut self) {
        if let Self::Http(agent) = self {
            agent.take_exchanges();
        }
    }

    /// The way back: the requests to the service since the answer.
    pub(super) async fn way(&mut self, leg: &Leg<'_>) -> Result<Vec<Hop>, Gap> {
        let exchanges = match self {
            Self::Browser(context) => {
                let Traffic { exchanges, .. } = context.traffic(&leg.world.redactor).await?;
                // A browser remembers all of the login; what counts comes after DigiD.
                let last = exchanges.iter().rposition(|one| leg.world.digid_hosts.contains(&one.address.host));
                exchanges.into_iter().skip(last.map_or(0, |last| last + 1)).collect()
            }
            Self::Http(agent) => agent.take_exchanges(),
        };
        let to_service = exchanges.into_iter().filter(|one| !leg.world.digid_hosts.contains(&one.address.host));
        Ok(to_service.map(|one| Hop { address: one.address, status: one.status }).collect())
    }

    pub(super) async fn close(self) {
        if let Self::Browser(context) = self {
            context.close().await;
        }
    }

    /// Goes to the page of a login, unless it is there.
    async fn at_digid(&mut self, leg: &Leg<'_>, digid: &Digid, transaction: &str) -> Result<(), Gap> {
        let gone = || Gap::new(Reason::DigidNotReached, Blame::Digid, "the page of the login is gone");
        let page = digid.login_page(transaction).ok_or_else(gone)?;
        match self {
            Self::Browser(context) => {
                if leg.transaction(context).await.ok().as_deref() != Some(transaction) {
                    context.open(&page).await?;
                }
            }
            Self::Http(agent) => {
                if agent.page().and_then(|at| transaction_of(&at.url)) != Some(transaction) {
                    agent.open(page).await?;
                }
            }
        }
        Ok(())
    }
}

/// Where it ended: a service that breaks off or leads elsewhere has answered too.
fn lied(ended: Result<(), Gap>) -> Result<Lied, Gap> {
    match ended {
        Ok(()) => Ok(Lied::default()),
        Err(Gap { reason: Reason::OutsideTarget { host }, .. }) => Ok(Lied { outside: Some(host), ..Lied::default() }),
        Err(gap) if gap.blame == Blame::Target => Ok(Lied { trouble: Some(gap), ..Lied::default() }),
        Err(gap) => Err(gap),
    }
}

fn fields(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
