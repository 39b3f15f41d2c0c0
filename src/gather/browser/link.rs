//! The line to one browser, shared by it and its contexts.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};

use super::{
    bidi::{Bidi, NoResult},
    error::BrowserError,
    hub::Hub,
    settings::Limits,
};

/// Commands, events and limits of one browser.
pub(super) struct Link {
    pub(super) bidi: Bidi,
    pub(super) hub: Arc<Hub>,
    pub(super) limits: Limits,
}

impl Link {
    /// A command that concerns the browser or answers without asking a page.
    pub(super) async fn command(&self, method: &str, params: Value) -> Result<Value, BrowserError> {
        self.bidi.command(method, params, self.limits.command).await.map_err(|error| error.of(method))
    }

    /// Makes Chromium announce the script realms of a window again. Its BiDi misses those of a window that keeps its
    /// opener, and then answers no command for it until the next navigation (Chromium 156).
    pub(super) async fn announce_realms(&self, window: &str) -> Result<(), BrowserError> {
        let answer = self.command("goog:cdp.getSession", json!({"context": window})).await?;
        for method in ["Runtime.disable", "Runtime.enable"] {
            let params = json!({"session": answer["session"], "method": method});
            self.command("goog:cdp.sendCommand", params).await?;
        }
        Ok(())
    }

    /// A command that a page has to answer. Silence of a page is not silence of the browser.
    pub(super) async fn ask_page(&self, method: &str, params: Value, limit: Duration) -> Result<Value, BrowserError> {
        match self.bidi.command(method, params, limit).await {
            Err(NoResult::Silence(waited)) => {
                self.command("browser.getUserContexts", json!({})).await?;
                Err(BrowserError::Unresponsive { waited })
            }
            other => other.map_err(|error| error.of(method)),
        }
    }
}
