//! The login page and what pressing its buttons does (koppelvlak 3.7 Stap 3–5).

use std::sync::Arc;

use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use jiff::Timestamp;
use tokio::time::Instant;
use url::Url;

use super::{
    federation::{Entry, cookie},
    listener::Peer,
    logins::{Issued, Login, Verdict},
    lying::{self, Lie},
    pages,
    shared::{Shared, read},
};
use crate::{
    evidence::message::{ArtifactSent, Binding, MessageKind, SignatureSeen},
    evidence::{Betrouwbaarheidsniveau, Bsn},
    saml::answers::{Does, answer},
    saml::{Artifact, Failure, SubStatus},
};

/// Shows the page.
pub(super) async fn show(State(shared): State<Arc<Shared>>, Path(transaction): Path<String>) -> Response {
    let login = shared.logins().login(&transaction).cloned();
    match login {
        Some(login) if login.answered => pages::finished(),
        Some(login) => credentials(&shared, &transaction, &login),
        None => pages::not_found().await,
    }
}

fn credentials(shared: &Shared, transaction: &str, login: &Login) -> Response {
    let entered = pages::Entered::nothing(login, shared.passphrase.is_some(), shared.forgeries());
    let entered = pages::Entered { services: services(shared, login), ..entered };
    pages::login(StatusCode::OK, transaction, login, &entered)
}

/// The services where whoever has this browser is logged in already, where that is enough for this login.
fn services(shared: &Shared, login: &Login) -> Vec<String> {
    let mut federation = shared.federation();
    let session = federation.live(login.browser.as_deref()).filter(|_| login.again);
    let members = session.into_iter().flat_map(|session| &session.members);
    members.map(|member| member.provider.metadata.entity_id().to_owned()).collect()
}

