//! A run in which nobody saw a screen.

use toetssteen::{
    evidence::{Kind, session::Agent},
    judge::{Unseen, Verdict},
};

use super::{sound::screen, synthetic::Scenario};

/// Every screen as an HTTP client has it, with text that it should not rest on.
fn over_http() -> Scenario {
    let mut scenario = Scenario::sound();
    scenario.run.without_browser = true;
    let screens = scenario.places().into_iter().filter(|(_, kind)| *kind == Kind::Moment);
    for (place, _) in screens.collect::<Vec<_>>() {
        let mut moment = screen("U bent nog ingelogd.");
        moment.agent = Agent::Http;
        moment.page.controls.clear();
        scenario.see(&place.to_string(), moment);
    }
    scenario
}

#[test]
fn what_nobody_saw_is_left_to_a_run_with_a_browser() {
    let reported = over_http().judged();
    let left_out = Verdict::NietVastgesteld(Unseen::NietMogelijk);
    for criterion in ["antwoord/foutmelding", "sessie/cookies", "transport/gemengde-inhoud"] {
        let finding = reported.judgement.findings().find(|finding| finding.criterion == criterion).unwrap();
        assert_eq!(finding.verdict, left_out, "{finding:#?}");
    }
    let session = reported.judgement.findings().find(|finding| finding.criterion == "sessie/sessieduur");
    assert_eq!(session.unwrap().verdict, Verdict::Akkoord);
}

#[test]
fn the_report_says_so() {
    let reported = over_http().judged();
    for name in ["testrapport.html", "testrapport.md"] {
        let rendered = reported.render(name);
        for said in ["Zonder browser", "Zonder browser is dit niet zeker te zien."] {
            assert!(rendered.contains(said), "{name}: {said}");
        }
    }
    let page = reported.render("testrapport.html");
    assert!(page.contains("losse HTTP-verzoeken") && !page.contains("Titel van de pagina"));
    assert!(!page.contains("U bent nog ingelogd."));
    assert!(!Scenario::sound().judged().render("testrapport.html").contains("Zonder browser"));
}
