//! The requests of a context as the browser reports them: raw, in memory, until they are redacted into evidence.

use std::time::Instant;

use serde_json::Value;

/// Requests remembered between two looks; a page may make them without end.
const MOST: usize = 2_000;

/// Longest address and header value kept, in bytes.
const LONGEST: usize = 8_192;

/// What a request is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Sort {
    /// The document of a window or frame.
    Document,
    /// An image, style, font or script; kept only when it sets a cookie.
    Part,
    /// A request by a script.
    Scripted,
}

/// One hop: a redirect is a hop of its own.
pub(super) struct Hop {
    pub(super) request: String,
    pub(super) redirects: u64,
    pub(super) sort: Sort,
    /// The window or frame that asked.
    pub(super) context: String,
    pub(super) method: String,
    pub(super) url: String,
    pub(super) status: Option<u16>,
    pub(super) answer: Vec<(String, String)>,
    /// Value of the request's `Authorization`.
    pub(super) authorization: Option<String>,
    pending: bool,
    since: Instant,
}

/// Hops, oldest first.
#[derive(Default)]
pub(super) struct Trail {
    hops: Vec<Hop>,
}

impl Sort {
    pub(super) fn of(params: &Value) -> Self {
        let request = &params["request"];
        let kind = request["goog:resourceType"].as_str().or_else(|| request["initiatorType"].as_str());
        match (request["destination"].as_str(), kind) {
            (Some("document" | "iframe" | "frame"), _) => Self::Document,
            (_, Some("Fetch" | "XHR" | "fetch" | "xmlhttprequest")) => Self::Scripted,
            _ => Self::Part,
        }
    }
}

impl Trail {
    /// Notes a request; gives its id, or none where it is nothing that goes over the network.
    pub(super) fn ask(&mut self, sort: Sort, params: &Value) -> Option<String> {
        let request = &params["request"];
        let url = request["url"].as_str().filter(|url| url.starts_with("http:") || url.starts_with("https:"))?;
        let id = request["request"].as_str()?.to_owned();
        // Parts go first when there is too much; what logs in must not be crowded out.
        let room = if sort == Sort::Document { MOST } else { MOST / 2 };
        if self.hops.len() < room {
            self.hops.push(Hop {
                request: id.clone(),
                redirects: params["redirectCount"].as_u64().unwrap_or_default(),
                sort,
                context: params["context"].as_str().unwrap_or_default().to_owned(),
                method: short(request["method"].as_str().unwrap_or_default()),
                url: short(url),
                status: None,
                answer: Vec::new(),
                authorization: headers(&request["headers"]).find(|(name, _)| name == "authorization").map(|(_, v)| v),
                pending: true,
                since: Instant::now(),
            });
        }
        Some(id)
    }

    pub(super) fn answer(&mut self, params: &Value) {
        if let Some(hop) = self.hop(params) {
            let response = &params["response"];
            hop.pending = false;
            hop.status = response["status"].as_u64().and_then(|status| u16::try_from(status).ok()).filter(|s| *s > 0);
            hop.answer = headers(&response["headers"]).collect();
        }
    }

    pub(super) fn fail(&mut self, params: &Value) {
        if let Some(hop) = self.hop(params) {
            hop.pending = false;
        }
    }

    /// Takes what has an answer, or waits for one since longer than a page is waited for.
    pub(super) fn take(&mut self, patience: std::time::Duration) -> Vec<Hop> {
        let (waiting, done) = self.hops.drain(..).partition(|hop: &Hop| hop.pending && hop.since.elapsed() < patience);
        self.hops = waiting;
        done
    }

    /// Request, method and address of the last document; nothing where its address was too long to keep whole.
    pub(super) fn last_document(&self) -> Option<(&str, &str, &str)> {
        let hop = self.hops.iter().rfind(|hop| hop.sort == Sort::Document)?;
        (hop.url.chars().count() < LONGEST).then_some((&hop.request, &hop.method, &hop.url))
    }

    /// Whether something was answered that was asked for at this address, since the last look.
    pub(super) fn answered(&self, url: &str) -> bool {
        self.hops.iter().any(|hop| hop.url == url && hop.status.is_some())
    }

    fn hop(&mut self, params: &Value) -> Option<&mut Hop> {
        let id = params["request"]["request"].as_str()?;
        let redirects = params["redirectCount"].as_u64().unwrap_or_default();
        self.hops.iter_mut().rev().find(|hop| hop.request == id && hop.redirects == redirects)
    }
}

/// Headers of a BiDi message: lower-case names and values, bounded.
pub(super) fn headers(list: &Value) -> impl Iterator<Item = (String, String)> {
    list.as_array().into_iter().flatten().take(200).filter_map(|header| {
        let name = header["name"].as_str()?.to_ascii_lowercase();
        Some((short(&name), short(header["value"]["value"].as_str()?)))
    })
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_has_a_status_was_answered() {
        let mut trail = Trail::default();
        let request = |id: &str| json!({"request": id, "url": format!("https://a.test/{id}"), "method": "GET"});
        for id in ["image", "broken", "open"] {
            trail.ask(Sort::Part, &json!({"request": request(id)}));
        }
        trail.answer(&json!({"request": request("image"), "response": {"status": 403}}));
        trail.fail(&json!({"request": request("broken")}));
        let answered = ["image", "broken", "open", "other"].map(|id| trail.answered(&format!("https://a.test/{id}")));
        assert_eq!(answered, [true, false, false, false]);
    }
}
