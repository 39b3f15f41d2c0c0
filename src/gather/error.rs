//! What can go wrong where no browser stands between Toetssteen and the service, and the gap it leaves.
//!
//! A browser fails in ways of its own: [`BrowserError`](super::browser::BrowserError).

use std::time::Duration;

use crate::{
    evidence::{Blame, Gap, Reason},
    target::Locator,
};

/// Longest detail held of an error that may quote the other side, in characters: far more than evidence keeps, because that
/// is cut when its secrets are out, and little beside the memory.
const LONGEST_DETAIL: usize = 10_000;

/// Why asking without a browser brought no observation.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NetworkError {
    /// The answer broke off, or was no HTTP.
    #[error("the answer of {host} broke off: {why}")]
    Broken {
        /// Host.
        host: String,
        /// What the HTTP client said.
        why: String,
    },
    /// The words or the selector mean more than one control.
    #[error("{control} means more than one control that leads elsewhere")]
    ControlAmbiguous {
        /// How it was looked for.
        control: Locator,
    },
    /// The control that was to be pressed is not on the page, or is neither a link nor part of a form.
    #[error("{control} is no link or form on {at}")]
    ControlMissing {
        /// How it was looked for.
        control: Locator,
        /// Host and path of the page.
        at: String,
    },
    /// The measured idle time fell outside its window.
    #[error("idle for {measured_ms} ms, outside {from_ms}–{until_ms} ms")]
    IdleOutsideWindow {
        /// Measured, in milliseconds.
        measured_ms: u64,
        /// Earliest allowed, in milliseconds.
        from_ms: u64,
        /// Latest allowed, in milliseconds.
        until_ms: u64,
    },
    /// The metadata was refused by its server or is too large to be metadata.
    #[error("no metadata from {from}: {why}")]
    MetadataUnreadable {
        /// Its host.
        from: String,
        /// What was wrong.
        why: String,
    },
    /// The name does not resolve.
    #[error("{host} does not resolve; name its address under `connect` in the target file if it has none in the DNS")]
    NameUnresolved {
        /// The name.
        host: String,
    },
    /// This machine cannot get there, whatever the service does.
    #[error("{at}: {why}")]
    NoWay {
        /// Host, port and address.
        at: String,
        /// What this machine lacks.
        why: String,
    },
    /// The host is not one the target file names, so nothing was sent there.
    #[error(
        "{host} is not among the hosts of the target file, so nothing was sent to it; add it there if it belongs to the service"
    )]
    OutsideTarget {
        /// The host.
        host: String,
    },
    /// The redirects do not end.
    #[error("{host} still redirects after {count} redirects")]
    RedirectLoop {
        /// Host of the last one.
        host: String,
        /// How many were followed.
        count: usize,
    },
    /// A server error or a refusal by rate, from which neither yes nor no can be read.
    #[error("{host} answered {status}")]
    ServerError {
        /// Host.
        host: String,
        /// HTTP status.
        status: u16,
    },
    /// What was asked of Toetssteen itself cannot be done.
    #[error("{0}")]
    Setup(String),
    /// The other side took too long.
    #[error("no full answer from {host} within {waited_ms} ms")]
    TimedOut {
        /// Host.
        host: String,
        /// Time spent, in milliseconds.
        waited_ms: u64,
    },
    /// TLS could not be set up.
    #[error("TLS with {host} failed: {why}")]
    TlsFailed {
        /// Host.
        host: String,
        /// What rustls said.
        why: String,
    },
    /// The answer is larger than Toetssteen reads, and what was read does not tell.
    #[error("the answer of {host} is larger or more complex than Toetssteen reads ({limit})")]
    TooLarge {
        /// Host.
        host: String,
        /// The limit, with its unit.
        limit: String,
    },
    /// Nothing answers there.
    #[error("nothing answers at {at}: {why}")]
    Unreachable {
        /// Host, port and address where known.
        at: String,
        /// What the system said.
        why: String,
    },
}

impl NetworkError {
    fn reason(&self) -> Reason {
        match self {
            Self::ControlAmbiguous { control } => Reason::ControlAmbiguous { control: control.bare().to_owned() },
            Self::ControlMissing { control, .. } => Reason::ControlMissing { control: control.bare().to_owned() },
            Self::MetadataUnreadable { .. } => Reason::MetadataUnreadable,
            Self::IdleOutsideWindow { measured_ms, from_ms, until_ms } => {
                Reason::IdleOutsideWindow { measured_ms: *measured_ms, from_ms: *from_ms, until_ms: *until_ms }
            }
            Self::NameUnresolved { host } => Reason::NameUnresolved { host: host.clone() },
            Self::NoWay { .. } => Reason::Impossible,
            Self::OutsideTarget { host } => Reason::OutsideTarget { host: host.clone() },
            Self::RedirectLoop { .. } => Reason::RedirectLoop,
            Self::ServerError { status, .. } => Reason::ServerError { status: *status },
            Self::TimedOut { waited_ms, .. } => Reason::NeverSettled { waited_ms: *waited_ms },
            Self::TlsFailed { .. } => Reason::TlsFailed,
            Self::TooLarge { .. } => Reason::TooLarge,
            Self::Broken { .. } | Self::Setup(_) | Self::Unreachable { .. } => Reason::Unreachable,
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::IdleOutsideWindow { .. } | Self::NoWay { .. } | Self::Setup(_) | Self::TooLarge { .. } => Blame::Us,
            _ => Blame::Target,
        }
    }
}

impl From<NetworkError> for Gap {
    fn from(error: NetworkError) -> Self {
        Self::new(error.reason(), error.blame(), one_line(&error.to_string()))
    }
}

/// Milliseconds of a duration, as a gap says them.
pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// One line without control characters, bounded: errors of libraries quote names from certificates and headers.
pub(crate) fn one_line(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(LONGEST_DETAIL).collect()
}
