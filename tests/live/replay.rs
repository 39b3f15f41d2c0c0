//! What comes after logging out says nothing where nobody was logged out.

use toetssteen::{
    evidence::Reason,
    judge::{Unseen, Verdict},
};

use super::stage::{Extent, examine, target_file};

const CRITERION: &str = "valse-antwoorden/herhaling";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_comes_again_is_not_blamed_for_a_session_that_lived_on() {
    let fault = ["--fault", "logout-keeps-session"];
    for extent in [Extent::Enough(&[]), Extent::WithoutBrowser(&[])] {
        let examined = examine(&fault, &target_file(), &[CRITERION], extent).await;
        let finding = examined.judgement.findings().find(|finding| finding.criterion == CRITERION).unwrap();
        assert_eq!(finding.verdict, Verdict::NietVastgesteld(Unseen::Mislukt), "{finding:#?}");
        let mut gaps = finding.expectations.iter().flat_map(|one| &one.places).filter_map(|at| at.gap.as_ref());
        assert!(gaps.any(|gap| gap.reason == Reason::ControlFailed), "{finding:#?}");
    }
}
