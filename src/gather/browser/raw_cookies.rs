//! The `Set-Cookie` lines of answers as they came, for the newest requests of a browser.

use std::collections::{HashMap, VecDeque};

use serde_json::Value;

/// Requests that are remembered.
const MOST: usize = 5_000;

/// By request, the lines of each answer to it, redirects first.
#[derive(Default)]
pub(super) struct RawCookies {
    lines: HashMap<String, Vec<Vec<String>>>,
    /// The requests, oldest first.
    order: VecDeque<String>,
}

impl RawCookies {
    /// Takes in an event `Network.responseReceivedExtraInfo`. One without cookies counts too: answers are told apart by
    /// how many came before.
    pub(super) fn keep(&mut self, answer: &Value) {
        let Some(request) = answer["requestId"].as_str() else { return };
        let headers = answer["headers"].as_object();
        let line = headers.and_then(|headers| headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("set-cookie")));
        let lines = line.and_then(|(_, value)| value.as_str()).map(|value| value.split('\n').map(str::to_owned));
        let lines = lines.map(Iterator::collect).unwrap_or_default();
        if let Some(answers) = self.lines.get_mut(request) {
            answers.push(lines);
            return;
        }
        if self.order.len() >= MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.lines.remove(&oldest);
        }
        self.order.push_back(request.to_owned());
        self.lines.insert(request.to_owned(), vec![lines]);
    }

    /// The lines of the answer to this request that came after so many redirects.
    pub(super) fn of(&self, request: &str, redirects: usize) -> Option<&[String]> {
        self.lines.get(request)?.get(redirects).map(Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn many_requests_do_not_tear_a_login_apart() {
        let mut raw = RawCookies::default();
        let mut answer = |request: &str, set: &str| {
            raw.keep(&json!({"requestId": request, "headers": {"Set-Cookie": set}}));
        };
        for image in 0..MOST - 1 {
            answer(&format!("image-{image}"), "");
        }
        answer("login", "sid=a\ntaal=nl");
        answer("one more", "");
        answer("login", "sid=b");
        assert_eq!(raw.of("login", 0), Some(["sid=a".to_owned(), "taal=nl".to_owned()].as_slice()));
        assert_eq!(raw.of("login", 1), Some(["sid=b".to_owned()].as_slice()));
        assert_eq!((raw.of("image-0", 0), raw.lines.len()), (None, MOST));
    }
}
