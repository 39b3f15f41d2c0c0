//! What DigiD holds against an `ArtifactResolve` and the connection it came by.

use jiff::Timestamp;

use super::{objections::Objections, settings::Names};
use crate::{
    evidence::{
        message::{ArtifactResolveSeen, ClientCertificateSeen},
        objection::ObjectionCode as Code,
    },
    saml::ArtifactResolve,
};

/// Adds what is wrong with the message itself, apart from its sender and signature.
pub(super) fn judge_message(request: &ArtifactResolve, names: &Names, now: Timestamp, objections: &mut Objections) {
    objections.id(request.id.as_deref());
    objections.version(request.version.as_deref());
    objections.instant(request.issue_instant.as_ref(), now);
    if let Some(destination) = request.destination.as_deref().filter(|found| *found != names.artifact_resolution()) {
        objections.warn(Code::DestinationWrong, format!("Destination is {destination:?}"));
    }
}

/// Adds what is wrong with the client certificate (koppelvlak 3.7 TLS transportbeveiliging).
pub(super) fn judge_certificate(seen: Option<&ClientCertificateSeen>, objections: &mut Objections) {
    let Some(seen) = seen else {
        return objections.refuse(Code::ClientCertificateMissing, "no client certificate was shown");
    };
    if let Some(problem) = &seen.problem {
        objections.refuse(Code::ClientCertificateUntrusted, problem);
    }
    let oin = seen.oin.as_deref().unwrap_or_default();
    if oin.len() != 20 || !oin.bytes().all(|byte| byte.is_ascii_digit()) {
        objections
            .warn(Code::ClientCertificateOin, format!("Subject.serialNumber is {oin:?}, not an OIN of 20 digits"));
    }
}

/// The request as evidence.
pub(super) fn seen(
    request: &ArtifactResolve,
    certificate: Option<ClientCertificateSeen>,
    artifact_known: bool,
    asked_before: u32,
) -> ArtifactResolveSeen {
    ArtifactResolveSeen {
        id: request.id.clone(),
        issuer: request.issuer.clone(),
        destination: request.destination.clone(),
        issue_instant: request.issue_instant.clone(),
        artifact_known,
        asked_before,
        client_certificate: certificate,
    }
}
