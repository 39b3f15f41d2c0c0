//! What a run has to do with the sessions of eenmalig inloggen: how long they last, and that DigiD ends one.

use std::sync::Arc;

use super::{
    Digid, Reach, SessionTimers, StartError, others,
    services::{self, Services},
};
use crate::evidence::{Gap, logout::LogoutConfirmed, message::MessageKind};

impl Digid {
    /// Replaces how long sessions last; those that are there go by it too.
    pub fn sessions_last(&self, timers: SessionTimers) {
        self.shared.federation().timers = timers;
    }

    /// Replaces how services are reached that are asked to end a session.
    ///
    /// # Errors
    /// A root that is none.
    pub fn reach_services(&self, reach: &Reach) -> Result<(), StartError> {
        let crypto = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        self.shared.set_services(Services::new(reach, &self.own, &crypto)?);
        Ok(())
    }

    /// Asks the service of a login over SOAP to end its session, as when the citizen logs out at another service. Gives the
    /// question, empty where the service has no address for one; nothing where that login is in no session of eenmalig inloggen.
    pub async fn end_session(&self, transaction: &str) -> Option<String> {
        let (person, member) = self.shared.federation().end_of(transaction)?;
        Some(others::ask(&self.shared, &person, &member).await.xml)
    }

    /// Whether the browser of a login may go on without credentials.
    pub fn remembers(&self, transaction: &str) -> bool {
        let login = self.shared.logins().login(transaction).filter(|login| login.again).cloned();
        login.is_some_and(|login| self.shared.federation().live(login.browser.as_deref()).is_some())
    }

    /// Why the service of a login was not really asked to end its session, where that says nothing of the service: DigiD may not go
    /// there, or the two do not know each other's certificate.
    pub fn not_asked(&self, transaction: &str) -> Option<Gap> {
        let problems = self.ledger().messages(transaction).into_iter().filter_map(|message| match message.kind {
            MessageKind::LogoutConfirmed(LogoutConfirmed { problem, .. }) => problem,
            _ => None,
        });
        problems.into_iter().find_map(|problem| services::gap(&problem))
    }
}
