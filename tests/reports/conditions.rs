//! A requirement that is none for this service is n.v.t., with what was seen of it as the reason.

use toetssteen::{
    evidence::{Blame, Gap, Place, Reason},
    judge::{Unseen, Verdict},
};

use super::{
    sound::sound_screen,
    synthetic::{Reported, Scenario},
};

const CRITERION: &str = "sessie/tweede-login-geannuleerd";
const ASKED: &str = "failed-again/annuleren/asked-again";

fn verdict(reported: &Reported) -> &Verdict {
    &reported.judgement.findings().find(|finding| finding.criterion == CRITERION).unwrap().verdict
}

/// The control is there, but leads back in: what comes after DigiD was never reached.
fn without_second_login() -> Scenario {
    let mut scenario = Scenario::sound();
    let mut asked = sound_screen(&ASKED.parse().unwrap(), "");
    asked.messages.clear();
    scenario.see(ASKED, asked);
    for mark in ["returned", "after"] {
        let stopped: Place = format!("failed-again/annuleren/{mark}").parse().unwrap();
        let gap = Gap::new(Reason::DigidNotReached, Blame::Target, "the browser is not on DigiD's login page");
        scenario.gap(&stopped.to_string(), gap);
    }
    scenario
}

#[test]
fn what_is_not_asked_of_this_service_is_nvt_with_the_reason() {
    let reported = without_second_login().judged();
    let why =
        "Wie is ingelogd en op de DigiD-knop drukt, komt niet bij DigiD. Een tweede login kan dan niet mislukken.";
    assert_eq!(*verdict(&reported), Verdict::NietVanToepassing(why.to_owned()));
    assert!(reported.render("testrapport.html").contains(why));
}

#[test]
fn a_condition_that_was_not_seen_decides_nothing() {
    let mut scenario = without_second_login();
    scenario.lose(ASKED, Reason::BrowserLost, Blame::Us);
    assert_eq!(*verdict(&scenario.judged()), Verdict::NietVastgesteld(Unseen::Mislukt));
}
