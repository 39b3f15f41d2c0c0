//! The front channel: the question comes in, it is judged, and the browser goes to the login page (koppelvlak 3.7 Stap 2).

use std::sync::Arc;

use axum::{
    Extension, Router,
    body::Body,
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderMap, Method, StatusCode, Uri, header};
use jiff::Timestamp;
use tokio::time::Instant;
use url::Url;

use super::{
    asked::Asked,
    elsewhere,
    federation::browser_of,
    front_judgement::{Judged, Question},
    ledger::Channel,
    listener::Peer,
    login::{self, see_other, send_back},
    logins::{Login, Verdict},
    pages,
    settings::Manner,
    shared::{Shared, nothing_there, random_hex, read},
    slo,
};
use crate::{
    evidence::message::{AuthnRequestSeen, Binding, MessageKind},
    saml::answers::Does,
    saml::{Failure, SubStatus},
    target::LOGOUTS,
};

const TRANSACTION_LENGTH: usize = 16;

/// The transaction in the address of a login page.
pub fn transaction_of(address: &Url) -> Option<&str> {
    let transaction = address.path().strip_prefix("/inloggen/")?;
    let hexadecimal = transaction.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    (transaction.len() == TRANSACTION_LENGTH && hexadecimal).then_some(transaction)
}

/// Whether this is DigiD's page that asks whether to log out.
pub fn asks_to_log_out(address: &Url) -> bool {
    address.path().starts_with(LOGOUTS)
}

/// A transaction that nobody has used.
pub(super) fn fresh_transaction() -> String {
    random_hex::<{ TRANSACTION_LENGTH / 2 }>()
}

pub(super) fn router(shared: &Arc<Shared>) -> Router {
    Router::new()
        .route(&shared.names.paths.sso, get(by_redirect).post(by_post))
        .route(&shared.names.paths.slo, get(slo::by_redirect).post(slo::by_post))
        .route("/uitloggen/{transaction}", get(slo::show).post(slo::press))
        .route(&shared.names.paths.metadata, get(metadata))
        .route("/inloggen/{transaction}", get(login::show).post(login::press))
        .route("/elders/{name}", get(elsewhere::show))
        .route("/digid.css", get(pages::style))
        .fallback(nowhere)
        .method_not_allowed_fallback(nowhere)
        .with_state(Arc::clone(shared))
}

async fn nowhere(
    State(shared): State<Arc<Shared>>,
    Extension(peer): Extension<Peer>,
    method: Method,
    uri: Uri,
) -> Response {
    nothing_there(&shared, Channel::Front, &peer, (method, uri)).await
}

pub(super) async fn metadata(State(shared): State<Arc<Shared>>) -> Response {
    ([(header::CONTENT_TYPE, "application/samlmetadata+xml")], shared.metadata.clone()).into_response()
}

async fn by_redirect(State(shared): State<Arc<Shared>>, headers: HeaderMap, RawQuery(raw): RawQuery) -> Response {
    match Asked::by_redirect(raw.as_deref().unwrap_or_default()) {
        Ok(asked) => answer(&shared, &headers, &asked),
        Err(reason) => shared.unreadable(Binding::Redirect, &reason),
    }
}

async fn by_post(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Body) -> Response {
    let body = match read(body).await {
        Ok(body) => body,
        Err(status) => {
            return pages::message(status, "Het bericht is te groot of kwam te langzaam binnen.");
        }
    };
    match Asked::by_post(&body) {
        Ok(asked) => answer(&shared, &headers, &asked),
        Err(reason) => shared.unreadable(Binding::Post, &reason),
    }
}

fn answer(shared: &Shared, headers: &HeaderMap, asked: &Asked) -> Response {
    let Asked { binding, request, relay_state, .. } = asked;
    let binding = *binding;
    let id_used_before = request.id.as_deref().is_some_and(|id| shared.logins().knows_request(id));
    let question = Question {
        request,
        binding,
        relay_state: relay_state.as_deref(),
        id_used_before,
        names: &shared.names,
        now: Timestamp::now(),
    };
    let judged = question.judge(&shared.providers(), |provider| asked.verify(provider));
    let browser = browser_of(headers);
    // DigiD asks again where the service wants that, or a higher level than was given (koppelvlak 3.7 Eenmalig inloggen).
    let federated = judged.provider.as_ref().filter(|provider| provider.federated);
    let mut federation = shared.federation();
    let session = federation.live(browser.as_deref()).filter(|_| federated.is_some());
    let again = request.force_authn != Some(true) && session.is_some_and(|session| session.level >= judged.level);
    // Whoever wants credentials or a higher level does not ask only to let the session last.
    let renewal = federated
        .filter(|_| again)
        .and_then(|provider| federation.renewal(browser.as_deref(), provider.metadata.entity_id()));
    drop(federation);
    let seen = question.seen(judged.acs.as_deref());
    let seen = MessageKind::AuthnRequest(AuthnRequestSeen { remembered: Some(again), renewal, ..seen });
    let strict = shared.manner == Manner::Strict;
    let (unanswerable, refused) = (judged.objections.unanswerable(), judged.objections.refused());
    let Judged { objections, provider, acs, level, signature } = judged;
    let (Some(provider), Some(acs)) = (provider, acs) else {
        shared.record(None, binding, seen, signature, objections.0);
        return pages::refused();
    };
    if strict && unanswerable {
        shared.record(None, binding, seen, signature, objections.0);
        return pages::refused();
    }
    let transaction = fresh_transaction();
    shared.record(Some(transaction.clone()), binding, seen, signature, objections.0);
    let login = Login {
        browser,
        again,
        request_id: request.id.clone().unwrap_or_default(),
        provider,
        acs,
        relay_state: relay_state.clone(),
        asked: level,
        since: Instant::now(),
        answered: false,
        sent: None,
    };
    if !shared.logins().add(transaction.clone(), login) {
        return pages::message(StatusCode::SERVICE_UNAVAILABLE, "Er zijn te veel inlogpogingen tegelijk.");
    }
    if strict && refused {
        let denied = Verdict::Other(Does::Fails(Failure::Requester(Some(SubStatus::RequestDenied))));
        return send_back(shared, &transaction, denied, "request-denied");
    }
    see_other(&shared.names.login_page(&transaction))
}
