//! What a page offers to log in with, as the page says it: nothing of it is judged here, or redacted.

use serde::Deserialize;
use serde_json::json;

use super::{context::Context, error::BrowserError, script::Call};
use crate::target::Locator;

/// A control that speaks of logging in. Texts are at most 200 characters, and raw.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Offer {
    /// Its element: `a`, `button`, `input`, a custom one.
    pub kind: String,
    /// What it says, to the eye and to a screen reader.
    pub names: Vec<String>,
    /// What pictures in it say: words, names of files, and `#e17000`, the orange of DigiD's logo.
    pub signs: Vec<String>,
    /// Headings of the box that it is the only control of.
    pub beside: Vec<String>,
    /// Where it leads; none where a script decides.
    pub leads: Option<Leads>,
    /// What means this control and no other.
    pub name: Option<Locator>,
    /// What keeps a person from pressing it.
    pub kept: Option<String>,
}

/// Where a control leads.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Leads {
    /// Scheme of the address.
    pub scheme: String,
    /// Its host; empty where the scheme knows none.
    pub host: String,
    /// Its path.
    pub path: String,
    /// Whether a SAML request goes along.
    pub saml: bool,
    /// Whether a form is posted.
    pub posts: bool,
    /// Whether it only jumps within the page.
    pub jumps: bool,
    /// Equal for controls that lead to the same place with the same things.
    pub key: String,
}

impl Context {
    /// What the page in the newest window offers to log in with; presses nothing.
    ///
    /// # Errors
    /// [`BrowserError::Unresponsive`] when the page answers nothing, [`BrowserError::Lost`] when the browser is gone.
    pub async fn offers(&self) -> Result<Vec<Offer>, BrowserError> {
        self.adopt_closed_roots().await?;
        self.ask(Call::new("offers", json!([]))).await
    }
}
