//! A clean context: the acts of a journey.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::{
    activity::Activity,
    bidi::NoResult,
    error::BrowserError,
    link::Link,
    script::{self, Call},
    settings::VIEWPORT,
    settle,
};
use crate::target::{Locator, draft};

/// A clean, isolated context: own cookies, storage and cache, one window to begin with.
///
/// Every act that can lead to another page returns when the page is at rest (see [`Context::settle`]).
pub struct Context {
    pub(super) link: Arc<Link>,
    pub(super) activity: Arc<Activity>,
    pub(super) id: String,
}

/// A control deeper in menus than this is not looked for.
const DEEPEST_MENU: usize = 4;

/// What the script answers to an act on an element.
#[derive(Deserialize)]
struct Aimed {
    x: Option<i64>,
    y: Option<i64>,
    why: Option<String>,
    /// Whether something else is in front of it.
    #[serde(default)]
    covered: bool,
    /// Selectors of the controls that are meant, where that is more than one; none where nothing means one alone.
    #[serde(default)]
    either: Vec<Option<String>>,
    /// What is pressed is not the control yet, but what opens the menu it is in.
    #[serde(default)]
    opens: bool,
}

impl Context {
    pub(super) async fn create(link: Arc<Link>) -> Result<Self, BrowserError> {
        let made = link.command("browser.createUserContext", json!({})).await?;
        let id = made["userContext"].as_str().unwrap_or_default().to_owned();
        let activity = link.hub.follow(&id);
        let context = Self { link, activity, id };
        let (width, height) = VIEWPORT;
        let viewport = json!({"userContexts": [context.id], "viewport": {"width": width, "height": height}});
        context.link.command("browsingContext.setViewport", viewport).await?;
        let params = json!({"type": "window", "userContext": context.id});
        context.link.command("browsingContext.create", params).await?;
        Ok(context)
    }

    /// Opens an address in the newest window and waits until it is at rest.
    ///
    /// # Errors
    /// [`BrowserError::OutsideTarget`] without contacting anything, or what [`Context::settle`] says.
    pub async fn open(&self, url: &Url) -> Result<(), BrowserError> {
        let host = url.host_str().unwrap_or_default();
        if !self.link.hub.names(host) {
            return Err(BrowserError::OutsideTarget { host: host.to_owned() });
        }
        self.activity.act();
        let window = self.window()?;
        let params = json!({"context": window, "url": url.as_str(), "wait": "none"});
        let limit = self.link.limits.settle;
        let refused = match self.link.bidi.command("browsingContext.navigate", params, limit).await {
            Ok(_) => None,
            Err(NoResult::Lost) => return Err(NoResult::Lost.of("browsingContext.navigate")),
            Err(NoResult::Silence(waited)) => {
                let why = "no answer to the first request".to_owned();
                return Err(BrowserError::NeverSettled { waited, why });
            }
            Err(NoResult::Said(why)) => Some(why),
        };
        self.settle().await?;
        match refused.as_deref().and_then(|why| why.split_once("net::")) {
            Some((_, code)) if code == settle::EMPTY_ANSWER => Ok(()),
            // An answer that is no page leaves the page that was there before.
            Some((_, code)) if !code.starts_with("ERR_ABORTED") => Err(settle::failed(&self.link.hub, host, code)),
            Some(_) => Err(BrowserError::Unreachable {
                host: host.to_owned(),
                code: "the answer is no page (a download, an empty answer or a navigation broken off)".to_owned(),
            }),
            None => Ok(()),
        }
    }

    /// Presses a control as a person would, at its centre after bringing it into view; goes along to a window it opens.
    ///
    /// # Errors
    /// [`BrowserError::ControlMissing`] when it is absent, hidden or covered, [`BrowserError::ControlAmbiguous`] when it
    /// may be another as well, or what [`Context::settle`] says.
    pub async fn press(&self, control: &Locator) -> Result<(), BrowserError> {
        for _ in 0..DEEPEST_MENU {
            let aimed: Aimed = self.ask(Call::new("aim", json!([script::locator(control)]))).await?;
            if !aimed.either.is_empty() {
                return Err(ambiguous(control, aimed.either));
            }
            let (Some(x), Some(y)) = (aimed.x, aimed.y) else { return Err(missing(control.clone(), aimed)) };
            self.click(x, y).await?;
            if !aimed.opens {
                return Ok(());
            }
        }
        let why = "is on the page, but stays hidden when its menu is opened".to_owned();
        Err(BrowserError::ControlMissing { control: control.clone(), why })
    }

