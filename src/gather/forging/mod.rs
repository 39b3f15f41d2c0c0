//! Sends the forged answers of a plan, in batches between genuine logins, and sees what the service does with each.

mod access;
mod attempt;
mod batch;
mod begin;
pub(super) mod logout;
mod pace;
mod visitor;

use futures_util::future::join_all;

use self::batch::Batch;
pub(super) use self::pace::Pace;
use super::{
    events::Event,
    leg::Leg,
    places::{forged_place, told},
    plan::PlannedAansluiting,
};
use crate::{
    checklist::{Checklist, Forgery},
    evidence::{Blame, Gap, Pattern, Reason, probes::FORGED},
    target::Aansluiting,
};

/// As many forgeries as one pair of genuine logins vouches for.
const MOST_IN_A_BATCH: usize = 10;

/// Sends them all; every place of theirs has ended when it returns.
pub(super) async fn make(planned: &PlannedAansluiting<'_>, leg: &Leg<'_>) {
    let Some(provider) = leg.provider.get() else {
        return refuse(planned, leg, &Gap::new(Reason::Impossible, Blame::Us, "the target file names no metadata"));
    };
    let classes = planned.forgeries.chunk_by(|one, next| one.class == next.class);
    join_all(classes.map(async |class| {
        let name = told(planned.prefix.as_ref(), &format!("forged/{}", class[0].class));
        leg.world.events.tell(Event::Started(name.clone()));
        let mut gaps = 0;
        // Whatever needs the back channel for itself goes apart, so that the rest does not wait for it.
        let (alone, together): (Vec<&Forgery>, Vec<&Forgery>) =
            class.iter().partition(|forgery| forgery.certificate.is_some());
        for (forgeries, alone) in [(together, false), (alone, true)] {
            for forgeries in forgeries.chunks(MOST_IN_A_BATCH) {
                gaps += Batch { planned, leg, provider, forgeries, alone }.make().await;
            }
        }
        leg.world.events.tell(Event::Ended { name, gaps });
    }))
    .await;
}

/// Ends every place of theirs with the same gap.
pub(super) fn refuse(planned: &PlannedAansluiting<'_>, leg: &Leg<'_>, gap: &Gap) {
    for forgery in &planned.forgeries {
        leg.world.record.end(&forged_place(planned, forgery), Err(gap.clone()));
    }
}

/// How many pieces of news there will be of them.
pub(super) fn count(planned: &PlannedAansluiting<'_>) -> usize {
    let classes = planned.forgeries.chunk_by(|one, next| one.class == next.class).count();
    classes + usize::from(!planned.forged_logouts.is_empty())
}

/// The forged answers that these patterns read and that can be given to this connection.
pub(super) fn chosen<'a>(checklist: &'a Checklist, aansluiting: &Aansluiting, read: &[&Pattern]) -> Vec<&'a Forgery> {
    let read: Vec<&&Pattern> = read.iter().filter(|pattern| pattern.journey.as_str() == FORGED).collect();
    let possible = checklist.forgeries().values().filter(|one| one.is_possible_at(aansluiting.betrouwbaarheidsniveau));
    possible.filter(|one| read.iter().any(|pattern| pattern.variant.covers(Some(&one.variant())))).collect()
}
