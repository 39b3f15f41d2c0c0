//! Questions to log out that wait for the citizen.

use std::{collections::HashMap, sync::Arc, time::Duration};

use tokio::time::Instant;

use super::settings::Provider;

/// As long as a page can be left open.
const LONGEST: Duration = Duration::from_secs(3600);
/// More than this are not kept at a time.
const MOST: usize = 10_000;

/// A question that was accepted.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    /// `ID` of the question.
    pub(super) request_id: String,
    pub(super) provider: Arc<Provider>,
    pub(super) relay_state: Option<String>,
    /// What its browser has in a cookie.
    pub(super) browser: String,
    pub(super) since: Instant,
}

/// Each once: an answer is given to a question no more than once.
#[derive(Debug, Default)]
pub(super) struct Logouts(HashMap<String, Waiting>);

impl Logouts {
    /// Keeps one; `false` when there are too many.
    pub(super) fn add(&mut self, transaction: String, waiting: Waiting) -> bool {
        self.0.retain(|_, waiting| waiting.since.elapsed() < LONGEST);
        if self.0.len() >= MOST {
            return false;
        }
        self.0.insert(transaction, waiting);
        true
    }

    pub(super) fn get(&self, transaction: &str) -> Option<&Waiting> {
        self.0.get(transaction)
    }

    /// Takes it out, to answer it.
    pub(super) fn take(&mut self, transaction: &str) -> Option<Waiting> {
        self.0.remove(transaction)
    }
}
