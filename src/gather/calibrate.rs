//! Learns how a logged-in page is told from another, before anything rests on it (`verdicts.md`, Logged in, or not).

use futures_util::future::try_join;
use jiff::Timestamp;

use super::{credentials::Credentials, leg::Leg, persons::Lease, walk_in::walk_in};
use crate::{
    evidence::{
        Blame, Gap, Reason,
        session::{Agent, LoginSign},
    },
    target::Person,
};

/// A driver that is lost while measuring is lost by chance; a second time it is not.
const ATTEMPTS: usize = 2;

/// Genuine logins to measure with: of two persons, or twice of one where the service knows no other.
pub(super) struct Logins<'a> {
    first: (Lease<'a>, Credentials),
    /// Its person, where that is another.
    second: (Option<Lease<'a>>, Credentials),
}

/// Logs in twice.
///
/// # Errors
/// The gap of what kept a login from being made.
pub(super) async fn log_in<'a>(leg: &'a Leg<'_>) -> Result<Logins<'a>, Gap> {
    let mut lost = 0;
    loop {
        match log_in_once(leg).await {
            Err(gap) if gap.reason == Reason::BrowserLost && lost + 1 < ATTEMPTS => lost += 1,
            made => return made,
        }
    }
}

async fn log_in_once<'a>(leg: &'a Leg<'_>) -> Result<Logins<'a>, Gap> {
    let nobody = || Gap::new(Reason::SignUnfit, Blame::Us, "there is no test person");
    let first = leg.persons.lease().await.ok_or_else(nobody)?;
    if leg.aansluiting.persons.len() == 1 {
        let once = logged_in(leg, &first).await?;
        let again = logged_in(leg, &first).await?;
        return Ok(Logins { first: (first, once), second: (None, again) });
    }
    let second = leg.persons.lease().await.ok_or_else(nobody)?;
    let (one, other) = try_join(logged_in(leg, &first), logged_in(leg, &second)).await?;
    Ok(Logins { first: (first, one), second: (Some(second), other) })
}

/// Measures the sign for one agent: there in both logins, absent without one.
///
/// # Errors
/// The gap of what kept the agent from looking.
pub(super) async fn measure(leg: &Leg<'_>, agent: Agent, logins: &Logins<'_>) -> Result<LoginSign, Gap> {
    let seen = async |person: &Person, credentials: &Credentials| {
        leg.knock_by(agent, person, credentials, None).await.map(|knock| knock.alive)
    };
    let (first, one) = &logins.first;
    let (second, other) = &logins.second;
    let (present, persons, apart) = if let Some(second) = second {
        let present = vec![seen(first, one).await?, seen(second, other).await?];
        (present, 2, !seen(second, one).await? && !seen(first, other).await?)
    } else {
        let (once, again) = (seen(first, one).await?, seen(first, other).await?);
        // The second login may rightly have ended the first.
        (vec![once || again, again], 1, false)
    };
    Ok(LoginSign {
        agent,
        at: Timestamp::now(),
        present_in_logins: present,
        persons,
        present_in_clean: seen(first, &Credentials::default()).await?,
        tells_persons_apart: apart,
    })
}

/// A genuine login that must succeed for what was seen beside it to mean something: over HTTP where the service is plain
/// enough, in a browser otherwise.
///
/// # Errors
/// [`Reason::ControlFailed`] when it does not.
pub(super) async fn control(leg: &Leg<'_>) -> Result<(), Gap> {
    let failed = |detail: String| Gap::new(Reason::ControlFailed, Blame::Target, detail);
    let person = leg.persons.lease().await.ok_or_else(|| failed("there is no test person".to_owned()))?;
    if leg.agent.get() != Some(&Agent::Browser) {
        match walk_in(leg, &person).await {
            Ok(login) if leg.knock(&person, &login, None).await.is_ok_and(|knock| knock.alive) => return Ok(()),
            Ok(_) => tracing::debug!("a login over HTTP did not log in; a browser is asked"),
            Err(gap) => tracing::debug!("no login over HTTP; a browser is asked: {}", gap.detail),
        }
    }
    let credentials = logged_in(leg, &person).await.map_err(|gap| failed(gap.detail))?;
    match leg.knock(&person, &credentials, None).await {
        Ok(knock) if knock.alive => Ok(()),
        Ok(_) => Err(failed("a genuine login did not log in".to_owned())),
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
