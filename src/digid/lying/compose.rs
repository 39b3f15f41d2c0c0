//! The message that a lie sends.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{Liar, Lie};
use crate::{
    digid::{
        logins::Login,
        shared::{Shared, fresh_id},
    },
    saml::{
        ArtifactResponse, Assertion, Response,
        forging::{ForgeError, Forged, Keys, Values, forge, needs_signed_assertion},
    },
};

/// Makes it, and remembers it beside the genuine one.
pub(super) fn compose(
    shared: &Shared,
    liar: &Liar,
    lie: &Lie,
    login: &Login,
    transaction: &str,
    to: &Sent<'_>,
) -> Result<Forged, ForgeError> {
    let metadata = &login.provider.metadata;
    let steps = &lie.forgery.steps;
    let (id, response_id, assertion_id) = (fresh_id(), fresh_id(), fresh_id());
    let assertion = Assertion {
        id: &assertion_id,
        bsn: &lie.person,
        level: lie.level,
        audience: metadata.entity_id(),
        authenticated_at: lie.at,
        session_index: transaction,
        address: &lie.address,
        signed: metadata.wants_assertions_signed() || needs_signed_assertion(steps),
    };
    let response =
        Response { id: &response_id, in_response_to: &login.request_id, acs: &login.acs, outcome: Ok(assertion) };
    let at = jiff::Timestamp::now();
    let genuine = ArtifactResponse {
        id: &id,
        at,
        in_response_to: to.resolve_id,
        issuer: shared.names.entity_id.as_str(),
        outcome: Ok(Some(response)),
    };
    let certificate = |key: &crate::saml::SigningKey| STANDARD.encode(key.certificate().der());
    let values = Values {
        at,
        acs: login.acs.clone(),
        artifact: Some(to.artifact.to_owned()),
        digid: shared.names.entity_id.to_string(),
        entity_id: metadata.entity_id().to_owned(),
        request_id: login.request_id.clone(),
        resolve_id: to.resolve_id.to_owned(),
        level: Some(lie.level),
        session_index: None,
        person: lie.person.to_string(),
        other_person: lie.other_person.as_ref().map(ToString::to_string),
        other_request_id: lie.other_request_id.clone(),
        canary: format!("http://{}/{transaction}", liar.canary),
        certificate: certificate(&shared.key),
        stranger_certificate: certificate(&liar.stranger),
        key_value: liar.stranger.key_value().unwrap_or_default(),
    };
    let forged = forge(&genuine, steps, &values, Keys { digid: &shared.key, stranger: &liar.stranger })?;
    liar.tell(transaction, forged.clone());
    Ok(forged)
}

/// To what a message is an answer.
pub(super) struct Sent<'a> {
    pub(super) resolve_id: &'a str,
    pub(super) artifact: &'a str,
}
