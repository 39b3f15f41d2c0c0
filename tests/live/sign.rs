//! Nothing rests on a sign of being logged in that nobody has seen work.

use axum::{
    extract::Request,
    middleware::{Next, from_fn},
    response::{IntoResponse as _, Response},
};
use http::StatusCode;
use toetssteen::{
    evidence::{Blame, Observation, Outcome, Reason, session::Agent},
    judge::Verdict,
};

use super::{
    bare::{self, HOST, Pages},
    browser::site::Site,
    called::{Desk, assert_gaps, gaps},
    stage::{Extent, examine, target_file},
};

/// The first two persons are those whose marks are measured beforehand; the others take journeys first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mistyped_mark_of_the_third_person() {
    let target = target_file().replace("Carla Zomerdijk", "Karla Zomerdijk").replace("Daan", "Dan");
    let examined = examine(&[], &target, &["sessie/uitloggen"], Extent::Enough(&[])).await;
    let findings: Vec<_> = examined.judgement.findings().map(|finding| &finding.verdict).collect();
    assert!(matches!(findings[..], [Verdict::NietVastgesteld(_)]), "{findings:?}");
    let gaps = gaps(&examined.evidence);
    assert!(!gaps.is_empty());
    for (place, gap) in gaps {
        assert!(place.starts_with("logout/"), "{place} rests on no mark of a person");
        assert_eq!((gap.reason, gap.blame), (Reason::SignUnfit, Blame::Us), "{place}");
        let names = |bsn: &str| gap.detail.contains(&format!("bsn = \"{bsn}\""));
        assert!(names("999910814") || names("999916233"), "{}", gap.detail);
    }
}

async fn browsers_only(request: Request, next: Next) -> Response {
    if request.uri().path() == "/mijn" && !request.headers().contains_key("sec-fetch-mode") {
        return StatusCode::TOO_MANY_REQUESTS.into_response();
    }
    next.run(request).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_front_that_lets_only_browsers_through() {
    let site = Site::secure(HOST, bare::router(Pages::default()).layer(from_fn(browsers_only))).await;
    let desk = Desk::for_service(&site);
    desk.run(&["sessie/uitloggen"]).await;
    assert_gaps(&desk.gaps(), &[("sign/http/measured", Reason::ServerError { status: 429 }, Blame::Target)]);
    match desk.evidence().outcome(&"logout/after".parse().unwrap()) {
        Some(Outcome::Observed(Observation::Knock(knock))) => {
            assert_eq!((knock.agent, knock.alive), (Agent::Browser, false))
        }
        other => panic!("{other:?}"),
    }
}

/// A journey that needs the back channel for itself needs a person too, and so do those that wait for that channel.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_test_person_is_enough() {
    let desk = Desk::for_service(&bare::service(Pages::default()).await)
        .edit("[hosts.", "[[aansluiting.testpersoon]]\nbsn = \"999900006\"\n[hosts.");
    let called = desk.run(&["sessie/cookies", "sessie/uitloggen"]).await;
    assert_eq!(called.status, Some(0), "{}{}", called.stdout, called.stderr);
    assert!(desk.gaps().is_empty(), "{:?}", desk.gaps());
}
