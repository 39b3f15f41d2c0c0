//! A few forged answers between two genuine logins. If a login fails, or somebody before the service kept an answer from it,
//! nothing is known of any of them.

use std::sync::Arc;

use futures_util::future::join_all;

use super::attempt::{Seen, attempt};
use crate::{
    checklist::Forgery,
    digid::Provider,
    evidence::{Blame, Gap, Observation, Reason, attempt::Attempt},
    gather::{
        attempt::between_controls,
        calibrate,
        leg::Leg,
        places::forged_place,
        plan::PlannedAansluiting,
        turns::Comes,
    },
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
        let leg = self.leg;
        // Whoever closes the back channel waits for nobody's person: that is taken before.
        let alone = self.alone.then(|| leg.world.turns.alone());
        let alone = match alone {
            Some(alone) => Some(alone.await),
            None => None,
        };
        let control = async || {
            let Some(person) = leg.persons.lease().await else {
                return Err(Gap::new(Reason::ControlFailed, Blame::Us, "there is no test person"));
            };
            let _acting = if self.alone { None } else { leg.world.turns.share().await };
            calibrate::control(leg, &person).await
        };
        let made = between_controls(control, async || {
            if self.alone {
                let mut seen = Vec::new();
                for forgery in self.forgeries {
                    seen.push(self.one(forgery).await);
                }
                seen
            } else {
                join_all(self.forgeries.iter().map(|forgery| self.one(forgery))).await
            }
        })
        .await;
        drop(alone);
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
            leg.world.record.end(&forged_place(self.planned, forgery), outcome);
        }
        gaps
    }

    async fn one(&self, forgery: &Forgery) -> Result<Seen, Gap> {
        let leg = self.leg;
        let person = leg.persons.lease().await;
        let person = person.ok_or_else(|| Gap::new(Reason::ControlFailed, Blame::Us, "there is no test person"))?;
        let _turn = leg.world.pace.turn().await;
        let _acting = match (self.alone, leg.agent()) {
            (true, _) => None,
            (false, crate::evidence::session::Agent::Http) => leg.world.turns.share().await,
            (false, crate::evidence::session::Agent::Browser) => leg.world.turns.act(Comes::First).await,
        };
        if leg.persons.is_unseen(&person) {
            calibrate::control(leg, &person).await?;
        }
        let seen = attempt(leg, self.provider, forgery, &person).await?;
        // A service that has fallen over refuses everything.
        if seen.shaken() {
            calibrate::control(leg, &person).await?;
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
