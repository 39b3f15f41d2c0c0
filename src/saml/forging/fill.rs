//! What is filled in, in one run.

use jiff::Timestamp;

use super::{
    ForgeError,
    blank::{Blank, Piece, Text},
};
use crate::{
    evidence::{Betrouwbaarheidsniveau, bsn::NotABsn, hex},
    saml::{
        format_instant,
        logout_request::Logout,
        response::{ArtifactResponse, Assertion, Response},
        template::escape,
    },
};

/// What a run fills in.
#[derive(Clone, Debug)]
pub struct Values {
    /// The moment of sending.
    pub at: Timestamp,
    /// Where the service takes answers.
    pub acs: String,
    /// The artifact, as it was given.
    pub artifact: Option<String>,
    /// entityID of DigiD.
    pub digid: String,
    /// entityID of the service.
    pub entity_id: String,
    /// `ID` of the question.
    pub request_id: String,
    /// `ID` of the ArtifactResolve.
    pub resolve_id: String,
    /// Level asked for.
    pub level: Option<Betrouwbaarheidsniveau>,
    /// The login that a question to log out names.
    pub session_index: Option<String>,
    /// Who logs in.
    pub person: String,
    /// Somebody else.
    pub other_person: Option<String>,
    /// `ID` of the question of another browser.
    pub other_request_id: Option<String>,
    /// An address that nobody may ask for.
    pub canary: String,
    /// Certificates and public key, as XML has them.
    pub certificate: String,
    /// See [`certificate`](Self::certificate).
    pub stranger_certificate: String,
    /// See [`certificate`](Self::certificate).
    pub key_value: String,
}

impl Values {
    /// A text for an attribute or the text of an element, not escaped.
    pub(super) fn fill(&self, text: &Text) -> Result<String, ForgeError> {
        self.written(text, str::to_owned)
    }

    /// A text as it is written in XML: what is filled in is escaped, but for a key, which is XML itself.
    pub(super) fn fill_xml(&self, text: &Text) -> Result<String, ForgeError> {
        self.written(text, escape)
    }

    fn written(&self, text: &Text, escape: impl Fn(&str) -> String) -> Result<String, ForgeError> {
        let mut filled = String::new();
        for piece in &text.0 {
            match piece {
                Piece::Written(text) => filled.push_str(text),
                Piece::Blank(Blank::Named("key-value")) => filled.push_str(&self.key_value),
                Piece::Blank(blank) => {
                    filled.push_str(&escape(&self.value(*blank).ok_or(ForgeError::Nothing(*blank))?));
                }
            }
        }
        Ok(filled)
    }

    /// What stands for a blank; nothing where this run has no such thing.
    pub fn value(&self, blank: Blank) -> Option<String> {
        let name = match blank {
            Blank::Now(offset) => return Some(format_instant(self.at + offset)),
            Blank::Named(name) => name,
        };
        Some(match name {
            "acs" => self.acs.clone(),
            "artifact" => self.artifact.clone()?,
            "canary" => self.canary.clone(),
            "certificate" => self.certificate.clone(),
            "digid" => self.digid.clone(),
            "entity-id" => self.entity_id.clone(),
            "key-value" => self.key_value.clone(),
            "level" => self.level?.uri(),
            "level-higher" => self.level?.above()?.uri(),
            "level-lower" => self.level?.below()?.uri(),
            "new-id" | "new-id-2" | "new-id-3" => self.new_id(name),
            "other-person" => self.other_person.clone()?,
            "other-request-id" => self.other_request_id.clone()?,
            "person" => self.person.clone(),
            "request-id" => self.request_id.clone(),
            "resolve-id" => self.resolve_id.clone(),
            "session-index" => self.session_index.clone()?,
            "stranger-certificate" => self.stranger_certificate.clone(),
            _ => return None,
        })
    }

    /// The same at every use in one message, another in the next.
    fn new_id(&self, name: &str) -> String {
        use sha2::{Digest, Sha256};
        let digest = Sha256::digest(format!("{name} {} {}", self.resolve_id, self.request_id));
        format!("_{}", &hex(&digest)[..40])
    }

    /// Values to try steps with.
    pub(super) fn sample() -> Self {
        Self {
            at: Timestamp::UNIX_EPOCH,
            acs: "https://mijn.voorbeeld.nl/acs".to_owned(),
            artifact: Some("AAQAAA==".to_owned()),
            digid: "https://digid.voorbeeld.nl".to_owned(),
            entity_id: "https://mijn.voorbeeld.nl".to_owned(),
            request_id: "_question".to_owned(),
            resolve_id: "_resolve".to_owned(),
            level: Some(Betrouwbaarheidsniveau::Midden),
            session_index: Some("login".to_owned()),
            person: "999990019".to_owned(),
            other_person: Some("999990020".to_owned()),
            other_request_id: Some("_other".to_owned()),
            canary: "http://127.0.0.1:1/kanarie".to_owned(),
            certificate: "AAAA".to_owned(),
            stranger_certificate: "BBBB".to_owned(),
            key_value: "<ds:KeyValue/>".to_owned(),
        }
    }

    /// A message of them, not signed, with a place for both signatures.
    pub(super) fn sample_message(&self) -> Result<String, ForgeError> {
        let assertion = Assertion {
            id: "_assertion",
            bsn: &self.person.parse().map_err(|error: NotABsn| ForgeError::NotXml(error.to_string()))?,
            level: Betrouwbaarheidsniveau::Midden,
            audience: &self.entity_id,
            authenticated_at: self.at,
            session_index: "index",
            address: "127.0.0.1",
            signed: true,
        };
        let response =
            Response { id: "_response", in_response_to: &self.request_id, acs: &self.acs, outcome: Ok(assertion) };
        let message = ArtifactResponse {
            id: "_message",
            at: self.at,
            in_response_to: &self.resolve_id,
            issuer: &self.digid,
            outcome: Ok(Some(response)),
        };
        Ok(message.unsigned("key")?)
    }

    /// A question to log out of them, not signed.
    pub(super) fn sample_logout(&self) -> Result<String, ForgeError> {
        let question = Logout {
            id: "_question",
            at: self.at,
            destination: &self.acs,
            issuer: &self.digid,
            person: &self.person.parse().map_err(|error: NotABsn| ForgeError::NotXml(error.to_string()))?,
            session_index: "login",
        };
        Ok(question.unsigned("key")?)
    }
}