/// Does what a button says.
pub(super) async fn press(
    State(shared): State<Arc<Shared>>,
    Path(transaction): Path<String>,
    Extension(peer): Extension<Peer>,
    body: Body,
) -> Response {
    let body = match read(body).await {
        Ok(body) => body,
        Err(status) => {
            return pages::message(status, "Het formulier is te groot of kwam te langzaam binnen.");
        }
    };
    let Some(login) = shared.logins().login(&transaction).cloned() else {
        return pages::not_found().await;
    };
    // An answer that is not given must begin or join no session either.
    if login.answered {
        return pages::finished();
    }
    let field = |name: &str| {
        let found = url::form_urlencoded::parse(&body).find(|(key, _)| key == name);
        found.map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    let (pressed, level) =
        (field("handeling"), Betrouwbaarheidsniveau::from_name(&field("niveau")).unwrap_or(login.asked));
    let entered = |error| pages::Entered {
        bsn: field("bsn"),
        level,
        error,
        guarded: shared.passphrase.is_some(),
        forgeries: shared.forgeries(),
        services: services(&shared, &login),
    };
    if pressed == "verder" {
        let session = shared.federation().again(&login, &transaction);
        let Some(session) = session else { return credentials(&shared, &transaction, &login) };
        let address = peer.address.ip().to_string();
        let (bsn, level, at) = (session.person, session.level, session.authenticated_at);
        return send_back(&shared, &transaction, Verdict::LoggedIn { bsn, level, at, address }, "verder");
    }
    if let Some(passphrase) = &shared.passphrase
        && !passphrase.is(&field("wachtwoordzin")).await
    {
        let entered = entered(Some(pages::Wrong::Passphrase));
        return pages::login(StatusCode::FORBIDDEN, &transaction, &login, &entered);
    }
    match pressed.as_str() {
        "annuleren" => {
            let cancelled = Does::Fails(Failure::Responder(Some(SubStatus::AuthnFailed)));
            send_back(&shared, &transaction, Verdict::Other(cancelled), "annuleren")
        }
        "inloggen" => match field("bsn").trim().parse::<Bsn>() {
            Ok(bsn) => {
                let verdict = verdict(bsn, level, login.asked, &peer);
                let cookie = login.provider.federated.then(|| entered_by(&shared, &transaction, &login, &verdict));
                let mut sent = send_back(&shared, &transaction, verdict, "inloggen");
                if let Some(line) = cookie.flatten() {
                    sent.headers_mut().insert(header::SET_COOKIE, line);
                }
                sent
            }
            Err(error) => {
                let entered = entered(Some(pages::Wrong::Bsn(error)));
                pages::login(StatusCode::UNPROCESSABLE_ENTITY, &transaction, &login, &entered)
            }
        },
        "vals" => match (field("bsn").trim().parse::<Bsn>(), shared.forgery(&field("vervalsing"))) {
            (Ok(_), Some(forgery)) if forgery.asks("other-person") && field("ander").trim().parse::<Bsn>().is_err() => {
                let text =
                    "Vul ook het BSN van een andere testpersoon in: dit antwoord noemt een ander dan wie inlogt.";
                pages::message(StatusCode::UNPROCESSABLE_ENTITY, text)
            }
            (Ok(person), Some(forgery)) => {
                let lie = Lie {
                    forgery,
                    person,
                    other_person: field("ander").trim().parse().ok(),
                    other_request_id: shared.logins().other_request(&transaction),
                    level,
                    at: Timestamp::now(),
                    address: peer.address.ip().to_string(),
                };
                lying::send_back(&shared, &transaction, lie)
            }
            (Err(error), _) => {
                let entered = entered(Some(pages::Wrong::Bsn(error)));
                pages::login(StatusCode::UNPROCESSABLE_ENTITY, &transaction, &login, &entered)
            }
            (Ok(_), None) => pages::message(StatusCode::BAD_REQUEST, "Dit valse antwoord bestaat niet."),
        },
        other => match answer(other) {
            Some(row) => send_back(&shared, &transaction, Verdict::Other(row.does), row.name),
            None => pages::message(StatusCode::BAD_REQUEST, "Deze knop bestaat niet."),
        },
    }
}

/// The session of eenmalig inloggen that a login with credentials begins or goes on with, as a cookie.
fn entered_by(shared: &Shared, transaction: &str, login: &Login, verdict: &Verdict) -> Option<HeaderValue> {
    let Verdict::LoggedIn { bsn, level, at, .. } = verdict else { return None };
    let entry = Entry { person: bsn, level: *level, at: *at, provider: &login.provider, transaction };
    let browser = shared.federation().enter(login.browser.as_deref(), &entry)?;
    HeaderValue::from_str(&cookie(&browser)).ok()
}

/// A level below the one asked for is no success (MinBZK/woo-besluit-broncode-digid, `determine_status_code` 3).
fn verdict(bsn: Bsn, level: Betrouwbaarheidsniveau, asked: Betrouwbaarheidsniveau, peer: &Peer) -> Verdict {
    if level < asked {
        return Verdict::Other(Does::Fails(Failure::Responder(Some(SubStatus::NoAuthnContext))));
    }
    Verdict::LoggedIn { bsn, level, at: Timestamp::now(), address: peer.address.ip().to_string() }
}

/// Gives an artifact for the answer and sends the browser back with it.
pub(super) fn send_back(shared: &Shared, transaction: &str, verdict: Verdict, pressed: &str) -> Response {
    let Some(login) = shared.logins().answer(transaction) else {
        return pages::finished();
    };
    let (Ok(artifact), Ok(mut address)) =
        (Artifact::new(shared.names.entity_id.as_str(), rand::random()), Url::parse(&login.acs))
    else {
        return pages::message(StatusCode::INTERNAL_SERVER_ERROR, "Het adres van de webdienst is geen adres.");
    };
    address.query_pairs_mut().append_pair("SAMLart", &artifact.to_string());
    if let Some(relay_state) = &login.relay_state {
        address.query_pairs_mut().append_pair("RelayState", relay_state);
    }
    let sent = ArtifactSent { acs: login.acs.clone(), artifact_sha256: artifact.sha256(), answer: pressed.to_owned() };
    let (transaction, written) = (transaction.to_owned(), artifact.to_string());
    let issued = Issued { transaction: transaction.clone(), login, verdict, written, at: Instant::now(), asked: 0 };
    let mut logins = shared.logins();
    logins.issue(issued);
    logins.sent(&transaction, address.as_str());
    drop(logins);
    let kind = MessageKind::ArtifactSent(sent);
    shared.record(Some(transaction), Binding::Artifact, kind, SignatureSeen::Absent, Vec::new());
    see_other(address.as_str())
}

/// A redirect that a browser follows with GET.
pub(super) fn see_other(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, address), (header::CACHE_CONTROL, "no-store")]).into_response()
}
