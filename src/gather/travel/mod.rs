//! Makes one journey: does its acts and ends each of its places, whatever happens on the way.

mod at_digid;
mod luring;
mod marking;
mod session;
mod using;

use std::{collections::BTreeMap, time::Instant};

use jiff::Timestamp;
use url::Url;

use self::using::Asked;
use super::{
    credentials::Credentials,
    events::Event,
    leg::Leg,
    places::told,
    record::Record,
    turns::{Acting, Comes},
    waited::Waited,
    window::Window,
};
use crate::{
    checklist::journey::{Exclusive, Journey, Side, Step},
    evidence::{Blame, Gap, Observation, Place, Reason, Variant, Word, message::Message},
    target::Person,
};

/// A journey to make, and the places it passes.
pub(super) struct Trip<'a> {
    pub(super) journey: &'a Journey,
    pub(super) variant: Option<Variant>,
    pub(super) places: Vec<Place>,
}

impl Trip<'_> {
    /// How it is called in the news of a run.
    pub(super) fn name(&self) -> String {
        let of = self.places.first().and_then(|place| place.aansluiting.as_ref());
        let name = match &self.variant {
            Some(variant) => format!("{}/{variant}", self.journey.name),
            None => self.journey.name.to_string(),
        };
        told(of, &name)
    }
}

/// A journey under way.
struct Traveller<'a> {
    leg: &'a Leg<'a>,
    record: &'a Record,
    /// How it is called in the news.
    name: String,
    journey: &'a Journey,
    variant: Option<Variant>,
    person: &'a Person,
    /// The places still to come, in order.
    ahead: Vec<Place>,
    /// How many of its places became gaps.
    gaps: usize,
    context: Option<Window<'a>>,
    context_name: Option<Word>,
    /// Which of two services the browser is at.
    side: Side,
    /// Sessions taken along, the latest last.
    copies: Vec<Taken<'a>>,
    marked: BTreeMap<Word, Url>,
    waited: Option<Waited>,
    /// When the latest login at DigiD was, by both clocks.
    entered: Option<(Instant, Timestamp)>,
    /// The logins at DigiD so far, with how many of their messages are in the record.
    transactions: Vec<(String, usize)>,
    /// What was asked of a DigiD that does not take part, since the mark before.
    overheard: Vec<Message>,
    /// Whether the browser was just kept from going to DigiD.
    kept_back: bool,
    /// Whether the question that was just asked may be another one where scripts run.
    question: Result<(), Gap>,
    /// What is held while acting, and let go while waiting.
    acting: Option<Acting<'a>>,
}

/// A session that was taken along.
struct Taken<'a> {
    name: Word,
    credentials: Credentials,
    person: &'a Person,
    /// The login it is of.
    transaction: Option<String>,
}

/// Makes a journey; every place of it has ended when it returns. Gives how many of them became gaps.
pub(super) async fn travel<'a>(
    leg: &'a Leg<'a>,
    record: &'a Record,
    trip: &'a Trip<'a>,
    person: &'a Person,
    acting: Option<Acting<'a>>,
) -> usize {
    let mut traveller = Traveller {
        leg,
        record,
        name: trip.name(),
        journey: trip.journey,
        variant: trip.variant.clone(),
        person,
        ahead: trip.places.clone(),
        gaps: 0,
        context: None,
        context_name: None,
        side: Side::Own,
        copies: Vec::new(),
        marked: BTreeMap::new(),
        waited: None,
        entered: None,
        transactions: Vec::new(),
        overheard: Vec::new(),
        kept_back: false,
        question: Ok(()),
        acting,
    };
    traveller.go().await;
    if let Some(context) = traveller.context.take() {
        context.close().await;
    }
    traveller.gaps
}

impl<'a> Traveller<'a> {
    /// Takes every step; where one fails, what is still ahead was not reached.
    async fn go(&mut self) {
        for step in &self.journey.steps {
            self.leg.world.events.tell(Event::Doing { name: self.name.clone(), step: step.clone() });
            let Err(gap) = self.step(step).await else { continue };
            let mut stopped: Option<Place> = None;
            for place in std::mem::take(&mut self.ahead) {
                let gap = stopped.as_ref().map_or_else(|| gap.clone(), |stopped| not_reached(stopped, &gap));
                self.end(&place, Err(gap));
                stopped.get_or_insert(place);
            }
            break;
        }
    }

