//! WebDriver BiDi: commands that name their window, and events, over one socket.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};
use tokio_tungstenite::{
    connect_async_with_config,
    tungstenite::{Message, protocol::WebSocketConfig},
};

use super::{error::BrowserError, hub::Hub};

/// A picture of a long page in base64 is the largest thing that comes back.
const LARGEST_MESSAGE: usize = 96 << 20;

/// Why a command brought no result.
#[derive(Debug)]
pub(super) enum NoResult {
    /// The socket is closed.
    Lost,
    /// The remote end said no.
    Said(String),
    /// Nothing came in time.
    Silence(Duration),
}

type Waiting = Mutex<HashMap<u64, oneshot::Sender<Result<Value, String>>>>;

/// The client side of the socket.
pub(super) struct Bidi {
    outgoing: mpsc::UnboundedSender<String>,
    waiting: Arc<Waiting>,
    next: Arc<AtomicU64>,
    lost: Arc<AtomicBool>,
}

impl Bidi {
    /// Connects; events go to the hub until the socket closes.
    pub(super) async fn connect(address: &str, limit: Duration, hub: Arc<Hub>) -> Result<Self, BrowserError> {
        let config =
            WebSocketConfig::default().max_message_size(Some(LARGEST_MESSAGE)).max_frame_size(Some(LARGEST_MESSAGE));
        let (socket, _) = timeout(limit, connect_async_with_config(address, Some(config), true))
            .await
            .map_err(|_| BrowserError::Missing("the BiDi socket did not open in time".to_owned()))?
            .map_err(|error| BrowserError::Missing(format!("the BiDi socket does not open: {error}")))?;
        let (mut sink, mut stream) = socket.split();
        let (outgoing, mut queue) = mpsc::unbounded_channel::<String>();
        let waiting = Arc::new(Waiting::default());
        let lost = Arc::new(AtomicBool::new(false));
        tokio::spawn(async move {
            while let Some(command) = queue.recv().await {
                if sink.send(Message::text(command)).await.is_err() {
                    break;
                }
            }
            let _ = sink.close().await;
        });
        let next = Arc::new(AtomicU64::new(1));
        let (answers, ended) = (Arc::clone(&waiting), Arc::clone(&lost));
        let (numbers, replies) = (Arc::clone(&next), outgoing.clone());
        tokio::spawn(async move {
            while let Some(Ok(message)) = stream.next().await {
                if let Message::Text(text) = message
                    && let Ok(message) = serde_json::from_str(&text)
                {
                    let reply = dispatch(message, &answers, &hub);
                    if let Some((method, params)) = reply {
                        let id = numbers.fetch_add(1, Ordering::Relaxed);
                        let _ = replies.send(json!({"id": id, "method": method, "params": params}).to_string());
                    }
                }
            }
            ended.store(true, Ordering::SeqCst);
            answers.lock().unwrap_or_else(PoisonError::into_inner).clear();
            hub.wake_all();
        });
        Ok(Self { outgoing, waiting, next, lost })
    }

    /// Whether the socket has closed.
    pub(super) fn is_lost(&self) -> bool {
        self.lost.load(Ordering::SeqCst)
    }

    /// Sends a command and waits for its result.
    pub(super) async fn command(&self, method: &str, params: Value, limit: Duration) -> Result<Value, NoResult> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (answer, result) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(id, answer);
        let command = json!({"id": id, "method": method, "params": params}).to_string();
        if self.is_lost() || self.outgoing.send(command).is_err() {
            return Err(NoResult::Lost);
        }
        match timeout(limit, result).await {
            Ok(Ok(Ok(value))) => Ok(value),
            Ok(Ok(Err(said))) => Err(NoResult::Said(said)),
            Ok(Err(_)) => Err(NoResult::Lost),
            Err(_) => {
                self.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
                Err(NoResult::Silence(limit))
            }
        }
    }

    /// Sends a command whose result nobody waits for.
    pub(super) fn post(&self, method: &str, params: &Value) {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let _ = self.outgoing.send(json!({"id": id, "method": method, "params": params}).to_string());
    }
}

impl NoResult {
    /// The error for a command that concerns the browser as a whole.
    pub(super) fn of(self, command: &str) -> BrowserError {
        match self {
            Self::Lost => BrowserError::Lost("the driver closed its socket".to_owned()),
            Self::Silence(limit) => {
                BrowserError::Lost(format!("no answer to {command} within {} ms", limit.as_millis()))
            }
            Self::Said(why) => BrowserError::Refused { command: command.to_owned(), why },
        }
    }
}

/// Hands a message on; an event may ask for a command in reply, whose result nobody needs.
fn dispatch(mut message: Value, waiting: &Waiting, hub: &Hub) -> Option<(&'static str, Value)> {
    let Some(id) = message["id"].as_u64() else {
        return hub.event(message["method"].as_str()?, &message["params"]);
    };
    let answer = waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&id)?;
    let result = if message["type"] == "success" {
        Ok(message["result"].take())
    } else {
        let said = message["message"].as_str().unwrap_or_default();
        Err(said.lines().next().unwrap_or_default().chars().take(200).collect())
    };
    let _ = answer.send(result);
    None
}
