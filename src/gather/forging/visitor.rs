//! Who brings a forged answer to the service: an HTTP client where that can tell a logged-in page, a browser otherwise.

use url::Url;

use crate::{
    digid::Digid,
    evidence::{Blame, Gap, Reason, attempt::Hop, session::Knock},
    gather::{
        browser::Traffic,
        leg::{LOGIN, Leg},
        window::{Lie, Window},
    },
    target::Person,
};

/// Somebody with cookies of their own.
pub(super) struct Visitor<'a>(Window<'a>);

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
        let mut window = Window::new(leg.world, leg.agent()).await?;
        if let Window::Http(agent) = &mut window {
            agent.unbind();
        }
        Ok(Self(window))
    }

    /// Begins to log in; gives the login at DigiD.
    pub(super) async fn ask(&mut self, leg: &Leg<'_>) -> Result<String, Gap> {
        self.0.open(leg.page("start")?).await?;
        self.0.press(leg, leg.control("inloggen")?).await?;
        self.0.transaction(leg).await
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
        self.0.press_at_digid(leg, person, LOGIN).await
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
        let lie = Lie { person, other, forgery };
        self.0.fill_lie(leg, &lie).await?;
        lied(self.0.tell_lie(leg, &lie).await)
    }

    /// Opens an address.
    pub(super) async fn go(&mut self, url: &Url) -> Result<Lied, Gap> {
        lied(self.0.open(url).await)
    }

    /// Logs this person out at the service, and sees that they are.
    pub(super) async fn log_out(&mut self, leg: &Leg<'_>, person: &Person) -> Result<(), Gap> {
        self.0.open(leg.inside()?).await?;
        self.0.press(leg, leg.control("uitloggen")?).await?;
        self.0.at_rest(leg.world)?;
        if self.knock(leg, person).await?.alive {
            let why = "the session lives on after logging out, so that nothing is to be seen of what comes then";
            return Err(Gap::new(Reason::ControlFailed, Blame::Us, why));
        }
        Ok(())
    }

    /// Asks for the protected page, which may show this person.
    pub(super) async fn knock(&self, leg: &Leg<'_>, person: &Person) -> Result<Knock, Gap> {
        leg.knock(person, &self.0.credentials().await?, None).await
    }

    /// What is seen from now on is the way back.
    pub(super) fn forget_the_way(&mut self) {
        if let Window::Http(agent) = &mut self.0 {
            agent.take_exchanges();
        }
    }

    /// The way back: the requests to the service since the answer.
    pub(super) async fn way(&mut self, leg: &Leg<'_>) -> Result<Vec<Hop>, Gap> {
        let exchanges = match &mut self.0 {
            Window::Browser(context) => {
                let Traffic { exchanges, .. } = context.traffic(&leg.world.redactor).await?;
                // A browser remembers all of the login; what counts comes after DigiD.
                let last = exchanges.iter().rposition(|one| leg.world.digid_hosts.contains(&one.address.host));
                exchanges.into_iter().skip(last.map_or(0, |last| last + 1)).collect()
            }
            Window::Http(agent) => agent.take_exchanges(),
        };
        let to_service = exchanges.into_iter().filter(|one| !leg.world.digid_hosts.contains(&one.address.host));
        Ok(to_service.map(|one| Hop { address: one.address, status: one.status }).collect())
    }

    pub(super) async fn close(self) {
        self.0.close().await;
    }

    /// Goes to the page of a login, unless it is there.
    async fn at_digid(&mut self, leg: &Leg<'_>, digid: &Digid, transaction: &str) -> Result<(), Gap> {
        let gone = || Gap::new(Reason::DigidNotReached, Blame::Digid, "the page of the login is gone");
        let page = digid.login_page(transaction).ok_or_else(gone)?;
        if self.0.transaction(leg).await.ok().as_deref() == Some(transaction) {
            Ok(())
        } else {
            self.0.open(&page).await
        }
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
