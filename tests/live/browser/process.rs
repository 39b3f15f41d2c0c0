//! Nothing stays behind, whatever happens.

use std::{collections::BTreeMap, fs, path::PathBuf, process::Stdio, time::Duration};

use rustix::process::{Pid, Signal, kill_process_group};
use toetssteen::{
    evidence::{Blame, Gap, Reason},
    gather::browser::{Browser, BrowserError, Settings},
};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::Command,
};

use super::site::{Site, browser, redactor, settings};

/// Processes of this group that are no zombies, from `/proc`.
pub(in crate::live) fn alive(group: i32) -> usize {
    let stats =
        fs::read_dir("/proc").unwrap().filter_map(|entry| fs::read_to_string(entry.ok()?.path().join("stat")).ok());
    stats
        .filter(|stat| {
            let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
            fields.first() != Some(&"Z") && fields.get(2) == Some(&group.to_string().as_str())
        })
        .count()
}

pub(in crate::live) async fn wait_for(what: &str, mut done: impl FnMut() -> bool) {
    let wait = async {
        while !done() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), wait).await.unwrap_or_else(|_| panic!("{what}"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_that_ends_leaves_nothing_behind() {
    let site = Site::page("eind.voorbeeld.test", "<p>Hallo").await;
    for drop_it in [false, true] {
        let browser = browser(&[&site]).await;
        let (group, dir): (i32, PathBuf) = (browser.process_group(), browser.directory().to_owned());
        let context = browser.context().await.unwrap();
        context.open(&site.url("/")).await.unwrap();
        assert!(alive(group) > 3 && dir.is_dir());
        if drop_it {
            drop(browser);
        } else {
            browser.close().await;
        }
        wait_for("processes stay", || alive(group) == 0).await;
        assert!(!dir.exists(), "the directory stays");
        let error = context.open(&site.url("/")).await.unwrap_err();
        assert!(matches!(error, BrowserError::Lost(_)), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_driver_killed_half_way_is_a_lost_browser() {
    let site = Site::page("dood.voorbeeld.test", "<p>Hallo").await;
    let browser = browser(&[&site]).await;
    let (group, dir) = (browser.process_group(), browser.directory().to_owned());
    let context = browser.context().await.unwrap();
    context.open(&site.url("/")).await.unwrap();
    kill_process_group(Pid::from_raw(group).unwrap(), Signal::KILL).unwrap();
    let error = loop {
        match context.look(&BTreeMap::new(), &redactor()).await {
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    let gap = Gap::from(error);
    assert_eq!((gap.reason, gap.blame), (Reason::BrowserLost, Blame::Us));
    assert!(browser.is_lost());
    assert!(browser.context().await.is_err());
    drop(browser);
    wait_for("processes stay", || alive(group) == 0).await;
    assert!(!dir.exists());
    assert!(self::browser(&[&site]).await.context().await.is_ok(), "another one starts at once");
}

/// Not a test of its own: the process that the next test kills.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started and killed by another test"]
async fn hold_a_browser() {
    let site = Site::page("houd.voorbeeld.test", "x").await;
    let browser = browser(&[&site]).await;
    println!("\nHELD {} {}", browser.process_group(), browser.directory().display());
    std::future::pending::<()>().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_harness_killed_outright_leaves_nothing_behind() {
    let mut harness = Command::new(std::env::current_exe().unwrap())
        .args(["live::browser::process::hold_a_browser", "--exact", "--ignored", "--nocapture"])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(harness.stdout.take().unwrap()).lines();
    let (group, dir) = loop {
        let line = lines.next_line().await.unwrap().unwrap();
        if let Some((group, dir)) = line.strip_prefix("HELD ").and_then(|held| held.split_once(' ')) {
            break (group.parse().unwrap(), PathBuf::from(dir));
        }
    };
    assert!(alive(group) > 3 && dir.is_dir());
    harness.kill().await.unwrap();
    wait_for("processes stay", || alive(group) == 0).await;
    wait_for("the directory stays", || !dir.exists()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_driver_is_said_plainly() {
    let site = Site::page("geen.voorbeeld.test", "x").await;
    let nowhere = PathBuf::from("/nergens/chromedriver");
    let Err(error) = Browser::start(&Settings { chromedriver: Some(nowhere), ..settings(&[&site]) }).await else {
        panic!("there is no such driver");
    };
    assert!(error.to_string().contains("/nergens/chromedriver"), "{error}");
    assert_eq!(Gap::from(error).reason, Reason::BrowserMissing);
    let no_ca = Settings { trust: vec![b"geen certificaat".to_vec()], ..settings(&[&site]) };
    assert!(matches!(Browser::start(&no_ca).await, Err(BrowserError::Missing(why)) if why.contains("certutil")));
}
