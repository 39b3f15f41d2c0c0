//! What is seen of forged messages at a service with which nothing is wrong.

use std::collections::BTreeSet;

use toetssteen::checklist::{Checklist, Forgery};
use toetssteen::evidence::{
    Place, Variant,
    attempt::{self, Access, Attempt, Described, Hop, Side, Wanted},
    logout_attempt::{LogoutAnswerSeen, LogoutAttempt},
    pattern::VariantPattern,
    session::Agent,
};

use super::sound::address;

/// The forged answers that a criterion names, and one of each class: that will do for whoever reads a report.
pub(super) fn forged(checklist: &Checklist) -> impl Iterator<Item = Place> {
    let named: BTreeSet<String> = checklist
        .criteria
        .values()
        .flat_map(|criterion| criterion.reads())
        .filter_map(|at| match &at.variant {
            VariantPattern::Exactly(Some(variant @ Variant::Forgery { .. })) => Some(variant.to_string()),
            _ => None,
        })
        .collect();
    let mut classes = BTreeSet::new();
    let wanted = move |forgery: &&Forgery| classes.insert(forgery.class.clone()) | named.contains(&forgery.id());
    let wanted = checklist.forgeries().values().filter(wanted);
    wanted.map(|forgery| format!("forged/{}/returned", forgery.id()).parse().unwrap())
}

/// A forged answer as a sound service takes it.
pub(super) fn refused(place: &Place) -> Attempt {
    let at = "2026-01-02T10:00:00Z".parse().unwrap();
    Attempt {
        at,
        controls: [at, at],
        agent: Agent::Http,
        forgery: described(place),
        wanted: Wanted::Refuse,
        fetches: 1,
        access: Access::Nobody,
        canary: Vec::new(),
        outside: None,
        hops: vec![Hop { address: address("https://mijn.voorbeeld.test/saml/acs"), status: Some(303) }],
        trouble: None,
        difference: unsigned(),
    }
}

/// A forged question by which no session ended.
pub(super) fn not_ended(place: &Place) -> LogoutAttempt {
    let at = "2026-01-02T10:00:00Z".parse().unwrap();
    LogoutAttempt {
        at,
        controls: [at, at],
        agent: Agent::Http,
        forgery: described(place),
        wanted: Wanted::Refuse,
        certificate: true,
        http: Some(500),
        answer: LogoutAnswerSeen::Fault,
        problem: None,
        ended: Vec::new(),
        difference: unsigned(),
    }
}

fn unsigned() -> Vec<attempt::Line> {
    let line = |side, text: &str| attempt::Line { side, text: text.to_owned() };
    vec![line(Side::Both, "<samlp:Response>"), line(Side::Genuine, "<ds:Signature>")]
}

fn described(place: &Place) -> Described {
    Described {
        title: "Geen handtekening".to_owned(),
        changed: format!("De handtekening ontbreekt ({place})."),
        gain: "Wie een bericht kan namaken, logt in als een ander.".to_owned(),
        mend: "Controleer de handtekening.".to_owned(),
        source: "koppelvlak 3.7 Signing".to_owned(),
        by_hand: vec!["Start `toetssteen digid`.".to_owned(), "Kies het valse antwoord.".to_owned()],
    }
}

/// The forged questions to log out.
pub(super) fn forged_logouts(checklist: &Checklist) -> impl Iterator<Item = Place> {
    checklist.forged_logouts.keys().map(|name| format!("forged-logout/{name}/told").parse().unwrap())
}
