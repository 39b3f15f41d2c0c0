//! The record of every message, shared by the listeners and whoever runs a journey.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use tokio::{sync::watch, time::timeout};

use crate::evidence::message::{Message, MessageKind};

/// More messages than this are not kept: a service that sends without end must not fill the memory.
const MOST: usize = 20_000;

/// A record that is cheap to clone; clones share it.
#[derive(Clone, Debug)]
pub struct Ledger {
    messages: Arc<Mutex<Vec<Message>>>,
    grown: watch::Sender<()>,
}

impl Ledger {
    pub(super) fn new() -> Self {
        Self { messages: Arc::default(), grown: watch::Sender::new(()) }
    }

    /// The messages of one login, oldest first.
    pub fn messages(&self, transaction: &str) -> Vec<Message> {
        self.select(|message| message.transaction.as_deref() == Some(transaction))
    }

    /// The messages that nothing joins to a login, oldest first.
    pub fn unjoined(&self) -> Vec<Message> {
        self.select(|message| message.transaction.is_none())
    }

    /// When the artifact of a login was asked for, oldest first; as many as there were questions.
    pub fn fetches(&self, transaction: &str) -> Vec<Timestamp> {
        let asked = |message: &Message| matches!(message.kind, MessageKind::ArtifactResolve(_));
        self.messages(transaction).into_iter().filter(asked).map(|message| message.at).collect()
    }

    /// Waits until `enough` holds of the messages of a login and gives them; `None` when it did not within `limit`.
    pub async fn wait_for(
        &self,
        transaction: &str,
        enough: impl Fn(&[Message]) -> bool,
        limit: Duration,
    ) -> Option<Vec<Message>> {
        // Subscribed before the first look: what comes in between is not missed.
        let mut grown = self.grown.subscribe();
        let waiting = async {
            loop {
                let messages = self.messages(transaction);
                if enough(&messages) {
                    return Some(messages);
                }
                grown.changed().await.ok()?;
            }
        };
        timeout(limit, waiting).await.ok().flatten()
    }

    pub(super) fn record(&self, message: Message) {
        {
            let mut messages = self.lock();
            if messages.len() >= MOST {
                tracing::warn!("more than {MOST} messages: this one is not recorded");
                return;
            }
            messages.push(message);
        }
        self.grown.send_replace(());
    }

    fn select(&self, wanted: impl Fn(&Message) -> bool) -> Vec<Message> {
        self.lock().iter().filter(|message| wanted(message)).cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Message>> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
