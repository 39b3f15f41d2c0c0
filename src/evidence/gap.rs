//! What is recorded where nothing could be observed: the reason, and whose doing it was.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::place::Place;

/// A place that was announced and could not be observed.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// What went wrong.
    pub reason: Reason,
    /// Who has to mend it.
    pub blame: Blame,
    /// For the one who mends it: English, redacted, one line.
    pub detail: String,
}

/// Whose doing a gap is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Blame {
    /// The simulated or real DigiD.
    Digid,
    /// The service under test, or the network between.
    Target,
    /// Toetssteen, its browser or its machine.
    Us,
}

/// Why a place could not be observed. The report has a Dutch sentence for each.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Reason {
    /// Only a browser sees it, and this run starts none.
    BrowserLeftOut,
    /// The browser or its driver went away during the journey.
    BrowserLost,
    /// No browser or driver could be started.
    BrowserMissing,
    /// The service refuses the certificate that the simulated DigiD shows.
    CertificateRefused,
    /// A certificate that cannot be read.
    CertificateUnreadable,
    /// The name in the target file means more than one control.
    ControlAmbiguous {
        /// The text or selector that the target file names it by.
        control: String,
    },
    /// The control that the target file names is not on the page.
    ControlMissing {
        /// The text or selector that the target file names it by.
        control: String,
    },
    /// The genuine login that has to succeed for this observation to mean something did not.
    ControlFailed,
    /// The page never came to the screen of DigiD.
    DigidNotReached,
    /// This DigiD or this manner of running cannot show it.
    Impossible,
    /// Two services of one federation have the same entityID.
    EntityIdShared,
    /// Something before the service keeps answers from it, so that it cannot be seen what the service would do.
    FrontBlocks,
    /// The measured idle time fell outside its window.
    IdleOutsideWindow {
        /// Measured idle time in milliseconds.
        measured_ms: u64,
        /// Earliest allowed, in milliseconds.
        from_ms: u64,
        /// Latest allowed, in milliseconds.
        until_ms: u64,
    },
    /// The run was stopped by the person who started it.
    Interrupted,
    /// A genuine question of DigiD did not end the session that it named.
    LogoutIgnored,
    /// The metadata could not be had or read.
    MetadataUnreadable,
    /// The name of the host does not resolve.
    NameUnresolved {
        /// The name.
        host: String,
    },
    /// The page did not come to rest in time.
    NeverSettled {
        /// How long was waited, in milliseconds.
        waited_ms: u64,
    },
    /// An earlier step of the same journey failed, so this place was not reached.
    NotReached {
        /// Where the journey stopped.
        stopped: Place,
    },
    /// The page asked for a host that the target file does not name.
    OutsideTarget {
        /// The host.
        host: String,
    },
    /// The page behind the login opened, and showed none of the test persons: nobody can tell who came in.
    PersonUnknown,
    /// The service kept redirecting and never came to a page.
    RedirectLoop,
    /// No DNS resolver gave an answer that can be used.
    ResolverFailed,
    /// What the DNS resolver gives cannot be validated: it leaves signatures or proofs out.
    ResolverUnfit,
    /// The service answered with a server error where another answer was needed to tell.
    ServerError {
        /// HTTP status.
        status: u16,
    },
    /// The session ended before what was to be seen in it.
    SessionOver,
    /// No sign tells a logged-in page from another.
    SignUnfit,
    /// TLS could not be set up.
    TlsFailed,
    /// The page is larger or more complex than Toetssteen reads, and what was read does not tell.
    TooLarge,
    /// Nothing answered at the address.
    Unreachable,
    /// It is only to be seen after hours, and this run was not asked for that.
    LongLeftOut,
    /// It is only to be seen after a wait, and this run does not wait.
    WaitLeftOut,
}

impl Gap {
    /// A gap with a one-line technical explanation.
    pub fn new(reason: Reason, blame: Blame, detail: impl Into<String>) -> Self {
        Self { reason, blame, detail: detail.into() }
    }

    /// Whether this was asked for and went wrong, as opposed to being out of reach of this DigiD or manner.
    pub fn is_failure(&self) -> bool {
        let left_out = [Reason::BrowserLeftOut, Reason::Impossible, Reason::LongLeftOut, Reason::WaitLeftOut];
        !left_out.contains(&self.reason)
    }
}
