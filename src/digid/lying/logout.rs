//! A forged question to end a session, beside the genuine one that it is made from.

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;

use crate::{
    checklist::forged_logout::{ForgedLogout, Names},
    digid::{
        Digid, Provider,
        services::{Answer, Shows},
        shared::fresh_id,
    },
    evidence::{Bsn, logout_attempt::LogoutAnswerSeen},
    saml::{
        Logout, LogoutResponse, SigningKey, XmlText,
        forging::{ForgeError, Forged, Keys, Values, forge_logout},
        is_soap_fault,
    },
};

/// Whose session a forged question is about.
#[derive(Clone, Copy, Debug)]
pub struct LogoutOf<'a> {
    /// The login.
    pub transaction: &'a str,
    /// Whose it is.
    pub person: &'a Bsn,
    /// Another citizen.
    pub other: Option<&'a Bsn>,
    /// Somebody who is not logged in.
    pub nobody: &'a Bsn,
}

/// What a service said to a question to log out.
#[derive(Clone, Debug)]
pub struct LogoutTold {
    /// Status code of HTTP.
    pub http: Option<u16>,
    /// What it is.
    pub answer: LogoutAnswerSeen,
    /// Why there is none.
    pub problem: Option<String>,
}

impl Digid {
    /// Makes a forged question. Nothing where this DigiD tells only the truth, or the service has no address for questions.
    ///
    /// # Errors
    /// [`ForgeError`] where this run has nothing to fill in.
    pub fn forge_logout(
        &self,
        provider: &Provider,
        forgery: &ForgedLogout,
        of: LogoutOf<'_>,
    ) -> Result<Option<Forged>, ForgeError> {
        let (Some(liar), Some(destination)) = (&self.shared.liar, provider.metadata.logout_by_soap()) else {
            return Ok(None);
        };
        let (at, id, elsewhere) = (Timestamp::now(), fresh_id(), fresh_id());
        let (person, session_index) = match forgery.names {
            Names::Citizen => (of.person, of.transaction),
            Names::Nobody => (of.nobody, elsewhere.as_str()),
        };
        let digid = self.shared.names.entity_id.as_str();
        let question = Logout { id: &id, at, destination, issuer: digid, person, session_index };
        let certificate = |key: &SigningKey| STANDARD.encode(key.certificate().der());
        let values = Values {
            at,
            acs: destination.to_owned(),
            artifact: None,
            digid: digid.to_owned(),
            entity_id: provider.metadata.entity_id().to_owned(),
            request_id: id.clone(),
            resolve_id: id.clone(),
            level: None,
            session_index: Some(of.transaction.to_owned()),
            person: of.person.to_string(),
            other_person: of.other.map(ToString::to_string),
            other_request_id: None,
            canary: format!("http://{}/{}", liar.canary, of.transaction),
            certificate: certificate(&self.shared.key),
            stranger_certificate: certificate(&liar.stranger),
            key_value: liar.stranger.key_value().unwrap_or_default(),
        };
        let keys = Keys { digid: &self.shared.key, stranger: &liar.stranger };
        forge_logout(&question, &forgery.steps, &values, keys).map(Some)
    }

    /// Sends a question to a service, with the certificate of DigiD or without one.
    pub async fn tell_logout(&self, provider: &Provider, sent: Vec<u8>, certificate: bool) -> LogoutTold {
        let destination = provider.metadata.logout_by_soap().unwrap_or_default();
        let services = self.shared.services();
        let shows = if certificate { Shows::Certificate } else { Shows::Nothing };
        match services.send(destination, sent, shows).await {
            Ok(answer) => LogoutTold { http: Some(answer.http), answer: kind(&answer), problem: None },
            Err(problem) => LogoutTold { http: None, answer: LogoutAnswerSeen::Nothing, problem: Some(problem) },
        }
    }
}

fn kind(answer: &Answer) -> LogoutAnswerSeen {
    let Ok(xml) = XmlText::new(&answer.body) else { return LogoutAnswerSeen::Other };
    if is_soap_fault(&xml) {
        return LogoutAnswerSeen::Fault;
    }
    match LogoutResponse::parse(xml) {
        Ok(response) if response.is_success() => LogoutAnswerSeen::Success,
        Ok(_) => LogoutAnswerSeen::Refusal,
        Err(_) => LogoutAnswerSeen::Other,
    }
}
