//! Makes one journey: does its acts and ends each of its places, whatever happens on the way.

mod at_digid;
mod marking;
mod session;

use std::collections::BTreeMap;

use url::Url;

use super::{
    browser::Context,
    credentials::Credentials,
    events::Event,
    leg::Leg,
    persons::Lease,
    record::Record,
    turns::{Acting, Comes},
    waited::Waited,
};
use crate::{
    checklist::journey::{Journey, Step},
    evidence::{Blame, Gap, Place, Reason, Variant, Word},
};

/// A journey under way.
pub(super) struct Traveller<'a> {
    leg: &'a Leg<'a>,
    record: &'a Record,
    journey: &'a Journey,
    variant: Option<Variant>,
    person: Lease<'a>,
    /// The places still to come, in order.
    ahead: Vec<Place>,
    context: Option<Context>,
    context_name: Option<Word>,
    /// Sessions taken along, the latest last.
    copies: Vec<(Word, Credentials)>,
    marked: BTreeMap<Word, Url>,
    waited: Option<Waited>,
    /// The logins at DigiD so far, with how many of their messages are in the record.
    transactions: Vec<(String, usize)>,
    /// What is held while acting, and let go while waiting.
    acting: Option<Acting<'a>>,
}

/// Makes a journey; every place in `places` has ended when it returns.
pub(super) async fn travel<'a>(
    leg: &'a Leg<'a>,
    record: &'a Record,
    journey: &'a Journey,
    variant: Option<Variant>,
    places: Vec<Place>,
) {
    let name = places.first().map_or_else(
        || journey.name.to_string(),
        |place| match &place.variant {
            Some(variant) => format!("{}/{variant}", journey.name),
            None => journey.name.to_string(),
        },
    );
    let Some(person) = leg.persons.lease().await else { return };
    let comes = if journey.exclusive.is_some() { Comes::Alone } else { Comes::First };
    let acting = leg.world.turns.act(comes).await;
    leg.world.events.tell(Event::Started(name.clone()));
    let mut traveller = Traveller {
        leg,
        record,
        journey,
        variant,
        person,
        ahead: places,
        context: None,
        context_name: None,
        copies: Vec::new(),
        marked: BTreeMap::new(),
        waited: None,
        transactions: Vec::new(),
        acting,
    };
    let gaps = traveller.go().await;
    if let Some(context) = traveller.context.take() {
        context.close().await;
    }
    leg.world.events.tell(Event::Ended { name, gaps });
}

impl Traveller<'_> {
    /// Takes every step; gives the number of places that became gaps.
    async fn go(&mut self) -> usize {
        let mut gaps = 0;
        for step in &self.journey.steps {
            let Err(gap) = self.step(step).await else { continue };
            let ahead = std::mem::take(&mut self.ahead);
            gaps += ahead.len();
            let mut stopped: Option<Place> = None;
            for place in ahead {
                let gap = stopped.as_ref().map_or_else(|| gap.clone(), |stopped| not_reached(stopped, &gap));
                self.record.end(&place, Err(gap));
                stopped.get_or_insert(place);
            }
            break;
        }
        gaps
    }

    async fn step(&mut self, step: &Step) -> Result<(), Gap> {
        match step {
            Step::Context(name) => {
                if let Some(old) = self.context.take() {
                    old.close().await;
                }
                self.context_name = Some(name.clone());
                self.transactions.clear();
                Ok(())
            }
            Step::Copy(name) => self.copy(name).await,
            Step::Digid(answer) => self.digid(answer).await,
            Step::EachPage(mark) => {
                for (page, nth) in self.leg.aansluiting.behind_login.iter().zip(1..) {
                    self.context().await?.open(page).await?;
                    self.still_in().await?;
                    self.mark(mark, Some(nth)).await?;
                }
                Ok(())
            }
            Step::Knock(knocking) => self.knock(knocking).await,
            Step::Leave(name) => {
                self.copy(name).await?;
                if let Some(context) = self.context.take() {
                    context.close().await;
                }
                Ok(())
            }
            Step::Mark(mark) => self.mark(mark, None).await,
            Step::Open(page) => {
                let page = self.leg.page(page.as_str())?.clone();
                Ok(self.context().await?.open(&page).await?)
            }
            Step::Press(control) => {
                let control = self.leg.control(control.as_str())?.clone();
                self.context().await?.press(&control).await?;
                self.note_transaction().await;
                Ok(())
            }
            Step::Revisit(mark) => {
                let nowhere = || Gap::new(Reason::Impossible, Blame::Us, format!("`{mark}` was never at an address"));
                let url = self.marked.get(mark).cloned().ok_or_else(nowhere)?;
                Ok(self.context().await?.open(&url).await?)
            }
            Step::Wait(point) => self.wait(point).await,
        }
    }

    /// The browser of this journey, started when it is first needed and after a wait only with a turn.
    async fn context(&mut self) -> Result<&Context, Gap> {
        if self.acting.is_none() {
            let comes = if self.journey.exclusive.is_some() { Comes::Alone } else { Comes::Woken };
            self.acting = self.leg.world.turns.act(comes).await;
        }
        if self.context.is_none() {
            self.context = Some(self.leg.world.browsers.context().await?);
        }
        self.context.as_ref().ok_or_else(|| Gap::new(Reason::BrowserMissing, Blame::Us, "no context"))
    }
}

fn not_reached(stopped: &Place, gap: &Gap) -> Gap {
    Gap::new(Reason::NotReached { stopped: stopped.clone() }, gap.blame, gap.detail.clone())
}
