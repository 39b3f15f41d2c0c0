//! Evidence that is gathered first and judged later, without the waits.

use toetssteen::{
    evidence::{Blame, Reason, run::Timing},
    judge::{self, Unseen, Verdict},
};

use super::{
    bare::{self, Pages},
    called::{Desk, assert_gaps},
    stage::checklist,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_gathered_without_waits_is_judged_and_reported_later() {
    let site = bare::service(Pages::default()).await;
    let desk = Desk::for_service(&site);
    let driver = desk.driver();
    let fixed = ["gather", "aansluiting.toml", "--snel", "--state", "keys", "--out", "out", "--chromedriver", &driver];
    let gathered = desk.call(&[fixed.as_slice(), &["--only", "hsts", "T14"]].concat()).await;
    assert_eq!((gathered.status, gathered.stdout.as_str()), (Some(0), ""), "{}", gathered.stderr);
    assert!(
        gathered.stderr.contains("were seen, 0 could not be and 8 were left out; the evidence is in out/evidence.json"),
        "{}",
        gathered.stderr
    );
    assert!(gathered.stderr.contains("  left out idle-open: "), "{}", gathered.stderr);
    assert!(!desk.path("out/testrapport.html").exists(), "gathering judges nothing");

    let evidence = desk.evidence();
    assert_eq!(evidence.run().timing, Timing::WithoutWaits);
    assert_eq!(evidence.run().only, ["sessie/sessieduur", "transport/hsts"]);
    let gaps = desk.gaps();
    assert!(!gaps.is_empty());
    for (place, gap) in &gaps {
        assert!(place.starts_with("idle-") && gap.reason == Reason::WaitLeftOut, "{place}: {gap:?}");
    }
    let judgement = judge::judge(checklist(), &evidence);
    let verdict = |id: &str| &judgement.findings().find(|finding| finding.criterion == id).unwrap().verdict;
    assert_eq!(*verdict("sessie/sessieduur"), Verdict::NietVastgesteld(Unseen::NietMogelijk));
    assert!(!matches!(verdict("transport/hsts"), Verdict::NietVastgesteld(_)));

    let judged = desk.call(&["judge", "out"]).await;
    let reported = desk.call(&["report", "out"]).await;
    assert_eq!(judged.status, Some(0), "what was left out is no failure: {}", judged.stdout);
    assert_eq!((judged.status, judged.stdout), (reported.status, reported.stdout.clone()));
    assert!(reported.stdout.contains("Snelle test: "), "{}", reported.stdout);
    assert!(desk.path("out/testrapport.html").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gathering_says_what_could_not_be_seen() {
    let site = bare::service(Pages::default()).await;
    let desk = Desk::for_service(&site).edit("\"Inloggen met DigiD\"", "\"Naar de balie\"");
    let driver = desk.driver();
    let fixed = ["gather", "aansluiting.toml", "--snel", "--state", "keys", "--out", "out", "--chromedriver", &driver];
    let gathered = desk.call(&[fixed.as_slice(), &["--only", "annuleren"]].concat()).await;
    assert_eq!(gathered.status, Some(3), "{}", gathered.stderr);
    assert!(
        gathered.stderr.contains("of 4 places 1 were seen, 3 could not be and 0 were left out"),
        "{}",
        gathered.stderr
    );
}

/// Where the target file says only where https is, http may be anybody's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_an_address_for_http_nobody_is_asked() {
    let site = bare::service(Pages::default()).await;
    let desk = Desk::for_service(&site);
    let called = desk.run(&["transport/omleiding"]).await;
    assert_eq!(called.status, Some(0), "{}{}", called.stdout, called.stderr);
    let impossible = (format!("http/{}:443/plain", site.host), Reason::Impossible, Blame::Us);
    assert_gaps(&desk.gaps(), &[(&impossible.0, impossible.1, impossible.2)]);
    let judgement = judge::judge(checklist(), &desk.evidence());
    let verdicts: Vec<_> = judgement.findings().map(|finding| &finding.verdict).collect();
    assert_eq!(verdicts, [&Verdict::NietVastgesteld(Unseen::NietMogelijk)]);
}
