//! What both listeners share.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, to_bytes},
    response::Response,
};
use http::{Method, StatusCode, Uri};
use jiff::Timestamp;

use super::{
    client_certificate::KnownRoots,
    elsewhere::Lures,
    federation::Federation,
    ledger::{Channel, Ledger, TroubleKind},
    listener::Peer,
    logins::Logins,
    logouts::Logouts,
    lying::Liar,
    objections::Objections,
    pages,
    passphrase::Passphrase,
    services::Services,
    settings::{Manner, Names, Provider},
};
use crate::{
    checklist::Forgery,
    evidence::{
        message::{ArtifactSent, Binding, Message, MessageKind, SignatureSeen, Unreadable},
        objection::{Objection, ObjectionCode},
    },
    saml::SigningKey,
};

/// The largest body that is read, in bytes.
const LARGEST_BODY: usize = 256 * 1024;
/// How long a body may take to arrive.
const SLOWEST_BODY: Duration = Duration::from_secs(15);

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) names: Names,
    pub(super) manner: Manner,
    pub(super) artifact_lifetime: Duration,
    pub(super) key: SigningKey,
    pub(super) metadata: String,
    pub(super) ledger: Ledger,
    pub(super) roots: KnownRoots,
    pub(super) passphrase: Option<Passphrase>,
    pub(super) registered: RwLock<Vec<Arc<Provider>>>,
    pub(super) logins: Mutex<Logins>,
    pub(super) logouts: Mutex<Logouts>,
    pub(super) federation: Mutex<Federation>,
    pub(super) lures: Mutex<Lures>,
    pub(super) services: RwLock<Arc<Services>>,
    /// What it needs to lie, where it can.
    pub(super) liar: Option<Liar>,
}

impl Shared {
    pub(super) fn federation(&self) -> MutexGuard<'_, Federation> {
        self.federation.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn logouts(&self) -> MutexGuard<'_, Logouts> {
        self.logouts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn lures(&self) -> MutexGuard<'_, Lures> {
        self.lures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn logins(&self) -> MutexGuard<'_, Logins> {
        self.logins.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn providers(&self) -> Vec<Arc<Provider>> {
        self.registered.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_providers(&self, providers: Vec<Provider>) {
        let providers = providers.into_iter().map(Arc::new).collect();
        *self.registered.write().unwrap_or_else(PoisonError::into_inner) = providers;
    }

    /// The way to services, as it is now.
    pub(super) fn services(&self) -> Arc<Services> {
        Arc::clone(&self.services.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn set_services(&self, services: Services) {
        *self.services.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(services);
    }

    /// The forgery of this id, where this DigiD knows it.
    pub(super) fn forgery(&self, id: &str) -> Option<Forgery> {
        self.liar.as_ref()?.knows(id).cloned()
    }

    /// The ids and titles of every forgery that it knows.
    pub(super) fn forgeries(&self) -> Vec<(String, String)> {
        let known = self.liar.iter().flat_map(|liar| liar.forgeries.known.iter());
        known.map(|(id, forgery)| (id.clone(), forgery.described.title.clone())).collect()
    }

    /// Records that the browser was sent back with an answer.
    pub(super) fn record_sent(&self, transaction: &str, acs: &str, artifact_sha256: String, answer: &str) {
        let sent = ArtifactSent { acs: acs.to_owned(), artifact_sha256, answer: answer.to_owned() };
        let kind = MessageKind::ArtifactSent(sent);
        self.record(Some(transaction.to_owned()), Binding::Artifact, kind, SignatureSeen::Absent, Vec::new());
    }

    /// Records a question that cannot be read, and refuses it.
    pub(super) fn unreadable(&self, binding: Binding, reason: &str) -> Response {
        let mut objections = Objections::default();
        objections.refuse(ObjectionCode::Unparsable, reason);
        let kind = MessageKind::Unreadable(Unreadable { reason: reason.to_owned() });
        self.record(None, binding, kind, SignatureSeen::Absent, objections.0);
        pages::refused()
    }

    pub(super) fn record(
        &self,
        transaction: Option<String>,
        binding: Binding,
        kind: MessageKind,
        signature: SignatureSeen,
        objections: Vec<Objection>,
    ) {
        self.ledger.record(Message { at: Timestamp::now(), transaction, binding, kind, signature, objections });
    }
}

/// What is asked for where nothing is: somebody has a wrong address of DigiD.
pub(super) async fn nothing_there(shared: &Shared, channel: Channel, peer: &Peer, asked: (Method, Uri)) -> Response {
    let (method, uri) = asked;
    let asked = format!("{method} {}", uri.path());
    shared.ledger.trouble(channel, peer.address, TroubleKind::NothingThere { asked });
    pages::not_found().await
}

/// Reads a body within its limits.
pub(super) async fn read(body: Body) -> Result<Bytes, StatusCode> {
    match tokio::time::timeout(SLOWEST_BODY, to_bytes(body, LARGEST_BODY)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

/// Random bytes in hexadecimal.
pub(super) fn random_hex<const N: usize>() -> String {
    crate::evidence::hex(&rand::random::<[u8; N]>())
}

/// A fresh `ID` (an xs:ID may not start with a digit).
pub(super) fn fresh_id() -> String {
    format!("_{}", random_hex::<20>())
}
