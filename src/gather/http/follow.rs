//! Following redirects as a browser does, to hosts of the target only.

use std::{collections::BTreeSet, time::Instant};

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use tokio::time::timeout_at;
use url::Url;

use super::{
    call::{Answer, Call},
    form_action::FormAction,
    jar::Jar,
    network::Network,
    referrer::Referrer,
};
use crate::{
    evidence::{exchange::Exchange, redaction::Redactor},
    gather::{
        error::{NetworkError, millis},
        kept::KeptBack,
    },
};

/// What a browser follows at most.
const MOST_REDIRECTS: usize = 20;

/// One walk from request to request, with the cookies of one login.
pub(super) struct Walk<'a> {
    network: &'a Network,
    redactor: &'a Redactor,
    jar: &'a mut Jar,
    /// Hosts where the walk ends before anything is sent.
    stop: &'a BTreeSet<String>,
    /// Whether it began without TLS.
    plain: bool,
    since: Instant,
    pub(super) hops: Vec<Exchange>,
    /// The page whose form it began with, and where that lets its forms lead.
    pub(super) form: Option<(FormAction, Url)>,
    /// Whether a browser might have gone another way.
    pub(super) doubtful: bool,
    /// What it was kept from asking, where that ended it.
    pub(super) kept_back: Option<KeptBack>,
}

/// Where a walk ended: an answer that is no redirect.
pub(super) struct Arrived {
    pub(super) url: Url,
    pub(super) answer: Answer,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        network: &'a Network,
        redactor: &'a Redactor,
        jar: &'a mut Jar,
        stop: &'a BTreeSet<String>,
        first: &Url,
    ) -> Self {
        let plain = first.scheme() == "http";
        let (since, hops) = (Instant::now(), Vec::new());
        Self { network, redactor, jar, stop, plain, since, hops, form: None, doubtful: false, kept_back: None }
    }

    /// Sends and follows until something else than a redirect comes back. The bounds, of number and time, are for the whole walk:
    /// a service may be slow, and not twenty times.
    /// None where it ended before a host to stop at.
    pub(super) async fn follow(&mut self, mut call: Call) -> Result<Option<Arrived>, NetworkError> {
        loop {
            let host = call.url.host_str().unwrap_or_default().to_owned();
            if self.stop.contains(host.trim_end_matches('.')) {
                return Ok(None);
            }
            let barred = self.form.as_ref().is_some_and(|(policy, page)| !policy.allows(page, &call.url));
            self.doubtful |= barred || is_downgraded(&call) || self.jar.leaves_doubt(&call);
            if self.network.allow(&host).is_err() {
                let body = call.form.clone().map(String::into_bytes);
                self.kept_back = Some(KeptBack { url: call.url.clone(), body });
            }
            if self.hops.len() > MOST_REDIRECTS {
                return Err(NetworkError::RedirectLoop { host, count: MOST_REDIRECTS });
            }
            let url = call.url.clone();
            let (method, form, from, mut referrer) =
                (call.method.clone(), call.form.clone(), call.from.clone(), call.referrer);
            call.headers = past_caches();
            if let Some(from) = &call.from {
                call.headers.extend(call.referrer.told(from, &call.url, call.method == Method::POST));
            }
            call.headers.extend(self.jar.headers(&call, self.plain));
            let until = self.since + self.network.limits().total;
            let too_late = |_| NetworkError::TimedOut { host, waited_ms: millis(self.since.elapsed()) };
            let answer = timeout_at(until.into(), self.network.call(call, self.redactor)).await.map_err(too_late)??;
            self.jar.update(&url, &answer.headers);
            self.hops.push(answer.exchange.clone());
            let Some(next) = answer.redirect.clone() else { return Ok(Some(Arrived { url, answer })) };
            // A redirect may decide anew (Fetch §4.4).
            referrer = Referrer::set_by(&answer.headers).unwrap_or(referrer);
            call = Call { from, referrer, ..Call::get(next) };
            if matches!(answer.status, 307 | 308) {
                (call.method, call.form) = (method, form);
            } else if method == Method::HEAD {
                call.method = method;
            }
        }
    }
}

/// Whether a page with TLS leads on without it: a browser may do so with TLS all the same (RFC 6797 §8.3), or ask first (Mixed Content §4.4).
fn is_downgraded(call: &Call) -> bool {
    call.url.scheme() != "https" && call.from.as_ref().is_some_and(|from| from.scheme() == "https")
}

fn past_caches() -> HeaderMap {
    let ours: [(HeaderName, &str); 4] = [
        (header::ACCEPT, "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8"),
        (header::ACCEPT_LANGUAGE, "nl,en;q=0.5"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::PRAGMA, "no-cache"),
    ];
    ours.into_iter().map(|(name, value)| (name, HeaderValue::from_static(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_with_tls_that_leads_on_without_it_is_seen() {
        let asked = |from: Option<&str>, to: &str| {
            is_downgraded(&Call { from: from.map(|from| from.parse().unwrap()), ..Call::get(to.parse().unwrap()) })
        };
        assert!(asked(Some("https://mijn.test/"), "http://mijn.test/uit"));
        assert!(!asked(Some("https://mijn.test/"), "https://mijn.test/uit"));
        assert!(!asked(Some("http://mijn.test/"), "http://mijn.test/uit") && !asked(None, "http://mijn.test/"));
    }
}
