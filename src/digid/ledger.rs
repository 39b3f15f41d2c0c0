//! The record of every message, shared by the listeners and whoever runs a journey.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use tokio::{
    sync::{broadcast, watch},
    time::timeout,
};

pub use super::trouble::{Channel, Trouble, TroubleKind};

use crate::evidence::message::{Message, MessageKind};

/// Bytes of messages that are kept, as they are written: a service that sends without end must not fill the memory. No text
/// is cut here, because half a secret is not recognised when the run is sealed.
const MOST: usize = 64 << 20;

/// More troubles than this are not kept.
const MOST_TROUBLES: usize = 200;

/// How far somebody who reads along may fall behind.
const BEHIND: usize = 256;

/// A record that is cheap to clone; clones share it.
#[derive(Clone, Debug)]
pub struct Ledger {
    kept: Arc<Mutex<Kept>>,
    troubles: Arc<Mutex<Vec<Trouble>>>,
    visits: Arc<AtomicUsize>,
    grown: watch::Sender<()>,
    along: broadcast::Sender<Entry>,
}

/// What somebody who reads along gets to see, in the order in which it came.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A message. Large beside the others, and cheap beside what it stands for.
    Message(Box<Message>),
    /// So many entries came faster than they were read.
    Missed(u64),
    /// A connection that brought no message.
    Trouble(Trouble),
}

/// Reads along from the moment it is made.
#[derive(Debug)]
pub struct Tail(broadcast::Receiver<Entry>);

impl Tail {
    /// Waits for the next entry; `None` when there will be no more.
    pub async fn next(&mut self) -> Option<Entry> {
        match self.0.recv().await {
            Ok(entry) => Some(entry),
            Err(broadcast::error::RecvError::Lagged(missed)) => Some(Entry::Missed(missed)),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

#[derive(Debug, Default)]
struct Kept {
    messages: Vec<Message>,
    bytes: usize,
}

impl Ledger {
    pub(super) fn new() -> Self {
        Self {
            kept: Arc::default(),
            troubles: Arc::default(),
            visits: Arc::default(),
            grown: watch::Sender::new(()),
            along: broadcast::Sender::new(BEHIND),
        }
    }

    /// Everything that comes from now on.
    pub fn tail(&self) -> Tail {
        Tail(self.along.subscribe())
    }

    /// Connections that brought no message, oldest first.
    pub fn troubles(&self) -> Vec<Trouble> {
        lock(&self.troubles).clone()
    }

    /// How many connections came to artifact resolution. Not each brings a message or a trouble: a client may look at the name in
    /// our certificate when TLS is already set up, and leave.
    pub fn visits(&self) -> usize {
        self.visits.load(Ordering::Acquire)
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

    /// Waits until `enough` gives something of what was recorded, and gives that; `None` when it did not within `limit`.
    pub async fn wait_until<T>(&self, enough: impl Fn(&Self) -> Option<T>, limit: Duration) -> Option<T> {
        // Subscribed before the first look: what comes in between is not missed.
        let mut grown = self.grown.subscribe();
        let waiting = async {
            loop {
                if let Some(found) = enough(self) {
                    return Some(found);
                }
                grown.changed().await.ok()?;
            }
        };
        timeout(limit, waiting).await.ok().flatten()
    }

    /// Waits until `enough` holds of the messages of a login and gives them; `None` when it did not within `limit`.
    pub async fn wait_for(
        &self,
        transaction: &str,
        enough: impl Fn(&[Message]) -> bool,
        limit: Duration,
    ) -> Option<Vec<Message>> {
        let look = |ledger: &Self| Some(ledger.messages(transaction)).filter(|messages| enough(messages));
        self.wait_until(look, limit).await
    }

    pub(super) fn record(&self, message: Message) {
        // Whoever reads along sees it, kept or not.
        let read = self.along.send(Entry::Message(Box::new(message.clone()))).is_ok();
        if !lock(&self.kept).take(message, MOST) {
            if !read {
                tracing::warn!("more than {MOST} bytes of messages: one is not recorded");
            }
            return;
        }
        self.grown.send_replace(());
    }

    pub(super) fn visit(&self) {
        self.visits.fetch_add(1, Ordering::AcqRel);
    }

    pub(super) fn trouble(&self, channel: Channel, from: SocketAddr, kind: TroubleKind) {
        let trouble = Trouble { at: Timestamp::now(), channel, from, kind };
        let _ = self.along.send(Entry::Trouble(trouble.clone()));
        let mut troubles = lock(&self.troubles);
        if troubles.len() < MOST_TROUBLES {
            troubles.push(trouble);
        }
        drop(troubles);
        self.grown.send_replace(());
    }

    fn select(&self, wanted: impl Fn(&Message) -> bool) -> Vec<Message> {
        lock(&self.kept).messages.iter().filter(|message| wanted(message)).cloned().collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
