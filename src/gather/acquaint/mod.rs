//! Gets acquainted with a service for whom no target file exists yet: looks at one page, and asks the same host for its
//! metadata. Presses nothing but what it is told to.

mod means;
mod metadata;
mod reading;

use std::path::PathBuf;

use url::Url;

pub use self::{
    means::{Choice, Digid, Login, login},
    metadata::Metadata,
};
use super::{
    browser::{self, Browser, BrowserError, Offer, Passive},
    error::NetworkError,
    http::{Limits, Network, Settings},
    route::Route,
};
use crate::{evidence::redaction::Redactor, target::Locator};

/// Where to look, and how to get there.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The page; nothing but its host is contacted.
    pub page: Url,
    /// What is pressed before looking, in this order.
    pub presses: Vec<Locator>,
    /// Where the host is reached, if elsewhere than its name says.
    pub routes: Vec<Route>,
    /// PEM of authorities that are trusted beside the public ones.
    pub trust: Vec<Vec<u8>>,
    /// The browser driver, where it is not where it usually is.
    pub chromedriver: Option<PathBuf>,
}

/// What was found.
#[derive(Debug)]
pub struct Acquaintance {
    /// How to log in.
    pub login: Login,
    /// Its metadata.
    pub metadata: Metadata,
}

/// Why nothing could be found out.
#[derive(Debug, thiserror::Error)]
pub enum AcquaintError {
    /// The browser or the page.
    #[error(transparent)]
    Browser(#[from] BrowserError),
    /// Asking without a browser.
    #[error(transparent)]
    Network(#[from] NetworkError),
}

/// Looks at the page, and for metadata.
///
/// # Errors
/// [`AcquaintError`] when the page cannot be seen. Metadata that cannot be found is no error.
pub async fn acquaint(visit: &Visit) -> Result<Acquaintance, AcquaintError> {
    let redactor = Redactor::new(rand::random(), []);
    let host = visit.page.host_str().unwrap_or_default().to_ascii_lowercase();
    let network = Network::new(Settings {
        hosts: [host.clone()].into(),
        routes: visit.routes.clone(),
        trust: visit.trust.clone(),
        public_roots: true,
        limits: Limits::default(),
    })?;
    let offers = look(visit, &host).await?;
    let metadata = metadata::look(&network, &redactor, &visit.page).await;
    Ok(Acquaintance { login: login(&offers, &host, &redactor), metadata })
}

async fn look(visit: &Visit, host: &str) -> Result<Vec<Offer>, BrowserError> {
    let settings = browser::Settings {
        hosts: [host.to_owned()].into(),
        routes: visit.routes.clone(),
        trust: visit.trust.clone(),
        // What is reached by a route stands on a test stage, where nothing else is to be reached.
        passive: if visit.routes.is_empty() { Passive::Allow } else { Passive::Block },
        chromedriver: visit.chromedriver.clone(),
        ..browser::Settings::default()
    };
    let browser = Browser::start(&settings).await?;
    let offers = async {
        let context = browser.context().await?;
        context.open(&visit.page).await?;
        for control in &visit.presses {
            context.press(control).await?;
        }
        let offers = context.offers().await;
        context.close().await;
        offers
    };
    let offers = offers.await;
    browser.close().await;
    offers
}
