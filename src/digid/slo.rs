//! Logging out: the question comes in, is judged, and the citizen confirms it (koppelvlak 3.7 Stap U2 and U5).

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Path, RawQuery, State},
    response::Response,
};
use futures_util::future::join_all;
use http::{HeaderMap, StatusCode};
use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::{
    federation::browser_of,
    login::see_other,
    logout_judgement::{Judged, Question},
    logouts::Waiting,
    others, pages,
    settings::Manner,
    shared::{Shared, fresh_id, read},
    sso::fresh_transaction,
};
use crate::{
    evidence::{
        logout::LogoutAnswered,
        message::{Binding, MessageKind, RSA_SHA256, SignatureSeen},
    },
    saml::answers::{LogoutDoes, logout_answer},
    saml::{Failure, LogoutAnswer, LogoutRequest, RedirectQuery, SubStatus, XmlText, decode_base64, success_code},
};

pub(super) async fn by_redirect(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
) -> Response {
    let raw = raw.unwrap_or_default();
    let read = || -> Result<(LogoutRequest, RedirectQuery), String> {
        let query = RedirectQuery::parse(&raw).map_err(|error| error.to_string())?;
        let message = query.message().map_err(|error| error.to_string())?;
        Ok((LogoutRequest::parse(message).map_err(|error| error.to_string())?, query))
    };
    match read() {
        Ok((request, query)) => {
            let relay_state = query.relay_state();
            answer(&shared, &headers, Binding::Redirect, &request, relay_state, |pinned| query.verify(pinned))
        }
        Err(reason) => shared.unreadable(Binding::Redirect, &reason),
    }
}

pub(super) async fn by_post(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Body) -> Response {
    let body = match read(body).await {
        Ok(body) => body,
        Err(status) => return pages::message(status, "Het bericht is te groot of kwam te langzaam binnen."),
    };
    let field = |name: &str| {
        url::form_urlencoded::parse(&body).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    };
    let bytes = field("SAMLRequest").and_then(|text| decode_base64(&text));
    let request = bytes.ok_or_else(|| "there is no SAMLRequest in base64".to_owned());
    let parsed =
        |bytes: Vec<u8>| XmlText::new(&bytes).and_then(LogoutRequest::parse).map_err(|error| error.to_string());
    match request.and_then(parsed) {
        Ok(request) => {
            let relay_state = field("RelayState");
            answer(&shared, &headers, Binding::Post, &request, relay_state, |pinned| request.verify(pinned))
        }
        Err(reason) => shared.unreadable(Binding::Post, &reason),
    }
}

fn answer(
    shared: &Shared,
    headers: &HeaderMap,
    binding: Binding,
    request: &LogoutRequest,
    relay_state: Option<String>,
    verify: impl Fn(&[crate::saml::Certificate]) -> SignatureSeen,
) -> Response {
    let browser = browser_of(headers);
    let session = shared.federation().live(browser.as_deref()).cloned();
    let question = Question {
        request,
        binding,
        relay_state: relay_state.as_deref(),
        session: session.as_ref(),
        names: &shared.names,
        now: Timestamp::now(),
    };
    let Judged { objections, provider, signature, seen, login } = question.judge(&shared.providers(), verify);
    let strict = shared.manner == Manner::Strict;
    let (unanswerable, refused) = (objections.unanswerable(), objections.refused());
    // Whoever gives another name has come from somewhere: most likely from where the citizen was last.
    let latest =
        || session.as_ref().and_then(|session| session.members.last()).map(|member| member.transaction.clone());
    let joined = login.clone().or_else(|| provider.is_none().then(latest).flatten());
    shared.record(joined, binding, MessageKind::LogoutRequest(seen), signature, objections.0);
    let answerable = provider.filter(|provider| provider.metadata.logout_by_redirect().is_some());
    let Some(provider) = answerable.filter(|_| !(strict && unanswerable)) else {
        return pages::refused();
    };
    let waiting = Waiting {
        request_id: request.id.clone().unwrap_or_default(),
        provider,
        relay_state,
        browser: browser.unwrap_or_default(),
        since: Instant::now(),
    };
    if strict && refused {
        return send_back(shared, &waiting, login, Err(Failure::Requester(Some(SubStatus::RequestDenied))));
    }
    if login.is_none() {
        // Nothing is left to end.
        return send_back(shared, &waiting, None, Ok(()));
    }
    let transaction = fresh_transaction();
    if !shared.logouts().add(transaction.clone(), waiting) {
        return pages::message(StatusCode::SERVICE_UNAVAILABLE, "Er zijn te veel uitlogpogingen tegelijk.");
    }
    see_other(&shared.names.logout_page(&transaction))
}

