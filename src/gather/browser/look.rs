//! What a citizen sees at this moment. It is redacted when the run is sealed; here its secrets are learnt.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::{
    closer::Closer,
    context::Context,
    error::BrowserError,
    picture,
    record::Traffic,
    script::{self, Call},
};
use crate::{
    evidence::{
        Address, BlobId, Word,
        exchange::Exchange,
        page::{Page, Picture, SHOWS_SECRET, Visibility},
        redaction::Redactor,
    },
    target::{Control, Locator},
};

/// Longest text of a page, in bytes. A cut text would lack what stands further down.
const LONGEST_TEXT: usize = 160 << 10;

/// Most passing lines.
const MOST_PASSING: usize = 200;

/// Why there is no picture of a place where nobody looks.
const UNASKED: &str = "no criterion looks at this place";

/// What was seen at one moment.
pub struct Seen {
    /// The page in the newest window.
    pub page: Page,
    /// Top-level windows of this context.
    pub windows: u32,
    /// Whether another page opened the newest window as a popup.
    pub popup: bool,
    /// Requests since the last look, oldest first, at most 200.
    pub exchanges: Vec<Exchange>,
    /// The picture that `page.picture` names, as PNG.
    pub picture: Option<(BlobId, Vec<u8>)>,
}

/// How much is taken in beside the text of a page.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Care {
    /// A picture, which is most of the work.
    pub picture: bool,
    /// What stands in [`Page::parts`].
    pub parts: bool,
}

/// What the script answers.
#[derive(Deserialize)]
struct Looked {
    href: String,
    title: String,
    lang: Option<String>,
    lines: Vec<String>,
    digits: Vec<String>,
    passing: Vec<String>,
    controls: Vec<(Word, String)>,
    suspects: bool,
    parts: Option<Closer>,
}

impl Context {
    /// Looks at the page in the newest window with all care, and at everything requested since the last look.
    ///
    /// # Errors
    /// As [`Context::see`].
    pub async fn look(&self, controls: &BTreeMap<Word, Control>, redactor: &Redactor) -> Result<Seen, BrowserError> {
        self.see(controls, redactor, Care { picture: true, parts: true }).await
    }

    /// As [`Context::look`], but without a picture and a closer look.
    ///
    /// # Errors
    /// As [`Context::see`].
    pub async fn glance(&self, controls: &BTreeMap<Word, Control>, redactor: &Redactor) -> Result<Seen, BrowserError> {
        self.see(controls, redactor, Care::default()).await
    }

    /// Looks at the page in the newest window with this care, and at everything requested since the last look.
    ///
    /// # Errors
    /// [`BrowserError::TooLarge`] when not all of the page could be read, [`BrowserError::Unresponsive`] when it answers
    /// nothing, [`BrowserError::ControlMissing`] when a selector is none, [`BrowserError::Lost`] when the browser is gone.
    /// What only prevents a picture withholds the picture.
    pub async fn see(
        &self,
        controls: &BTreeMap<Word, Control>,
        redactor: &Redactor,
        care: Care,
    ) -> Result<Seen, BrowserError> {
        let wanted: Vec<Value> = controls.iter().map(|(word, at)| json!([word, script::control(at)])).collect();
        let call = || Call::new("look", json!([wanted, care.parts]));
        let mut looked: Looked = self.ask_whole(call()).await?;
        if looked.suspects {
            self.adopt_closed_roots().await?;
            let passing = looked.passing;
            looked = self.ask_whole(call()).await?;
            looked.passing.extend(passing);
        }
        let lines = looked.lines.join("\n");
        if lines.len() > LONGEST_TEXT {
            return Err(BrowserError::TooLarge);
        }
        let Traffic { exchanges, status } = self.traffic(redactor).await?;
        let (windows, popup) = (self.windows(), self.is_popup().await?);
        let allowed: Vec<&String> = looked.digits.iter().filter(|digits| redactor.is_test_person(digits)).collect();
        let (picture, png) = match care.picture {
            false => (Picture::Withheld(UNASKED.to_owned()), None),
            // One that is learnt later takes the picture away when the run is sealed.
            true if redactor.shows_secret(&lines) => (Picture::Withheld(SHOWS_SECRET.to_owned()), None),
            true => picture::take(self, &json!([allowed])).await?,
        };
        // The browser's own error page is no page of the service; it stands under the address that was asked.
        let own = looked.href.starts_with("chrome-error:");
        let url = match Url::parse(&looked.href) {
            Ok(url) if !own => url,
            _ => self.url().await?,
        };
        let traces = match looked.parts.as_ref().filter(|_| !own) {
            Some(closer) => self.traces(&closer.stored, &exchanges, redactor).await?,
            None => Vec::new(),
        };
        let theirs = |text: String| if own { String::new() } else { text };
        let page = Page {
            address: Address::from(&url),
            status,
            title: theirs(looked.title),
            lang: looked.lang.filter(|_| !own),
            text: theirs(lines),
            passing: looked.passing.into_iter().take(MOST_PASSING).collect(),
            controls: standings(looked.controls, controls)?,
            parts: looked.parts.filter(|_| !own).map(|closer| closer.parts(&looked.digits, redactor, traces)),
            picture,
        };
        Ok(Seen { page, windows, popup, exchanges, picture: png })
    }
}

fn standings(
    said: Vec<(Word, String)>,
    controls: &BTreeMap<Word, Control>,
) -> Result<BTreeMap<Word, Visibility>, BrowserError> {
    let standing = |(word, standing): (Word, String)| match (standing.as_str(), controls.get(&word)) {
        ("visible", _) => Ok((word, Visibility::Visible)),
        ("hidden", _) => Ok((word, Visibility::Hidden)),
        ("absent", _) => Ok((word, Visibility::Absent)),
        ("invalid", Some(control)) => {
            let selectors = control.presses().iter().filter(|one| matches!(one, Locator::Selector(_)));
            let selectors: Vec<&str> = selectors.map(Locator::bare).collect();
            let control = Locator::Selector(selectors.join("`, `"));
            Err(BrowserError::ControlMissing { control, why: "is no valid selector".to_owned() })
        }
        _ => Err(BrowserError::TooLarge),
    };
    said.into_iter().map(standing).collect()
}
