//! One forged answer: a citizen begins to log in, DigiD lies, and the service shows what it believes.

use jiff::Timestamp;

use super::{
    access::access,
    begin::{Begun, begin},
    visitor::{Lied, Visitor},
};
use crate::{
    checklist::{Forgery, delivery::Delivery},
    digid::{Digid, Provider},
    evidence::{
        Blame, Gap, Reason,
        attempt::{Access, Described, Hop, Line, Wanted},
        session::Agent,
    },
    gather::leg::Leg,
    saml::forging::difference,
    target::Person,
};

/// What was seen of one.
pub(super) struct Seen {
    pub(super) at: Timestamp,
    pub(super) agent: Agent,
    pub(super) forgery: Described,
    pub(super) wanted: Wanted,
    pub(super) fetches: u32,
    /// Whether the service came to the back channel, and maybe left when it saw the certificate.
    pub(super) knocked_at_digid: bool,
    pub(super) access: Access,
    pub(super) canary: Vec<String>,
    pub(super) outside: Option<String>,
    pub(super) hops: Vec<Hop>,
    pub(super) trouble: Option<String>,
    pub(super) difference: Vec<Line>,
}

impl Seen {
    /// Whether the service may have fallen over.
    pub(super) fn shaken(&self) -> bool {
        self.trouble.is_some() || self.hops.iter().any(|hop| hop.status.is_some_and(|status| status >= 500))
    }
}

/// Shows a wrong certificate until it is dropped, whatever ends the attempt.
struct Showing<'a>(&'a Digid);

impl Drop for Showing<'_> {
    fn drop(&mut self) {
        self.0.show_on_back_channel(None);
    }
}

/// Makes it.
///
/// # Errors
/// The gap of what kept the answer from being given, or the protected page from being asked for.
pub(super) async fn attempt(
    leg: &Leg<'_>,
    provider: &Provider,
    forgery: &Forgery,
    person: &Person,
) -> Result<Seen, Gap> {
    let digid = leg.world.digid()?;
    let at = Timestamp::now();
    let other = leg.persons.other_than(person);
    if other.is_none() && forgery.asks("other-person") {
        let why =
            "this answer names somebody else, and there is one test person; add another [[aansluiting.testpersoon]]";
        return Err(Gap::new(Reason::Impossible, Blame::Us, why));
    }
    let begun = begin(leg, digid, provider, forgery, person, other).await?;
    let Begun { mut visitor, transaction, before } = begun;
    let showing = forgery.certificate.map(|wrong| {
        digid.show_on_back_channel(Some(wrong));
        Showing(digid)
    });
    let visits = digid.ledger().visits();
    visitor.forget_the_way();
    let lied = visitor.answer(leg, digid, &transaction, person, other, &forgery.id()).await?;
    let lied = go_on(leg, digid, forgery, &mut visitor, &transaction, person, lied).await?;
    // Only where it is alone with the back channel, the visitor is this service for this answer.
    let knocked_at_digid = showing.is_some() && digid.ledger().visits() > visits;
    drop(showing);
    let hops = visitor.way(leg).await?;
    let access = access(leg, &visitor, forgery, person, other, before).await?;
    visitor.close().await;
    let told = digid.told(&transaction);
    let canary = digid.canary(&transaction);
    let believed = matches!(access, Access::Other | Access::Person) || lied.outside.is_some() || !canary.is_empty();
    if let (false, Some(gap)) = (believed, lied.trouble.as_ref().filter(|gap| never_ends(gap))) {
        return Err(gap.clone());
    }
    let message = told.map(|forged| difference(&forged.genuine, &forged.sent)).unwrap_or_default();
    Ok(Seen {
        at,
        agent: leg.agent(),
        forgery: forgery.described.clone(),
        wanted: forgery.wanted(provider.metadata.wants_assertions_signed()),
        fetches: u32::try_from(digid.ledger().fetches(&transaction).len()).unwrap_or(u32::MAX),
        knocked_at_digid,
        access,
        canary,
        outside: lied.outside,
        hops,
        trouble: lied.trouble.map(|gap| gap.detail),
        difference: message,
    })
}

/// Whether the answer of the service came to no end, so that nobody saw what it would have been.
fn never_ends(gap: &Gap) -> bool {
    matches!(gap.reason, Reason::NeverSettled { .. } | Reason::RedirectLoop)
}

/// What comes after the answer: for a replay, the same artifact once more.
async fn go_on<'a>(
    leg: &'a Leg<'a>,
    digid: &Digid,
    forgery: &Forgery,
    visitor: &mut Visitor<'a>,
    transaction: &str,
    person: &Person,
    lied: Lied,
) -> Result<Lied, Gap> {
    let elsewhere = match forgery.delivery {
        Delivery::Again | Delivery::AgainAfterLogout => false,
        Delivery::AgainElsewhere | Delivery::AgainElsewhereAnswered => true,
        _ => return Ok(lied),
    };
    let lost = || Gap::new(Reason::ControlFailed, Blame::Us, "the address with the artifact is not known");
    let address = digid.return_address(transaction).ok_or_else(lost)?;
    if forgery.delivery == Delivery::AgainAfterLogout {
        visitor.log_out(leg, person).await?;
    }
    if elsewhere {
        let other = Visitor::new(leg).await?;
        std::mem::replace(visitor, other).close().await;
    }
    visitor.forget_the_way();
    visitor.go(&address).await
}
