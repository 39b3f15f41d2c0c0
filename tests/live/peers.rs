//! Twenty citizens log in and out at one service, by Toetssteen and by `@playwright/test`. Run by `script/bench`.

use std::collections::BTreeMap;
use std::{
    env,
    process::Stdio,
    time::{Duration, Instant},
};

use toetssteen::{
    checklist::{SourceFile, journey::Journey},
    cli::stage::{Stage, pace},
    digid::Forgeries,
    evidence::{Outcome, run::Timing},
    gather::{
        Order, Plan,
        events::{Event, Events},
        gather,
        plan::Probe,
    },
    target::Target,
};
use tokio::{process::Command, sync::mpsc};

use super::stage::{afnemer, checklist, keys, target_file};

const CITIZENS: usize = 20;

/// How many act at once, here and there.
const AT_ONCE: u8 = 2;

/// What one citizen does; `tests/live/peers/logins.spec.mjs` does the same.
const JOURNEY: &str = r#"
title = "Inloggen en uitloggen"
steps = [
  { open = "start" },
  { press = "inloggen" },
  { digid = "inloggen" },
  { mark = "in-session" },
  { press = "uitloggen" },
  { mark = "logged-out" },
]
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement: run script/bench"]
async fn twenty_logins_beside_playwright() {
    let playwright = env::var_os("TOETSSTEEN_PLAYWRIGHT").expect("script/bench says where Playwright is");
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let checklist = checklist();
    let paced = pace(checklist.waits(Timing::Real));
    let stage =
        Stage::set(&keys(), folder.path(), &afnemer(), &[&paced], &target_file(), Forgeries::default()).await.unwrap();
    let target = Target::read(&SourceFile::new("aansluiting.toml", &stage.target), folder.path())
        .unwrap_or_else(|m| panic!("{m}"));
    let mut plan = Plan::make(checklist, &target, Timing::Real, &[]).unwrap();
    let planned = &mut plan.aansluitingen[0];
    planned.probes.retain(|probe| *probe == Probe::Metadata);
    planned.pictured.clear();
    planned.forgeries.clear();
    planned.journeys = (0..CITIZENS)
        .map(|nth| {
            let name = format!("citizen-{nth}").parse().unwrap();
            (Journey::load(name, &SourceFile::new("citizen.toml", JOURNEY), &checklist.real).unwrap(), None)
        })
        .collect();
    let (news, heard) = mpsc::unbounded_channel();
    let order = Order {
        checklist,
        target: &target,
        plan: &plan,
        digid: Some(&stage.digid),
        trust: target.trust.iter().map(|path| std::fs::read(path).unwrap()).collect(),
        elsewhere: BTreeMap::new(),
        events: Events::to(news),
        at_once: AT_ONCE.into(),
        rate: None,
        chromedriver: None,
    };
    let begun = Instant::now();
    let (gathered, busy) = tokio::join!(gather(order, std::future::pending()), both_at_work(heard));
    let ours = begun.elapsed();
    for (place, _, outcome) in gathered.unwrap().evidence.places() {
        assert!(matches!(outcome, Outcome::Observed(_)), "{place} was not seen");
    }

    // The service is known to DigiD by now.
    let front = stage.digid.front();
    let route = |host: &str| {
        let to = target.routes.iter().find(|((known, port), _)| known == host && *port == 443).unwrap().1;
        format!("MAP {host}:443 {to}")
    };
    let rules = format!("{},MAP {}:443 {front}", route("mijn.voorbeeldstad.test"), target.digid.names.front_host());
    let begun = Instant::now();
    let run = Command::new("node")
        .arg("node_modules/@playwright/test/cli.js")
        .args(["test", "--config", "playwright.config.mjs"])
        .current_dir(&playwright)
        .env("BENCH_RULES", rules)
        .env("BENCH_AT_ONCE", AT_ONCE.to_string())
        .env("BENCH_START", "https://mijn.voorbeeldstad.test/inloggen")
        .env(
            "BENCH_PERSONS",
            target.aansluitingen[0].persons.iter().map(|one| one.bsn.as_str()).collect::<Vec<_>>().join(","),
        )
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let run = tokio::time::timeout(Duration::from_secs(300), run).await.unwrap().unwrap();
    let theirs = begun.elapsed();
    assert!(run.status.success(), "{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    stage.strike().await;
    println!("bench ours {:.1}", ours.as_secs_f64());
    println!("bench theirs {:.1}", theirs.as_secs_f64());
    println!("bench both {:.0}", busy * 100.0);
}

/// The part of the time, while there was work for two, in which two journeys were under way.
async fn both_at_work(mut heard: mpsc::UnboundedReceiver<Event>) -> f64 {
    let (mut under_way, mut started) = (0, 0);
    let (mut both, mut all) = (Duration::ZERO, Duration::ZERO);
    let mut since = Instant::now();
    while let Some(event) = heard.recv().await {
        let passed = since.elapsed();
        since = Instant::now();
        // From the first start until nobody is left to start.
        if started > 0 && (started < CITIZENS || under_way > 1) {
            all += passed;
            both += if under_way > 1 { passed } else { Duration::ZERO };
        }
        match event {
            Event::Started(_) => (under_way, started) = (under_way + 1, started + 1),
            Event::Ended { .. } => under_way -= 1,
            Event::Begun { .. } | Event::More(_) | Event::Doing { .. } | Event::Waiting { .. } => {}
        }
    }
    both.as_secs_f64() / all.as_secs_f64()
}
