//! What a journey does at DigiD: presses a button of its page, and remembers which login that was.

use super::Traveller;
use crate::{
    checklist::journey::Exclusive,
    digid::{BackChannel, Digid},
    evidence::{Gap, Variant, Word},
};

/// The back channel, closed until this is dropped, whatever ends the step: every later login needs it.
struct Closed<'a>(&'a Digid);

impl<'a> Closed<'a> {
    fn new(digid: &'a Digid) -> Self {
        digid.back_channel(BackChannel::Refusing);
        Self(digid)
    }
}

impl Drop for Closed<'_> {
    fn drop(&mut self) {
        self.0.back_channel(BackChannel::Open);
    }
}

impl Traveller<'_> {
    pub(super) async fn digid(&mut self, answer: &Word) -> Result<(), Gap> {
        let answer = match (&self.variant, answer.as_str()) {
            (Some(Variant::Named(variant)), "each") => variant.clone(),
            _ => answer.clone(),
        };
        let closes = self.journey.exclusive == Some(Exclusive::BackChannel);
        let (leg, person) = (self.leg, self.person);
        let context = self.context().await?;
        let _closed = closes.then(|| Closed::new(leg.world.digid));
        leg.press_at_digid(context, person, answer.as_str()).await
    }

    /// Remembers the login at DigiD that the browser shows, if it shows one.
    pub(super) async fn note_transaction(&mut self) {
        let leg = self.leg;
        let Ok(context) = self.context().await else { return };
        if let Ok(transaction) = leg.transaction(context).await
            && !self.transactions.iter().any(|(known, _)| *known == transaction)
        {
            self.transactions.push((transaction, 0));
        }
    }
}
