//! The front channel: the question comes in, the login page is shown, an artifact goes back (koppelvlak 3.7 Stap 2–5).

use std::sync::Arc;

use axum::{
    Extension, Router,
    body::Body,
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http::{StatusCode, header};
use jiff::Timestamp;
use tokio::time::Instant;
use url::Url;

use super::{
    answers::{Does, answer},
    front_judgement::{Judged, Question},
    listener::Peer,
    logins::{Issued, Login, Verdict},
    pages,
    settings::{Manner, Provider},
    shared::{Shared, random_hex, read},
};
use crate::{
    evidence::message::{
        ArtifactSent, Binding, MessageKind, Objection, ObjectionCode, Severity, SignatureSeen,
        Unreadable,
    },
    saml::{
        Artifact, AuthnRequest, Bsn, Failure, Level, RedirectQuery, SubStatus, XmlText,
        decode_base64,
    },
};

const TRANSACTION_LENGTH: usize = 16;

/// The transaction in the address of a login page.
pub fn transaction_of(address: &Url) -> Option<&str> {
    let transaction = address.path().strip_prefix("/inloggen/")?;
    let hexadecimal = transaction
        .bytes()
        .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    (transaction.len() == TRANSACTION_LENGTH && hexadecimal).then_some(transaction)
}

pub(super) fn router(shared: &Arc<Shared>) -> Router {
    Router::new()
        .route(
            "/saml/idp/request_authentication",
            get(by_redirect).post(by_post),
        )
        .route("/saml/idp/metadata", get(metadata))
        .route("/inloggen/{transaction}", get(login_page))
        .route("/inloggen/{transaction}", post(press))
        .route("/digid.css", get(pages::style))
        .fallback(pages::not_found)
        .with_state(Arc::clone(shared))
}

pub(super) async fn metadata(State(shared): State<Arc<Shared>>) -> Response {
    (
        [(header::CONTENT_TYPE, "application/samlmetadata+xml")],
        shared.metadata.clone(),
    )
        .into_response()
}

async fn by_redirect(State(shared): State<Arc<Shared>>, RawQuery(raw): RawQuery) -> Response {
    let parsed = RedirectQuery::parse(raw.as_deref().unwrap_or_default()).and_then(|query| {
        let request = AuthnRequest::parse(query.message()?)?;
        Ok((query, request))
    });
    match parsed {
        Ok((query, request)) => {
            let relay_state = query.relay_state();
            let verify = |provider: &Provider| query.verify(provider.metadata.signing());
            asked(&shared, Binding::Redirect, &request, relay_state, verify)
        }
        Err(error) => unreadable(&shared, Binding::Redirect, &error.to_string()),
    }
}

async fn by_post(State(shared): State<Arc<Shared>>, body: Body) -> Response {
    let body = match read(body).await {
        Ok(body) => body,
        Err(status) => {
            return pages::message(
                status,
                "Het bericht is te groot of kwam te langzaam binnen.",
            );
        }
    };
    let field = |name: &str| {
        url::form_urlencoded::parse(&body)
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    let Some(bytes) = field("SAMLRequest").and_then(|text| decode_base64(&text)) else {
        return unreadable(&shared, Binding::Post, "there is no SAMLRequest in base64");
    };
    match XmlText::new(&bytes).and_then(AuthnRequest::parse) {
        Ok(request) => {
            let verify = |provider: &Provider| request.verify(provider.metadata.signing());
            asked(
                &shared,
                Binding::Post,
                &request,
                field("RelayState"),
                verify,
            )
        }
        Err(error) => unreadable(&shared, Binding::Post, &error.to_string()),
    }
}

fn unreadable(shared: &Shared, binding: Binding, reason: &str) -> Response {
    let objection = Objection {
        code: ObjectionCode::Unparsable,
        severity: Severity::Refuse,
        text: reason.to_owned(),
    };
    let kind = MessageKind::Unreadable(Unreadable {
        reason: reason.to_owned(),
    });
    shared.record(None, binding, kind, SignatureSeen::Absent, vec![objection]);
    pages::refused()
}

fn asked(
    shared: &Shared,
    binding: Binding,
    request: &AuthnRequest,
    relay_state: Option<String>,
    verify: impl Fn(&Provider) -> SignatureSeen,
) -> Response {
    let id_used_before = request
        .id
        .as_deref()
        .is_some_and(|id| shared.logins().knows_request(id));
    let question = Question {
        request,
        binding,
        relay_state: relay_state.as_deref(),
        id_used_before,
        names: &shared.names,
        now: Timestamp::now(),
    };
    let judged = question.judge(&shared.providers(), verify);
    let seen = MessageKind::AuthnRequest(question.seen(judged.acs.as_deref()));
    let strict = shared.manner == Manner::Strict;
    let (unanswerable, refused) = (
        judged.objections.unanswerable(),
        judged.objections.refused(),
    );
    let Judged {
        objections,
        provider,
        acs,
        level,
        signature,
    } = judged;
    let (Some(provider), Some(acs)) = (provider, acs) else {
        shared.record(None, binding, seen, signature, objections.0);
        return pages::refused();
    };
    if strict && unanswerable {
        shared.record(None, binding, seen, signature, objections.0);
        return pages::refused();
    }
    let transaction = random_hex::<{ TRANSACTION_LENGTH / 2 }>();
    shared.record(
        Some(transaction.clone()),
        binding,
        seen,
        signature,
        objections.0,
    );
    let login = Login {
        request_id: request.id.clone().unwrap_or_default(),
        provider,
        acs,
        relay_state,
        asked: level,
        since: Instant::now(),
        answered: false,
    };
    if !shared.logins().add(transaction.clone(), login) {
        return pages::message(
            StatusCode::SERVICE_UNAVAILABLE,
            "Er zijn te veel inlogpogingen tegelijk.",
        );
    }
    if strict && refused {
        let denied = Verdict::Other(Does::Fails(Failure::Requester(Some(
            SubStatus::RequestDenied,
        ))));
        return send_back(shared, &transaction, denied, "request-denied");
    }
    see_other(&shared.names.login_page(&transaction))
}

async fn login_page(
    State(shared): State<Arc<Shared>>,
    Path(transaction): Path<String>,
) -> Response {
    let login = shared.logins().login(&transaction).cloned();
    match login {
        Some(login) if login.answered => pages::finished(),
        Some(login) => pages::login(
            StatusCode::OK,
            &transaction,
            &login,
            &pages::Entered::nothing(&login),
        ),
        None => pages::not_found().await,
    }
}

async fn press(
    State(shared): State<Arc<Shared>>,
    Path(transaction): Path<String>,
    Extension(peer): Extension<Peer>,
    body: Body,
) -> Response {
    let body = match read(body).await {
        Ok(body) => body,
        Err(status) => {
            return pages::message(
                status,
                "Het formulier is te groot of kwam te langzaam binnen.",
            );
        }
    };
    let Some(login) = shared.logins().login(&transaction).cloned() else {
        return pages::not_found().await;
    };
    let field = |name: &str| {
        let found = url::form_urlencoded::parse(&body).find(|(key, _)| key == name);
        found
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    };
    let (pressed, level) = (
        field("handeling"),
        Level::from_name(&field("niveau")).unwrap_or(login.asked),
    );
    match pressed.as_str() {
        "annuleren" => {
            let cancelled = Does::Fails(Failure::Responder(Some(SubStatus::AuthnFailed)));
            send_back(
                &shared,
                &transaction,
                Verdict::Other(cancelled),
                "annuleren",
            )
        }
        "inloggen" => match Bsn::parse(&field("bsn")) {
            Ok(bsn) => {
                let verdict = verdict(bsn, level, login.asked, &peer);
                send_back(&shared, &transaction, verdict, "inloggen")
            }
            Err(error) => {
                let entered = pages::Entered {
                    bsn: field("bsn"),
                    level,
                    error: Some(error),
                };
                pages::login(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    &transaction,
                    &login,
                    &entered,
                )
            }
        },
        other => match answer(other) {
            Some(row) => send_back(&shared, &transaction, Verdict::Other(row.does), row.name),
            None => pages::message(StatusCode::BAD_REQUEST, "Deze knop bestaat niet."),
        },
    }
}

/// A level below the one asked for is no success (MinBZK/woo-besluit-broncode-digid, `determine_status_code` 3).
fn verdict(bsn: Bsn, level: Level, asked: Level, peer: &Peer) -> Verdict {
    if level < asked {
        return Verdict::Other(Does::Fails(Failure::Responder(Some(
            SubStatus::NoAuthnContext,
        ))));
    }
    Verdict::LoggedIn {
        bsn,
        level,
        at: Timestamp::now(),
        address: peer.address.ip().to_string(),
    }
}

fn send_back(shared: &Shared, transaction: &str, verdict: Verdict, pressed: &str) -> Response {
    let Some(login) = shared.logins().answer(transaction) else {
        return pages::finished();
    };
    let (Ok(artifact), Ok(mut address)) = (
        Artifact::new(shared.names.entity_id.as_str(), rand::random()),
        Url::parse(&login.acs),
    ) else {
        return pages::message(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Het adres van de webdienst is geen adres.",
        );
    };
    address
        .query_pairs_mut()
        .append_pair("SAMLart", &artifact.to_string());
    if let Some(relay_state) = &login.relay_state {
        address
            .query_pairs_mut()
            .append_pair("RelayState", relay_state);
    }
    let sent = ArtifactSent {
        acs: login.acs.clone(),
        artifact_sha256: artifact.sha256(),
        answer: pressed.to_owned(),
    };
    let issued = Issued {
        transaction: transaction.to_owned(),
        login,
        verdict,
        at: Instant::now(),
        asked: 0,
    };
    shared.logins().issue(artifact, issued);
    let kind = MessageKind::ArtifactSent(sent);
    shared.record(
        Some(transaction.to_owned()),
        Binding::Artifact,
        kind,
        SignatureSeen::Absent,
        Vec::new(),
    );
    see_other(address.as_str())
}

fn see_other(address: &str) -> Response {
    (
        StatusCode::SEE_OTHER,
        [
            (header::LOCATION, address),
            (header::CACHE_CONTROL, "no-store"),
        ],
    )
        .into_response()
}
