//! Questions to DigiD that forms had with them, and the question that a browser was kept from bringing there.

use std::collections::VecDeque;

use serde_json::Value;
use url::Url;

use super::context::Context;
use crate::gather::kept::KeptBack;

/// Forms that are remembered.
const MOST: usize = 20;

/// A question is some kilobytes, signature included.
const LARGEST: usize = 256 * 1024;

/// By request, the newest last.
#[derive(Default)]
pub(super) struct Forms(VecDeque<(String, Vec<u8>)>);

impl Forms {
    /// Takes in an event `Network.requestWillBeSent`.
    pub(super) fn keep(&mut self, event: &Value) {
        let (request, body) = (event["requestId"].as_str(), event["request"]["postData"].as_str());
        let (Some(request), Some(body)) = (request, body.filter(|body| body.len() <= LARGEST)) else { return };
        if body.contains("SAMLRequest=") {
            if self.0.len() == MOST {
                self.0.pop_front();
            }
            self.0.push_back((request.to_owned(), body.as_bytes().to_vec()));
        }
    }

    pub(super) fn of(&self, request: &str) -> Option<Vec<u8>> {
        self.0.iter().rfind(|(known, _)| known == request).map(|(_, body)| body.clone())
    }
}

impl Context {
    /// The last document that was asked since the last look, where the browser was kept from asking it.
    pub fn kept_back(&self) -> Option<KeptBack> {
        let state = self.activity.state();
        let (request, method, url) = state.trail.last_document()?;
        let url = Url::parse(url).ok()?;
        if url.host_str().is_some_and(|host| self.link.hub.names(host)) {
            return None;
        }
        let body = if method == "POST" { Some(self.link.hub.form(request)?) } else { None };
        Some(KeptBack { url, body })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_questions_are_kept_and_not_without_end() {
        let mut forms = Forms::default();
        let mut send = |request: &str, body: &str| {
            forms.keep(&json!({"requestId": request, "request": {"postData": body}}));
        };
        send("search", "zoek=fiets");
        send("large", &format!("SAMLRequest={}", "x".repeat(LARGEST)));
        for nth in 0..=MOST {
            send(&format!("login-{nth}"), "SAMLRequest=abc");
        }
        assert_eq!((forms.of("search"), forms.of("large"), forms.of("login-0")), (None, None, None));
        assert_eq!(forms.of("login-1"), Some(b"SAMLRequest=abc".to_vec()));
    }
}
