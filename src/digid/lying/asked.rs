//! What whoever makes a run asks of a DigiD that lies.

use tokio::time::Instant;
use url::Url;

use crate::{
    checklist::delivery::WrongCertificate,
    digid::{logins::Login, running::Digid, sso},
    saml::forging::Forged,
};

impl Digid {
    /// Shows this certificate on the back channel from now on, its own again where none is named. Connections that were
    /// made before are closed.
    pub fn show_on_back_channel(&self, wrong: Option<WrongCertificate>) {
        self.back_certificates.show(wrong);
        self.refused.notify_waiters();
    }

    /// What a lie was and what it was made from; once, and nothing where none was sent in this login.
    pub fn told(&self, transaction: &str) -> Option<Forged> {
        self.shared.liar.as_ref()?.take_told(transaction)
    }

    /// What was asked for at the address that nobody may ask for.
    pub fn canary(&self, transaction: &str) -> Vec<String> {
        self.shared.liar.as_ref().map(|liar| liar.asked.asked(transaction)).unwrap_or_default()
    }

    /// Where the browser of a login was sent back to, with its artifact: as good as a login.
    pub fn return_address(&self, transaction: &str) -> Option<Url> {
        Url::parse(self.shared.logins().login(transaction)?.sent.as_deref()?).ok()
    }

    /// The page of a login.
    pub fn login_page(&self, transaction: &str) -> Option<Url> {
        Url::parse(&self.shared.names.login_page(transaction)).ok()
    }

    /// Sends the RelayState of one login along with the answer of another.
    pub fn lend_relay_state(&self, transaction: &str, from: &str) {
        self.shared.logins().lend_relay_state(transaction, from);
    }

    /// Begins a login that nobody asked for at the service of this name.
    pub fn unsolicited(&self, entity_id: &str) -> Option<String> {
        let known = self.shared.providers().into_iter().find(|one| one.metadata.entity_id() == entity_id);
        let provider = known?;
        let acs = provider.metadata.default_acs()?.location.clone();
        let transaction = sso::fresh_transaction();
        let login = Login {
            request_id: String::new(),
            asked: provider.level,
            provider,
            acs,
            relay_state: None,
            browser: None,
            again: false,
            since: Instant::now(),
            answered: false,
            sent: None,
        };
        self.shared.logins().add(transaction.clone(), login).then_some(transaction)
    }
}
