//! As whom a citizen is logged in after a forged answer.

use super::visitor::Visitor;
use crate::{
    checklist::Forgery,
    evidence::{
        Blame, Gap, Reason,
        attempt::Access,
        exchange::{Exchange, ShownIn},
        session::{Agent, Knock},
    },
    gather::{credentials::Credentials, leg::Leg},
    target::Person,
};

/// As whom the protected page is to be had: of who began, of the other, or of who was logged in before.
///
/// # Errors
/// The gap of what kept it from being asked for, or why nobody can tell who came in.
pub(super) async fn access(
    leg: &Leg<'_>,
    visitor: &Visitor<'_>,
    forgery: &Forgery,
    person: &Person,
    other: Option<&Person>,
    before: Option<&Person>,
) -> Result<Access, Gap> {
    let names_another = forgery.asks("other-person");
    let as_who =
        |who: &Person, access| if before.is_some_and(|before| before.bsn == who.bsn) { Access::Kept } else { access };
    // The other first: a page that shows everybody shows who should not be there.
    let other = other.filter(|other| other.mark.is_some());
    if let Some(other) = other
        && visitor.knock(leg, other).await?.alive
    {
        return Ok(as_who(other, Access::Other));
    }
    let knock = visitor.knock(leg, person).await?;
    if !knock.alive {
        // Where the message names another, whoever else came in owes that to what DigiD signed.
        return if !names_another && opens(leg, &knock) && !opens(leg, &clean(leg, person).await?) {
            let why =
                "the page behind the login opened, and showed none of the test persons: nobody can tell who came in";
            Err(Gap::new(Reason::PersonUnknown, Blame::Target, why))
        } else {
            Ok(Access::Nobody)
        };
    }
    if names_another && other.is_none() {
        let why = "somebody came in, and without a `herkenning` of their own in [[aansluiting.testpersoon]] nobody can tell who";
        return Err(Gap::new(Reason::SignUnfit, Blame::Us, why));
    }
    Ok(as_who(person, if names_another { Access::Genuine } else { Access::Person }))
}

/// What a visitor without a session is shown.
async fn clean(leg: &Leg<'_>, person: &Person) -> Result<Knock, Gap> {
    leg.knock(person, &Credentials::default(), None).await
}

/// Whether the protected page was given, rather than another or a refusal.
fn opens(leg: &Leg<'_>, knock: &Knock) -> bool {
    let given = |last: &Exchange| {
        let protected = leg.aansluiting.protected.as_ref();
        protected.is_some_and(|page| page.path() == last.address.path && page.host_str() == Some(&last.address.host))
            && last.status.is_some_and(|status| (200..300).contains(&status))
    };
    // Beside its documents a browser asks for much that is on them.
    let document = |hop: &&Exchange| knock.agent == Agent::Http || hop.shown_in == Some(ShownIn::Window);
    !knock.passed_digid && knock.hops.iter().rfind(document).is_some_and(given)
}
