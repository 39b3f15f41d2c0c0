//! What a citizen sees at one moment of a journey.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    address::Address,
    blob::BlobId,
    exchange::{Exchange, ShownIn},
    message::Message,
    parts::Parts,
    session::Agent,
    word::Word,
};

/// Why there is no picture of a page whose text holds a secret.
pub const SHOWS_SECRET: &str = "the page shows a secret";

/// What was seen in one browser at a mark, and what happened there since the mark before.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// When the picture was taken.
    pub at: Timestamp,
    /// Who was there. Of what is on the page an HTTP client sees no more than its address and status.
    #[serde(default = "browser", skip_serializing_if = "is_browser")]
    pub agent: Agent,
    /// The page in the window where the journey is.
    pub page: Page,
    /// Top-level windows of this browser context; a journey begins with one.
    pub windows: u32,
    /// Whether another page opened the window where the journey is as a popup, without all that stands around a window.
    pub popup: bool,
    /// Documents, scripted requests and everything that set a cookie since the mark before, oldest first, bounded.
    pub exchanges: Vec<Exchange>,
    /// Messages that reached DigiD from this journey since the mark before.
    pub messages: Vec<Message>,
    /// Whether the page shown is one of DigiD.
    pub at_digid: bool,
}

impl Moment {
    /// What the answer to this request was shown in, if it is a document. An HTTP client asks for nothing else, and has one window.
    pub fn shows(&self, exchange: &Exchange) -> Option<ShownIn> {
        match self.agent {
            Agent::Browser => exchange.shown_in,
            Agent::Http => Some(ShownIn::Window),
        }
    }
}

/// One page as shown.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Address of the top document.
    pub address: Address,
    /// HTTP status of the top document where one was seen.
    pub status: Option<u16>,
    /// Title of the document.
    pub title: String,
    /// `lang` of the document element.
    pub lang: Option<String>,
    /// Visible text, one line for each block, redacted, at most 160 KiB.
    pub text: String,
    /// Text that was visible at some moment since the mark before and is gone now (toasts).
    pub passing: Vec<String>,
    /// Each control that the target file names, as it stands on this page.
    pub controls: BTreeMap<Word, Visibility>,
    /// What a closer look took in; left out where nothing asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<Parts>,
    /// The picture of the page.
    pub picture: Picture,
}

/// How a control stands on a page.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Visibility {
    /// It is not there.
    Absent,
    /// It is there, and only an act (opening a menu, scrolling a carousel) shows it.
    Hidden,
    /// It shows without an act.
    Visible,
}

/// A picture, or why there is none.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Picture {
    /// PNG, personal numbers and password fields covered.
    Taken(BlobId),
    /// None, because it could show what may not be shown, or could not be taken.
    Withheld(String),
}

fn browser() -> Agent {
    Agent::Browser
}

fn is_browser(agent: &Agent) -> bool {
    *agent == Agent::Browser
}
