//! One browser: started, shared by contexts, ended without a trace.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use fantoccini::Client;
use serde_json::json;
use tokio::{task::JoinHandle, time::timeout};

use super::{
    bidi::{Bidi, NoResult},
    context::Context,
    driver::Driver,
    error::BrowserError,
    hub::{EVENTS, FORMS, Hub},
    link::Link,
    mapper,
    script::{INSTALL, WORLD},
    session,
    settings::{Passive, Settings},
};

/// One browser with its own driver, profile and temporary directory. Dropping it ends all of them.
pub struct Browser {
    link: Arc<Link>,
    client: Client,
    /// A clean context made ahead: making one takes a few tenths of a second.
    spare: Mutex<Option<JoinHandle<Result<Context, BrowserError>>>>,
    driver: Driver,
}

impl Browser {
    /// Starts a driver and a browser for this run.
    ///
    /// # Errors
    /// [`BrowserError::Missing`] when a program is missing, does not start in time or does not fit; it names the Debian
    /// package that has it.
    pub async fn start(settings: &Settings) -> Result<Self, BrowserError> {
        let driver = Driver::start(settings).await?;
        let (client, socket) = session::open(driver.port, settings).await?;
        let hub = Arc::new(Hub::new(settings));
        let bidi = Bidi::connect(&socket, settings.limits.start, Arc::clone(&hub)).await?;
        let link = Arc::new(Link { bidi, hub, limits: settings.limits });
        if let Err(why) = mapper::quiet(&link).await {
            tracing::debug!("the run takes longer, because the mapper of BiDi shows its work: {why}");
        }
        link.command("session.subscribe", json!({"events": EVENTS})).await?;
        if settings.keeps_questions {
            link.command("session.subscribe", json!({"events": [FORMS]})).await?;
        }
        link.command("script.addPreloadScript", json!({"functionDeclaration": INSTALL, "sandbox": WORLD})).await?;
        link.command("browser.setDownloadBehavior", json!({"downloadBehavior": {"type": "denied"}})).await?;
        if settings.passive == Passive::Allow {
            link.command("network.addIntercept", json!({"phases": ["beforeRequestSent"]})).await?;
        }
        let browser = Self { link, client, spare: Mutex::default(), driver };
        browser.prepare();
        Ok(browser)
    }

    /// A clean, isolated context.
    ///
    /// # Errors
    /// [`BrowserError::Lost`] when the browser is gone.
    pub async fn context(&self) -> Result<Context, BrowserError> {
        if self.is_lost() {
            return Err(NoResult::Lost.of("browser.createUserContext"));
        }
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).take();
        let context = match spare {
            Some(spare) => match spare.await {
                Ok(Ok(context)) => Ok(context),
                _ => Context::create(Arc::clone(&self.link)).await,
            },
            None => Context::create(Arc::clone(&self.link)).await,
        };
        if context.is_ok() {
            self.prepare();
        }
        context
    }

    /// Whether the browser is gone.
    pub fn is_lost(&self) -> bool {
        self.link.bidi.is_lost()
    }

    /// Ends the session, then driver and browser, and removes what they wrote.
    pub async fn close(self) {
        let Self { link, client, spare, driver } = self;
        if let Some(spare) = spare.into_inner().unwrap_or_else(PoisonError::into_inner) {
            spare.abort();
        }
        drop(link);
        let _ = timeout(Duration::from_secs(2), client.close()).await;
        // Removing a profile blocks for some milliseconds.
        let _ = tokio::task::spawn_blocking(move || drop(driver)).await;
    }

    /// Process group of driver and browser.
    pub fn process_group(&self) -> i32 {
        self.driver.group()
    }

    /// The directory with everything driver and browser write.
    pub fn directory(&self) -> &Path {
        self.driver.directory()
    }

    fn prepare(&self) {
        let link = Arc::clone(&self.link);
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.is_none() {
            *spare = Some(tokio::spawn(Context::create(link)));
        }
    }
}
