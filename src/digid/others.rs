//! Ends a session at the other services that take part in it (koppelvlak 3.7 Stap U3 and U4).

use jiff::Timestamp;

use super::{
    federation::Member,
    objections::Objections,
    services::{Answer, Shows},
    shared::{Shared, fresh_id},
};
use crate::{
    evidence::{
        Bsn,
        logout::{LogoutAsked, LogoutConfirmed},
        message::{Binding, MessageKind, RSA_SHA256, SignatureSeen},
        objection::ObjectionCode,
    },
    saml::{Logout, LogoutResponse, XmlText},
};

/// Asks one of them, and gives whether it says that its session is over: HTTP 200 and Success (MinBZK/woo-besluit-broncode-digid).
/// One without an address for that is left out, as DigiD does.
pub(super) async fn end(shared: &Shared, person: &Bsn, member: &Member) -> bool {
    ask(shared, person, member).await.over
}

/// What came of asking one.
pub(super) struct Asked {
    /// Whether it says that its session is over.
    pub(super) over: bool,
    /// The question as it was sent; empty where none was.
    pub(super) xml: String,
}

/// The same with the question, which may be asked once more.
pub(super) async fn ask(shared: &Shared, person: &Bsn, member: &Member) -> Asked {
    let metadata = &member.provider.metadata;
    let nothing = |over| Asked { over, xml: String::new() };
    let Some(destination) = metadata.logout_by_soap() else { return nothing(true) };
    let id = fresh_id();
    let question = Logout {
        id: &id,
        at: Timestamp::now(),
        destination,
        issuer: shared.names.entity_id.as_str(),
        person,
        session_index: &member.transaction,
    };
    let login = || Some(member.transaction.clone());
    let xml = match question.signed(&shared.key) {
        Ok(xml) => xml,
        Err(error) => {
            tracing::error!("a question to log out could not be written: {error}");
            return nothing(false);
        }
    };
    let certificate_sha256 = shared.key.certificate().sha256();
    let signature = SignatureSeen::Valid { algorithm: RSA_SHA256.to_owned(), certificate_sha256 };
    let asked = MessageKind::LogoutAsked(LogoutAsked { destination: destination.to_owned() });
    shared.record(login(), Binding::Soap, asked, signature, Vec::new());

    let answered = shared.services().send(destination, xml.clone(), Shows::Certificate).await;
    let http = answered.as_ref().ok().map(|answer| answer.http);
    let mut objections = Objections::default();
    let (signature, confirmed) = match answered.and_then(|answer| read(&answer)) {
        Ok(response) => {
            let signature = response.verify(metadata.signing());
            objections.signature(&signature);
            objections.id(response.id.as_deref());
            objections.version(response.version.as_deref());
            objections.instant(response.issue_instant.as_ref(), Timestamp::now());
            if response.issuer.as_deref() != Some(metadata.entity_id()) {
                objections.refuse(ObjectionCode::IssuerUnknown, format!("Issuer is {:?}", response.issuer));
            }
            let confirmed = LogoutConfirmed {
                http,
                issuer: response.issuer.clone(),
                answers_this: response.in_response_to.as_ref().map(|answers| *answers == id),
                issue_instant: response.issue_instant.clone(),
                counts: http == Some(200) && response.is_success(),
                status: response.status,
                problem: None,
            };
            (signature, confirmed)
        }
        Err(problem) => {
            let confirmed = LogoutConfirmed {
                http,
                issuer: None,
                answers_this: None,
                issue_instant: None,
                counts: false,
                status: Vec::new(),
                problem: Some(problem),
            };
            (SignatureSeen::Absent, confirmed)
        }
    };
    let counts = confirmed.counts;
    shared.record(login(), Binding::Soap, MessageKind::LogoutConfirmed(confirmed), signature, objections.0);
    Asked { over: counts, xml }
}

fn read(answer: &Answer) -> Result<LogoutResponse, String> {
    XmlText::new(&answer.body).and_then(LogoutResponse::parse).map_err(|error| error.to_string())
}
