//! A page that was not seen is not judged by the page that came in its place.

use axum::{response::Redirect, routing::get};
use toetssteen::{
    evidence::{Blame, Reason},
    judge,
};

use super::{
    bare::{self, HOST, Pages},
    browser::site::Site,
    called::{Desk, assert_gaps},
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
    assert_gaps(&desk.gaps(), &[("login/page/2", Reason::SessionOver, Blame::Target)]);
    let judgement = judge::judge(checklist(), &desk.evidence());
    let finding = judgement.findings().find(|finding| finding.criterion == "sessie/uitloggen").unwrap();
    assert_eq!(finding.verdict.word(), "niet vastgesteld");
}

/// In a page of one address with many faces that address shows nothing, but DigiD is never one of the faces.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_of_digid_is_no_page_behind_the_login() {
    let lost = get(async || Redirect::to("/vraag"));
    let site = Site::secure(HOST, bare::router(Pages::default()).route("/berichten", lost)).await;
    let all = ["inloggen", "mijn", "berichten"].map(|page| format!("\"https://{HOST}/{page}\""));
    let desk = Desk::for_service(&site).edit(&format!("[\"https://{HOST}/mijn\"]"), &format!("[{}]", all.join(", ")));
    let desk = desk.edit("[aansluiting.paginas]\n", &format!("[aansluiting.paginas]\nbeschermd = {}\n", all[1]));
    desk.run(&["sessie/uitloggen"]).await;
    assert_gaps(&desk.gaps(), &[("login/page/3", Reason::SessionOver, Blame::Target)]);
}
