//! What a journey does with the session it has: takes a copy along, leaves it alone for a while, asks whether it lives.

use std::time::Instant;

use jiff::Timestamp;
use url::Url;

use super::{Taken, Traveller};
use crate::{
    checklist::journey::Knocking,
    evidence::{Blame, Gap, Observation, Reason, Word},
    gather::{browser::BrowserError, events::Event, waited::Waited},
};

impl Traveller<'_> {
    pub(super) async fn copy(&mut self, name: &Word) -> Result<(), Gap> {
        let credentials = self.context().await?.credentials().await?;
        let transaction = self.transactions.last().map(|(transaction, _)| transaction.clone());
        self.copies.push(Taken { name: name.clone(), credentials, person: self.person, transaction });
        Ok(())
    }

    /// Has DigiD ask the service to end a session that is alive; what is said then belongs to the next mark.
    pub(super) async fn ended(&mut self, name: &Word) -> Result<(), Gap> {
        let taken = self.copies.iter().rfind(|taken| taken.name == *name).ok_or_else(no_session)?;
        let control = self.leg.knock(taken.person, &taken.credentials, None).await?;
        if !control.alive {
            let detail = "the session was not alive directly before DigiD asked to end it";
            return Err(Gap::new(Reason::SessionOver, Blame::Target, detail));
        }
        let transaction = taken.transaction.clone().ok_or_else(no_session)?;
        let digid = self.leg.world.digid()?;
        let known = digid.ledger().messages(&transaction).len();
        if digid.end_session(&transaction).await.is_none() {
            let detail = "this login is in no session of eenmalig inloggen at DigiD";
            return Err(Gap::new(Reason::Impossible, Blame::Us, detail));
        }
        self.transactions.push((transaction, known));
        self.was_asked()
    }

    /// Whether the services that DigiD wanted to end a session were really asked: one that was not cannot be told from a careless one.
    pub(super) fn was_asked(&self) -> Result<(), Gap> {
        let Some(digid) = self.leg.world.digid else { return Ok(()) };
        match self.transactions.iter().find_map(|(transaction, _)| digid.not_asked(transaction)) {
            Some(gap) => Err(gap),
            None => Ok(()),
        }
    }

    /// Goes back and looks, over whatever the browser kept. Where that fails, that is a gap of its own; the journey goes on.
    pub(super) async fn back(&mut self, mark: &Word) -> Result<(), Gap> {
        let gone = async {
            match self.context().await?.browser()?.back().await {
                // Where there is no page to go back to, the button does nothing and the page stays.
                Ok(()) | Err(BrowserError::Refused { .. }) => {}
                Err(error) => return Err(error.into()),
            }
            self.mark(mark, None).await
        };
        if let Err(gap) = gone.await {
            self.end_at(mark, None, Err(gap));
        }
        Ok(())
    }

    /// A knock that fails is a gap of its own; the journey goes on.
    pub(super) async fn knock(&mut self, knocking: &Knocking) -> Result<(), Gap> {
        let waited = self.waited.take();
        let (person, credentials) = match (&knocking.copy, &self.context) {
            (Some(wanted), _) => {
                let taken = self.copies.iter().rfind(|taken| taken.name == *wanted);
                taken.map(|taken| (taken.person, taken.credentials.clone())).ok_or_else(no_session)?
            }
            (None, Some(context)) => (self.person, context.credentials().await?),
            (None, None) => return Err(no_session()),
        };
        // What a page still does on its own may change the session that it is of.
        let rest = self.context.as_ref().map_or(Ok(()), |window| window.at_rest(self.leg.world));
        let outcome = match rest {
            Ok(()) => self.leg.knock(person, &credentials, waited).await,
            Err(gap) => Err(gap),
        };
        self.end_at(&knocking.mark, None, outcome.map(|knock| Observation::Knock(Box::new(knock))));
        Ok(())
    }

    /// Shows that the session is alive, which starts the clock, and lets everything go until the time has come.
    pub(super) async fn wait(&mut self, point: &Word) -> Result<(), Gap> {
        let impossible = || Gap::new(Reason::Impossible, Blame::Us, format!("no table says how long `{point}` is"));
        let window = *self.leg.world.waits.points.get(point).ok_or_else(impossible)?;
        let credentials = match (&self.context, self.copies.last()) {
            (Some(context), _) => {
                context.at_rest(self.leg.world)?;
                context.credentials().await?
            }
            (None, Some(latest)) => latest.credentials.clone(),
            (None, None) => return Err(no_session()),
        };
        let control = self.leg.knock(self.person, &credentials, None).await?;
        if !control.alive {
            let detail = "the session was not alive directly before the wait";
            return Err(Gap::new(Reason::SessionOver, Blame::Target, detail));
        }
        let (since, wall) = (Instant::now(), Timestamp::now());
        self.acting = None;
        self.leg.world.events.tell(Event::Waiting { name: self.name.clone(), wait: window.from });
        tokio::time::sleep(window.from).await;
        self.waited =
            Some(Waited { since, wall, window: (window.from, window.until), limit: self.leg.world.waits.limit });
        Ok(())
    }

    /// Whoever has to log in again does not see the page that was meant, and it must not be judged by what is shown instead.
    pub(super) async fn still_in(&self) -> Result<(), Gap> {
        let leg = self.leg;
        let start = leg.page("start")?;
        let url = self.window()?.url().await?;
        let same = |one: &Url, other: &Url| (one.host_str(), one.path()) == (other.host_str(), other.path());
        // An application of one page shows everything at the address where logging in begins.
        let at_start = same(&url, start) && !leg.aansluiting.behind_login.iter().any(|page| same(page, start));
        if !leg.world.at_digid(&url) && !at_start {
            return Ok(());
        }
        let detail = "the service asked to log in again: the session was over before all pages were seen";
        Err(Gap::new(Reason::SessionOver, Blame::Target, detail))
    }
}

pub(super) fn no_session() -> Gap {
    Gap::new(Reason::BrowserLost, Blame::Us, "there is no session to knock with")
}
