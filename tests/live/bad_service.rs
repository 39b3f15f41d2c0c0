//! A service that cannot be lied to until the end: it falls silent, redirects for ever, answers without end or lets us in no
//! longer. What could not be seen is a gap, nothing is held for or against it, and the run comes to its end.

use std::collections::BTreeMap;
use std::{fs, sync::atomic::Ordering, time::Duration};

use toetssteen::{
    checklist::SourceFile,
    cli::stage::{Stage, pace},
    evidence::{Blame, Evidence, Gap, Outcome, Reason, run::Timing},
    gather::{Order, Plan, events::Events, gather},
    judge::{self, Exit, Judgement},
    target::Target,
};

use super::{
    called::gaps,
    front::{For, Front, Wrong},
    stage::{STAGES, afnemer, keys, lies, own_checklist, target_file},
};

/// Forged answers of one class, and something that no answer is needed for.
const FORGED: &str = "valse-antwoorden/afzender";
const BESIDE: &str = "transport/tls-versies";

/// How long an answer is waited for here: most of what is tried is silent.
const PATIENCE: Duration = Duration::from_secs(3);

/// The logins that measure the sign, the one before a batch, and two of the six in it.
const HALF_WAY: usize = 5;

struct Made {
    evidence: Evidence,
    judgement: Judgement,
    returned: usize,
}

/// Runs them against the reference afnemer behind something that goes wrong.
async fn run(wrong: Wrong, whom: For, after: usize) -> Made {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let _turn = STAGES.acquire().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut checklist = own_checklist();
    checklist.scaled.settle = PATIENCE;
    let paced = pace(checklist.waits(Timing::Scaled));
    let stage =
        Stage::set(&keys(), folder.path(), &afnemer(), &[&paced], &target_file(), lies(&checklist)).await.unwrap();
    let read = |text: &str| {
        Target::read(&SourceFile::new("aansluiting.toml", text), folder.path()).unwrap_or_else(|m| panic!("{m}"))
    };
    let front = Front::before(&read(&stage.target), wrong, whom, after).await;
    let target = read(&front.retarget(&stage.target, folder.path()));
    let plan = Plan::make(&checklist, &target, Timing::Scaled, &[FORGED, BESIDE].map(str::to_owned)).unwrap();
    let order = Order {
        checklist: &checklist,
        target: &target,
        plan: &plan,
        digid: Some(&stage.digid),
        trust: target.trust.iter().map(|path| fs::read(path).unwrap()).collect(),
        elsewhere: BTreeMap::new(),
        events: Events::default(),
        at_once: 2,
        rate: None,
        chromedriver: None,
    };
    let gathered = tokio::time::timeout(Duration::from_secs(120), gather(order, std::future::pending()));
    let evidence = gathered.await.expect("the run ends").unwrap().evidence;
    stage.strike().await;
    let judgement = judge::judge(&checklist, &evidence);
    Made { evidence, judgement, returned: front.returned.load(Ordering::Relaxed) }
}

/// What was to be seen of the forged answers was not seen, the rest was, and the run says so. Gives the gaps.
#[track_caller]
fn unseen(made: &Made) -> Vec<(String, Gap)> {
    let word = |id: &str| made.judgement.findings().find(|finding| finding.criterion == id).unwrap().verdict.word();
    let gaps = gaps(&made.evidence);
    assert_eq!((word(FORGED), word(BESIDE)), ("niet vastgesteld", "akkoord"), "{gaps:?}");
    assert_eq!(made.judgement.exit(), Exit::Mislukt);
    let forged: Vec<_> = gaps.into_iter().filter(|(place, _)| place.starts_with("forged/")).collect();
    let all = made.evidence.places().filter(|(place, _, _)| place.to_string().starts_with("forged/"));
    assert!(!forged.is_empty(), "{:?}", all.map(|(_, _, outcome)| outcome).collect::<Vec<&Outcome>>());
    for (place, gap) in &forged {
        // How much we read is ours to say.
        let blame = if gap.reason == Reason::TooLarge { Blame::Us } else { Blame::Target };
        assert_eq!(gap.blame, blame, "{place}: {gap:?}");
    }
    forged
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_front_that_does_nothing() {
    let made = run(Wrong::Nothing, For::Everybody, 0).await;
    assert!(gaps(&made.evidence).is_empty(), "{:?}", gaps(&made.evidence));
    assert_eq!(made.judgement.exit(), Exit::Fine);
    assert!(made.returned > HALF_WAY);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_begins_to_refuse_half_way() {
    let made = run(Wrong::Status(429), For::Everybody, HALF_WAY).await;
    for (place, gap) in unseen(&made) {
        assert!(matches!(gap.reason, Reason::ControlFailed | Reason::FrontBlocks), "{place}: {gap:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_goes_away_half_way() {
    let made = run(Wrong::Gone, For::Everybody, HALF_WAY).await;
    for (place, gap) in unseen(&made) {
        assert_eq!(gap.reason, Reason::ControlFailed, "{place}: {gap:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_never_comes_back() {
    let made = run(Wrong::Silence, For::Everybody, 0).await;
    for (place, gap) in unseen(&made) {
        assert!(matches!(gap.reason, Reason::NotReached { .. }), "{place}: {gap:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_falls_silent_half_way() {
    let made = run(Wrong::Silence, For::Everybody, HALF_WAY).await;
    for (place, gap) in unseen(&made) {
        assert_eq!(gap.reason, Reason::ControlFailed, "{place}: {gap:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_redirects_for_ever_half_way() {
    let made = run(Wrong::Loop, For::Everybody, HALF_WAY).await;
    for (place, gap) in unseen(&made) {
        assert_eq!(gap.reason, Reason::ControlFailed, "{place}: {gap:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_answers_without_end_half_way() {
    let made = run(Wrong::Endless, For::Everybody, HALF_WAY).await;
    for (place, gap) in unseen(&made) {
        assert_eq!(gap.reason, Reason::ControlFailed, "{place}: {gap:?}");
    }
}

/// It lets in whom it must, and whoever it must refuse gets no answer that ends: whether it refuses was not seen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_that_never_ends() {
    let made = run(Wrong::Silence, For::Refused, 0).await;
    for (place, gap) in unseen(&made) {
        assert!(matches!(gap.reason, Reason::NeverSettled { .. }), "{place}: {gap:?}");
    }
    let made = run(Wrong::Loop, For::Refused, 0).await;
    for (place, gap) in unseen(&made) {
        assert_eq!(gap.reason, Reason::RedirectLoop, "{place}: {gap:?}");
    }
    let made = run(Wrong::Endless, For::Refused, 0).await;
    for (place, gap) in unseen(&made) {
        assert_eq!(gap.reason, Reason::TooLarge, "{place}: {gap:?}");
    }
}
