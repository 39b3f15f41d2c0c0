//! The browsers of a run: a few, each with many clean contexts; one that was lost is replaced.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::sync::Mutex;

use super::browser::{self, Browser, BrowserError, Context, Settings};
use crate::evidence::session::Agent;

/// The browsers of one run.
pub(super) struct Browsers {
    settings: Settings,
    slots: Vec<Mutex<Option<Arc<Browser>>>>,
    next: AtomicUsize,
    left_out: bool,
}

impl Browsers {
    /// So many browsers, each started when it is first needed.
    pub(super) fn new(settings: Settings, count: usize) -> Self {
        let slots = (0..count.max(1)).map(|_| Mutex::default()).collect();
        Self { settings, slots, next: AtomicUsize::new(0), left_out: false }
    }

    /// None of them is ever started.
    pub(super) fn left_out(self) -> Self {
        Self { left_out: true, ..self }
    }

    /// Whether this run has none.
    pub(super) fn are_left_out(&self) -> bool {
        self.left_out
    }

    /// With what a citizen comes to the service.
    pub(super) fn agent(&self) -> Agent {
        if self.left_out { Agent::Http } else { Agent::Browser }
    }

    /// The driver they will be started with.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn driver(&self) -> Result<PathBuf, BrowserError> {
        browser::driver(&self.settings)
    }

    /// A clean context in one of them.
    ///
    /// # Errors
    /// When no browser can be started, or a fresh one gives no context either; always where they are left out.
    pub(super) async fn context(&self) -> Result<Context, BrowserError> {
        if self.left_out {
            return Err(BrowserError::LeftOut);
        }
        let slot = &self.slots[self.next.fetch_add(1, Ordering::Relaxed) % self.slots.len()];
        let mut browser = slot.lock().await;
        if let Some(running) = browser.as_ref() {
            match running.context().await {
                Err(BrowserError::Lost(why)) => tracing::warn!("a browser was lost and is replaced: {why}"),
                answer => return answer,
            }
        }
        let fresh = Arc::new(Browser::start(&self.settings).await?);
        let context = fresh.context().await;
        *browser = Some(fresh);
        context
    }

    /// Ends them all.
    pub(super) async fn close(self) {
        for slot in self.slots {
            if let Some(browser) = slot.into_inner().and_then(Arc::into_inner) {
                browser.close().await;
            }
        }
    }
}
