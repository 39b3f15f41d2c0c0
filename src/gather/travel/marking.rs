//! Looks at where the browser is, and ends the place.

use std::collections::BTreeMap;

use jiff::Timestamp;
use url::Url;

use super::Traveller;
use crate::{
    digid::Digid,
    evidence::{
        Gap, Mark, Observation, Pattern, Place, Word,
        message::Message,
        page::{Moment, Page, Picture},
    },
    gather::{
        browser::{Care, Seen},
        http::HttpAgent,
        window::Window,
    },
};

impl Traveller<'_> {
    pub(super) async fn mark(&mut self, mark: &Word, nth: Option<u32>) -> Result<(), Gap> {
        let (leg, person) = (self.leg, self.person);
        let place = self.ahead.iter().find(|place| self.is_at(place, mark, nth));
        let asked = |patterns: &[Pattern]| place.is_some_and(|place| patterns.iter().any(|one| one.covers(place)));
        let kept_back = self.kept_back;
        // The page of the browser that says it was kept back is no page of anybody.
        let care = Care { picture: asked(leg.pictured) && !kept_back, parts: asked(leg.closely) && !kept_back };
        let (controls, redactor) = (&leg.aansluiting.controls, &leg.world.redactor);
        let window = self.context().await?;
        let url = window.url().await?;
        let rest = if kept_back { Ok(()) } else { window.at_rest(leg.world) };
        let seen = match window {
            Window::Browser(context) => {
                let mut seen = context.see(controls, redactor, care).await?;
                if let (Some(parts), Some(mark)) = (&mut seen.page.parts, leg.mark_of(person)) {
                    // Of a page too large to read only a yes is known.
                    parts.shows_person = context.bears(&mark).await.ok();
                }
                seen
            }
            Window::Http(agent) => glance(agent, &url),
        };
        self.marked.insert(mark.clone(), url.clone());
        self.note_shown(&seen.exchanges);
        if let Some((id, bytes)) = seen.picture {
            self.record.keep(id, bytes);
        }
        let moment = Moment {
            at: Timestamp::now(),
            agent: leg.world.browsers.agent(),
            page: seen.page,
            windows: seen.windows,
            popup: seen.popup,
            exchanges: seen.exchanges,
            messages: self.new_messages(),
            at_digid: kept_back || leg.world.at_digid(&url),
        };
        let rest = std::mem::replace(&mut self.question, Ok(())).and(rest);
        self.end_at(mark, nth, rest.map(|()| Observation::Moment(Box::new(moment))));
        Ok(())
    }

    fn new_messages(&mut self) -> Vec<Message> {
        let mut new = std::mem::take(&mut self.overheard);
        let Some(ledger) = self.leg.world.digid.map(Digid::ledger) else { return new };
        for (transaction, known) in &mut self.transactions {
            let messages = ledger.messages(transaction);
            new.extend(messages.iter().skip(*known).cloned());
            *known = messages.len();
        }
        new
    }

    /// Ends the place of this mark.
    pub(super) fn end_at(&mut self, mark: &Word, nth: Option<u32>, outcome: Result<Observation, Gap>) {
        if let Some(index) = self.ahead.iter().position(|place| self.is_at(place, mark, nth)) {
            let place = self.ahead.remove(index);
            self.end(&place, outcome);
        }
    }

    fn is_at(&self, place: &Place, mark: &Word, nth: Option<u32>) -> bool {
        place.mark == Mark::Named(mark.clone()) && place.nth == nth && place.context == self.context_name
    }
}

/// What an HTTP client has of where it is: not what is shown there.
fn glance(agent: &mut HttpAgent<'_>, url: &Url) -> Seen {
    let page = Page {
        address: url.into(),
        status: agent.page().map(|page| page.status),
        title: String::new(),
        lang: None,
        text: String::new(),
        passing: Vec::new(),
        controls: BTreeMap::new(),
        parts: None,
        picture: Picture::Withheld("without a browser nothing is shown".to_owned()),
    };
    Seen { page, windows: 1, popup: false, exchanges: agent.take_exchanges(), picture: None }
}
