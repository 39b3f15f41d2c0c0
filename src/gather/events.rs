//! What is going on, for whoever watches.

use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

/// One piece of news.
#[derive(Clone, Debug)]
pub enum Event {
    /// Something ended; whether every place it announced was observed.
    Ended {
        /// Journey or probe.
        name: String,
        /// How many of its places are gaps.
        gaps: usize,
    },
    /// Something began.
    Started(String),
    /// A journey waits.
    Waiting {
        /// Journey.
        name: String,
        /// For how long.
        wait: Duration,
    },
}

/// Where news goes; nobody has to listen.
#[derive(Clone, Debug, Default)]
pub struct Events(Option<UnboundedSender<Event>>);

impl Events {
    /// News for this listener.
    pub fn to(listener: UnboundedSender<Event>) -> Self {
        Self(Some(listener))
    }

    pub(super) fn tell(&self, event: Event) {
        if let Some(listener) = &self.0 {
            // A listener that has gone is no loss to the run.
            let _ = listener.send(event);
        }
    }
}
