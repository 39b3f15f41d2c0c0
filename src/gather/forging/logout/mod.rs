//! Asks the service by forged questions to end sessions, between genuine ones that do end one, and sees whose is over.

mod sessions;

use std::sync::Arc;

use jiff::Timestamp;

use self::sessions::Sessions;
use crate::{
    checklist::{Checklist, ForgedLogout},
    digid::{LogoutTold, Provider},
    evidence::{
        Blame, Gap, Observation, Pattern, Reason, Variant,
        attempt::Line,
        logout_attempt::{LogoutAttempt, Whose},
        probes::FORGED_LOGOUT,
        session::Agent,
    },
    gather::{
        attempt::between_controls,
        events::Event,
        leg::Leg,
        places::{forged_logout_place, told},
        plan::PlannedAansluiting,
        turns::Comes,
    },
    saml::forging::{Forged, difference},
};

/// So many between two genuine questions that end a session.
const MOST: usize = 10;

/// HTTP 429, Too Many Requests (RFC 6585 §4).
const TOO_MANY: u16 = 429;

/// Sends them all; every place of theirs has ended when it returns. A careless service may end everybody's sessions by them, so
/// nobody else may have one.
pub(in crate::gather) async fn make(planned: &PlannedAansluiting<'_>, leg: &Leg<'_>) {
    if planned.forged_logouts.is_empty() {
        return;
    }
    let name = told(planned.prefix.as_ref(), FORGED_LOGOUT);
    leg.world.events.tell(Event::Started(name.clone()));
    let mut gaps = 0;
    for (forgery, outcome) in planned.forged_logouts.iter().zip(Box::pin(outcomes(planned, leg)).await) {
        gaps += usize::from(outcome.is_err());
        leg.world.record.end(&forged_logout_place(planned, forgery), outcome);
    }
    leg.world.events.tell(Event::Ended { name, gaps });
}

/// Ends every place of theirs with the same gap.
pub(in crate::gather) fn refuse(planned: &PlannedAansluiting<'_>, leg: &Leg<'_>, gap: &Gap) {
    for forgery in &planned.forged_logouts {
        leg.world.record.end(&forged_logout_place(planned, forgery), Err(gap.clone()));
    }
}

/// The forged questions that these patterns read.
pub(in crate::gather) fn chosen<'a>(checklist: &'a Checklist, read: &[Pattern]) -> Vec<&'a ForgedLogout> {
    let read: Vec<&Pattern> = read.iter().filter(|pattern| pattern.journey.as_str() == FORGED_LOGOUT).collect();
    let covered = |one: &&ForgedLogout| {
        let variant = Variant::Named(one.name.clone());
        read.iter().any(|pattern| pattern.variant.covers(Some(&variant)))
    };
    checklist.forged_logouts.values().filter(covered).collect()
}

/// What was seen of one.
struct Seen {
    at: Timestamp,
    told: LogoutTold,
    ended: Vec<Whose>,
    difference: Vec<Line>,
}

async fn outcomes(planned: &PlannedAansluiting<'_>, leg: &Leg<'_>) -> Vec<Result<Observation, Gap>> {
    let made = match leg.provider.get() {
        Some(provider) => all(planned, leg, provider).await,
        None => Err(Gap::new(Reason::Impossible, Blame::Us, "the target file names no metadata")),
    };
    made.unwrap_or_else(|gap| planned.forged_logouts.iter().map(|_| Err(gap.clone())).collect())
}

async fn all(
    planned: &PlannedAansluiting<'_>,
    leg: &Leg<'_>,
    provider: &Arc<Provider>,
) -> Result<Vec<Result<Observation, Gap>>, Gap> {
    if provider.metadata.logout_by_soap().is_none() {
        let why = "the metadata name no SingleLogoutService for SOAP, so DigiD cannot ask to end a session";
        return Err(Gap::new(Reason::LogoutIgnored, Blame::Target, why));
    }
    let nobody = || Gap::new(Reason::ControlFailed, Blame::Us, "there is no test person");
    let person = leg.persons.lease().await.ok_or_else(nobody)?;
    let _acting = match leg.agent() {
        Agent::Http => leg.world.turns.share().await,
        Agent::Browser => leg.world.turns.act(Comes::First).await,
    };
    let mut all = Vec::new();
    for batch in planned.forged_logouts.chunks(MOST) {
        let made = between_controls(
            async || sessions::control(leg, &person).await,
            async || {
                let mut sessions = Sessions::begin(leg, provider, &person).await?;
                let mut seen = Vec::new();
                for forgery in batch {
                    let _turn = leg.world.pace.turn().await;
                    // Where a genuine login fails no more is tried: each attempt would wait for it in vain.
                    sessions.restore().await?;
                    seen.push(one(&mut sessions, forgery).await);
                }
                sessions.close().await;
                Ok(seen)
            },
        );
        match made.await {
            Err(gap) => all.extend(batch.iter().map(|_| Err(gap.clone()))),
            Ok(made) => {
                let controls = made.controls();
                let seen = made.into_inner().into_iter().zip(batch);
                all.extend(seen.map(|(seen, forgery)| Ok(observation(leg, forgery, seen?, controls))));
            }
        }
    }
    Ok(all)
}

async fn one(sessions: &mut Sessions<'_>, forgery: &ForgedLogout) -> Result<Seen, Gap> {
    let Forged { genuine, sent } = sessions.question(forgery).await?;
    let at = Timestamp::now();
    let difference = difference(&genuine, &sent);
    let told = sessions.tell(sent, forgery.certificate).await;
    if told.http == Some(TOO_MANY) {
        return Err(Gap::new(Reason::FrontBlocks, Blame::Target, "HTTP 429: the service is asked too much"));
    }
    let ended = sessions.over().await?;
    let ended = ended.into_iter().filter(|whose| !forgery.may_end.contains(whose)).collect();
    Ok(Seen { at, told, ended, difference })
}

fn observation(leg: &Leg<'_>, forgery: &ForgedLogout, seen: Seen, controls: [Timestamp; 2]) -> Observation {
    Observation::LogoutAttempt(Box::new(LogoutAttempt {
        at: seen.at,
        controls,
        agent: leg.agent(),
        forgery: forgery.described.clone(),
        wanted: forgery.wanted,
        certificate: forgery.certificate,
        http: seen.told.http,
        answer: seen.told.answer,
        problem: seen.told.problem,
        ended: seen.ended,
        difference: seen.difference,
    }))
}
