//! What a browser is started with.

use std::{collections::BTreeSet, path::PathBuf, time::Duration};

use crate::gather::route::Route;

/// Inner size of a window in CSS pixels: width, height.
pub(super) const VIEWPORT: (u32, u32) = (1280, 900);

/// Everything that decides how a [`Browser`](super::Browser) behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Hosts that may be navigated to beside those of `routes`: lower-case names. Others are refused.
    pub hosts: BTreeSet<String>,
    /// Where a host is reached, if elsewhere than its name says.
    pub routes: Vec<Route>,
    /// Certificates (PEM) of CAs that are trusted beside the browser's own.
    pub trust: Vec<Vec<u8>>,
    /// Whether parts of a page may come from hosts that are not named.
    pub passive: Passive,
    /// Whether a question to DigiD is kept that a form has with it to a host that is not named.
    pub keeps_questions: bool,
    /// How long things may take.
    pub limits: Limits,
    /// The driver; otherwise `$CHROMEDRIVER`, then `PATH`, then `/usr/bin/chromedriver`.
    pub chromedriver: Option<PathBuf>,
}

/// What may be fetched from hosts that are not named.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Passive {
    /// Images, styles, fonts and scripts; never a document.
    Allow,
    /// Nothing: other names do not resolve.
    Block,
}

/// Time limits.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From starting the driver to a usable session.
    pub start: Duration,
    /// One command to the driver or the browser.
    pub command: Duration,
    /// A page coming to rest, redirects included.
    pub settle: Duration,
    /// How long a scripted request is waited for; a page may hold one open for ever.
    pub fetch: Duration,
    /// How long nothing may happen before a page counts as at rest.
    pub quiet: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            start: Duration::from_secs(30),
            command: Duration::from_secs(10),
            settle: Duration::from_secs(30),
            fetch: Duration::from_secs(15),
            quiet: Duration::from_millis(75),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            hosts: BTreeSet::new(),
            routes: Vec::new(),
            trust: Vec::new(),
            passive: Passive::Block,
            keeps_questions: false,
            limits: Limits::default(),
            chromedriver: None,
        }
    }
}
