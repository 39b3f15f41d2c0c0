//! Learns how a logged-in page is told from another, before anything rests on it (`verdicts.md`, Logged in, or not).

use futures_util::future::join;
use jiff::Timestamp;

use super::{credentials::Credentials, world::Leg};
use crate::{
    evidence::{
        Blame, Gap, Reason,
        session::{Agent, LoginSign},
    },
    target::Person,
};

/// Two genuine logins of two persons where there are two, and a look without any.
///
/// # Errors
/// The gap of what kept a login from being made.
pub(super) async fn calibrate(leg: &Leg<'_>) -> Result<LoginSign, Gap> {
    let nobody = || Gap::new(Reason::SignUnfit, Blame::Us, "there is no test person");
    let first = leg.persons.lease().await.ok_or_else(nobody)?;
    if leg.aansluiting.persons.len() == 1 {
        let once = logged_in(leg, &first).await?;
        let again = logged_in(leg, &first).await?;
        let alive = [knocked(leg, &first, &once).await?, knocked(leg, &first, &again).await?];
        // The second login may rightly have ended the first.
        return sign(leg, &first, vec![alive[0] || alive[1], alive[1]], 1, false).await;
    }
    let second = leg.persons.lease().await.ok_or_else(nobody)?;
    let (one, other) = join(logged_in(leg, &first), logged_in(leg, &second)).await;
    let (one, other) = (one?, other?);
    let present = vec![knocked(leg, &first, &one).await?, knocked(leg, &second, &other).await?];
    let apart = !knocked(leg, &second, &one).await? && !knocked(leg, &first, &other).await?;
    sign(leg, &first, present, 2, apart).await
}

/// A genuine login that must succeed for what was seen beside it to mean something.
///
/// # Errors
/// [`Reason::ControlFailed`] when it does not.
pub(super) async fn control(leg: &Leg<'_>) -> Result<(), Gap> {
    let failed = |detail: String| Gap::new(Reason::ControlFailed, Blame::Target, detail);
    let person = leg.persons.lease().await.ok_or_else(|| failed("there is no test person".to_owned()))?;
    let credentials = logged_in(leg, &person).await.map_err(|gap| failed(gap.detail))?;
    match knocked(leg, &person, &credentials).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(failed("a genuine login did not log in".to_owned())),
        Err(gap) => Err(failed(gap.detail)),
    }
}

async fn logged_in(leg: &Leg<'_>, person: &Person) -> Result<Credentials, Gap> {
    let context = leg.world.browsers.context().await?;
    leg.log_in(&context, person).await?;
    let credentials = leg.session(&context).await?;
    context.close().await;
    Ok(credentials)
}

async fn knocked(leg: &Leg<'_>, person: &Person, credentials: &Credentials) -> Result<bool, Gap> {
    leg.knock(person, credentials, None).await.map(|knock| knock.alive)
}

async fn sign(leg: &Leg<'_>, person: &Person, present: Vec<bool>, persons: u32, apart: bool) -> Result<LoginSign, Gap> {
    let clean = knocked(leg, person, &Credentials::default()).await?;
    Ok(LoginSign {
        agent: Agent::Http,
        at: Timestamp::now(),
        present_in_logins: present,
        persons,
        present_in_clean: clean,
        tells_persons_apart: apart,
    })
}
