//! A genuine login over HTTP, in milliseconds where a browser takes seconds. Only plain services can be logged in to so.

use super::{
    credentials::Credentials,
    error::NetworkError,
    http::HttpAgent,
    leg::{LOGIN, Leg},
};
use crate::{
    evidence::{Blame, Gap, Reason},
    target::{Control, Person},
};

/// Logs in from the page with the DigiD control to wherever the service goes then.
///
/// # Errors
/// The gap of what kept it; a browser may still succeed.
pub(super) async fn walk_in(leg: &Leg<'_>, person: &Person) -> Result<Credentials, Gap> {
    let mut agent = HttpAgent::new(&leg.world.network, &leg.world.redactor, &Credentials::default());
    agent.open(leg.page("start")?.clone()).await?;
    press(&mut agent, leg.control("inloggen")?).await?;
    if !agent.page().is_some_and(|page| leg.world.at_digid(&page.url)) {
        return Err(Gap::new(Reason::DigidNotReached, Blame::Target, "pressing the control did not lead to DigiD"));
    }
    let fields = [("bsn", person.bsn.as_str()), ("handeling", LOGIN)];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    agent.submit("form", &fields).await?;
    Ok(agent.credentials())
}

/// Presses a control of the service.
pub(super) async fn press(agent: &mut HttpAgent<'_>, control: &Control) -> Result<(), NetworkError> {
    let presses = control.presses();
    for (nth, press) in (1..).zip(presses) {
        match agent.press(press).await {
            // What only stands in the way of a mouse need not be pressed here.
            Err(NetworkError::ControlMissing { .. }) if nth < presses.len() => {}
            pressed => drop(pressed?),
        }
    }
    Ok(())
}
