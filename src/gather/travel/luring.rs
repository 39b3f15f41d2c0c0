//! A page of somebody else that logs the citizen out: it knows what its maker's own page of the service would ask for, and has the
//! citizen's browser ask that.

use url::{Url, form_urlencoded};

use super::Traveller;
use crate::{
    checklist::journey::Way,
    digid::Lure,
    evidence::{Blame, Gap, Reason, session::Agent},
    gather::{
        browser::BrowserError,
        http::{Call, HttpAgent},
        site::same_site,
    },
    target::Locator,
};

impl Traveller<'_> {
    /// Goes to such a page, with a session that is alive.
    pub(super) async fn lure(&mut self, way: Way) -> Result<(), Gap> {
        let (leg, person) = (self.leg, self.person);
        let digid = leg.world.digid()?;
        self.window()?.browser()?;
        let asks = self.of_another().await?;
        let credentials = self.window()?.credentials().await?;
        if !leg.knock(person, &credentials, None).await?.alive {
            let detail = "the session was not alive directly before the page of somebody else was opened";
            return Err(Gap::new(Reason::SessionOver, Blame::Target, detail));
        }
        let mut to = if way == Way::Form { asks.url.clone() } else { with_fields(&asks) };
        to.set_fragment(None);
        let page = digid.elsewhere(match way {
            Way::Form => Lure::Form(to.clone(), fields(&asks)),
            Way::Image => Lure::Image(to.clone()),
            Way::Link => Lure::Link(to.clone()),
        });
        if same_site(&page, &to) {
            let detail = "the simulated DigiD is on the site of the service, so that no page of it is somebody else's";
            return Err(Gap::new(Reason::Impossible, Blame::Us, detail));
        }
        let context = self.context().await?.browser()?;
        context.open(&page).await?;
        if way != Way::Image {
            match context.press(&Locator::Selector(".first".to_owned())).await {
                // Where that leads to is of no matter.
                Ok(()) | Err(BrowserError::OutsideTarget { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        if context.answered(&to) {
            return Ok(());
        }
        Err(Gap::new(
            Reason::Unreachable,
            Blame::Target,
            "a page of another site got no answer from the address for logging out",
        ))
    }

    /// What another citizen's own page asks for to log out: as much as somebody can know who is not this citizen.
    async fn of_another(&self) -> Result<Call, Gap> {
        let leg = self.leg;
        let unknown = |why: &str| Gap::new(Reason::Impossible, Blame::Us, why);
        let other = leg.persons.other_than(self.person);
        let other = other.ok_or_else(|| unknown("the target file names one test person only"))?;
        let scripted =
            |_| unknown("only a script of the page knows how to log out, so nobody can say what it asks for");
        let credentials = leg.log_in(Agent::Http, other).await.map_err(scripted)?;
        let mut agent = HttpAgent::new(&leg.world.network, &leg.world.redactor, &credentials);
        agent.open(leg.inside()?.clone()).await?;
        let control = leg.control("uitloggen")?;
        let asks = match control.presses() {
            [near @ .., last] => {
                for press in near {
                    // What only stands in the way of a mouse need not be pressed here.
                    let _ = agent.press(press).await;
                }
                agent.would_ask(last)
            }
            [] => return Err(unknown("the control for logging out presses nothing")),
        };
        asks.map_err(|_| unknown("the control for logging out is no link and no button of a form"))
    }
}

fn fields(call: &Call) -> Vec<(String, String)> {
    let form = call.form.as_deref().unwrap_or_default();
    form_urlencoded::parse(form.as_bytes()).into_owned().collect()
}

/// A service that takes a form may take the same in an address.
fn with_fields(call: &Call) -> Url {
    let mut url = call.url.clone();
    if call.form.is_some() {
        url.query_pairs_mut().extend_pairs(fields(call));
    }
    url
}
