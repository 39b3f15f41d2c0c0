//! What a journey does at DigiD: presses a button of its page, and remembers which login that was. Where no DigiD takes part,
//! it goes no further than the question.

use std::time::Instant;

use jiff::Timestamp;
use url::Url;

use super::Traveller;
use crate::{
    checklist::{
        LIES,
        journey::{Exclusive, Side},
    },
    digid::{BackChannel, Digid, asks_to_log_out, kept_back, transaction_of},
    evidence::{Blame, Gap, Reason, Variant, Word, exchange::Exchange},
    gather::{leg::LOGIN, window::Lie},
};

/// The button of DigiD's page for who need not give credentials.
pub(super) const GO_ON: &str = "verder";

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
        let answer = self.of_variant(answer);
        let closes = self.journey.exclusive == Some(Exclusive::BackChannel);
        let (leg, person) = (self.leg, self.person);
        self.question = Ok(());
        // DigiD's clock begins later than this.
        self.entered = Some((Instant::now(), Timestamp::now()));
        let context = self.context().await?;
        let digid = leg.world.digid()?;
        let _closed = closes.then(|| Closed::new(digid));
        context.press_at_digid(leg, person, answer.as_str()).await
    }

    /// Presses a button of DigiD's page for logging out, where the browser is there: what a service does not ask cannot be answered.
    pub(super) async fn log_out(&mut self, answer: &Word) -> Result<(), Gap> {
        let answer = self.of_variant(answer);
        let leg = self.leg;
        let context = self.context().await?;
        let url = context.url().await?;
        if leg.world.at_digid(&url) && asks_to_log_out(&url) {
            context.press_button(answer.as_str()).await?;
            return self.was_asked();
        }
        context.at_rest(leg.world)?;
        if self.side == Side::Partner {
            let why =
                "the other service did not lead to DigiD to log out, so that this one was not asked to end its session";
            return Err(Gap::new(Reason::DigidNotReached, Blame::Target, why));
        }
        self.was_asked()
    }

    /// Answers at DigiD, where the service led there to go on.
    pub(super) async fn renew(&mut self, answer: &Word) -> Result<(), Gap> {
        let answer = self.of_variant(answer);
        let (leg, person) = (self.leg, self.person);
        let context = self.context().await?;
        let url = context.url().await?;
        let Some(transaction) = transaction_of(&url).filter(|_| leg.world.at_digid(&url)) else { return Ok(()) };
        if let Some((_, forgery)) = LIES.iter().find(|(name, _)| *name == answer.as_str()) {
            let lie = Lie { person, other: "", forgery };
            context.fill_lie(leg, &lie).await?;
            return context.tell_lie(leg, &lie).await;
        }
        let goes_on = answer.as_str() == GO_ON && leg.world.digid()?.remembers(transaction);
        let answer = if answer.as_str() == GO_ON && !goes_on { LOGIN } else { answer.as_str() };
        let transaction = transaction.to_owned();
        context.press_at_digid(leg, person, answer).await?;
        // The session may end while the page is shown: then it asks for credentials after all.
        if answer == GO_ON && context.transaction(leg).await.ok().as_deref() == Some(transaction.as_str()) {
            context.press_at_digid(leg, person, LOGIN).await?;
        }
        Ok(())
    }

    /// The answer of this variant, where a step says `each`.
    fn of_variant(&self, answer: &Word) -> Word {
        match (&self.variant, answer.as_str()) {
            (Some(Variant::Named(variant)), "each") => variant.clone(),
            _ => answer.clone(),
        }
    }

    /// What a press has led to. Where no DigiD takes part, the browser is kept from going there, and the question that it had
    /// with it is what was asked.
    pub(super) async fn pressed(&mut self, pressed: Result<(), Gap>) -> Result<(), Gap> {
        let world = self.leg.world;
        self.kept_back = false;
        if world.digid.is_some() {
            pressed?;
            self.note_transaction().await;
            return Ok(());
        }
        let Err(Gap { reason: Reason::OutsideTarget { .. }, .. }) = &pressed else { return pressed };
        let asks = self.leg.provider.get();
        let question = self.window()?.kept_back();
        let message = question.and_then(|question| kept_back(&question.url, question.body.as_deref(), asks));
        let Some(message) = message else { return pressed };
        self.overheard.push(message);
        self.kept_back = true;
        Ok(())
    }

    /// Remembers the login at DigiD that the browser shows, if it shows one.
    pub(super) async fn note_transaction(&mut self) {
        let leg = self.leg;
        let Ok(context) = self.window() else { return };
        if let Ok(transaction) = context.transaction(leg).await {
            self.note(&transaction);
        }
    }

    /// Remembers the logins at DigiD that were shown anywhere, such as in a frame of a page.
    pub(super) fn note_shown(&mut self, exchanges: &[Exchange]) {
        for exchange in exchanges {
            let url = Url::parse(&exchange.address.to_string()).ok().filter(|url| self.leg.world.at_digid(url));
            if let Some(transaction) = url.as_ref().and_then(transaction_of) {
                self.note(transaction);
            }
        }
    }

    pub(super) fn note(&mut self, transaction: &str) {
        if !self.transactions.iter().any(|(known, _)| known == transaction) {
            self.transactions.push((transaction.to_owned(), 0));
        }
    }
}
