//! What the link between a service and the simulated DigiD still lacks: looked for in order, ended by the first cause.

mod answer;
mod lack;
mod question;
mod service;
mod session;

use std::{sync::OnceLock, time::Duration};

use tokio::time::timeout;

use self::lack::Lack;
pub use self::lack::{CAUSES, Cause};
use super::{error::NetworkError, leg::Leg, order::Order, persons::Persons, world::world};
use crate::evidence::{
    Blame, Gap, Reason,
    message::Message,
    objection::{Objection, Severity},
};

/// A link is judged within this time, or it cannot be.
const LONGEST: Duration = Duration::from_secs(60);

/// Something that was found. Its text is redacted.
#[derive(Clone, Debug)]
pub enum Found {
    /// This is as it should be.
    Fine(String),
    /// The link lacks this; nothing was looked at after it.
    Lacks(&'static Cause, String),
    /// It could not be seen, and not because of the service.
    Unseen(String),
    /// DigiD goes on, but it is not right.
    Warning(String),
}

/// Why looking ended before the login succeeded.
enum Stop {
    Lacks(Lack, String),
    Unseen(Gap),
}

/// What is found, as it is found.
struct Notes<'a>(&'a mut dyn FnMut(Found));

impl Notes<'_> {
    fn fine(&mut self, says: impl Into<String>) {
        (self.0)(Found::Fine(says.into()));
    }

    /// What DigiD holds against a message without refusing it.
    fn warnings(&mut self, message: &Message) {
        for objection in message.objections.iter().filter(|one| one.severity == Severity::Warn) {
            (self.0)(Found::Warning(objection.text.clone()));
        }
    }
}

/// Looks at each connection of the target and tells what it finds.
///
/// # Errors
/// When the network cannot be set up.
pub async fn look(order: &Order<'_>, mut tell: impl FnMut(Found)) -> Result<(), NetworkError> {
    let world = world(order)?;
    for planned in &order.plan.aansluitingen {
        let persons = Persons::new(&planned.aansluiting.persons);
        let leg = Leg {
            world: &world,
            aansluiting: planned.aansluiting,
            partner: planned.partner,
            persons: &persons,
            pictured: &[],
            closely: &[],
            agent: OnceLock::new(),
            provider: OnceLock::new(),
        };
        let redacted = |text: &str| world.redactor.detail(text);
        let mut clean = |found: Found| {
            tell(match found {
                Found::Fine(says) => Found::Fine(redacted(&says)),
                Found::Lacks(cause, seen) => Found::Lacks(cause, redacted(&seen)),
                Found::Unseen(why) => Found::Unseen(redacted(&why)),
                Found::Warning(says) => Found::Warning(redacted(&says)),
            });
        };
        if order.plan.aansluitingen.len() > 1 {
            clean(Found::Fine(format!("aansluiting {}", planned.aansluiting.naam)));
        }
        let looked = timeout(LONGEST, one(&leg, &mut Notes(&mut clean))).await;
        match looked {
            Ok(Ok(())) => {}
            Ok(Err(Stop::Lacks(lack, seen))) => {
                // A row for each is held by a test; without one there is still something to say.
                clean(
                    lack.cause().map_or_else(|| Found::Unseen(seen.clone()), |cause| Found::Lacks(cause, seen.clone())),
                );
            }
            Ok(Err(Stop::Unseen(gap))) => clean(Found::Unseen(gap.detail)),
            Err(_) => clean(Found::Unseen(format!("this took longer than {} seconds", LONGEST.as_secs()))),
        }
    }
    world.browsers.close().await;
    Ok(())
}

async fn one(leg: &Leg<'_>, notes: &mut Notes<'_>) -> Result<(), Stop> {
    service::reached(leg, notes).await?;
    let provider = service::described(leg, notes).await?;
    leg.world.digid().map_err(Stop::Unseen)?.set_providers(vec![provider]);
    let asked = question::asked(leg, notes).await?;
    let (context, person) = answer::fetched(leg, asked, notes).await?;
    session::begun(leg, context, &person, notes).await
}

impl Stop {
    /// The cause where a gap is the doing of the service; what is ours or DigiD's tells nothing about the link.
    fn of(gap: Gap, lack: Lack) -> Self {
        if gap.blame == Blame::Target { Self::Lacks(lack, gap.detail) } else { Self::Unseen(gap) }
    }

    fn nobody() -> Self {
        Self::Unseen(Gap::new(Reason::Impossible, Blame::Us, "there is no test person"))
    }
}

/// What DigiD would refuse a message for, the first first.
fn refused(message: &Message) -> impl Iterator<Item = &Objection> {
    message.objections.iter().filter(|one| one.severity == Severity::Refuse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_has_one_row_and_a_name_of_its_own() {
        for (at, cause) in CAUSES.iter().enumerate() {
            let others = &CAUSES[at + 1..];
            assert!(others.iter().all(|other| other.name != cause.name && other.lack != cause.lack), "{}", cause.name);
            assert!(cause.sentence.len() > 20 && cause.advice.len() > 20, "{}", cause.name);
        }
    }
}
