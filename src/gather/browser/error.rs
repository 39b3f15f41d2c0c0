//! What can go wrong with a browser, and whose doing it is.

use std::time::Duration;

use crate::{
    evidence::{Blame, Gap, Reason},
    gather::error::{millis, one_line},
    target::Locator,
};

/// Why an act or a look did not succeed. No variant carries a query or a text of the page.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BrowserError {
    /// The words or the selector mean more than one control.
    #[error("{control} means more than one control that leads elsewhere; name one of them: {}", either.join(" or "))]
    ControlAmbiguous {
        /// How it was looked for.
        control: Locator,
        /// Locators that each mean one of them, as they are written in the target file.
        either: Vec<String>,
    },
    /// The control is not there, or cannot be pressed.
    #[error("{control} {why}")]
    ControlMissing {
        /// How it was looked for.
        control: Locator,
        /// What was found instead.
        why: String,
    },
    /// The run was asked to start none.
    #[error("this run starts no browser")]
    LeftOut,
    /// The driver or the browser ended or answers no more.
    #[error("the browser was lost: {0}")]
    Lost(String),
    /// The driver, the browser or a tool beside it is not installed, does not start or does not fit.
    #[error("no browser: {0}")]
    Missing(String),
    /// The name of a host of the target does not resolve.
    #[error("the name {host} does not resolve")]
    NameUnresolved {
        /// The host.
        host: String,
    },
    /// The page did not come to rest.
    #[error("the page did not come to rest within {} ms: {why}", waited.as_millis())]
    NeverSettled {
        /// How long was waited.
        waited: Duration,
        /// What was still going on.
        why: String,
    },
    /// The browser was sent to a host that the target does not name.
    #[error("the page went to {host}, which is none of the hosts the target names")]
    OutsideTarget {
        /// The host.
        host: String,
    },
    /// The browser refused a command; a fault of ours.
    #[error("the browser refused `{command}`: {why}")]
    Refused {
        /// The command.
        command: String,
        /// What the browser said.
        why: String,
    },
    /// The certificate or the handshake was refused.
    #[error("no TLS connection with {host}: {code}")]
    TlsFailed {
        /// The host.
        host: String,
        /// Chromium's name of the error.
        code: String,
    },
    /// The page keeps its script so busy that it answers nothing.
    #[error("the page answers nothing for {} ms", waited.as_millis())]
    Unresponsive {
        /// How long was waited.
        waited: Duration,
    },
    /// Not everything on the page could be read, so nothing may be called absent; a limit of ours.
    #[error("the page is larger or more complex than Toetssteen reads")]
    TooLarge,
    /// There was no answer, or none that is a page.
    #[error("no page from {host}: {code}")]
    Unreachable {
        /// The host.
        host: String,
        /// Chromium's name of the error.
        code: String,
    },
}

impl BrowserError {
    fn reason(&self) -> (Reason, Blame) {
        match self {
            Self::ControlAmbiguous { control, .. } => {
                (Reason::ControlAmbiguous { control: control.bare().to_owned() }, Blame::Target)
            }
            Self::ControlMissing { control, .. } => {
                (Reason::ControlMissing { control: control.bare().to_owned() }, Blame::Target)
            }
            Self::LeftOut => (Reason::BrowserLeftOut, Blame::Us),
            Self::Lost(_) | Self::Refused { .. } => (Reason::BrowserLost, Blame::Us),
            Self::Missing(_) => (Reason::BrowserMissing, Blame::Us),
            Self::NameUnresolved { host } => (Reason::NameUnresolved { host: host.clone() }, Blame::Target),
            Self::NeverSettled { waited, .. } | Self::Unresponsive { waited } => {
                (Reason::NeverSettled { waited_ms: millis(*waited) }, Blame::Target)
            }
            Self::OutsideTarget { host } => (Reason::OutsideTarget { host: host.clone() }, Blame::Target),
            Self::TlsFailed { .. } => (Reason::TlsFailed, Blame::Target),
            Self::TooLarge => (Reason::TooLarge, Blame::Us),
            Self::Unreachable { code, .. } if code == "ERR_TOO_MANY_REDIRECTS" => (Reason::RedirectLoop, Blame::Target),
            Self::Unreachable { .. } => (Reason::Unreachable, Blame::Target),
        }
    }
}

impl From<BrowserError> for Gap {
    fn from(error: BrowserError) -> Self {
        let (reason, blame) = error.reason();
        Self::new(reason, blame, one_line(&error.to_string()))
    }
}
