//! What a lie sends over the back channel.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    response::{IntoResponse, Response},
};
use futures_util::stream;
use http::{StatusCode, header};

use super::{Lie, compose};
use crate::{
    checklist::delivery::BackAnswer,
    digid::{artifact_answer::Answered, listener::Peer, logins::Issued},
    evidence::message::SignatureSeen,
};

/// An answer without end stops all the same: a service that reads it all must not fall over.
const PIECE: usize = 64 << 10;
const MOST_PIECES: usize = 256;
const BETWEEN: Duration = Duration::from_millis(20);

/// Answers the question for the message behind an artifact.
pub(in crate::digid) async fn answer(answered: &Answered<'_>, issued: &Issued, lie: &Lie, peer: &Peer) -> Response {
    let shared = answered.shared;
    let Some(liar) = &shared.liar else { return answered.http(500) };
    let kind = lie.forgery.answer;
    answered.record_forged(kind);
    let artifact = issued.written.clone();
    let sent = compose::Sent { resolve_id: answered.in_response_to, artifact: &artifact };
    let message = match compose::compose(shared, liar, lie, &issued.login, &issued.transaction, &sent) {
        Ok(forged) => forged.sent,
        Err(error) => {
            tracing::error!("{} cannot be forged: {error}", lie.forgery.id());
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    match kind {
        BackAnswer::Message => soap(StatusCode::OK, message),
        BackAnswer::MessageWith500 => soap(StatusCode::INTERNAL_SERVER_ERROR, message),
        BackAnswer::Slow => {
            tokio::time::sleep(liar.forgeries.slow).await;
            soap(StatusCode::OK, message)
        }
        BackAnswer::Empty => soap(StatusCode::OK, Vec::new()),
        BackAnswer::Http404 => StatusCode::NOT_FOUND.into_response(),
        BackAnswer::Http500 => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        BackAnswer::Html => {
            let page = "<!doctype html><html lang=\"nl\"><title>Storing</title><p>DigiD is even niet beschikbaar.";
            (StatusCode::OK, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
        }
        BackAnswer::Fault => match crate::saml::soap_fault("Server", "the request could not be handled") {
            Ok(fault) => soap(StatusCode::OK, fault.into_bytes()),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        },
        BackAnswer::Dropped => {
            peer.drop.notify_one();
            std::future::pending().await
        }
        BackAnswer::DroppedHalfWay => half(message, peer),
        BackAnswer::Endless => endless(),
    }
}

fn soap(status: StatusCode, message: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, "text/xml; charset=utf-8")], message).into_response()
}

/// Half of the message, then the connection is gone.
fn half(message: Vec<u8>, peer: &Peer) -> Response {
    let (drop, length) = (std::sync::Arc::clone(&peer.drop), message.len());
    let half = Bytes::from(message).slice(..length / 2);
    let pieces = stream::unfold(Some(half), move |rest| {
        let drop = std::sync::Arc::clone(&drop);
        async move {
            let Some(half) = rest else {
                // What was written must be on its way before the connection goes.
                tokio::time::sleep(BETWEEN).await;
                drop.notify_one();
                return std::future::pending().await;
            };
            Some((Ok::<_, std::io::Error>(half), None))
        }
    });
    let headers =
        [(header::CONTENT_TYPE, "text/xml; charset=utf-8".to_owned()), (header::CONTENT_LENGTH, length.to_string())];
    (headers, Body::from_stream(pieces)).into_response()
}

fn endless() -> Response {
    let pieces = stream::unfold(0_usize, |nth| async move {
        if nth >= MOST_PIECES {
            return None;
        }
        tokio::time::sleep(BETWEEN).await;
        let piece = if nth == 0 { Bytes::from_static(b"<x>") } else { Bytes::from(vec![b' '; PIECE]) };
        Some((Ok::<_, std::io::Error>(piece), nth + 1))
    });
    ([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], Body::from_stream(pieces)).into_response()
}

impl Answered<'_> {
    /// Records that a lie was told; what it said is remembered apart.
    fn record_forged(&self, kind: BackAnswer) {
        let http = match kind {
            BackAnswer::Dropped => None,
            BackAnswer::Http404 => Some(404),
            BackAnswer::Http500 | BackAnswer::MessageWith500 => Some(500),
            _ => Some(200),
        };
        let answer =
            crate::evidence::message::ArtifactAnswer { http, ..crate::evidence::message::ArtifactAnswer::nothing() };
        self.record(answer, SignatureSeen::Absent);
    }
}
