//! Makes the journeys of one connection: side by side, but alone what needs DigiD's back channel for itself.
//!
//! Each has a person before it waits for the back channel. Whoever holds that waits for nobody's person: where there are
//! few persons, those who have one wait for the channel.

use futures_util::future::{join, join_all};

use super::{
    attempt, calibrate,
    events::Event,
    leg::Leg,
    record::Record,
    travel::{Trip, travel},
    turns::Comes,
};
use crate::{checklist::journey::Exclusive, evidence::Gap, target::Person};

/// Makes them all; every place of theirs has ended when it returns.
pub(super) async fn make(leg: &Leg<'_>, trips: Vec<Trip<'_>>) {
    let closes = |trip: &Trip<'_>| trip.journey.exclusive == Some(Exclusive::BackChannel);
    let (alone, together): (Vec<_>, Vec<_>) = trips.into_iter().partition(closes);
    let together = together.iter().map(|trip| among_others(leg, trip));
    let alone = async {
        for trip in &alone {
            by_itself(leg, trip).await;
        }
    };
    join(join_all(together), alone).await;
}

/// Makes those that may end sessions of others, one after the other, when nobody else has one.
pub(super) async fn make_last(leg: &Leg<'_>, trips: Vec<Trip<'_>>) {
    for trip in &trips {
        among_others(leg, trip).await;
    }
}

async fn among_others(leg: &Leg<'_>, trip: &Trip<'_>) {
    let Some(person) = leg.persons.lease().await else { return };
    // The waits of all services begin first, whichever service is asked first.
    let comes = if trip.journey.waits() { Comes::Waits } else { Comes::First };
    let acting = leg.world.turns.act(comes).await;
    leg.world.events.tell(Event::Started(trip.name()));
    let gaps = match recognised(leg, trip, &person).await {
        Ok(()) => travel(leg, &leg.world.record, trip, &person, acting).await,
        Err(gap) => refuse(leg, trip, &gap),
    };
    leg.world.events.tell(Event::Ended { name: trip.name(), gaps });
}

/// Only two persons were measured with the sign. A mark that is never shown looks like a session that is over, so nothing
/// rests on one before it was seen.
async fn recognised(leg: &Leg<'_>, trip: &Trip<'_>, person: &Person) -> Result<(), Gap> {
    if trip.journey.needs_sign() && leg.persons.is_unseen(person) {
        calibrate::control(leg, person).await
    } else {
        Ok(())
    }
}

/// A journey that closes the back channel, between two genuine logins that show it is open again.
async fn by_itself(leg: &Leg<'_>, trip: &Trip<'_>) {
    let Some(person) = leg.persons.lease().await else { return };
    let _alone = leg.world.turns.alone().await;
    leg.world.events.tell(Event::Started(trip.name()));
    let attempt = attempt::between_controls(
        async || calibrate::control(leg, &person).await,
        async || {
            let aside = Record::default();
            let acting = leg.world.turns.act(Comes::Alone).await;
            let gaps = travel(leg, &aside, trip, &person, acting).await;
            Ok((aside, gaps))
        },
    );
    let gaps = match attempt.await {
        Ok(attempt) => {
            let (aside, gaps) = attempt.into_inner();
            leg.world.record.take_over(aside);
            gaps
        }
        Err(gap) => refuse(leg, trip, &gap),
    };
    leg.world.events.tell(Event::Ended { name: trip.name(), gaps });
}

/// Ends the places of a journey that is not made; gives how many.
pub(super) fn refuse(leg: &Leg<'_>, trip: &Trip<'_>, gap: &Gap) -> usize {
    for place in &trip.places {
        leg.world.record.end(place, Err(gap.clone()));
    }
    trip.places.len()
}
