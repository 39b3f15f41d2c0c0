//! A login as far as DigiD's page, where the forged answer is given.

use super::visitor::Visitor;
use crate::{
    checklist::{Forgery, delivery::Delivery},
    digid::{Digid, Provider},
    evidence::{Blame, Gap, Reason},
    gather::leg::Leg,
    target::Person,
};

/// A login that only waits for DigiD's answer.
pub(super) struct Begun<'a> {
    /// Who will bring the answer.
    pub(super) visitor: Visitor<'a>,
    /// Its name at DigiD.
    pub(super) transaction: String,
    /// Who is logged in there already.
    pub(super) before: Option<&'a Person>,
}

/// Begins it, in the browser and after whatever the forgery asks for.
///
/// # Errors
/// The gap of what kept the service from asking DigiD.
pub(super) async fn begin<'a>(
    leg: &'a Leg<'a>,
    digid: &Digid,
    provider: &Provider,
    forgery: &Forgery,
    person: &'a Person,
    other: Option<&'a Person>,
) -> Result<Begun<'a>, Gap> {
    let mut visitor = Visitor::new(leg).await?;
    let log_in = async |visitor: &mut Visitor<'a>, who: &Person| {
        let transaction = visitor.ask(leg).await?;
        visitor.press_login(leg, digid, &transaction, who).await
    };
    let nobody = || {
        Gap::new(Reason::Impossible, Blame::Us, "this needs two test persons; add another [[aansluiting.testpersoon]]")
    };
    match forgery.delivery {
        Delivery::SecondLogin => {
            log_in(&mut visitor, person).await?;
            let transaction = visitor.ask(leg).await.map_err(|gap| match gap.reason {
                Reason::DigidNotReached | Reason::ControlMissing { .. } => {
                    Gap::new(Reason::Impossible, Blame::Target, "the service begins no second login")
                }
                _ => gap,
            })?;
            Ok(Begun { visitor, transaction, before: Some(person) })
        }
        Delivery::Unsolicited => {
            let none = || Gap::new(Reason::Impossible, Blame::Target, "the metadata name no address for an artifact");
            let transaction = digid.unsolicited(provider.metadata.entity_id()).ok_or_else(none)?;
            Ok(Begun { visitor, transaction, before: None })
        }
        Delivery::OtherBrowser | Delivery::OtherBrowserAsking | Delivery::OtherBrowserLoggedIn => {
            let transaction = visitor.ask(leg).await?;
            visitor.close().await;
            let mut thief = Visitor::new(leg).await?;
            let mut before = None;
            if forgery.delivery == Delivery::OtherBrowserAsking {
                let own = thief.ask(leg).await?;
                digid.lend_relay_state(&transaction, &own);
            }
            if forgery.delivery == Delivery::OtherBrowserLoggedIn {
                let other = other.ok_or_else(nobody)?;
                log_in(&mut thief, other).await?;
                before = Some(other);
            }
            Ok(Begun { visitor: thief, transaction, before })
        }
        _ => {
            if forgery.asks("other-request-id") {
                let mut elsewhere = Visitor::new(leg).await?;
                elsewhere.ask(leg).await?;
                elsewhere.close().await;
            }
            let transaction = visitor.ask(leg).await?;
            Ok(Begun { visitor, transaction, before: None })
        }
    }
}