    async fn click(&self, x: i64, y: i64) -> Result<(), BrowserError> {
        let click = json!([{
            "type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"},
            "actions": [
                {"type": "pointerMove", "x": x, "y": y},
                {"type": "pointerDown", "button": 0},
                {"type": "pointerUp", "button": 0},
            ],
        }]);
        self.activity.act();
        self.perform(click).await?;
        self.activity.act();
        self.settle().await
    }

    /// Replaces the text of a field by typing.
    ///
    /// # Errors
    /// [`BrowserError::ControlMissing`] when nothing matches or it takes no input.
    pub async fn type_into(&self, css: &str, text: &str) -> Result<(), BrowserError> {
        let aimed: Aimed = self.ask(Call::new("focus", json!([css]))).await?;
        if aimed.why.is_some() {
            return Err(missing(Locator::Selector(css.to_owned()), aimed));
        }
        let keys: Vec<Value> = text
            .chars()
            .flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": key.to_string()})))
            .collect();
        self.perform(json!([{"type": "key", "id": "keyboard", "actions": keys}])).await
    }

    /// Chooses an option of a `select` by its value.
    ///
    /// # Errors
    /// [`BrowserError::ControlMissing`] when nothing matches or there is no such option.
    pub async fn choose(&self, css: &str, value: &str) -> Result<(), BrowserError> {
        let aimed: Aimed = self.ask(Call::new("choose", json!([css, value]))).await?;
        if aimed.why.is_some() { Err(missing(Locator::Selector(css.to_owned()), aimed)) } else { Ok(()) }
    }

    /// Goes back one page, as with the browser's button.
    ///
    /// # Errors
    /// [`BrowserError::Refused`] when there is no page before this one, or what [`Context::settle`] says.
    pub async fn back(&self) -> Result<(), BrowserError> {
        self.activity.act();
        let params = json!({"context": self.window()?, "delta": -1});
        self.link.ask_page("browsingContext.traverseHistory", params, self.link.limits.command).await?;
        self.activity.act();
        self.settle().await
    }

    /// Waits until the page is at rest: the document is complete, nothing navigates, no document and no request that
    /// a script began within the first moments is on its way, and that for a short quiet time.
    ///
    /// # Errors
    /// [`BrowserError::NeverSettled`], or why the browser shows an error page.
    pub async fn settle(&self) -> Result<(), BrowserError> {
        settle::settle(self).await
    }

    /// Raw address of the newest window, for reading DigiD's transaction from it. Never evidence.
    ///
    /// # Errors
    /// [`BrowserError::Lost`] when the browser or the window is gone.
    pub async fn url(&self) -> Result<Url, BrowserError> {
        let params = json!({"root": self.window()?, "maxDepth": 0});
        let tree = self.link.command("browsingContext.getTree", params).await?;
        let url = tree["contexts"][0]["url"].as_str().unwrap_or_default();
        Url::parse(url).map_err(|_| BrowserError::Lost("the window shows no address".to_owned()))
    }

    /// Top-level windows of this context.
    pub fn windows(&self) -> u32 {
        u32::try_from(self.activity.state().windows.len()).unwrap_or(u32::MAX)
    }

    /// Whether another page opened the newest window as a popup.
    ///
    /// # Errors
    /// [`BrowserError::Lost`] when the browser or a window is gone.
    pub async fn is_popup(&self) -> Result<bool, BrowserError> {
        let windows = self.activity.state().windows.clone();
        let Some((_, openers)) = windows.split_last() else { return Ok(false) };
        for opener in openers {
            let answer = self.link.command("goog:cdp.getSession", json!({"context": opener})).await?;
            if answer["session"].as_str().is_some_and(|session| self.link.hub.opened_popup(session)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a person sees this mark on the page: an element, or text wherever it stands.
    ///
    /// # Errors
    /// [`BrowserError::TooLarge`] when it was not found and not all of the page could be read,
    /// [`BrowserError::Unresponsive`] when the page answers nothing, [`BrowserError::Lost`] when the browser is gone.
    pub async fn bears(&self, mark: &Locator) -> Result<bool, BrowserError> {
        self.ask_whole(Call::new("bears", json!([script::locator(mark)]))).await
    }

    /// Ends this context with all its windows.
    pub async fn close(self) {
        let _ = self.link.command("browser.removeUserContext", json!({"userContext": self.id})).await;
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        self.link.hub.forget(&self.id);
        self.link.bidi.post("browser.removeUserContext", &json!({"userContext": self.id}));
    }
}

fn ambiguous(control: &Locator, either: Vec<Option<String>>) -> BrowserError {
    let either = either.into_iter().flatten().map(|selector| draft::control(&Locator::Selector(selector)));
    BrowserError::ControlAmbiguous { control: control.clone(), either: either.collect() }
}

fn missing(control: Locator, aimed: Aimed) -> BrowserError {
    let mut why = aimed.why.unwrap_or_else(|| "cannot be pressed".to_owned());
    if aimed.covered {
        why.push_str("; if that is a banner, name what closes it before this control: [{ tekst = \"…\" }, …]");
    }
    BrowserError::ControlMissing { control, why }
}
