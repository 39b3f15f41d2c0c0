//! The program, called as a user calls it, in a folder of its own where nothing may be left behind.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;
use toetssteen::{
    cli::store,
    evidence::{Blame, Evidence, Gap, Outcome, Reason},
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader},
    process::Command,
    time::timeout,
};

use super::{
    bare,
    browser::{
        process::{alive, wait_for},
        site::Site,
    },
};

/// No call in these tests lasts longer.
const LONGEST: Duration = Duration::from_secs(150);

/// Notes the process group and the folder of each browser, and becomes the driver.
const DRIVER: &str = "#!/bin/sh\necho \"$$ $HOME\" >>\"${0%/*}/drivers\"\nexec chromedriver \"$@\"\n";

/// Where the program is called.
pub(super) struct Desk {
    folder: TempDir,
}

/// What it did.
pub(super) struct Called {
    pub(super) status: Option<i32>,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

impl Desk {
    /// A desk with a target file for the bare service at this site.
    pub(super) fn for_service(site: &Site) -> Self {
        Self::with("").retarget(site)
    }

    /// A desk with this target file.
    pub(super) fn with(target: &str) -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        fs::write(desk.path("aansluiting.toml"), target).unwrap();
        fs::write(desk.path("driver"), DRIVER).unwrap();
        fs::set_permissions(desk.path("driver"), fs::Permissions::from_mode(0o755)).unwrap();
        fs::create_dir(desk.path("tmp")).unwrap();
        desk
    }

    /// The same desk, with a target file for the bare service at this site.
    pub(super) fn retarget(self, site: &Site) -> Self {
        let hosts = format!("[hosts.\"{}\"]\nconnect = {{ 443 = \"{}\" }}\n", site.host, site.to);
        fs::write(self.path("aansluiting.toml"), target(&hosts)).unwrap();
        fs::write(self.path("ca.pem"), &site.ca).unwrap();
        self.edit("[digid]\n", "[vertrouwen]\nca = [\"ca.pem\"]\n[digid]\n")
    }

    /// Changes the target file.
    pub(super) fn edit(self, from: &str, to: &str) -> Self {
        let path = self.path("aansluiting.toml");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(path, text.replace(from, to)).unwrap();
        self
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn driver(&self) -> String {
        self.path("driver").display().to_string()
    }

    /// Runs these criteria of the target file with the scaled waits, into `out`.
    pub(super) async fn run(&self, only: &[&str]) -> Called {
        self.run_with("--scaled", only).await
    }

    /// The same with `--scaled`, `--snel` or `--without-browser`.
    pub(super) async fn run_with(&self, manner: &str, only: &[&str]) -> Called {
        let driver = self.driver();
        let fixed = ["run", "aansluiting.toml", manner, "--state", "keys", "--out", "out", "--chromedriver", &driver];
        self.call(&[&fixed, ["--only"].as_slice(), only].concat()).await
    }

    pub(super) async fn call(&self, arguments: &[&str]) -> Called {
        self.call_until(arguments, self.folder.path(), |_| false).await
    }

    /// Calls the program in this folder, and sends SIGINT to its group when it says a line like that, as a terminal does.
    pub(super) async fn call_until(&self, arguments: &[&str], at: &Path, stop: impl Fn(&str) -> bool) -> Called {
        let mut command = Command::new(env!("CARGO_BIN_EXE_toetssteen"));
        command.args(arguments).current_dir(at).env("TMPDIR", self.path("tmp")).process_group(0).kill_on_drop(true);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let group = i32::try_from(child.id().unwrap()).unwrap();
        let mut out = child.stdout.take().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let told = async {
            let (mut all, mut stopped) = (String::new(), false);
            while let Some(line) = lines.next_line().await.unwrap() {
                if !stopped && stop(&line) {
                    stopped = true;
                    kill_process_group(Pid::from_raw(group).unwrap(), Signal::INT).unwrap();
                }
                all.push_str(&line);
                all.push('\n');
            }
            all
        };
        let shown = async {
            let mut all = String::new();
            out.read_to_string(&mut all).await.unwrap();
            all
        };
        let done = async { tokio::join!(shown, told, child.wait()) };
        let (stdout, stderr, status) = timeout(LONGEST, done).await.expect("the program ends");
        self.nothing_left(group).await;
        Called { status: status.unwrap().code(), stdout, stderr }
    }

    /// What the run into `out` has gathered.
    pub(super) fn evidence(&self) -> Evidence {
        store::read(&self.path("out")).unwrap_or_else(|error| panic!("{error}")).0
    }

    /// The gaps of that run: place, reason, whose doing and detail. What was observed is left out.
    pub(super) fn gaps(&self) -> Vec<(String, Gap)> {
        gaps(&self.evidence())
    }

    /// Each file that a user may read or hand on, by name.
    pub(super) fn written(&self) -> Vec<(String, Vec<u8>)> {
        files(&self.path("out"))
    }

    /// How many browsers were started.
    pub(super) fn browsers(&self) -> usize {
        fs::read_to_string(self.path("drivers")).unwrap_or_default().lines().count()
    }

    /// Asserts that nothing stays of the program that ran in this group.
    pub(super) async fn nothing_left(&self, group: i32) {
        wait_for("processes of the program stay", || alive(group) == 0).await;
        self.no_browser_left().await;
        assert!(fs::read_dir(self.path("tmp")).unwrap().next().is_none(), "temporary files stay");
    }

    /// Asserts that every browser has ended and taken its folder along.
    pub(super) async fn no_browser_left(&self) {
        for line in fs::read_to_string(self.path("drivers")).unwrap_or_default().lines() {
            let (group, home) = line.split_once(' ').unwrap();
            let group = group.parse().unwrap();
            wait_for("processes of the browser stay", || alive(group) == 0).await;
            assert!(!Path::new(home).exists(), "{home} stays");
        }
    }
}

/// Every file in and below a folder, in order.
pub(super) fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

pub(super) fn gaps(evidence: &Evidence) -> Vec<(String, Gap)> {
    let gap = |outcome: &Outcome| if let Outcome::Gap(gap) = outcome { Some(gap.clone()) } else { None };
    evidence.places().filter_map(|(place, _, outcome)| Some((place.to_string(), gap(outcome)?))).collect()
}

/// Asserts that these are the gaps, in the order of their places.
#[track_caller]
pub(super) fn assert_gaps(gaps: &[(String, Gap)], wanted: &[(&str, Reason, Blame)]) {
    let seen: Vec<_> = gaps.iter().map(|(place, gap)| (place.as_str(), gap.reason.clone(), gap.blame)).collect();
    assert_eq!(seen, wanted);
}

/// A target file for the bare service, with the hosts it names.
pub(super) fn target(hosts: &str) -> String {
    let host = bare::HOST;
    format!(
        r#"[afnemer]
naam = "Kaal"
[[aansluiting]]
naam = "kaal"
koppelvlak = "saml"
omgeving = "ontwikkel"
digid = "simulator"
betrouwbaarheidsniveau = "midden"
aangevraagd = "2022-06-01"
metadata = "https://{host}/metadata"
ingelogd = {{ tekst = "Uitloggen" }}
[aansluiting.paginas]
start = "https://{host}/inloggen"
achter-inloggen = ["https://{host}/mijn"]
[aansluiting.bediening]
inloggen = {{ tekst = "Inloggen met DigiD" }}
uitloggen = {{ tekst = "Uitloggen" }}
{hosts}[digid]
luister = "127.0.0.1:0"
achterkanaal = "127.0.0.1:0"
"#
    )
}
