//! The record of every message, shared by the listeners and whoever runs a journey.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use tokio::{sync::watch, time::timeout};

use crate::evidence::message::{Message, MessageKind};

/// Bytes of messages that are kept, as they are written: a service that sends without end must not fill the memory. No text
/// is cut here, because half a secret is not recognised when the run is sealed.
const MOST: usize = 64 << 20;

/// A record that is cheap to clone; clones share it.
#[derive(Clone, Debug)]
pub struct Ledger {
    kept: Arc<Mutex<Kept>>,
    grown: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Kept {
    messages: Vec<Message>,
    bytes: usize,
}

impl Ledger {
    pub(super) fn new() -> Self {
        Self { kept: Arc::default(), grown: watch::Sender::new(()) }
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
        if !self.lock().take(message, MOST) {
            tracing::warn!("more than {MOST} bytes of messages: one is not recorded");
            return;
        }
        self.grown.send_replace(());
    }

    fn select(&self, wanted: impl Fn(&Message) -> bool) -> Vec<Message> {
        self.lock().messages.iter().filter(|message| wanted(message)).cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// Whether there was room for it.
    fn take(&mut self, message: Message, most: usize) -> bool {
        let bytes = self.bytes + serde_json::to_vec(&message).map_or(0, |written| written.len());
        let fits = bytes <= most;
        if fits {
            self.bytes = bytes;
            self.messages.push(message);
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::message::{Binding, SignatureSeen, Unreadable};

    #[test]
    fn messages_without_end_do_not_fill_the_memory() {
        let message = Message {
            at: Timestamp::UNIX_EPOCH,
            transaction: None,
            binding: Binding::Post,
            kind: MessageKind::Unreadable(Unreadable { reason: "x".repeat(1000) }),
            signature: SignatureSeen::Absent,
            objections: Vec::new(),
        };
        let mut kept = Kept::default();
        while kept.take(message.clone(), 10_000) {}
        assert!((5..10).contains(&kept.messages.len()), "{}", kept.messages.len());
    }
}
