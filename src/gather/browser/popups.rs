//! Which windows a page asked to be opened as a popup, without all that stands around a window of the browser.

use std::collections::HashMap;

use serde_json::Value;

/// Pages remembered that opened windows.
const MOST: usize = 1_000;

/// By the session of a window in the DevTools protocol, whether the last window that its page opened is a popup.
#[derive(Default)]
pub(super) struct Popups(HashMap<String, bool>);

impl Popups {
    /// Takes in an event `Page.windowOpen`. What the browser grants a window of its own always has a menu bar among it; a
    /// popup never has (Chromium; HTML, "check if a popup window is requested").
    pub(super) fn keep(&mut self, event: &Value) {
        let (Some(session), Some(features)) = (event["session"].as_str(), event["params"]["windowFeatures"].as_array())
        else {
            return;
        };
        if self.0.len() >= MOST {
            self.0.clear();
        }
        let popup = !features.iter().any(|feature| feature == "menubar");
        self.0.insert(session.to_owned(), popup);
    }

    /// Whether the last window that this page opened is a popup.
    pub(super) fn opened_by(&self, session: &str) -> bool {
        self.0.get(session).copied().unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_last_window_of_a_page_counts() {
        let mut popups = Popups::default();
        let mut opened = |session: &str, features: &[&str]| {
            popups.keep(&json!({"session": session, "params": {"windowFeatures": features}}));
            popups.opened_by(session)
        };
        assert!(!opened("a", &["menubar", "toolbar", "status", "scrollbars", "resizable", "noopener"]));
        assert!(opened("a", &["width=480", "height=640", "resizable"]));
        assert!(opened("b", &["resizable"]), "no size is a popup too");
        assert!(!opened("a", &["menubar", "toolbar", "status", "scrollbars", "resizable"]));
        assert!(popups.opened_by("b") && !popups.opened_by("c"));
    }
}