    fn end(&mut self, place: &Place, outcome: Result<Observation, Gap>) {
        self.gaps += usize::from(outcome.is_err());
        self.record.end(place, outcome);
    }

    async fn step(&mut self, step: &Step) -> Result<(), Gap> {
        match step {
            Step::Back(mark) => self.back(mark).await,
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
            Step::Ended(name) => self.ended(name).await,
            Step::Knock(knocking) => self.knock(knocking).await,
            Step::Leave(name) => {
                self.copy(name).await?;
                if let Some(context) = self.context.take() {
                    context.close().await;
                }
                Ok(())
            }
            Step::Logout(answer) => self.log_out(answer).await,
            Step::Lure(way) => self.lure(*way).await,
            Step::Mark(mark) => self.mark(mark, None).await,
            Step::Open(page) => {
                let page = self.here()?.page(page.as_str())?.clone();
                self.kept_back = false;
                self.context().await?.open(&page).await
            }
            Step::Other(name) => {
                let nobody = || Gap::new(Reason::Impossible, Blame::Us, "the target file names one test person only");
                self.person = self.leg.persons.other_than(self.person).ok_or_else(nobody)?;
                self.context_name = Some(name.clone());
                self.transactions.clear();
                if let Some(old) = self.context.take() {
                    old.close().await;
                }
                Ok(())
            }
            Step::Press(control) => {
                let control = self.here()?.control(control.as_str())?.clone();
                let leg = self.leg;
                let window = self.context().await?;
                let question = window.at_rest(leg.world);
                let pressed = window.press(leg, &control).await;
                self.question = question;
                self.pressed(pressed).await
            }
            Step::Renew(answer) => self.renew(answer).await,
            Step::Revisit(mark) => {
                let nowhere = || Gap::new(Reason::Impossible, Blame::Us, format!("`{mark}` was never at an address"));
                let url = self.marked.get(mark).cloned().ok_or_else(nowhere)?;
                self.context().await?.open(&url).await
            }
            Step::Service(side) => {
                self.side = *side;
                Ok(())
            }
            Step::Use(point) => self.use_until(point, Asked::Stops).await,
            Step::UseOn(point) => self.use_until(point, Asked::GoesOn).await,
            Step::Wait(point) => self.wait(point).await,
        }
    }

    /// The service that the citizen is at. Of another one only its pages and controls are used.
    fn here(&self) -> Result<Leg<'_>, Gap> {
        let leg = self.leg;
        let aansluiting = match self.side {
            Side::Own => leg.aansluiting,
            Side::Partner => {
                leg.partner.ok_or_else(|| Gap::new(Reason::Impossible, Blame::Us, "a federation of one"))?
            }
        };
        let (agent, provider) = (leg.agent.clone(), leg.provider.clone());
        Ok(Leg { aansluiting, agent, provider, ..*leg })
    }

    /// The browser of this journey, started when it is first needed and after a wait only with a turn.
    async fn context(&mut self) -> Result<&mut Window<'a>, Gap> {
        if self.acting.is_none() {
            let alone = self.journey.exclusive == Some(Exclusive::BackChannel);
            let comes = if alone { Comes::Alone } else { Comes::Waits };
            self.acting = self.leg.world.turns.act(comes).await;
        }
        if self.context.is_none() {
            let world = self.leg.world;
            self.context = Some(Window::new(world, world.browsers.agent()).await?);
        }
        self.context.as_mut().ok_or_else(|| Gap::new(Reason::BrowserMissing, Blame::Us, "no context"))
    }
}

/// What lies beyond something that nobody can do is as far out of reach.
fn not_reached(stopped: &Place, gap: &Gap) -> Gap {
    if !gap.is_failure() {
        return gap.clone();
    }
    Gap::new(Reason::NotReached { stopped: stopped.clone() }, gap.blame, gap.detail.clone())
}
