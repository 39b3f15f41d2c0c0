//! The script that looks at pages from within, and the calls to it.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::target::{Control, Locator};

/// The world of the script: it shares the document with the page and nothing else.
pub(super) const WORLD: &str = "toetssteen";

/// Installs the script when a page is made, or later where that did not happen.
pub(super) const INSTALL: &str = concat!(
    "() => { if (globalThis.toetssteen) return;\n",
    include_str!("page/reach.js"),
    include_str!("page/read.js"),
    include_str!("page/leads.js"),
    include_str!("page/find.js"),
    include_str!("page/watch.js"),
    include_str!("page/cover.js"),
    include_str!("page/acts.js"),
    include_str!("page/offers.js"),
    include_str!("page/images.js"),
    include_str!("page/closer.js"),
    "}"
);

/// One function of the script with its arguments.
pub(super) struct Call {
    /// Its name.
    pub(super) name: &'static str,
    arguments: Value,
}

impl Call {
    pub(super) fn new(name: &'static str, arguments: Value) -> Self {
        Self { name, arguments }
    }

    /// Parameters of `script.evaluate` for this window.
    pub(super) fn params(&self, window: &str) -> Value {
        // JSON is JavaScript; the text never passes through the page's own world.
        let expression = format!("JSON.stringify(globalThis.toetssteen?.{}(...{}) ?? null)", self.name, self.arguments);
        json!({
            "expression": expression,
            "awaitPromise": false,
            "target": {"context": window, "sandbox": WORLD},
        })
    }
}

/// Reads the result of `script.evaluate`; none where the script is not installed.
pub(super) fn read<T: DeserializeOwned>(result: &Value) -> Result<Option<T>, String> {
    if result["type"] != "success" {
        let text = result["exceptionDetails"]["text"].as_str().unwrap_or("no reason given");
        return Err(text.chars().take(200).collect());
    }
    let text = result["result"]["value"].as_str().unwrap_or("null");
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// A locator as the script takes it.
pub(super) fn locator(locator: &Locator) -> Value {
    match locator {
        Locator::Selector(selector) => json!({"selector": selector}),
        Locator::Tekst(text) => json!({"tekst": text}),
    }
}

/// A control of the target file as the script takes it.
pub(super) fn control(control: &Control) -> Value {
    control.presses().iter().map(locator).collect()
}
