//! Somebody who goes on using the service, so that no session ends for want of activity, until the service leads back to DigiD
//! (koppelvlak 3.7 Herauthenticatie).

use url::Url;

use super::{Traveller, at_digid::GO_ON, session::no_session};
use crate::{
    evidence::{Blame, Gap, Reason, Word},
    gather::{events::Event, waited::Waited, window::Window},
};

/// What whoever uses a service does when it leads to DigiD.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Asked {
    /// Stays there.
    Stops,
    /// Goes on, as long as DigiD asks for nothing.
    GoesOn,
}

impl<'a> Traveller<'a> {
    /// Opens a page behind the login again and again, until so long after the login as the table says. That needs no turn: it is a page
    /// now and then, and must not come late because others are busy.
    pub(super) async fn use_until(&mut self, point: &Word, asked: Asked) -> Result<(), Gap> {
        let impossible = || Gap::new(Reason::Impossible, Blame::Us, format!("no table says how long `{point}` is"));
        let waits = self.leg.world.waits;
        let window = *waits.uses.get(point).ok_or_else(impossible)?;
        let (since, wall) = self.entered.ok_or_else(no_session)?;
        let wait = window.from.saturating_sub(since.elapsed());
        self.leg.world.events.tell(Event::Waiting { name: self.name.clone(), wait });
        self.acting = None;
        let page = self.leg.inside()?;
        loop {
            // A page may have gone to DigiD by itself.
            if self.is_asked().await? && (asked == Asked::Stops || !self.goes_on().await?) {
                let ended = asked == Asked::Stops || since.elapsed() >= waits.federation.absolute;
                return if ended { Ok(()) } else { self.lasts_no_longer().await };
            }
            let left = window.from.saturating_sub(since.elapsed());
            if left.is_zero() {
                break;
            }
            tokio::time::sleep(left.min(waits.every)).await;
            if !self.is_asked().await? {
                self.open_here(page).await?;
            }
            // Whoever wants to see how long a session lasts has seen it when it is over.
            match self.goes_on_here().await {
                Err(gap) if asked == Asked::GoesOn && gap.reason == Reason::SessionOver => return Ok(()),
                here => here?,
            }
        }
        Waited { since, wall, window: (window.from, window.until), limit: waits.limit }.measure()?;
        self.window()?.at_rest(self.leg.world)?;
        // A page may look the same to who is logged in no more.
        let credentials = self.window()?.credentials().await?;
        if !self.leg.knock(self.person, &credentials, None).await?.alive {
            self.open_here(page).await?;
            if !self.is_asked().await? && asked == Asked::Stops {
                let detail = "the session was over while the service was used";
                return Err(Gap::new(Reason::SessionOver, Blame::Target, detail));
            }
        }
        Ok(())
    }

    /// That the session here is over too, where DigiD asks for credentials before its longest session is.
    async fn lasts_no_longer(&self) -> Result<(), Gap> {
        let credentials = self.window()?.credentials().await?;
        if !self.leg.knock(self.person, &credentials, None).await?.alive {
            return Ok(());
        }
        let why = "DigiD asks for credentials before its longest session is over, so that nobody sees the end of that";
        Err(Gap::new(Reason::Impossible, Blame::Us, why))
    }

    /// The browser, as it stands.
    pub(super) fn window(&self) -> Result<&Window<'a>, Gap> {
        self.context.as_ref().ok_or_else(no_session)
    }

    /// Opens a page in it, without a turn.
    async fn open_here(&mut self, page: &Url) -> Result<(), Gap> {
        let window = self.context.as_mut().ok_or_else(no_session)?;
        window.open(page).await?;
        window.at_rest(self.leg.world)
    }

    /// Whether the browser is at DigiD, and remembers that login.
    async fn is_asked(&mut self) -> Result<bool, Gap> {
        let transaction = self.window()?.transaction(self.leg).await;
        if let Ok(transaction) = &transaction {
            self.note(transaction);
        }
        Ok(transaction.is_ok())
    }

    /// That the browser is at DigiD, or shows what it was led to.
    async fn goes_on_here(&mut self) -> Result<(), Gap> {
        if self.is_asked().await? { Ok(()) } else { self.still_in().await }
    }

    /// Goes on at DigiD, where that asks for nothing; tells whether it did.
    async fn goes_on(&mut self) -> Result<bool, Gap> {
        let (leg, person) = (self.leg, self.person);
        let transaction = self.window()?.transaction(leg).await?;
        let remembered = leg.world.digid()?.remembers(&transaction);
        if remembered {
            self.context().await?.press_at_digid(leg, person, GO_ON).await?;
            self.acting = None;
        }
        Ok(remembered)
    }
}
