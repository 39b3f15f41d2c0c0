//! Does pressing the DigiD control bring a question that DigiD takes?

use super::{Lack, Notes, Stop, refused};
use crate::{
    digid::{Channel, TroubleKind},
    evidence::{
        Gap,
        message::{Message, MessageKind},
        objection::ObjectionCode as Code,
    },
    gather::{
        browser::{BrowserError, Context},
        leg::Leg,
    },
};

/// A question that DigiD took: the browser is on its login page.
pub(super) struct Asked {
    pub(super) context: Context,
    pub(super) transaction: String,
}

/// Presses the control as a citizen would.
pub(super) async fn asked(leg: &Leg<'_>, notes: &mut Notes<'_>) -> Result<Asked, Stop> {
    let ledger = leg.world.digid().map_err(Stop::Unseen)?.ledger();
    let (unjoined, troubles) = (ledger.unjoined().len(), ledger.troubles().len());
    let context = leg.world.browsers.context().await.map_err(|error| Stop::Unseen(Gap::from(error)))?;
    let start = leg.page("start").map_err(Stop::Unseen)?;
    context.open(start).await.map_err(|error| Stop::of(Gap::from(error), Lack::PageMissing))?;
    let control = leg.control("inloggen").map_err(Stop::Unseen)?;
    context.press_through(control).await.map_err(|error| {
        let lack = match &error {
            BrowserError::ControlMissing { .. } => Lack::ControlMissing,
            BrowserError::OutsideTarget { .. } => Lack::OtherDigid,
            _ => Lack::DigidNotAsked,
        };
        Stop::of(Gap::from(error), lack)
    })?;
    notes.fine("the DigiD control is there and can be pressed");
    let transaction = match leg.transaction(&context).await {
        Ok(transaction) => transaction,
        Err(gap) => {
            // What came in meanwhile says more than where the browser ended.
            if let Some(message) = ledger.unjoined().get(unjoined) {
                accepted(message)?;
            }
            let nowhere = ledger.troubles().into_iter().skip(troubles).find_map(|trouble| match trouble.kind {
                TroubleKind::NothingThere { asked } if trouble.channel == Channel::Front => Some(asked),
                _ => None,
            });
            return Err(match nowhere {
                Some(asked) => Stop::Lacks(Lack::SsoAddress, asked),
                None => Stop::of(gap, Lack::DigidNotAsked),
            });
        }
    };
    if let Some(message) = ledger.messages(&transaction).first() {
        accepted(message)?;
        notes.warnings(message);
    }
    notes.fine("DigiD takes the AuthnRequest");
    Ok(Asked { context, transaction })
}

/// Whether DigiD would go on with this question.
fn accepted(message: &Message) -> Result<(), Stop> {
    if let MessageKind::Unreadable(unreadable) = &message.kind {
        return Err(Stop::Lacks(Lack::RequestUnreadable, unreadable.reason.clone()));
    }
    let Some(objection) = refused(message).next() else { return Ok(()) };
    let lack = match objection.code {
        Code::IssuerUnknown => Lack::RequestIssuer,
        Code::SignatureInvalid | Code::SignatureMissing => Lack::RequestSignature,
        Code::DestinationMissing | Code::DestinationWrong => Lack::RequestDestination,
        Code::AcsUnknown => Lack::RequestAcs,
        _ => Lack::DigidRefuses,
    };
    Err(Stop::Lacks(lack, objection.text.clone()))
}
