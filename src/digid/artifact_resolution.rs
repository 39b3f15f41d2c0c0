//! The back channel: an artifact comes in and is judged and looked up (koppelvlak 3.7 Stap 6).

use std::{sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http::{Method, Uri};
use jiff::Timestamp;

use super::{
    artifact_answer::Answered,
    back_judgement,
    front_judgement::{provider_of, unverified},
    ledger::Channel,
    listener::Peer,
    logins::{Issued, Verdict},
    lying,
    objections::Objections,
    settings::Manner,
    shared::{Shared, nothing_there, read},
    sso,
};
use crate::{
    checklist::delivery::Delivery,
    evidence::{
        message::{Binding, MessageKind, SignatureSeen, Unreadable},
        objection::ObjectionCode as Code,
    },
    saml::answers::Does,
    saml::{ArtifactResolve, Failure, SubStatus, XmlText},
};

/// As long as silence lasts when the caller does not give up.
const LONGEST_SILENCE: Duration = Duration::from_secs(60);
const DENIED: Failure = Failure::Requester(Some(SubStatus::RequestDenied));

pub(super) fn router(shared: &Arc<Shared>) -> Router {
    Router::new()
        .route(&shared.names.paths.artifact, post(resolve))
        .route(&shared.names.paths.metadata, get(sso::metadata))
        .fallback(elsewhere)
        .method_not_allowed_fallback(elsewhere)
        .with_state(Arc::clone(shared))
}

async fn elsewhere(
    State(shared): State<Arc<Shared>>,
    Extension(peer): Extension<Peer>,
    method: Method,
    uri: Uri,
) -> Response {
    nothing_there(&shared, Channel::Back, &peer, (method, uri)).await
}

async fn resolve(State(shared): State<Arc<Shared>>, Extension(peer): Extension<Peer>, body: Body) -> Response {
    let body = match read(body).await {
        Ok(body) => body,
        Err(status) => return status.into_response(),
    };
    let request = match XmlText::new(&body).and_then(ArtifactResolve::parse) {
        Ok(request) => request,
        Err(error) => return unreadable(&shared, &error.to_string()),
    };
    let Asked { transaction, reply } = ask(&shared, &request, &peer);
    let answered = Answered { shared: &shared, transaction, in_response_to: request.id.as_deref().unwrap_or_default() };
    match reply {
        Reply::Nothing => answered.http(404),
        Reply::Outer(outcome) => answered.outer(outcome),
        Reply::Held(issued) => match issued.verdict {
            Verdict::Lie(ref lie) => lying::answer(&answered, &issued, lie, &peer).await,
            Verdict::Other(Does::Dropped) => {
                answered.nothing();
                peer.drop.notify_one();
                std::future::pending().await
            }
            Verdict::Other(Does::Silence) => {
                answered.nothing();
                tokio::time::sleep(LONGEST_SILENCE).await;
                peer.drop.notify_one();
                std::future::pending().await
            }
            _ => answered.held(&issued),
        },
    }
}

/// What a question comes to.
enum Reply {
    /// The message behind the artifact.
    Held(Box<Issued>),
    /// HTTP 404.
    Nothing,
    /// An `ArtifactResponse` without a message in it.
    Outer(Result<(), Failure>),
}

struct Asked {
    transaction: Option<String>,
    reply: Reply,
}

/// Judges and records a question, and looks the artifact up.
fn ask(shared: &Shared, request: &ArtifactResolve, peer: &Peer) -> Asked {
    let mut objections = Objections::default();
    let provider = provider_of(request.issuer.as_deref(), &shared.providers(), &mut objections);
    let signature = provider.as_deref().map_or_else(unverified, |provider| request.verify(provider.metadata.signing()));
    if provider.is_some() {
        objections.signature(&signature);
    }
    back_judgement::judge_message(request, &shared.names, Timestamp::now(), &mut objections);
    let certificate = shared.roots.see(&peer.chain);
    back_judgement::judge_certificate(certificate.as_ref(), &mut objections);

    let unanswerable = shared.manner == Manner::Strict && objections.unanswerable();
    // Held until the question is counted: of two questions at once only one gets the message.
    let mut logins = shared.logins();
    let issued = logins.issued(&request.artifact);
    let transaction = issued.as_ref().map(|issued| issued.transaction.clone());
    let asked_before = issued.as_ref().map_or(0, |issued| issued.asked);
    let reply = match issued {
        // A question that is not answered does not use the artifact up.
        _ if unanswerable => Reply::Nothing,
        Some(issued) if issued.is_for(provider.as_deref()) => {
            issued.asked += 1;
            look_up(shared, issued.clone(), asked_before, &mut objections)
        }
        Some(_) => {
            objections.refuse(Code::ArtifactUnknown, "it was given to another service");
            Reply::Outer(Err(DENIED))
        }
        None => {
            objections.refuse(Code::ArtifactUnknown, "it was never given out");
            Reply::Outer(Err(DENIED))
        }
    };
    drop(logins);
    let seen = back_judgement::seen(request, certificate, transaction.is_some(), asked_before);
    shared.record(transaction.clone(), Binding::Soap, MessageKind::ArtifactResolve(seen), signature, objections.0);
    Asked { transaction, reply }
}

/// What the owner of an artifact gets (MinBZK/woo-besluit-broncode-digid; koppelvlak 3.7 Stap 6).
fn look_up(shared: &Shared, issued: Issued, asked_before: u32, objections: &mut Objections) -> Reply {
    match issued.verdict {
        Verdict::Other(Does::ArtifactUnknown) => return Reply::Outer(Err(DENIED)),
        Verdict::Other(Does::ArtifactExpired) => return Reply::Outer(Ok(())),
        // These stand for a DigiD that cannot be reached: asking again is no second use.
        Verdict::Other(Does::Dropped | Does::Http(_) | Does::Silence | Does::SoapFault) => {}
        Verdict::Lie(ref lie) if lie.forgery.delivery == Delivery::AgainElsewhereAnswered => {}
        Verdict::Lie(_) | Verdict::LoggedIn { .. } | Verdict::Other(Does::Fails(_)) if asked_before > 0 => {
            objections.refuse(Code::ArtifactReused, format!("the artifact was asked for {asked_before} times before"));
            return Reply::Outer(Err(DENIED));
        }
        Verdict::Lie(_) | Verdict::LoggedIn { .. } | Verdict::Other(Does::Fails(_)) => {}
    }
    if issued.at.elapsed() >= shared.artifact_lifetime {
        objections.refuse(Code::ArtifactExpired, format!("the artifact is older than {:?}", shared.artifact_lifetime));
        return Reply::Outer(Ok(()));
    }
    Reply::Held(Box::new(issued))
}

fn unreadable(shared: &Shared, reason: &str) -> Response {
    let mut objections = Objections::default();
    objections.refuse(Code::Unparsable, reason);
    let kind = MessageKind::Unreadable(Unreadable { reason: reason.to_owned() });
    shared.record(None, Binding::Soap, kind, SignatureSeen::Absent, objections.0);
    let answered = Answered { shared, transaction: None, in_response_to: "" };
    match shared.manner {
        Manner::Observing => answered.fault("Client", "the request is not an ArtifactResolve"),
        Manner::Strict => answered.http(404),
    }
}
