//! What goes on in one context: its windows, what is being loaded, and what was answered.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use serde_json::Value;
use tokio::sync::Notify;
use url::Url;

use super::{
    frames::Frames,
    settle::EMPTY_ANSWER,
    trail::{Sort, Trail, headers},
};

/// A scripted request counts for settling only when it began this soon after an act or a new page.
const FIRST_MOMENTS: Duration = Duration::from_secs(2);

/// Follows the events of one context.
#[derive(Default)]
pub(super) struct Activity {
    state: Mutex<State>,
    changed: Notify,
}

/// Why the newest navigation of a window showed an error page.
#[derive(Clone)]
pub(super) struct Failure {
    pub(super) host: String,
    pub(super) code: String,
}

#[derive(Default)]
pub(super) struct State {
    /// Top-level windows, oldest first.
    pub(super) windows: Vec<String>,
    pub(super) frames: Frames,
    /// Windows that a page opened and that have not been asked anything yet.
    pub(super) unasked: HashSet<String>,
    /// Counts what matters for settling.
    pub(super) events: u64,
    /// When the last of those came.
    pub(super) last: Option<Instant>,
    /// When the last act or new page was.
    began: Option<Instant>,
    /// Requests without an answer yet.
    pub(super) flights: HashMap<String, Flight>,
    pub(super) failures: HashMap<String, Failure>,
    pub(super) statuses: HashMap<String, u16>,
    pub(super) trail: Trail,
    /// Credentials that scripts sent, by host.
    pub(super) sent: BTreeMap<String, Vec<(String, String)>>,
}

pub(super) struct Flight {
    window: String,
    /// The navigation it is the document of.
    navigation: Option<String>,
    redirects: u64,
    pub(super) sort: Sort,
    pub(super) since: Instant,
}

impl Activity {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Marks an act: what is requested from now on may be its work.
    pub(super) fn act(&self) {
        let mut state = self.state();
        state.began = Some(Instant::now());
        state.touch();
    }

    /// Returns at the next event that matters.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }

    pub(super) fn wake(&self) {
        self.changed.notify_one();
    }

    /// Takes an event in; gives the number of windows.
    pub(super) fn event(&self, method: &str, params: &Value) -> usize {
        let mut state = self.state();
        let window = params["context"].as_str().unwrap_or_default();
        match method {
            "browsingContext.contextCreated" => state.window_opened(window, params),
            "browsingContext.contextDestroyed" => state.window_closed(window),
            "network.beforeRequestSent" => state.asked(window, params),
            "network.responseStarted" | "network.responseCompleted" => state.answered(window, method, params),
            "network.fetchError" => state.failed(window, params),
            _ => state.moved(window, method, params),
        }
        let windows = state.windows.len();
        drop(state);
        self.wake();
        windows
    }
}

impl State {
    fn touch(&mut self) {
        self.last = Some(Instant::now());
        self.events += 1;
    }

    fn is_window(&self, context: &str) -> bool {
        self.windows.iter().any(|window| window == context)
    }

    fn window_opened(&mut self, window: &str, params: &Value) {
        self.frames.opened(window, params);
        if params["parent"].is_null() && !self.is_window(window) {
            self.windows.push(window.to_owned());
            if !params["originalOpener"].is_null() {
                self.unasked.insert(window.to_owned());
            }
            self.began = Some(Instant::now());
            self.touch();
        }
    }

    fn window_closed(&mut self, window: &str) {
        if self.is_window(window) {
            self.windows.retain(|known| known != window);
            self.touch();
        }
        self.flights.retain(|_, flight| flight.window != window);
    }

    fn moved(&mut self, window: &str, method: &str, params: &Value) {
        if !self.is_window(window) {
            return;
        }
        match method {
            "browsingContext.navigationStarted" => {
                self.failures.remove(window);
            }
            "browsingContext.navigationCommitted" => {
                self.began = Some(Instant::now());
                self.flights.retain(|_, flight| flight.window != window || flight.sort == Sort::Document);
            }
            // The end of an answer is not always reported for a window that a page opened.
            "browsingContext.load" => {
                if let Some(arrived) = params["navigation"].as_str() {
                    self.flights.retain(|_, flight| flight.navigation.as_deref() != Some(arrived));
                }
            }
            // A page may change its own address as often as it likes.
            "browsingContext.fragmentNavigated" | "browsingContext.historyUpdated" => return,
            _ => {}
        }
        self.touch();
    }

    fn asked(&mut self, window: &str, params: &Value) {
        let sort = Sort::of(params);
        let Some(id) = self.trail.ask(sort, params) else { return };
        if sort == Sort::Scripted {
            self.keep_credentials(params);
        }
        let top = sort == Sort::Document && self.is_window(window);
        let first = self.began.is_none_or(|began| began.elapsed() < FIRST_MOMENTS);
        if top || (sort == Sort::Scripted && first) {
            let redirects = params["redirectCount"].as_u64().unwrap_or_default();
            let navigation = params["navigation"].as_str().map(str::to_owned).filter(|_| top);
            let flight = Flight { window: window.to_owned(), navigation, redirects, sort, since: Instant::now() };
            self.flights.insert(id, flight);
            self.touch();
        }
    }

    fn answered(&mut self, window: &str, method: &str, params: &Value) {
        self.trail.answer(params);
        let status = params["response"]["status"].as_u64().and_then(|status| u16::try_from(status).ok());
        if Sort::of(params) == Sort::Document
            && self.is_window(window)
            && let Some(status) = status
        {
            self.statuses.insert(window.to_owned(), status);
        }
        if method == "network.responseCompleted" {
            self.landed(params);
        }
    }

    fn failed(&mut self, window: &str, params: &Value) {
        self.trail.fail(params);
        self.landed(params);
        let code = params["errorText"].as_str().unwrap_or_default().trim_start_matches("net::");
        if Sort::of(params) == Sort::Document && self.is_window(window) && code != "ERR_ABORTED" {
            let url = params["request"]["url"].as_str().and_then(|url| Url::parse(url).ok());
            let host = url.as_ref().and_then(Url::host_str).unwrap_or_default().to_owned();
            self.failures.insert(window.to_owned(), Failure { host, code: code.to_owned() });
            if code != EMPTY_ANSWER {
                self.statuses.remove(window);
            }
            self.touch();
        }
    }

    fn landed(&mut self, params: &Value) {
        let Some(id) = params["request"]["request"].as_str() else { return };
        let redirects = params["redirectCount"].as_u64().unwrap_or_default();
        if self.flights.get(id).is_some_and(|flight| flight.redirects <= redirects) {
            self.flights.remove(id);
            self.touch();
        }
    }

    fn keep_credentials(&mut self, params: &Value) {
        let request = &params["request"];
        let url = request["url"].as_str().and_then(|url| Url::parse(url).ok());
        let Some(host) = url.as_ref().and_then(Url::host_str) else { return };
        let mut kept: Vec<(String, String)> = headers(&request["headers"])
            .filter(|(name, _)| name == "authorization" || name.starts_with("x-"))
            .collect();
        kept.dedup_by(|one, other| one.0 == other.0);
        if !kept.is_empty() && (self.sent.len() < 50 || self.sent.contains_key(host)) {
            self.sent.insert(host.to_owned(), kept);
        }
    }
}
