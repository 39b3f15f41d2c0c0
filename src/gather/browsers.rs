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

/// The browsers of one run.
pub(super) struct Browsers {
    settings: Settings,
    slots: Vec<Mutex<Option<Arc<Browser>>>>,
    next: AtomicUsize,
}

impl Browsers {
    /// So many browsers, each started when it is first needed.
    pub(super) fn new(settings: Settings, count: usize) -> Self {
        Self { settings, slots: (0..count.max(1)).map(|_| Mutex::default()).collect(), next: AtomicUsize::new(0) }
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
    /// When no browser can be started, or a fresh one gives no context either.
    pub(super) async fn context(&self) -> Result<Context, BrowserError> {
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
