//! Where somebody is led who comes to a host without TLS.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::exchange::Exchange;

/// The answers to a request without TLS and to those that its redirects ask for, up to the hosts of the target.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Redirects {
    /// The requests, first to last; none where nobody listens.
    pub hops: Vec<Exchange>,
    /// How it ended.
    pub end: End,
}

/// How a way of redirects ended.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// At an answer that leads nowhere else.
    Arrived,
    /// A later step brought no answer; why, in English, redacted, one line.
    Broken(String),
    /// Every address refuses a connection to the port for HTTP.
    Closed,
    /// At more redirects than are followed.
    Endless,
    /// At a redirect to a host that the target file does not name, or to DigiD: it was not followed.
    Outside,
    /// No address lets a connection to the port for HTTP come about, within the time for it.
    Silent,
}
