//! Keeps the simulated DigiD acquainted with its services: they may start later than it, or get other keys.

use std::{path::PathBuf, time::Duration};

use tokio::{fs::File, io::AsyncReadExt as _};
use url::Url;

use crate::{
    cli::terminal,
    digid::{Digid, Provider},
    evidence::{Betrouwbaarheidsniveau, redaction::Redactor},
    gather::{http::Network, probes::metadata::fetch},
    saml::SpMetadata,
};

/// Between two looks at the metadata.
const PAUSE: Duration = Duration::from_secs(10);

/// Metadata of one service is some ten kilobytes; what is larger is something else.
const LARGEST: u64 = 1024 * 1024;

/// Where the metadata of a service is.
pub(super) enum Source {
    File(PathBuf),
    Url(Url),
}

/// A service that may log in.
pub(super) struct Known {
    source: Source,
    level: Betrouwbaarheidsniveau,
    federated: bool,
    bytes: Vec<u8>,
    provider: Option<Provider>,
    /// What was said last, so that it is not said again.
    said: String,
}

impl Known {
    pub(super) fn new(source: Source, level: Betrouwbaarheidsniveau, federated: bool) -> Self {
        Self { source, level, federated, bytes: Vec::new(), provider: None, said: String::new() }
    }

    /// The host that its metadata is asked of.
    pub(super) fn host(&self) -> Option<&str> {
        match &self.source {
            Source::File(_) => None,
            Source::Url(url) => url.host_str(),
        }
    }

    fn place(&self) -> String {
        match &self.source {
            Source::File(path) => path.display().to_string(),
            Source::Url(url) => url.to_string(),
        }
    }
}

/// Who looks, and with what.
pub(super) struct Register<'a> {
    pub(super) digid: &'a Digid,
    pub(super) network: &'a Network,
    pub(super) redactor: &'a Redactor,
}

impl Register<'_> {
    /// Looks now and every ten seconds. What was read last stays good while nothing can be read.
    pub(super) async fn keep(&self, mut known: Vec<Known>) {
        loop {
            let mut changed = false;
            for one in &mut known {
                changed |= self.look(one).await;
            }
            if changed {
                self.digid.set_providers(known.iter().filter_map(|one| one.provider.clone()).collect());
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn look(&self, one: &mut Known) -> bool {
        let (says, changed) = match self.read(one).await {
            Ok(None) => return false,
            Ok(Some(says)) => (says, true),
            Err(why) => (format!("the metadata at {} cannot be read, and is tried again: {why}", one.place()), false),
        };
        let says = self.redactor.detail(&says);
        if says != one.said {
            terminal::tell(&says);
            one.said = says;
        }
        changed
    }

    /// What is new, if anything.
    async fn read(&self, one: &mut Known) -> Result<Option<String>, String> {
        let bytes = match &one.source {
            Source::File(path) => from_file(path).await?,
            Source::Url(url) => fetch(self.network, self.redactor, url).await.map_err(|error| error.to_string())?,
        };
        if bytes == one.bytes && one.provider.is_some() {
            return Ok(None);
        }
        let metadata = SpMetadata::parse(&bytes).map_err(|error| error.to_string())?;
        let entity_id: String = metadata.entity_id().chars().take(200).collect();
        let level = one.level.name();
        let level = if one.federated { format!("{level}, eenmalig inloggen") } else { level.to_owned() };
        let says = format!("knows {entity_id}, {level}; its metadata is at {}", one.place());
        one.provider = Some(Provider { metadata, level: one.level, federated: one.federated });
        one.bytes = bytes;
        Ok(Some(says))
    }
}

async fn from_file(path: &PathBuf) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let file = File::open(path).await.map_err(|error| error.to_string())?;
    let read = file.take(LARGEST + 1).read_to_end(&mut bytes).await.map_err(|error| error.to_string())?;
    if read as u64 > LARGEST { Err("this is too large to be metadata".to_owned()) } else { Ok(bytes) }
}
