//! The driver process: found, started in a process group and a directory of its own, and ended with all its children.

use std::{
    fs,
    io::Write as _,
    os::unix::process::CommandExt as _,
    path::Path,
    process::{self, Stdio},
    thread,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    time::timeout,
};

use super::{error::BrowserError, programs, settings::Settings, trust};

/// Ends the group and removes the directory when our own process ended without doing so: its input then closes.
const WATCHDOG: &str = r#"read -r word && exit 0; kill -s KILL -- "-$1"; sleep 0.2; rm -rf -- "$2""#;

/// How often a driver is started that ends at once.
const TRIES: u32 = 3;

/// A running chromedriver. Dropping it kills driver and browser and removes what they wrote.
pub(super) struct Driver {
    /// Where it listens on loopback.
    pub(super) port: u16,
    group: Pid,
    watchdog: process::Child,
    _child: Child,
    dir: TempDir,
}

impl Driver {
    /// Starts a driver. It takes one free port for IPv4 and then wants the same for IPv6; where somebody else has that,
    /// it ends at once, and another try finds another port.
    pub(super) async fn start(settings: &Settings) -> Result<Self, BrowserError> {
        let program = programs::driver(settings)?;
        for _ in 1..TRIES {
            if let Ok(driver) = Self::try_start(&program, settings).await {
                return Ok(driver);
            }
        }
        Self::try_start(&program, settings).await
    }

    async fn try_start(program: &Path, settings: &Settings) -> Result<Self, BrowserError> {
        let dir = tempfile::Builder::new()
            .prefix("toetssteen-browser-")
            .tempdir()
            .map_err(|error| BrowserError::Missing(format!("no temporary directory can be made: {error}")))?;
        trust::install(dir.path(), &settings.trust).await?;
        let mut child = Command::new(program)
            .arg("--port=0")
            .env("HOME", dir.path())
            .env("TMPDIR", dir.path())
            .env("XDG_CONFIG_HOME", dir.path().join(".config"))
            .env("XDG_CACHE_HOME", dir.path().join(".cache"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| BrowserError::Missing(format!("{} does not start: {error}", program.display())))?;
        let lost = || BrowserError::Missing(format!("{} ended at once", program.display()));
        let group = child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?)).ok_or_else(lost)?;
        let watchdog = match watch(group, dir.path()) {
            Ok(watchdog) => watchdog,
            Err(error) => {
                let _ = kill_process_group(group, Signal::KILL);
                return Err(BrowserError::Missing(format!("/bin/sh does not start: {error}")));
            }
        };
        let stdout = child.stdout.take().ok_or_else(lost)?;
        let mut driver = Self { port: 0, group, watchdog, _child: child, dir };
        let mut lines = BufReader::new(stdout).lines();
        let ready = async {
            while let Ok(Some(line)) = lines.next_line().await {
                let port =
                    line.rsplit_once("started successfully on port ").map(|(_, port)| port.trim_end_matches('.'));
                if let Some(port) = port.and_then(|port| port.trim().parse().ok()) {
                    return Some(port);
                }
            }
            None
        };
        driver.port = timeout(settings.limits.start, ready).await.ok().flatten().ok_or_else(lost)?;
        // A full pipe would stop the driver.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(driver)
    }

    /// Everything driver and browser write is in here.
    pub(super) fn directory(&self) -> &Path {
        self.dir.path()
    }

    /// Process group of driver and browser.
    pub(super) fn group(&self) -> i32 {
        self.group.as_raw_nonzero().get()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = kill_process_group(self.group, Signal::KILL);
        // Processes that are just dying may still write; a removed directory must stay removed.
        for _ in 0..100 {
            if fs::remove_dir_all(self.dir.path()).is_ok() || !self.dir.path().exists() {
                break;
            }
            thread::sleep(Duration::from_millis(10));
        }
        if let Some(mut stdin) = self.watchdog.stdin.take() {
            let _ = stdin.write_all(b"done\n");
        }
        let _ = self.watchdog.wait();
    }
}

fn watch(group: Pid, dir: &Path) -> std::io::Result<process::Child> {
    process::Command::new("/bin/sh")
        .args(["-c", WATCHDOG, "sh"])
        .arg(group.as_raw_nonzero().to_string())
        .arg(dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
}
