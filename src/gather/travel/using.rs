//! Somebody who goes on using the service, so that no session ends for want of activity, until the service leads back to DigiD
//! (koppelvlak 3.7 Herauthenticatie).

use std::time::Duration;

use super::{Traveller, session::no_session};
use crate::{
    evidence::{Blame, Gap, Reason, Word},
    gather::{events::Event, waited::Waited},
};

/// What whoever uses a service does when it leads to DigiD.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Asked {
    /// Stays there.
    Stops,
    /// Goes on, as long as DigiD asks for nothing.
    GoesOn,
}

impl Traveller<'_> {
    /// Opens a page behind the login again and again, until so long after the login as the table says.
    pub(super) async fn use_until(&mut self, point: &Word, asked: Asked) -> Result<(), Gap> {
        let impossible = || Gap::new(Reason::Impossible, Blame::Us, format!("no table says how long `{point}` is"));
        let waits = self.leg.world.waits;
        let window = *waits.uses.get(point).ok_or_else(impossible)?;
        let (since, wall) = self.entered.ok_or_else(no_session)?;
        loop {
            if self.asked_to_renew().await? && (asked == Asked::Stops || !self.goes_on().await?) {
                return Ok(());
            }
            let left = window.from.saturating_sub(since.elapsed());
            if left.is_zero() {
                break;
            }
            self.pause(left.min(waits.every)).await;
            // Meanwhile a page may have gone to DigiD by itself.
            if !self.asked_to_renew().await? {
                self.look_around().await?;
            }
        }
        let waited = Waited { since, wall, window: (window.from, window.until), limit: waits.limit };
        waited.measure()?;
        Ok(())
    }

    /// Lets others act for a while.
    async fn pause(&mut self, long: Duration) {
        self.acting = None;
        self.leg.world.events.tell(Event::Waiting { name: self.name.clone(), wait: long });
        tokio::time::sleep(long).await;
    }

    /// Opens a page as somebody who is logged in.
    async fn look_around(&mut self) -> Result<(), Gap> {
        let page = self.leg.inside()?.clone();
        self.context().await?.open(&page).await?;
        if self.asked_to_renew().await? { Ok(()) } else { self.still_in().await }
    }

    /// Whether the browser is at DigiD, and remembers that login.
    async fn asked_to_renew(&mut self) -> Result<bool, Gap> {
        let url = self.context().await?.url().await?;
        let there = self.leg.world.at_digid(&url);
        if there {
            self.note_transaction().await;
        }
        Ok(there)
    }

    /// Goes on at DigiD, where that asks for nothing; tells whether it did.
    async fn goes_on(&mut self) -> Result<bool, Gap> {
        let (leg, person) = (self.leg, self.person);
        let context = self.context().await?;
        let transaction = leg.transaction(context).await?;
        let remembered = leg.world.digid()?.remembers(&transaction);
        if remembered {
            leg.press_at_digid(context, person, super::at_digid::GO_ON).await?;
        }
        Ok(remembered)
    }
}
