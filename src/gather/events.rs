//! What is going on, for whoever watches.

use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

use crate::checklist::journey::Step;

/// One piece of news. Whatever is started has a name of its own in the run.
#[derive(Clone, Debug)]
pub enum Event {
    /// The run begins; so many journeys and probes will start and end if nothing keeps them from it.
    Begun {
        /// How many.
        all: usize,
    },
    /// A journey takes a step.
    Doing {
        /// Journey.
        name: String,
        /// What it does.
        step: Step,
    },
    /// Something ended; whether every place it announced was observed.
    Ended {
        /// Journey or probe.
        name: String,
        /// How many of its places are gaps.
        gaps: usize,
    },
    /// So many more will start and end than was known when the run began.
    More(usize),
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
