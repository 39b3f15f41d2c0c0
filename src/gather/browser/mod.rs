//! A browser that sees what a citizen sees: headless Chromium under chromedriver.
//!
//! fantoccini opens and owns the WebDriver session; everything after that goes by WebDriver BiDi, because each of its
//! commands names the window it is meant for. So several clean contexts live in one browser, at once and without mixing.

mod credentials;
mod error;
mod settings;

use std::collections::BTreeMap;
use url::Url;

use crate::{
    evidence::{BlobId, Word, exchange::Exchange, page::Page, redaction::Redactor},
    target::Locator,
};

pub use self::{
    credentials::{Cookie, Credentials},
    error::AgentError,
    settings::{Limits, Passive, Route, Settings},
};

/// One browser with its own driver, profile and temporary directory.
pub struct Browser {}

/// A clean, isolated context: own cookies, storage and cache, one window to begin with.
pub struct Context {}

/// What was seen at one moment.
pub struct Seen {
    /// The page in the newest window.
    pub page: Page,
    /// Top-level windows of this context.
    pub windows: u32,
    /// Requests since the last look, oldest first, at most 200.
    pub exchanges: Vec<Exchange>,
    /// The picture that `page.picture` names.
    pub picture: Option<(BlobId, Vec<u8>)>,
}

#[expect(missing_docs, unused_variables, clippy::unimplemented, reason = "signatures ahead of the code")]
impl Browser {
    pub async fn start(settings: &Settings) -> Result<Self, AgentError> {
        unimplemented!()
    }
    pub async fn context(&self) -> Result<Context, AgentError> {
        unimplemented!()
    }
    pub async fn close(self) {
        unimplemented!()
    }
}

#[expect(missing_docs, unused_variables, clippy::unimplemented, reason = "signatures ahead of the code")]
impl Context {
    /// Opens and settles.
    pub async fn open(&self, url: &Url) -> Result<(), AgentError> {
        unimplemented!()
    }
    /// Presses and settles.
    pub async fn press(&self, control: &Locator) -> Result<(), AgentError> {
        unimplemented!()
    }
    pub async fn type_into(&self, css: &str, text: &str) -> Result<(), AgentError> {
        unimplemented!()
    }
    pub async fn choose(&self, css: &str, value: &str) -> Result<(), AgentError> {
        unimplemented!()
    }
    /// Goes back and settles.
    pub async fn back(&self) -> Result<(), AgentError> {
        unimplemented!()
    }
    pub async fn settle(&self) -> Result<(), AgentError> {
        unimplemented!()
    }
    /// Raw; never evidence.
    pub async fn url(&self) -> Result<Url, AgentError> {
        unimplemented!()
    }
    pub fn windows(&self) -> u32 {
        unimplemented!()
    }
    pub async fn credentials(&self) -> Result<Credentials, AgentError> {
        unimplemented!()
    }
    pub async fn look(&self, controls: &BTreeMap<Word, Locator>, redactor: &Redactor) -> Result<Seen, AgentError> {
        unimplemented!()
    }
    pub async fn close(self) {
        unimplemented!()
    }
}
