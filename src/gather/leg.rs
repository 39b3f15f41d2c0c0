//! One connection in the world of a run: what is done the same way wherever it is done.

use std::sync::{Arc, OnceLock};

use url::Url;

use super::{
    browser::Context,
    credentials::Credentials,
    http::{Ask, Sign, knock},
    look_in::look_in,
    persons::Persons,
    waited::Waited,
    window::Window,
    world::World,
};
use crate::{
    digid::{Provider, transaction_of},
    evidence::{
        Blame, Gap, Pattern, Reason,
        session::{Agent, Knock},
    },
    target::{Aansluiting, Control, Locator, Person},
};

/// The button of DigiD's page that logs a person in; the others ask for no person.
pub(super) const LOGIN: &str = "inloggen";

/// One connection.
pub(super) struct Leg<'a> {
    pub(super) world: &'a World<'a>,
    pub(super) aansluiting: &'a Aansluiting,
    /// Another service of its federation.
    pub(super) partner: Option<&'a Aansluiting>,
    pub(super) persons: &'a Persons,
    /// The places of which a picture is worth its time.
    pub(super) pictured: &'a [Pattern],
    /// The places where a fact needs a closer look.
    pub(super) closely: &'a [Pattern],
    /// Who asks whether a session is alive: the first agent whose sign proved fit.
    pub(super) agent: OnceLock<Agent>,
    /// The service as its metadata describes it, once that was read: by it a question is judged that no DigiD gets.
    pub(super) provider: OnceLock<Arc<Provider>>,
}

impl Leg<'_> {
    /// Logs a person in, from the page with the DigiD control to wherever the service goes then.
    ///
    /// # Errors
    /// The gap of what kept it. A browser may still succeed where an HTTP client does not.
    pub(super) async fn log_in(&self, agent: Agent, person: &Person) -> Result<Credentials, Gap> {
        let mut window = Window::new(self.world, agent).await?;
        window.open(self.page("start")?).await?;
        window.press(self, self.control("inloggen")?).await?;
        window.press_at_digid(self, person, LOGIN).await?;
        let credentials = window.credentials().await?;
        window.close().await;
        Ok(credentials)
    }

    /// Presses a button of the simulated DigiD's page, as a person would.
    pub(super) async fn press_at_digid(&self, context: &Context, person: &Person, answer: &str) -> Result<(), Gap> {
        self.transaction(context).await?;
        if answer == LOGIN {
            context.type_into("input[name=bsn]", person.bsn.as_str()).await?;
        }
        context.press(&Locator::Selector(format!("button[name=handeling][value={answer}]"))).await?;
        Ok(())
    }

    /// Fills in how the simulated DigiD is to lie.
    pub(super) async fn fill_lie(
        &self,
        context: &Context,
        person: &Person,
        other: &str,
        forgery: &str,
    ) -> Result<(), Gap> {
        context.type_into("input[name=bsn]", person.bsn.as_str()).await?;
        context.type_into("input[name=ander]", other).await?;
        Ok(context.choose("select[name=vervalsing]", forgery).await?)
    }

    /// Has it lie, and follows to wherever that leads.
    pub(super) async fn tell_lie(&self, context: &Context) -> Result<(), Gap> {
        context.press(&Locator::Selector("button[name=handeling][value=vals]".to_owned())).await?;
        if self.world.at_digid(&context.url().await?) {
            // A page of DigiD with a form to go on with.
            context.press(&Locator::Selector("form[method=post] button.first".to_owned())).await?;
        }
        Ok(())
    }

    /// A page behind the login.
    pub(super) fn inside(&self) -> Result<&Url, Gap> {
        let page = self.aansluiting.behind_login.first().or(self.aansluiting.protected.as_ref());
        page.ok_or_else(|| Gap::new(Reason::Impossible, Blame::Us, "no page behind the login is named"))
    }

    /// The transaction of DigiD's page that the browser shows.
    pub(super) async fn transaction(&self, context: &Context) -> Result<String, Gap> {
        self.transaction_at(&context.url().await?)
    }

    /// The transaction of DigiD's page at this address.
    pub(super) fn transaction_at(&self, url: &Url) -> Result<String, Gap> {
        let transaction = transaction_of(url).filter(|_| self.world.at_digid(url)).map(str::to_owned);
        transaction.ok_or_else(|| {
            let host = url.host_str().unwrap_or("no host").to_owned();
            Gap::new(
                Reason::DigidNotReached,
                Blame::Target,
                format!("the browser is at {host}, not on DigiD's login page"),
            )
        })
    }

    /// Who asks whether a session is alive; before the sign was measured that is tried over HTTP.
    pub(super) fn agent(&self) -> Agent {
        self.agent.get().copied().unwrap_or(Agent::Http)
    }

    /// Asks for the protected page with these credentials.
    pub(super) async fn knock(
        &self,
        person: &Person,
        credentials: &Credentials,
        waited: Option<Waited>,
    ) -> Result<Knock, Gap> {
        self.knock_by(self.agent(), person, credentials, waited).await
    }

    /// Asks for the protected page with this agent.
    pub(super) async fn knock_by(
        &self,
        agent: Agent,
        person: &Person,
        credentials: &Credentials,
        waited: Option<Waited>,
    ) -> Result<Knock, Gap> {
        let unfit = |why: String| Gap::new(Reason::SignUnfit, Blame::Us, why);
        let mark =
            self.mark_of(person).ok_or_else(|| unfit("the target file names no mark of being logged in".into()))?;
        let protected = self.aansluiting.protected.as_ref();
        let protected = protected
            .ok_or_else(|| Gap::new(Reason::Impossible, Blame::Us, "the target file names no page behind the login"))?;
        match agent {
            Agent::Browser => look_in(self.world, protected, &mark, credentials, waited).await,
            Agent::Http => {
                let ask = Ask {
                    url: protected.clone(),
                    sign: Sign::try_from(&mark).map_err(|error| unfit(error.to_string()))?,
                    digid_hosts: self.world.digid_hosts.clone(),
                    waited,
                };
                Ok(knock(&self.world.network, &self.world.redactor, credentials, &ask).await?)
            }
        }
    }

    /// What shows that this person is logged in.
    pub(super) fn mark_of(&self, person: &Person) -> Option<Locator> {
        person.mark.clone().map(Locator::Tekst).or_else(|| self.aansluiting.logged_in.clone())
    }

    /// A page that the target names.
    pub(super) fn page(&self, name: &str) -> Result<&Url, Gap> {
        let page = self.aansluiting.pages.iter().find(|(key, _)| key.as_str() == name).map(|(_, url)| url);
        page.ok_or_else(|| Gap::new(Reason::Impossible, Blame::Us, format!("the target file names no page `{name}`")))
    }

    /// A control that the target names.
    pub(super) fn control(&self, name: &str) -> Result<&Control, Gap> {
        let control =
            self.aansluiting.controls.iter().find(|(key, _)| key.as_str() == name).map(|(_, control)| control);
        control.ok_or_else(|| {
            Gap::new(Reason::Impossible, Blame::Us, format!("the target file names no control `{name}`"))
        })
    }
}
