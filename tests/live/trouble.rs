//! What goes wrong outside us ends as a gap with its reason, in a whole report, and leaves nothing behind.

use std::{
    fs,
    future::ready,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{extract::Request, middleware::map_request, routing::get};
use futures_util::stream;
use rustix::process::{Pid, Signal, kill_process_group};
use toetssteen::{
    evidence::{Blame, Evidence, Observation, Outcome, Reason},
    judge,
};
use tokio::{io::AsyncWriteExt as _, net::TcpListener};

use super::{
    bare::{self, HOST, Pages},
    browser::site::Site,
    called::{Called, Desk, assert_gaps, gaps, target},
    stage::{afnemer, checklist},
};

const ANNULEREN: &[&str] = &["antwoord/annuleren"];

fn place(text: &str) -> Box<toetssteen::evidence::Place> {
    Box::new(text.parse().unwrap())
}

fn after(text: &str) -> Reason {
    Reason::NotReached { stopped: *place(text) }
}

/// The verdict on this criterion.
fn word(evidence: &Evidence, criterion: &str) -> &'static str {
    let judgement = judge::judge(checklist(), evidence);
    judgement.findings().find(|finding| finding.criterion == criterion).unwrap().verdict.word()
}

/// The run has ended in exit status 3 and a whole report.
#[track_caller]
fn failed(desk: &Desk, called: &Called) {
    assert_eq!(called.status, Some(3), "{}{}", called.stdout, called.stderr);
    assert!(called.stdout.contains("niet vastgesteld"), "{}", called.stdout);
    for name in ["testrapport.html", "testrapport.json", "evidence.json"] {
        assert!(desk.path("out").join(name).exists(), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_that_does_not_resolve() {
    let desk = Desk::with(&target(""));
    let called = desk.run(&["transport/hsts", "transport/tls-versies", "antwoord/annuleren"]).await;
    failed(&desk, &called);
    let unresolved = || Reason::NameUnresolved { host: HOST.to_owned() };
    assert_gaps(
        &desk.gaps(),
        &[
            ("cancel/again", unresolved(), Blame::Target),
            ("cancel/later", unresolved(), Blame::Target),
            ("cancel/returned", unresolved(), Blame::Target),
            ("cancel/start", unresolved(), Blame::Target),
            (&format!("http/{HOST}:443/root"), unresolved(), Blame::Target),
            ("login/start", unresolved(), Blame::Target),
            (&format!("tls/{HOST}:443/no-address"), unresolved(), Blame::Target),
        ],
    );
    assert!(called.stderr.contains(&format!("problem  name {HOST}")), "{}", called.stderr);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_port_that_does_not_speak_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let desk = Desk::with(&target(&format!("[hosts.\"{HOST}\"]\nconnect = {{ 443 = \"{at}\" }}\n")));
    let called = desk.run(&["transport/hsts", "transport/tls-versies", "antwoord/annuleren"]).await;
    failed(&desk, &called);
    assert_gaps(
        &desk.gaps(),
        &[
            ("cancel/again", Reason::TlsFailed, Blame::Target),
            ("cancel/later", Reason::TlsFailed, Blame::Target),
            ("cancel/returned", Reason::TlsFailed, Blame::Target),
            ("cancel/start", Reason::TlsFailed, Blame::Target),
            (&format!("http/{HOST}:443/root"), Reason::TlsFailed, Blame::Target),
            ("login/start", Reason::TlsFailed, Blame::Target),
        ],
    );
    let said = format!("problem  https {HOST}:443: TLS with {HOST} failed: ");
    assert!(called.stderr.contains(&said), "{}", called.stderr);
    // That address has answered, but not in TLS: of no version is it known whether it would be accepted.
    assert_eq!(word(&desk.evidence(), "transport/tls-versies"), "niet vastgesteld");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_control_that_is_not_on_the_page() {
    let site = bare::service(Pages::default()).await;
    let desk = Desk::for_service(&site).edit("\"Inloggen met DigiD\"", "\"Naar de balie\"");
    let called = desk.run(ANNULEREN).await;
    failed(&desk, &called);
    let missing = Reason::ControlMissing { control: "Naar de balie".to_owned() };
    assert_gaps(
        &desk.gaps(),
        &[
            ("cancel/again", after("cancel/returned"), Blame::Target),
            ("cancel/later", after("cancel/returned"), Blame::Target),
            ("cancel/returned", missing, Blame::Target),
        ],
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_never_settles() {
    let endless = async || {
        let more = stream::unfold(0, |n| async move {
            tokio::time::sleep(Duration::from_millis(200)).await;
            Some((Ok::<_, std::io::Error>(format!("<p>{n}</p>")), n + 1))
        });
        ([("content-type", "text/html")], axum::body::Body::from_stream(more))
    };
    let pages = Pages::default();
    let site = Site::secure(HOST, bare::router(pages).route("/eindeloos", get(endless))).await;
    let desk = Desk::for_service(&site).edit("/inloggen\"", "/eindeloos\"");
    let called = desk.run(ANNULEREN).await;
    failed(&desk, &called);
    let gaps = desk.gaps();
    let reason = &gaps.last().unwrap().1.reason;
    assert!(matches!(reason, Reason::NeverSettled { waited_ms: 15_000.. }), "{reason:?}");
    assert_gaps(
        &gaps,
        &[
            ("cancel/again", after("cancel/start"), Blame::Target),
            ("cancel/later", after("cancel/start"), Blame::Target),
            ("cancel/returned", after("cancel/start"), Blame::Target),
            ("cancel/start", reason.clone(), Blame::Target),
        ],
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_driver_that_is_not_there() {
    let site = bare::service(Pages::default()).await;
    let desk = Desk::for_service(&site);
    let fixed = ["run", "aansluiting.toml", "--scaled", "--state", "keys", "--out", "out", "--only", ANNULEREN[0]];
    let called = desk.call(&[fixed.as_slice(), &["--chromedriver", "/nonexistent"]].concat()).await;
    failed(&desk, &called);
    assert_gaps(
        &desk.gaps(),
        &[
            ("cancel/again", after("cancel/start"), Blame::Us),
            ("cancel/later", after("cancel/start"), Blame::Us),
            ("cancel/returned", after("cancel/start"), Blame::Us),
            ("cancel/start", Reason::BrowserMissing, Blame::Us),
        ],
    );
    assert!(called.stderr.contains("problem  browser driver: "), "{}", called.stderr);
    assert!(called.stderr.contains("/nonexistent"), "{}", called.stderr);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metadata_that_is_none() {
    let bad = [
        ("/niets", "status 404"),
        ("/inloggen", "the message is not acceptable XML"),
        ("/bom", "DOCTYPE declarations are not allowed"),
    ];
    let bomb = get(async || "<!DOCTYPE a [<!ENTITY b \"b\">]><a>&b;</a>\u{1b}[2J");
    let router = bare::router(Pages::default()).route("/bom", bomb);
    let site = Site::secure(HOST, router).await;
    for (path, why) in bad {
        let desk = Desk::for_service(&site).edit("/metadata\"", &format!("{path}\""));
        let called = desk.run(&["antwoord/annuleren", "sessie/sessieduur"]).await;
        failed(&desk, &called);
        let gaps = desk.gaps();
        assert_eq!(gaps.iter().filter(|(place, _)| place == "sign/http/measured").count(), 1);
        for (place, gap) in &gaps {
            assert_eq!((&gap.reason, gap.blame), (&Reason::MetadataUnreadable, Blame::Target), "{place}");
            assert!(gap.detail.contains(why), "{path}: {}", gap.detail);
        }
        assert_eq!(gaps.len(), desk.evidence().places().count());
        assert_eq!(desk.browsers(), 0);
        assert!(called.stderr.contains("problem  metadata: "), "{}", called.stderr);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_that_is_nowhere() {
    let site = bare::service(Pages::default()).await;
    let desk =
        Desk::for_service(&site).edit("ingelogd = { tekst = \"Uitloggen\" }", "ingelogd = { tekst = \"Nergens\" }");
    let called = desk.run(&["antwoord/foutmelding"]).await;
    failed(&desk, &called);
    let gaps = desk.gaps();
    assert!(!gaps.is_empty());
    for (place, gap) in gaps {
        assert_eq!((gap.reason, gap.blame), (Reason::SignUnfit, Blame::Us), "{place}");
        assert!(gap.detail.contains("give another `herkenning` or `ingelogd` in the target file"), "{}", gap.detail);
    }
    assert!(called.stderr.contains("give another `herkenning` or `ingelogd`"), "{}", called.stderr);
    assert!(!called.stderr.contains("started  failed"), "{}", called.stderr);
}

/// Ctrl-C reaches every process of the terminal's group.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interrupted_run_keeps_what_it_has() {
    let desk = Desk::with("");
    let (driver, service) = (desk.driver(), afnemer().display().to_string());
    let (out, state) = (desk.path("out").display().to_string(), desk.path("keys").display().to_string());
    let fixed = ["demo", "--out", &out, "--state", &state, "--chromedriver", &driver, "--afnemer", &service];
    let arguments = [fixed.as_slice(), &["--only", "sessie/sessieduur"]].concat();
    let here = std::env::current_dir().unwrap();
    let called = desk.call_until(&arguments, &here, |line| line.contains("waiting  idle")).await;
    assert_eq!(called.status, Some(130), "{}{}", called.stdout, called.stderr);
    assert!(called.stdout.contains("Afgebroken: "), "{}", called.stdout);
    for name in ["testrapport.html", "testrapport.json"] {
        assert!(desk.path("out").join(name).exists(), "{name}");
    }
    let evidence = desk.evidence();
    assert!(evidence.run().interrupted);
    for (place, gap) in gaps(&evidence) {
        assert_eq!((gap.reason, gap.blame), (Reason::Interrupted, Blame::Us), "{place}: {}", gap.detail);
    }
    let seen = |wanted: fn(&Observation) -> bool| {
        evidence.places().any(|(_, _, outcome)| matches!(outcome, Outcome::Observed(one) if wanted(one)))
    };
    assert!(seen(|one| matches!(one, Observation::Sign(_))) && !gaps(&evidence).is_empty());
}

/// The service, which kills the first browser that would ask DigiD something; and the call that tests it.
async fn killed(at_once: &str, only: &[&str]) -> (Desk, Called) {
    let desk = Desk::with("");
    let drivers = desk.path("drivers");
    let killed = Arc::new(AtomicBool::new(false));
    let kill = map_request(move |request: Request| {
        let by_browser = request.headers().contains_key("sec-fetch-mode");
        if request.uri().path() == "/vraag" && by_browser && !killed.swap(true, Ordering::Relaxed) {
            let text = fs::read_to_string(&drivers).unwrap();
            let group = text.split(' ').next().unwrap().parse().unwrap();
            kill_process_group(Pid::from_raw(group).unwrap(), Signal::KILL).unwrap();
        }
        ready(request)
    });
    let site = Site::secure(HOST, bare::router(Pages::default()).layer(kill)).await;
    let desk = desk.retarget(&site);
    let driver = desk.driver();
    let fixed = ["run", "aansluiting.toml", "--scaled", "--state", "keys", "--out", "out", "--chromedriver", &driver];
    let called = desk.call(&[fixed.as_slice(), &["--at-once", at_once, "--only"], only].concat()).await;
    (desk, called)
}

/// With one journey at a time, the one under way is lost and the next is not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_that_is_killed_half_way() {
    let (desk, called) = killed("1", &["antwoord/annuleren", "sessie/cookies"]).await;
    let evidence = desk.evidence();
    let gaps = gaps(&evidence);
    let lost = gaps[0].0.split_once('/').unwrap().0.to_owned();
    for (place, gap) in &gaps {
        assert!(place.starts_with(&format!("{lost}/")), "{place}: {}", gap.detail);
        assert_eq!(gap.blame, Blame::Us);
    }
    assert_eq!(gaps.iter().filter(|(_, gap)| gap.reason == Reason::BrowserLost).count(), 1, "{gaps:?}");
    assert!(evidence.places().count() > gaps.len() + 3, "the other journey was made");
    assert!(matches!(called.status, Some(1 | 3)), "{}", called.stderr);
    assert_eq!(desk.browsers(), 2);
}

/// Two journeys in one browser are lost with it, and no third.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_that_is_killed_with_two_journeys_under_way() {
    let (desk, called) = killed("2", &["antwoord/annuleren", "sessie/cookies"]).await;
    failed(&desk, &called);
    let gaps = desk.gaps();
    let lost: Vec<_> = gaps.iter().filter(|(_, gap)| gap.reason == Reason::BrowserLost).collect();
    assert!(matches!(lost.len(), 1 | 2), "{gaps:?}");
    assert!(gaps.iter().all(|(_, gap)| gap.blame == Blame::Us), "{gaps:?}");
}

/// What is learned before the journeys is tried once more: without it there is no run.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_that_is_killed_while_the_sign_is_learned() {
    let (desk, called) = killed("2", &["sessie/uitloggen"]).await;
    assert!(desk.gaps().is_empty(), "{:?}", desk.gaps());
    assert!(matches!(called.status, Some(0 | 1)), "{}{}", called.stdout, called.stderr);
    assert_eq!(desk.browsers(), 2);
}
