//! Hands every event to the context it belongs to, and decides about requests that wait for a decision.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::{Value, json};
use url::Url;

use super::{activity::Activity, forms::Forms, popups::Popups, raw_cookies::RawCookies, settings::Settings};

/// Windows a page may have open; more are closed as they come.
const MOST_WINDOWS: usize = 10;

/// The events the hub wants.
pub(super) const EVENTS: [&str; 14] = [
    "browsingContext.contextCreated",
    "browsingContext.contextDestroyed",
    "browsingContext.domContentLoaded",
    "browsingContext.fragmentNavigated",
    "browsingContext.historyUpdated",
    "browsingContext.load",
    "browsingContext.navigationCommitted",
    "browsingContext.navigationStarted",
    "network.beforeRequestSent",
    "network.fetchError",
    "network.responseCompleted",
    "network.responseStarted",
    // BiDi's answers leave the cookies out that a redirect sets, and those of a login are set there.
    "goog:cdp.Network.responseReceivedExtraInfo",
    // What a page asks of a window it opens is gone from that window once it shows another site.
    "goog:cdp.Page.windowOpen",
];

/// BiDi has no bodies of requests.
pub(super) const FORMS: &str = "goog:cdp.Network.requestWillBeSent";

/// All contexts of one browser.
pub(super) struct Hub {
    hosts: BTreeSet<String>,
    contexts: Mutex<HashMap<String, Arc<Activity>>>,
    raw_cookies: Mutex<RawCookies>,
    forms: Mutex<Forms>,
    popups: Mutex<Popups>,
}

impl Hub {
    pub(super) fn new(settings: &Settings) -> Self {
        let routed = settings.routes.iter().map(|route| route.host.clone());
        Self {
            hosts: settings.hosts.iter().cloned().chain(routed).collect(),
            contexts: Mutex::default(),
            raw_cookies: Mutex::default(),
            forms: Mutex::default(),
            popups: Mutex::default(),
        }
    }

    /// Whether the target names this host.
    pub(super) fn names(&self, host: &str) -> bool {
        self.hosts.contains(host)
    }

    /// Begins to follow a user context.
    pub(super) fn follow(&self, user_context: &str) -> Arc<Activity> {
        let activity = Arc::new(Activity::default());
        let mut contexts = self.contexts.lock().unwrap_or_else(PoisonError::into_inner);
        contexts.insert(user_context.to_owned(), Arc::clone(&activity));
        activity
    }

    /// Ends it.
    pub(super) fn forget(&self, user_context: &str) {
        self.contexts.lock().unwrap_or_else(PoisonError::into_inner).remove(user_context);
    }

    /// Lets everybody who waits look again: the socket has closed.
    pub(super) fn wake_all(&self) {
        for activity in self.contexts.lock().unwrap_or_else(PoisonError::into_inner).values() {
            activity.wake();
        }
    }

    /// The raw `Set-Cookie` lines of the answer to a request that came after so many redirects.
    pub(super) fn raw_cookies(&self, request: &str, redirects: usize) -> Option<Vec<String>> {
        let raw = self.raw_cookies.lock().unwrap_or_else(PoisonError::into_inner);
        raw.of(request, redirects).map(<[String]>::to_vec)
    }

    /// The form with a question to DigiD that this request had with it.
    pub(super) fn form(&self, request: &str) -> Option<Vec<u8>> {
        self.forms.lock().unwrap_or_else(PoisonError::into_inner).of(request)
    }

    /// Whether the last window that the page of this session opened is a popup.
    pub(super) fn opened_popup(&self, session: &str) -> bool {
        self.popups.lock().unwrap_or_else(PoisonError::into_inner).opened_by(session)
    }

    /// Takes an event in; gives the command to send in reply, if one is due.
    pub(super) fn event(&self, method: &str, params: &Value) -> Option<(&'static str, Value)> {
        if method == "goog:cdp.Network.responseReceivedExtraInfo" {
            self.raw_cookies.lock().unwrap_or_else(PoisonError::into_inner).keep(&params["params"]);
            return None;
        }
        if method == FORMS {
            self.forms.lock().unwrap_or_else(PoisonError::into_inner).keep(&params["params"]);
            return None;
        }
        if method == "goog:cdp.Page.windowOpen" {
            self.popups.lock().unwrap_or_else(PoisonError::into_inner).keep(params);
            return None;
        }
        let contexts = self.contexts.lock().unwrap_or_else(PoisonError::into_inner);
        let activity = params["userContext"].as_str().and_then(|id| contexts.get(id).cloned());
        drop(contexts);
        if let Some(activity) = activity {
            let windows = activity.event(method, params);
            if method == "browsingContext.contextCreated" && windows > MOST_WINDOWS {
                return Some(("browsingContext.close", json!({"context": params["context"]})));
            }
        }
        if params["isBlocked"] != true {
            return None;
        }
        let request = json!({"request": params["request"]["request"]});
        let may = self.may_load(&params["request"]);
        Some((if may { "network.continueRequest" } else { "network.failRequest" }, request))
    }

    /// Passive parts may come from elsewhere; documents and whatever submits something may not.
    fn may_load(&self, request: &Value) -> bool {
        let Some(url) = request["url"].as_str().and_then(|url| Url::parse(url).ok()) else { return false };
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_some_and(|host| self.names(host)) {
            return true;
        }
        let document =
            matches!(request["destination"].as_str(), Some("document" | "iframe" | "frame" | "object" | "embed"));
        request["method"] == "GET" && !document
    }
}
