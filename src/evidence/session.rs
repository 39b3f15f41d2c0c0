//! Whether somebody is logged in: the calibrated sign, and a knock on the protected page.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::exchange::Exchange;

/// Who looks: a real browser, or HTTP requests with the same cookies.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, JsonSchema, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Agent {
    /// A browser over WebDriver.
    Browser,
    /// An HTTP client.
    Http,
}

/// The sign of being logged in, measured for one agent before anything rests on it.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LoginSign {
    /// For whom it was measured.
    pub agent: Agent,
    /// When.
    pub at: Timestamp,
    /// Whether the sign was there in each genuine login.
    pub present_in_logins: Vec<bool>,
    /// How many different persons logged in.
    pub persons: u32,
    /// Whether the sign was there in a clean context.
    pub present_in_clean: bool,
    /// Whether each person's own mark was shown, and nobody else's.
    pub tells_persons_apart: bool,
}

impl LoginSign {
    /// Whether verdicts may rest on this sign: there in every genuine login, absent in a clean context.
    pub fn is_fit(&self) -> bool {
        !self.present_in_logins.is_empty() && self.present_in_logins.iter().all(|seen| *seen) && !self.present_in_clean
    }
}

/// A request for the protected page, past every cache, that shows whether a session is alive.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Knock {
    /// When the answer came.
    pub at: Timestamp,
    /// Who knocked.
    pub agent: Agent,
    /// Whether the answer shows the person who had logged in.
    pub alive: bool,
    /// Whether the way there came past DigiD.
    pub passed_digid: bool,
    /// The requests, first to last; the last one before DigiD where it came there.
    pub hops: Vec<Exchange>,
    /// The measured idle time, where the journey waited.
    pub idle: Option<Idle>,
}

/// A measured idle time.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Idle {
    /// By the monotonic clock, in milliseconds.
    pub monotonic_ms: u64,
    /// By the wall clock, in milliseconds.
    pub wall_ms: u64,
    /// After how long a session must end, in milliseconds; nothing in evidence from before that was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_ms: Option<u64>,
}
