//! Is the citizen logged in afterwards, as the target file says it can be seen?

use super::{Lack, Notes, Stop};
use crate::{
    evidence::{Gap, session::Agent},
    gather::{browser::Context, credentials::Credentials, leg::Leg},
    target::Person,
};

/// The protected page shows the sign, and shows it to nobody who has not logged in.
pub(super) async fn begun(leg: &Leg<'_>, context: Context, person: &Person, notes: &mut Notes<'_>) -> Result<(), Stop> {
    let credentials = context.credentials().await.map_err(|error| Stop::Unseen(Gap::from(error)))?;
    context.close().await;
    // Over HTTP first; a page may need a browser to show who is logged in.
    let agent = match seen(leg, Agent::Http, person, &credentials).await {
        Ok(true) => Agent::Http,
        by_http => match seen(leg, Agent::Browser, person, &credentials).await {
            Ok(true) => Agent::Browser,
            Ok(false) => {
                let why = by_http.err().map_or_else(String::new, |gap| format!("; over HTTP: {}", gap.detail));
                return Err(Stop::Lacks(Lack::LoginNotSeen, format!("the protected page does not show the sign{why}")));
            }
            Err(gap) => return Err(Stop::of(gap, Lack::LoginNotSeen)),
        },
    };
    match seen(leg, agent, person, &Credentials::default()).await {
        Ok(true) => Err(Stop::Lacks(Lack::SignAlwaysThere, "the protected page shows it without a cookie".to_owned())),
        Ok(false) => {
            notes.fine("the citizen is logged in");
            Ok(())
        }
        Err(gap) => Err(Stop::of(gap, Lack::LoginNotSeen)),
    }
}

async fn seen(leg: &Leg<'_>, agent: Agent, person: &Person, credentials: &Credentials) -> Result<bool, Gap> {
    leg.knock_by(agent, person, credentials, None).await.map(|knock| knock.alive)
}
