//! When a page is at rest, and what it means when it comes to none.

use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::json;
use tokio::time::{sleep, timeout};

use super::{
    activity::{Failure, State},
    context::Context,
    error::BrowserError,
    hub::Hub,
    script::Call,
    settings::Limits,
    trail::Sort,
};

/// How long to wait before looking again where no event may come.
const AGAIN: Duration = Duration::from_millis(50);

/// An answer of 400 or more without a body is shown as an error page of the browser, but it is an answer.
pub(super) const EMPTY_ANSWER: &str = "ERR_HTTP_RESPONSE_CODE_FAILURE";

/// What the script says.
#[derive(Deserialize)]
struct Rest {
    ready: bool,
    leaving: bool,
    error: bool,
    suspects: bool,
}

/// See [`Context::settle`].
pub(super) async fn settle(context: &Context) -> Result<(), BrowserError> {
    let limits = context.link.limits;
    let begin = Instant::now();
    let mut why = "the page kept loading";
    while begin.elapsed() < limits.settle {
        if context.link.bidi.is_lost() {
            return Err(BrowserError::Lost("the driver closed its socket".to_owned()));
        }
        let window = context.window()?;
        let (events, step) = {
            let state = context.activity.state();
            if let Some(Failure { host, code }) = state.failures.get(&window)
                && code != EMPTY_ANSWER
            {
                return Err(failed(&context.link.hub, host, code));
            }
            (state.events, Step::of(&state, &limits))
        };
        match step {
            Step::Loading(what) => {
                why = what;
                let _ = timeout(5 * AGAIN, context.activity.changed()).await;
                continue;
            }
            Step::Quiet(left) => {
                sleep(left).await;
                continue;
            }
            Step::Still => {}
        }
        match context.ask::<Rest>(Call::new("rest", json!([]))).await {
            Ok(rest) if rest.error => {
                let state = context.activity.state();
                let Some(failure) = state.failures.get(&window) else {
                    return Err(BrowserError::Unreachable { host: String::new(), code: "an error page".to_owned() });
                };
                if failure.code == EMPTY_ANSWER {
                    return Ok(());
                }
                return Err(failed(&context.link.hub, &failure.host, &failure.code));
            }
            Ok(rest) if rest.ready && !rest.leaving => {
                if context.activity.state().events == events {
                    return if rest.suspects { context.adopt_closed_roots().await } else { Ok(()) };
                }
            }
            Ok(rest) => {
                why = if rest.ready { "the page is about to leave by itself" } else { "the document stays incomplete" };
                let _ = timeout(AGAIN, context.activity.changed()).await;
            }
            // The page was leaving just then.
            Err(BrowserError::Refused { .. }) => sleep(AGAIN).await,
            Err(error) => return Err(error),
        }
    }
    Err(BrowserError::NeverSettled { waited: begin.elapsed(), why: why.to_owned() })
}

/// The error for a navigation that ended with this code of Chromium (`net/base/net_error_list.h`).
pub(super) fn failed(hub: &Hub, host: &str, code: &str) -> BrowserError {
    let host = host.to_owned();
    if !hub.names(&host) {
        return BrowserError::OutsideTarget { host };
    }
    let code: String = code.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(60).collect();
    if code.starts_with("ERR_NAME_") {
        BrowserError::NameUnresolved { host }
    } else if ["ERR_CERT_", "ERR_SSL_", "ERR_BAD_SSL_", "ERR_ECH_"].iter().any(|family| code.starts_with(family)) {
        BrowserError::TlsFailed { host, code }
    } else {
        BrowserError::Unreachable { host, code }
    }
}

/// What there is to wait for.
enum Step {
    Loading(&'static str),
    Quiet(Duration),
    Still,
}

impl Step {
    fn of(state: &State, limits: &Limits) -> Self {
        let flights = || state.flights.values();
        if flights().any(|flight| flight.sort == Sort::Document) {
            return Self::Loading("a document is not answered");
        }
        if flights().any(|flight| flight.since.elapsed() < limits.fetch) {
            return Self::Loading("a request of a script is not answered");
        }
        let since = state.last.map_or(limits.quiet, |last| last.elapsed());
        if since < limits.quiet { Self::Quiet(limits.quiet - since) } else { Self::Still }
    }
}
