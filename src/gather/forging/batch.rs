//! A few forged answers between two genuine logins. If a login fails, or somebody before the service kept an answer from it,
//! nothing is known of any of them.

use std::sync::Arc;

use futures_util::future::try_join_all;

use super::attempt::{Seen, attempt};
use crate::{
    checklist::Forgery,
    digid::Provider,
    evidence::{Blame, Gap, Observation, Reason, attempt::Attempt, session::Agent},
    gather::{
        attempt::{self as between, between_controls},
        calibrate,
        leg::Leg,
        places::forged_place,
        plan::PlannedAansluiting,
        turns::Comes,
    },
    target::Person,
};

/// A batch.
pub(super) struct Batch<'a> {
    pub(super) planned: &'a PlannedAansluiting<'a>,
    pub(super) leg: &'a Leg<'a>,
    pub(super) provider: &'a Arc<Provider>,
    pub(super) forgeries: &'a [&'a Forgery],
    /// Whether they change the back channel for everybody.
    pub(super) alone: bool,
}

impl Batch<'_> {
    /// Makes it; gives how many of its places became gaps.
    pub(super) async fn make(&self) -> usize {
        let made = if self.alone { self.by_itself().await } else { self.among_others().await };
        let outcomes: Vec<Result<Observation, Gap>> = match made {
            Err(gap) => self.forgeries.iter().map(|_| Err(gap.clone())).collect(),
            Ok(made) => {
                let controls = made.controls();
                let seen = made.into_inner();
                match self.blocked(&seen) {
                    Some(gap) => seen.iter().map(|_| Err(gap.clone())).collect(),
                    None => seen.into_iter().map(|seen| Ok(observation(seen?, controls))).collect(),
                }
            }
        };
        let mut gaps = 0;
        for (forgery, outcome) in self.forgeries.iter().zip(outcomes) {
            gaps += usize::from(outcome.is_err());
            self.leg.world.record.end(&forged_place(self.planned, forgery), outcome);
        }
        gaps
    }

    async fn among_others(&self) -> Made {
        let leg = self.leg;
        let control = async || {
            let person = leg.persons.lease().await.ok_or_else(nobody)?;
            let _share = leg.world.turns.share().await;
            calibrate::control(leg, &person).await
        };
        let all = async || try_join_all(self.forgeries.iter().map(|forgery| self.one(forgery))).await;
        between_controls(control, all).await
    }

    /// With the back channel to itself. Whoever waits for that holds a person, so the person comes first; and a turn to attack
    /// is not needed where nobody else attacks.
    async fn by_itself(&self) -> Made {
        let leg = self.leg;
        let person = leg.persons.lease().await.ok_or_else(nobody)?;
        let _alone = leg.world.turns.alone().await;
        between_controls(
            async || calibrate::control(leg, &person).await,
            async || {
                let mut seen = Vec::new();
                for forgery in self.forgeries {
                    seen.push(self.attempt(forgery, &person).await?);
                }
                Ok(seen)
            },
        )
        .await
    }

    async fn one(&self, forgery: &Forgery) -> Tried {
        let leg = self.leg;
        let person = leg.persons.lease().await.ok_or_else(nobody)?;
        // The share comes before the turn: whoever closes the back channel waits for all shares.
        let _acting = match leg.agent() {
            Agent::Http => leg.world.turns.share().await,
            Agent::Browser => leg.world.turns.act(Comes::First).await,
        };
        let _turn = leg.world.pace.turn().await;
        self.attempt(forgery, &person).await
    }

    async fn attempt(&self, forgery: &Forgery, person: &Person) -> Tried {
        let leg = self.leg;
        if leg.persons.is_unseen(person)
            && let Err(gap) = calibrate::control(leg, person).await
        {
            return Ok(Err(gap));
        }
        let seen = attempt(leg, self.provider, forgery, person).await;
        let shaken = match &seen {
            Ok(seen) => seen.shaken(),
            Err(gap) => gap.blame == Blame::Target && gap.is_failure(),
        };
        // A service that has fallen over refuses everything, and each attempt waits for it in vain.
        if shaken {
            calibrate::control(leg, person).await?;
        }
        Ok(seen)
    }

    /// Why nothing of the batch counts: the service never asked for one of the messages, so that something before it refused.
    fn blocked(&self, seen: &[Result<Seen, Gap>]) -> Option<Gap> {
        let unasked = self.forgeries.iter().zip(seen).find(|(forgery, seen)| {
            forgery.must_be_fetched() && seen.as_ref().is_ok_and(|seen| seen.fetches == 0 && !seen.knocked_at_digid)
        });
        unasked.map(|(forgery, _)| {
            let detail = format!(
                "the service did not ask DigiD for the message of {}: something before it may keep such answers from it",
                forgery.id()
            );
            Gap::new(Reason::FrontBlocks, Blame::Target, detail)
        })
    }
}

/// What was seen of one, or the gap of a login in between that failed: then no more is tried.
type Tried = Result<Result<Seen, Gap>, Gap>;

/// What was seen of each, between the logins that vouch for it.
type Made = Result<between::Attempt<Vec<Result<Seen, Gap>>>, Gap>;

fn nobody() -> Gap {
    Gap::new(Reason::ControlFailed, Blame::Us, "there is no test person")
}

fn observation(seen: Seen, controls: [jiff::Timestamp; 2]) -> Observation {
    Observation::Attempt(Box::new(Attempt {
        at: seen.at,
        controls,
        agent: seen.agent,
        forgery: seen.forgery,
        wanted: seen.wanted,
        fetches: seen.fetches,
        access: seen.access,
        canary: seen.canary,
        outside: seen.outside,
        hops: seen.hops,
        trouble: seen.trouble,
        difference: seen.difference,
    }))
}
