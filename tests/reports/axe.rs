//! The page under axe-core, which is fetched for the test and never part of this repository.
//!
//! `TOETSSTEEN_AXE` names `axe.min.js` (npm package `axe-core`). In CI it must be set.

use std::{env, fs, path::Path, process::Stdio, time::Duration};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

use super::synthetic::everything;

/// A driver that hangs fails the test instead of holding it.
const PATIENCE: Duration = Duration::from_secs(300);

#[tokio::test]
async fn axe_finds_nothing_wide_or_narrow() {
    let Some(axe) = env::var_os("TOETSSTEEN_AXE") else {
        assert!(env::var_os("CI").is_none(), "TOETSSTEEN_AXE must point to axe.min.js in CI");
        return;
    };
    let axe = fs::read_to_string(axe).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("testrapport.html");
    fs::write(&path, everything().render("testrapport.html")).unwrap();
    let (driver, port) = timeout(PATIENCE, start_driver(folder.path())).await.unwrap();
    let client = timeout(PATIENCE, connect(port)).await.unwrap();
    let found = timeout(PATIENCE, looked_at(&client, &path, &axe)).await;
    // Closed before anything is asserted, so that a failing test leaves no browser behind.
    let _ = timeout(PATIENCE, client.close()).await;
    drop(driver);
    for (width, violations, overflow) in found.unwrap() {
        assert_eq!(violations, json!([]), "at {width} pixels");
        assert_eq!(overflow, json!(0), "the page is wider than {width} pixels");
    }
}

/// What axe finds, and by how many pixels the page is too wide, in a wide and in a narrow window, with all details open.
async fn looked_at(client: &Client, page: &Path, axe: &str) -> Vec<(u32, Value, Value)> {
    const RUN: &str = "const done = arguments[arguments.length - 1];
        for (const details of document.querySelectorAll('details')) details.open = true;
        axe.run(document, { resultTypes: ['violations'] }).then(
            found => done(found.violations.map(v => [v.id, v.nodes.slice(0, 5).map(n => n.html + n.failureSummary)])),
            error => done(['axe failed', String(error)]));";
    const OVERFLOW: &str = "return Math.max(0, document.documentElement.scrollWidth - window.innerWidth)";
    let mut found = Vec::new();
    for width in [1280, 320] {
        client.set_window_rect(0, 0, width, 900).await.unwrap();
        client.goto(&format!("file://{}", page.display())).await.unwrap();
        client.execute(axe, Vec::new()).await.unwrap();
        let violations = client.execute_async(RUN, Vec::new()).await.unwrap();
        found.push((width, violations, client.execute(OVERFLOW, Vec::new()).await.unwrap()));
    }
    found
}

/// The driver with its browsers, which end with it however the test ends.
struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        if let Some(group) = self.0.id() {
            let _ = std::process::Command::new("kill").args(["-KILL", "--", &format!("-{group}")]).status();
        }
    }
}

async fn start_driver(folder: &Path) -> (Driver, u16) {
    let mut driver = Command::new(env::var_os("CHROMEDRIVER").unwrap_or_else(|| "/usr/bin/chromedriver".into()))
        .arg("--port=0")
        .env("TMPDIR", folder)
        .process_group(0)
        .kill_on_drop(true)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    loop {
        let line = lines.next_line().await.unwrap().expect("chromedriver ended before it named its port");
        if let Some(port) =
            line.split("started successfully on port ").nth(1).and_then(|rest| rest.trim_end_matches('.').parse().ok())
        {
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return (Driver(driver), port);
        }
    }
}

async fn connect(port: u16) -> Client {
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
    ];
    let capabilities = json!({
        "goog:chromeOptions": { "args": arguments },
        "timeouts": { "script": PATIENCE.as_millis() as u64, "pageLoad": PATIENCE.as_millis() as u64 },
    });
    ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities.as_object().unwrap().clone())
        .connect(&format!("http://127.0.0.1:{port}"))
        .await
        .unwrap()
}
