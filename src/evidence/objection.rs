//! What DigiD holds against a message.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something DigiD holds against a message.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Objection {
    /// Which one.
    pub code: ObjectionCode,
    /// Whether DigiD refuses the message for it.
    pub severity: Severity,
    /// What exactly was seen: a lower-case fragment.
    pub text: String,
}

/// Everything DigiD can hold against a message.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObjectionCode {
    /// Index and URL are both there (koppelvlak 3.7 Stap 2: only one of them).
    AcsAmbiguous,
    /// Neither index nor URL is there.
    AcsMissing,
    /// The index or the host of the URL is not registered.
    AcsUnknown,
    /// The artifact is older than the time artifacts are kept (koppelvlak 3.7 Stap 6).
    ArtifactExpired,
    /// The artifact was fetched before (koppelvlak 3.7 Stap 6: once).
    ArtifactReused,
    /// The artifact was never given out to this service.
    ArtifactUnknown,
    /// No client certificate on the back channel.
    ClientCertificateMissing,
    /// `Subject.serialNumber` of the client certificate is not an OIN of 20 digits.
    ClientCertificateOin,
    /// The client certificate ends in no known root, or is not valid now.
    ClientCertificateUntrusted,
    /// `Comparison` is not `minimum`.
    Comparison,
    /// `Destination` is required and absent (koppelvlak 3.7 Stap 2, HTTP Post).
    DestinationMissing,
    /// `Destination` is not this address.
    DestinationWrong,
    /// `ID` is absent.
    IdMissing,
    /// The same `ID` was used before.
    IdReused,
    /// `IssueInstant` is absent or no moment.
    InstantMissing,
    /// `IssueInstant` is not in UTC with a final Z.
    InstantNotUtc,
    /// `IssueInstant` is more than two minutes from now.
    InstantOff,
    /// No metadata is registered for this `Issuer`.
    IssuerUnknown,
    /// More than one level is asked for.
    LevelAmbiguous,
    /// No level is asked for.
    LevelMissing,
    /// The level asked for is not the registered one.
    LevelOther,
    /// The level asked for is none of the four of DigiD.
    LevelUnknown,
    /// `LogoutRequest` has no `NameID`.
    NameIdMissing,
    /// `NameID` is not that of this session.
    NameIdOther,
    /// `ProtocolBinding` asks for something else than HTTP-Artifact.
    ProtocolBinding,
    /// `RelayState` is longer than 80 characters.
    RelayStateLong,
    /// `LogoutRequest` has no `SessionIndex`.
    SessionIndexMissing,
    /// `SessionIndex` is not that of this login.
    SessionIndexOther,
    /// This browser has no session in which the service takes part.
    SessionUnknown,
    /// A signature inside the XML on the Redirect binding.
    SignatureInXml,
    /// The signature does not verify with the registered certificate.
    SignatureInvalid,
    /// There is no signature.
    SignatureMissing,
    /// Signed with SHA-1.
    SignatureWeak,
    /// The metadata names no address for what DigiD answers to a `LogoutRequest`.
    SingleLogoutMissing,
    /// It is not the XML that was expected.
    Unparsable,
    /// `Version` is not 2.0.
    Version,
}

/// What an objection means for the message.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The real DigiD does not go on.
    Refuse,
    /// Wrong, and the real DigiD goes on.
    Warn,
}
