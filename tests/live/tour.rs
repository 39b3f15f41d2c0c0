//! A page that was not seen is not judged by the page that came in its place.

use axum::{response::Redirect, routing::get};
use toetssteen::{
    evidence::{Blame, Reason},
    judge,
};

use super::{
    bare::{self, HOST, Pages},
    browser::site::Site,
    called::Desk,
    stage::checklist,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_is_over_before_the_last_page_accuses_nobody() {
    let lost = get(async || Redirect::to("/inloggen"));
    let site = Site::secure(HOST, bare::router(Pages::default()).route("/berichten", lost)).await;
    let pages = format!("\"https://{HOST}/mijn\"]");
    let desk =
        Desk::for_service(&site).edit(&pages, &format!("\"https://{HOST}/mijn\", \"https://{HOST}/berichten\"]"));
    desk.run(&["sessie/uitloggen"]).await;
    let gaps = desk.gaps();
    let [(place, gap)] = &gaps[..] else { panic!("{gaps:?}") };
    assert_eq!((place.as_str(), &gap.reason, gap.blame), ("login/page/2", &Reason::ControlFailed, Blame::Target));
    let judgement = judge::judge(&checklist(), &desk.evidence());
    let finding = judgement.findings().find(|finding| finding.criterion == "sessie/uitloggen").unwrap();
    assert_eq!(finding.verdict.word(), "niet vastgesteld");
}