/// Asks the citizen, and names every service that takes part.
pub(super) async fn show(State(shared): State<Arc<Shared>>, Path(transaction): Path<String>) -> Response {
    let waiting = shared.logouts().get(&transaction).cloned();
    let Some(waiting) = waiting else { return pages::finished() };
    let session = shared.federation().live(Some(&waiting.browser)).cloned();
    let members = session.iter().flat_map(|session| &session.members);
    let services: Vec<&str> = members.map(|member| member.provider.metadata.entity_id()).collect();
    pages::logout(&transaction, waiting.provider.metadata.entity_id(), &services)
}

/// Does what a button says.
pub(super) async fn press(State(shared): State<Arc<Shared>>, Path(transaction): Path<String>, body: Body) -> Response {
    let body = match read(body).await {
        Ok(body) => body,
        Err(status) => return pages::message(status, "Het formulier is te groot of kwam te langzaam binnen."),
    };
    let pressed = url::form_urlencoded::parse(&body).find(|(key, _)| key == "handeling").map(|(_, value)| value);
    let does = match pressed.as_deref() {
        Some("uitloggen") => None,
        Some("annuleren") => Some(LogoutDoes::Fails(Failure::Responder(Some(SubStatus::RequestDenied)))),
        other => match other.and_then(logout_answer) {
            Some(row) => Some(row.does),
            None => return pages::message(StatusCode::BAD_REQUEST, "Deze knop bestaat niet."),
        },
    };
    let taken = shared.logouts().take(&transaction);
    let Some(waiting) = taken else { return pages::finished() };
    let session = shared.federation().live(Some(&waiting.browser)).cloned();
    let own = waiting.provider.metadata.entity_id();
    let login = session.as_ref().and_then(|session| session.member(own)).map(|member| member.transaction.clone());
    match does {
        Some(LogoutDoes::Fails(failure)) => return send_back(&shared, &waiting, login, Err(failure)),
        Some(LogoutDoes::Http(status)) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            return pages::message(status, "Er is een fout opgetreden bij DigiD.");
        }
        _ => {}
    }
    // It is over before anybody is asked: what happens there changes nothing of that.
    shared.federation().end(&waiting.browser);
    let others = session.iter().flat_map(|session| {
        let others = session.members.iter().filter(|member| member.provider.metadata.entity_id() != own);
        others.map(|member| others::end(&shared, &session.person, member))
    });
    let all = join_all(others).await.into_iter().all(|over| over);
    let partial = Err(Failure::Responder(Some(SubStatus::PartialLogout)));
    let outcome = if all && does != Some(LogoutDoes::Partial) { Ok(()) } else { partial };
    let now = Timestamp::now();
    let genuine = Answering { outcome, to: &waiting.request_id, at: now, signed: true };
    let (other, old) = (fresh_id(), now - SignedDuration::from_hours(1));
    let answering = match does {
        Some(LogoutDoes::Unanswered) => {
            return see_other(waiting.provider.metadata.logout_by_redirect().unwrap_or_default());
        }
        Some(LogoutDoes::OfAnotherQuestion) => Answering { to: &other, ..genuine },
        Some(LogoutDoes::Old) => Answering { at: old, ..genuine },
        Some(LogoutDoes::Unsigned) => Answering { signed: false, ..genuine },
        _ => genuine,
    };
    answer_with(&shared, &waiting, login, &answering)
}

/// What an answer says, and how.
struct Answering<'a> {
    outcome: Result<(), Failure>,
    /// `ID` of the question.
    to: &'a str,
    at: Timestamp,
    signed: bool,
}

/// Sends the browser back to the service that asked.
fn send_back(shared: &Shared, waiting: &Waiting, login: Option<String>, outcome: Result<(), Failure>) -> Response {
    let to = &waiting.request_id;
    answer_with(shared, waiting, login, &Answering { outcome, to, at: Timestamp::now(), signed: true })
}

fn answer_with(shared: &Shared, waiting: &Waiting, login: Option<String>, answering: &Answering<'_>) -> Response {
    let &Answering { outcome, to, at, signed } = answering;
    let destination = waiting.provider.metadata.logout_by_redirect().unwrap_or_default();
    let message = LogoutAnswer {
        id: &fresh_id(),
        at,
        in_response_to: to,
        destination,
        issuer: shared.names.entity_id.as_str(),
        outcome,
    };
    let Ok(query) = message.query(waiting.relay_state.as_deref(), signed.then_some(&shared.key)) else {
        return pages::message(StatusCode::INTERNAL_SERVER_ERROR, "Het antwoord kon niet worden gemaakt.");
    };
    let status = outcome.as_ref().err().map_or_else(|| vec![success_code()], |failure| failure.codes());
    let kind = MessageKind::LogoutAnswered(LogoutAnswered { destination: destination.to_owned(), status });
    let certificate_sha256 = shared.key.certificate().sha256();
    let valid = SignatureSeen::Valid { algorithm: RSA_SHA256.to_owned(), certificate_sha256 };
    let signature = if signed { valid } else { SignatureSeen::Absent };
    shared.record(login, Binding::Redirect, kind, signature, Vec::new());
    let joint = if destination.contains('?') { '&' } else { '?' };
    see_other(&format!("{destination}{joint}{query}"))
}
