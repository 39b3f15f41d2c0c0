//! Makes one journey: does its acts and ends each of its places, whatever happens on the way.

use std::{collections::BTreeMap, time::Instant};

use jiff::Timestamp;
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
    checklist::journey::{Exclusive, Journey, Knocking, Step},
    digid::BackChannel,
    evidence::{Blame, Gap, Mark, Observation, Place, Reason, Variant, Word, message::Message, page::Moment},
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
    copies: BTreeMap<Word, Credentials>,
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
        copies: BTreeMap::new(),
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

    /// Whoever has to log in again does not see the page that was meant, and it must not be judged by what is shown instead.
    async fn still_in(&mut self) -> Result<(), Gap> {
        let leg = self.leg;
        let start = leg.page("start")?;
        let url = self.context().await?.url().await?;
        let asked = leg.world.digid_hosts.contains(url.host_str().unwrap_or_default())
            || (url.host_str(), url.path()) == (start.host_str(), start.path());
        if !asked || leg.aansluiting.behind_login.iter().any(|page| page.path() == start.path()) {
            return Ok(());
        }
        let detail = "the service asked to log in again: the session was over before all pages were seen";
        Err(Gap::new(Reason::ControlFailed, Blame::Target, detail))
    }

    async fn copy(&mut self, name: &Word) -> Result<(), Gap> {
        let leg = self.leg;
        let credentials = leg.session(self.context().await?).await?;
        self.copies.insert(name.clone(), credentials);
        Ok(())
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

    async fn digid(&mut self, answer: &Word) -> Result<(), Gap> {
        let answer = match (&self.variant, answer.as_str()) {
            (Some(Variant::Named(variant)), "each") => variant.clone(),
            _ => answer.clone(),
        };
        let closes = self.journey.exclusive == Some(Exclusive::BackChannel);
        let (leg, person) = (self.leg, (*self.person).clone());
        if closes {
            leg.world.digid.back_channel(BackChannel::Refusing);
        }
        let pressed = leg.press_at_digid(self.context().await?, &person, answer.as_str()).await;
        if closes {
            leg.world.digid.back_channel(BackChannel::Open);
        }
        pressed
    }

    /// Remembers the login at DigiD that the browser shows, if it shows one.
    async fn note_transaction(&mut self) {
        let leg = self.leg;
        let Ok(context) = self.context().await else { return };
        if let Ok(transaction) = leg.transaction(context).await
            && !self.transactions.iter().any(|(known, _)| *known == transaction)
        {
            self.transactions.push((transaction, 0));
        }
    }

    async fn mark(&mut self, mark: &Word, nth: Option<u32>) -> Result<(), Gap> {
        let leg = self.leg;
        let place = self.ahead.iter().find(|place| self.is_at(place, mark, nth));
        let pictured = place.is_some_and(|place| leg.pictured.iter().any(|pattern| pattern.covers(place)));
        let (controls, redactor) = (&leg.aansluiting.controls, &leg.world.redactor);
        let context = self.context().await?;
        let seen = if pictured {
            context.look(controls, redactor).await?
        } else {
            context.glance(controls, redactor, "no criterion looks at this place").await?
        };
        let url = context.url().await?;
        if let Some((id, bytes)) = seen.picture {
            self.record.keep(id, bytes);
        }
        let at_digid = url.host_str() == Some(leg.world.digid_front.as_str());
        let moment = Moment {
            at: Timestamp::now(),
            page: seen.page,
            windows: seen.windows,
            exchanges: seen.exchanges,
            messages: self.new_messages(),
            at_digid,
        };
        self.marked.insert(mark.clone(), url);
        self.end(mark, nth, Ok(Observation::Moment(Box::new(moment))));
        Ok(())
    }

    fn new_messages(&mut self) -> Vec<Message> {
        let ledger = self.leg.world.digid.ledger();
        let mut new = Vec::new();
        for (transaction, known) in &mut self.transactions {
            let messages = ledger.messages(transaction);
            new.extend(messages.iter().skip(*known).cloned());
            *known = messages.len();
        }
        new
    }

    /// A knock that fails is a gap of its own; the journey goes on.
    async fn knock(&mut self, knocking: &Knocking) -> Result<(), Gap> {
        let waited = self.waited.take();
        let credentials = match &knocking.copy {
            Some(copy) => self.copies.get(copy).cloned(),
            None => None,
        };
        let credentials = match (credentials, &self.context) {
            (Some(copy), _) => copy,
            (None, Some(context)) => self.leg.session(context).await?,
            (None, None) => return Err(Gap::new(Reason::BrowserLost, Blame::Us, "there is no session to knock with")),
        };
        let outcome = self.leg.knock(&self.person, &credentials, waited).await;
        self.end(&knocking.mark, None, outcome.map(|knock| Observation::Knock(Box::new(knock))));
        Ok(())
    }

    /// Shows that the session is alive, which starts the clock, and lets everything go until the time has come.
    async fn wait(&mut self, point: &Word) -> Result<(), Gap> {
        let impossible = || Gap::new(Reason::Impossible, Blame::Us, format!("no table says how long `{point}` is"));
        let window = *self.leg.world.waits.points.get(point).ok_or_else(impossible)?;
        let credentials = match &self.context {
            Some(context) => self.leg.session(context).await?,
            None => self.copies.values().last().cloned().unwrap_or_default(),
        };
        let control = self.leg.knock(&self.person, &credentials, None).await?;
        if !control.alive {
            let detail = "the session was not alive directly before the wait";
            return Err(Gap::new(Reason::ControlFailed, Blame::Target, detail));
        }
        let (since, wall) = (Instant::now(), Timestamp::now());
        self.acting = None;
        self.leg.world.events.tell(Event::Waiting { name: self.journey.name.to_string(), wait: window.from });
        tokio::time::sleep(window.from).await;
        self.waited = Some(Waited { since, wall, window: (window.from, window.until) });
        Ok(())
    }

    fn end(&mut self, mark: &Word, nth: Option<u32>, outcome: Result<Observation, Gap>) {
        if let Some(index) = self.ahead.iter().position(|place| self.is_at(place, mark, nth)) {
            let place = self.ahead.remove(index);
            self.record.end(&place, outcome);
        }
    }

    fn is_at(&self, place: &Place, mark: &Word, nth: Option<u32>) -> bool {
        place.mark == Mark::Named(mark.clone()) && place.nth == nth && place.context == self.context_name
    }
}

fn not_reached(stopped: &Place, gap: &Gap) -> Gap {
    Gap::new(Reason::NotReached { stopped: stopped.clone() }, gap.blame, gap.detail.clone())
}
