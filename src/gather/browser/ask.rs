//! How a context speaks with the page in its newest window.

use std::time::Duration;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::{
    context::Context,
    error::BrowserError,
    script::{self, Call},
};

/// How often a page is asked that is leaving or has no script yet, and the pause between.
const ATTEMPTS: usize = 4;
const PAUSE: Duration = Duration::from_millis(50);

/// What the script answers that has to read the page to the end: nothing where it could not.
#[derive(Deserialize)]
struct Reading<T> {
    read: Option<T>,
}

impl Context {
    /// The window where the journey is: the newest.
    pub(super) fn window(&self) -> Result<String, BrowserError> {
        let newest = self.activity.state().windows.last().cloned();
        newest.ok_or_else(|| BrowserError::Lost("the page closed its last window".to_owned()))
    }

    /// Calls the script in the newest window; installs it where it is missing, and asks again where the page was just
    /// leaving.
    pub(super) async fn ask<T: DeserializeOwned>(&self, call: Call) -> Result<T, BrowserError> {
        let mut refused = BrowserError::Refused { command: call.name.to_owned(), why: "no script can run".to_owned() };
        for _ in 0..ATTEMPTS {
            match self.ask_once(&call).await {
                Ok(Some(answer)) => return Ok(answer),
                Ok(None) => {}
                Err(error @ BrowserError::Refused { .. }) => {
                    refused = error;
                    sleep(PAUSE).await;
                }
                Err(error) => return Err(error),
            }
        }
        Err(refused)
    }

    /// As [`Context::ask`], for what has to be read from the whole page.
    ///
    /// # Errors
    /// [`BrowserError::TooLarge`] where not all of it could be read.
    pub(super) async fn ask_whole<T: DeserializeOwned>(&self, call: Call) -> Result<T, BrowserError> {
        self.ask::<Reading<T>>(call).await?.read.ok_or(BrowserError::TooLarge)
    }

    async fn ask_once<T: DeserializeOwned>(&self, call: &Call) -> Result<Option<T>, BrowserError> {
        let window = self.window()?;
        if self.activity.state().unasked.remove(&window) {
            self.link.announce_realms(&window).await?;
        }
        let limit = self.link.limits.command;
        let result = self.link.ask_page("script.evaluate", call.params(&window), limit).await?;
        let answer =
            script::read(&result).map_err(|why| BrowserError::Refused { command: call.name.to_owned(), why })?;
        if answer.is_none() {
            let install = json!({
                "functionDeclaration": script::INSTALL,
                "awaitPromise": false,
                "target": {"context": window, "sandbox": script::WORLD},
            });
            self.link.ask_page("script.callFunction", install, limit).await?;
        }
        Ok(answer)
    }

    /// Lets the script see into closed shadow roots: the browser names them, a page cannot withhold them. An element
    /// that goes away meanwhile holds up all of them, so it is tried again.
    pub(super) async fn adopt_closed_roots(&self) -> Result<(), BrowserError> {
        for _ in 0..ATTEMPTS {
            match self.adopt_once().await {
                Err(BrowserError::Refused { .. }) => sleep(PAUSE).await,
                other => return other,
            }
        }
        Ok(())
    }

    async fn adopt_once(&self) -> Result<(), BrowserError> {
        let target = json!({"context": self.window()?, "sandbox": script::WORLD});
        let limit = self.link.limits.command;
        let list = json!({
            "expression": "globalThis.toetssteen?.suspects() ?? []",
            "awaitPromise": false,
            "target": target,
            "serializationOptions": {"maxDomDepth": 0, "includeShadowTree": "all"},
        });
        let found = self.link.ask_page("script.evaluate", list, limit).await?;
        let elements: Vec<&Value> = found["result"]["value"].as_array().into_iter().flatten().collect();
        if elements.is_empty() {
            return Ok(());
        }
        let shared = |node: &Value| node["sharedId"].as_str().map(|id| json!({"sharedId": id}));
        let roots = elements.iter().map(|element| &element["value"]["shadowRoot"]);
        let roots: Vec<Value> = roots.filter(|root| root["value"]["mode"] == "closed").filter_map(shared).collect();
        let elements: Vec<Value> = elements.into_iter().filter_map(shared).collect();
        let adopt = json!({
            "functionDeclaration": "(elements, roots) => { globalThis.toetssteen?.adopt(elements, roots) }",
            "arguments": [{"type": "array", "value": elements}, {"type": "array", "value": roots}],
            "awaitPromise": false,
            "target": target,
        });
        self.link.ask_page("script.callFunction", adopt, limit).await.map(drop)
    }

    /// Acts with mouse or keyboard in the newest window.
    pub(super) async fn perform(&self, actions: Value) -> Result<(), BrowserError> {
        let params = json!({"context": self.window()?, "actions": actions});
        match self.link.ask_page("input.performActions", params, self.link.limits.command).await {
            // The press may close the window or leave the page before the browser has finished pressing.
            Ok(_) => Ok(()),
            Err(BrowserError::Refused { why, .. }) if why.contains("no such frame") || why.contains("not found") => {
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}
