//! Logins under way and the artifacts given out for them.

use std::{collections::HashMap, sync::Arc, time::Duration};

use sha2::{Digest, Sha256};

use jiff::Timestamp;
use tokio::time::Instant;

use super::{lying::Lie, settings::Provider};
use crate::evidence::{Betrouwbaarheidsniveau, Bsn, hex};
use crate::saml::answers::Does;

/// As long as a login page can be left open.
const LONGEST: Duration = Duration::from_secs(3600);
/// More logins than this are not kept at a time.
const MOST: usize = 10_000;

/// A question that was accepted and is being answered.
#[derive(Clone, Debug)]
pub(super) struct Login {
    pub(super) request_id: String,
    pub(super) provider: Arc<Provider>,
    pub(super) acs: String,
    pub(super) relay_state: Option<String>,
    pub(super) asked: Betrouwbaarheidsniveau,
    /// What its browser has in the cookie of eenmalig inloggen.
    pub(super) browser: Option<String>,
    /// Whether no credentials need be asked.
    pub(super) again: bool,
    pub(super) since: Instant,
    pub(super) answered: bool,
    /// Where the browser was sent back to, artifact and all.
    pub(super) sent: Option<String>,
}

/// What an artifact stands for.
#[derive(Clone, Debug)]
pub(super) struct Issued {
    pub(super) transaction: String,
    pub(super) login: Login,
    pub(super) verdict: Verdict,
    /// The artifact as it was given.
    pub(super) written: String,
    pub(super) at: Instant,
    /// How often its owner asked for it.
    pub(super) asked: u32,
}

/// What the citizen, or whoever pressed the button, chose.
#[derive(Clone, Debug)]
pub(super) enum Verdict {
    Lie(Box<Lie>),
    LoggedIn { bsn: Bsn, level: Betrouwbaarheidsniveau, at: Timestamp, address: String },
    Other(Does),
}

impl Issued {
    /// Whether this service is the one it was given to.
    pub(super) fn is_for(&self, asking: Option<&Provider>) -> bool {
        let owner = self.login.provider.metadata.entity_id();
        asking.is_some_and(|asking| asking.metadata.entity_id() == owner)
    }
}

/// Every login and every artifact.
#[derive(Debug, Default)]
pub(super) struct Logins {
    open: HashMap<String, Login>,
    /// By what stands for an artifact as it was written: itself it is as good as a login.
    artifacts: HashMap<String, Issued>,
}

impl Logins {
    /// Keeps a login; `false` when there are too many.
    pub(super) fn add(&mut self, transaction: String, login: Login) -> bool {
        self.open.retain(|_, login| login.since.elapsed() < LONGEST);
        self.artifacts.retain(|_, issued| issued.at.elapsed() < LONGEST);
        if self.open.len() >= MOST {
            return false;
        }
        self.open.insert(transaction, login);
        true
    }

    pub(super) fn login(&self, transaction: &str) -> Option<&Login> {
        self.open.get(transaction)
    }

    pub(super) fn knows_request(&self, id: &str) -> bool {
        self.open.values().any(|login| login.request_id == id)
    }

    /// Marks a login as answered; a second answer to the same question is not given.
    pub(super) fn answer(&mut self, transaction: &str) -> Option<Login> {
        let login = self.open.get_mut(transaction).filter(|login| !login.answered)?;
        login.answered = true;
        Some(login.clone())
    }

    /// The `ID` of a question of another browser to the same service, the latest that waits for its answer.
    pub(super) fn other_request(&self, transaction: &str) -> Option<String> {
        let entity = |login: &Login| login.provider.metadata.entity_id().to_owned();
        let own = entity(self.open.get(transaction)?);
        let others = self.open.iter().filter(|(other, login)| *other != transaction && entity(login) == own);
        let latest = others.map(|(_, login)| login).filter(|login| !login.answered && !login.request_id.is_empty());
        latest.max_by_key(|login| login.since).map(|login| login.request_id.clone())
    }

    /// Gives a login the RelayState of another.
    pub(super) fn lend_relay_state(&mut self, transaction: &str, from: &str) {
        let relay_state = self.open.get(from).and_then(|from| from.relay_state.clone());
        if let Some(login) = self.open.get_mut(transaction) {
            login.relay_state = relay_state;
        }
    }

    /// Remembers where the browser of a login was sent back to.
    pub(super) fn sent(&mut self, transaction: &str, address: &str) {
        if let Some(login) = self.open.get_mut(transaction) {
            login.sent = Some(address.to_owned());
        }
    }

    pub(super) fn issue(&mut self, issued: Issued) {
        self.artifacts.insert(key(&issued.written), issued);
    }

    /// What an artifact stands for, by how it is written.
    pub(super) fn issued(&mut self, written: &str) -> Option<&mut Issued> {
        self.artifacts.get_mut(&key(written))
    }
}

fn key(written: &str) -> String {
    hex(&Sha256::digest(written.trim()))
}
