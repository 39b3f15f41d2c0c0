//! A control that takes several presses: each on the page that the one before leads to.

use serde_json::json;
use url::Url;

use super::{
    context::Context,
    error::BrowserError,
    script::{self, Call},
};
use crate::target::{Control, Locator};

impl Context {
    /// Presses a control of the target file, beginning at the first of its presses that is on the page.
    ///
    /// # Errors
    /// As [`Context::press`].
    pub async fn press_through(&self, control: &Control) -> Result<(), BrowserError> {
        let presses = control.presses();
        let mut begin = 0;
        if presses.len() > 1 {
            for (nth, press) in presses.iter().enumerate() {
                if self.shows(press).await? {
                    begin = nth;
                    break;
                }
            }
        }
        for press in &presses[begin..] {
            self.press(press).await?;
        }
        Ok(())
    }

    /// Whether this address was asked for and answered since the last look, as a page or as a part of one.
    pub fn answered(&self, url: &Url) -> bool {
        self.activity.state().trail.answered(url.as_str())
    }

    async fn shows(&self, locator: &Locator) -> Result<bool, BrowserError> {
        let standing: String = self.ask(Call::new("standing", json!([script::locator(locator)]))).await?;
        Ok(standing == "visible")
    }
}
