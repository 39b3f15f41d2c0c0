//! Sets the stage for a demonstration or a test: a simulated DigiD and a service linked to it, each on free ports of loopback.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use serde::Deserialize;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

use crate::{
    checklist::timing::Waits,
    digid::{Authority, AuthorityError, Digid, Forgeries, PemBundle, Settings, StartError},
};

/// A service that is not there by then will not come.
const SLOWEST_START: Duration = Duration::from_secs(30);

/// OIN for tests: the prefix 00000099 belongs to nobody.
const TEST_OIN: &str = "00000099000000002000";

/// A DigiD and a service, running.
pub struct Stage {
    /// The simulated DigiD.
    pub digid: Digid,
    /// The services; they end when this is dropped.
    services: Vec<Child>,
    /// The complete target file.
    pub target: String,
}

/// Why the stage could not be set.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// Keys and certificates.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// A file.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
    /// A port.
    #[error("no free port: {0}")]
    Port(io::Error),
    /// The service.
    #[error("the service {program} did not start: {why}")]
    Service {
        /// The program.
        program: PathBuf,
        /// What went wrong.
        why: String,
    },
    /// The simulated DigiD.
    #[error(transparent)]
    Start(#[from] StartError),
}

/// What a service says when it is ready, on one line of JSON.
#[derive(Debug, Deserialize)]
struct Ready {
    https: String,
    http: String,
    name: String,
    /// Another name of the service at the same addresses.
    #[serde(default)]
    also: Option<String>,
    ca: PathBuf,
    /// Where DigiD asks it to end a session.
    #[serde(default)]
    soap: String,
    /// The name of that, with eenmalig inloggen.
    #[serde(default)]
    soap_name: Option<String>,
}

/// What makes the reference afnemer forget its sessions at the limit of these waits, and give up a DigiD that keeps silent.
pub fn pace(waits: &Waits) -> Vec<String> {
    [("--session-seconds", waits.limit), ("--digid-timeout-seconds", waits.silence / 4)]
        .into_iter()
        .flat_map(|(name, time)| [name.to_owned(), time.as_secs().to_string()])
        .collect()
}

impl Stage {
    /// Starts them, with DigiD's keys in `keys` and everything else they keep in `folder`: a service for each list of
    /// arguments; `target` is their target file without addresses.
    ///
    /// # Errors
    /// [`StageError`].
    pub async fn set(
        keys: &Path,
        folder: &Path,
        service: &Path,
        each: &[&[String]],
        target: &str,
        forgeries: Forgeries,
    ) -> Result<Self, StageError> {
        fs::create_dir_all(folder).map_err(|source| StageError::File { path: folder.to_owned(), source })?;
        let authority = Authority::open(keys)?;
        let settings = Settings { forgeries, ..Settings::on_free_ports().map_err(StageError::Port)? };
        let back_host = settings.names.back_host().to_owned();
        let digid = Digid::start(settings, &authority, Vec::new()).await?;
        let (mut services, mut routes, mut authorities) = (Vec::new(), String::new(), Vec::new());
        for (nth, arguments) in each.iter().enumerate() {
            let link = authority.issue_afnemer("SIMULATIE afnemer", TEST_OIN)?;
            let own = folder.join(format!("afnemer-{nth}"));
            let (child, ready) = start(service, &own, arguments, &digid, &back_host, &link).await?;
            services.push(child);
            routes.push_str(&ready.routes());
            authorities.push(ready.ca.display().to_string());
        }
        let target = format!(
            "{target}\n{routes}[vertrouwen]\nca = {authorities:?}\n\n[digid]\nluister = \"{}\"\nachterkanaal = \"{}\"\n",
            digid.front(),
            digid.back(),
        );
        Ok(Self { digid, services, target })
    }

    /// Ends the services and DigiD; nothing is left behind.
    pub async fn strike(self) {
        for mut service in self.services {
            // It ends when its input does; a service that does not is ended.
            drop(service.stdin.take());
            if timeout(Duration::from_secs(3), service.wait()).await.is_err() {
                let _ = service.kill().await;
            }
        }
        self.digid.shutdown().await;
    }
}

impl Ready {
    /// Where its names are, for a target file.
    fn routes(&self) -> String {
        let (https, http) = (&self.https, &self.http);
        let pages = [Some(&self.name), self.also.as_ref()].into_iter().flatten();
        let pages =
            pages.map(|name| format!("[hosts.\"{name}\"]\nconnect = {{ 443 = \"{https}\", 80 = \"{http}\" }}\n\n"));
        let to_digid = self.soap_name.iter();
        let to_digid = to_digid.map(|name| format!("[hosts.\"{name}\"]\nconnect = {{ 443 = \"{}\" }}\n\n", self.soap));
        pages.chain(to_digid).collect()
    }
}

/// Starts one service, linked to DigiD by this certificate, and waits until it is ready.
async fn start(
    service: &Path,
    folder: &Path,
    arguments: &[String],
    digid: &Digid,
    back_host: &str,
    link: &PemBundle,
) -> Result<(Child, Ready), StageError> {
    fs::create_dir_all(folder).map_err(|source| StageError::File { path: folder.to_owned(), source })?;
    let keep = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|source| StageError::File { path: path.clone(), source })?;
        Ok::<_, StageError>(path)
    };
    let mut command = Command::new(service);
    command
        .arg("--state")
        .arg(folder.join("afnemer"))
        .args(["--listen", "127.0.0.1:0", "--listen-http", "127.0.0.1:0"])
        .arg("--digid-metadata")
        .arg(keep("digid-metadata.xml", digid.metadata_xml())?)
        .arg("--digid-ca")
        .arg(keep("digid-ca.pem", digid.root_pem())?)
        .arg("--digid-connect")
        .arg(format!("{back_host}={}", digid.back()))
        .arg("--certificate")
        .arg(keep("aansluiting.pem", &link.chain)?)
        .arg("--key")
        .arg(keep("aansluiting.key", &link.key)?)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        // Ctrl-C is for us: a service that ends with it would be accused of not answering.
        .process_group(0)
        .kill_on_drop(true);
    let failed = |why: String| StageError::Service { program: service.to_owned(), why };
    let mut child = command.spawn().map_err(|error| failed(error.to_string()))?;
    let stdout = child.stdout.take().ok_or_else(|| failed("it has no output".to_owned()))?;
    let mut lines = BufReader::new(stdout).lines();
    let line = timeout(SLOWEST_START, lines.next_line()).await;
    let line =
        line.map_err(|_| failed("it said nothing in time".to_owned()))?.map_err(|error| failed(error.to_string()))?;
    let line = line.ok_or_else(|| failed("it ended without a word; run it by hand to see why".to_owned()))?;
    let ready = serde_json::from_str(&line).map_err(|error| failed(error.to_string()))?;
    Ok((child, ready))
}
