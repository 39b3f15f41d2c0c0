//! Learns how a logged-in page is told from another, before anything rests on it.

use futures_util::future::try_join3;
use jiff::Timestamp;

use super::{credentials::Credentials, leg::Leg};
use crate::{
    evidence::{
        Blame, Gap, Reason,
        session::{Agent, LoginSign},
    },
    target::Person,
};

/// Measures the sign for one agent: there in two genuine logins, absent without one.
///
/// # Errors
/// The gap of what kept a login from being made, or the agent from looking.
pub(super) async fn calibrate(leg: &Leg<'_>, agent: Agent) -> Result<LoginSign, Gap> {
    match Box::pin(measure(leg, agent)).await {
        // A browser that is lost while measuring is lost by chance; a second time it is not.
        Err(gap) if gap.reason == Reason::BrowserLost => Box::pin(measure(leg, agent)).await,
        measured => measured,
    }
}

/// With two persons where there are two, and one of the logins in a browser where there is any, whose session must serve the agent too.
/// Each login is looked at as soon as it is made: a session may be short.
async fn measure(leg: &Leg<'_>, agent: Agent) -> Result<LoginSign, Gap> {
    let nobody = || Gap::new(Reason::SignUnfit, Blame::Us, "there is no test person");
    let first = leg.persons.lease().await.ok_or_else(nobody)?;
    let nothing = Credentials::default();
    let clean = seen(leg, agent, &first, &nothing);
    let (present, persons, apart, clean) = if leg.aansluiting.persons.len() == 1 {
        let (once, _) = shown(leg, agent, &first).await?;
        let (again, _) = logged_in(leg, agent, &first).await?;
        (vec![once, again], 1, false, clean.await?)
    } else {
        let second = leg.persons.lease().await.ok_or_else(nobody)?;
        let apart = async |(present, credentials): (bool, Credentials), other: &Person| {
            Ok::<_, Gap>((present, present && !seen(leg, agent, other, &credentials).await?))
        };
        let one = async { apart(shown(leg, agent, &first).await?, &second).await };
        let other = async { apart(logged_in(leg, agent, &second).await?, &first).await };
        let (one, other, clean) = try_join3(one, other, clean).await?;
        (vec![one.0, other.0], 2, one.1 && other.1, clean)
    };
    Ok(LoginSign {
        agent,
        at: Timestamp::now(),
        present_in_logins: present,
        persons,
        present_in_clean: clean,
        tells_persons_apart: apart,
    })
}

async fn seen(leg: &Leg<'_>, agent: Agent, person: &Person, credentials: &Credentials) -> Result<bool, Gap> {
    leg.knock_by(agent, person, credentials, None).await.map(|knock| knock.alive)
}

/// A genuine login that must succeed for what was seen beside it to mean something.
///
/// # Errors
/// [`Reason::ControlFailed`] when it does not, through whom it did not; [`Reason::SignUnfit`] where the mark of this person
/// was never seen.
pub(super) async fn control(leg: &Leg<'_>, person: &Person) -> Result<(), Gap> {
    let failed = |gap: Gap| Gap { reason: Reason::ControlFailed, ..gap };
    if let (true, _) = logged_in(leg, leg.agent(), person).await.map_err(failed)? {
        return Ok(());
    }
    Err(if leg.persons.is_unseen(person) {
        let detail = format!(
            "a genuine login did not show the mark of this test person; correct the `herkenning` of the \
             [[aansluiting.testpersoon]] with bsn = \"{}\" in the target file, or make that person known to the service",
            person.bsn
        );
        Gap::new(Reason::SignUnfit, Blame::Us, detail)
    } else {
        Gap::new(Reason::ControlFailed, Blame::Target, "a genuine login did not log in")
    })
}

/// Whether a genuine login shows this person, and its session: over HTTP where the service is plain enough, in a browser
/// otherwise.
async fn logged_in(leg: &Leg<'_>, agent: Agent, person: &Person) -> Result<(bool, Credentials), Gap> {
    if agent == Agent::Http && !leg.world.browsers.are_left_out() {
        match leg.log_in(Agent::Http, person).await {
            Ok(credentials) if seen(leg, agent, person, &credentials).await.unwrap_or_default() => {
                leg.persons.saw(person);
                return Ok((true, credentials));
            }
            Ok(_) => tracing::debug!("a login over HTTP did not log in; a browser is asked"),
            Err(gap) => {
                let why = leg.world.redactor.detail(&gap.detail);
                tracing::debug!("no login over HTTP; a browser is asked: {why}");
            }
        }
    }
    shown(leg, agent, person).await
}

/// Whether a genuine login in a browser shows this person, and its session; over HTTP where the run has none.
async fn shown(leg: &Leg<'_>, agent: Agent, person: &Person) -> Result<(bool, Credentials), Gap> {
    let credentials = leg.log_in(leg.world.browsers.agent(), person).await?;
    let shown = seen(leg, agent, person, &credentials).await?;
    if shown {
        leg.persons.saw(person);
    }
    Ok((shown, credentials))
}
