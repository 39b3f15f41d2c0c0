//! What a run was: who was tested, by what, when and how. The head of the testrapport comes from here.

use clap::ValueEnum;
use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{blob::BlobId, certificate::Product, level::Betrouwbaarheidsniveau, word::Word};

/// The circumstances of one run.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Version of Toetssteen that gathered.
    pub tool: String,
    /// When gathering began.
    pub started: Timestamp,
    /// When gathering ended.
    pub ended: Timestamp,
    /// Which DigiD the service was linked to.
    pub digid: DigidKind,
    /// The hosts of that DigiD: its pages and its back channel.
    pub digid_hosts: Vec<String>,
    /// Which table of waits was used.
    pub timing: Timing,
    /// SHA-256 over the check files that the plan was made from.
    pub checks: BlobId,
    /// SHA-256 of the target file.
    pub target_file: BlobId,
    /// Whether the person who started it stopped it early.
    pub interrupted: bool,
    /// The criteria that were asked for; empty means all.
    pub only: Vec<String>,
    /// The issuers of certificates that the target file names, DER in base64.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uitgevers: Vec<String>,
    /// Who was tested.
    pub subject: Subject,
    /// Whether the DNS was validated from a trust anchor of the target file, and not from the root of the world.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own_trust_anchor: bool,
    /// Whether no browser took part: what only a browser sees was left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_browser: bool,
}

/// Who and what was tested, as the target file says.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// Reference of the submission.
    pub kenmerk: Option<String>,
    /// Name of the afnemer as registered.
    pub afnemer: String,
    /// Name of the supplier of its software, where the target file gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leverancier: Option<String>,
    /// Who tests.
    pub tester: Option<String>,
    /// Reference of the earlier submission, where this is a hertest.
    pub hertest_van: Option<String>,
    /// Each connection.
    pub aansluitingen: Vec<Aansluiting>,
    /// Hosts that were reached at another address than their name says: `host:port at address`.
    pub routes: Vec<String>,
}

/// One connection.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Aansluiting {
    /// Its short name in the target file.
    pub naam: Word,
    /// Number given by Logius.
    pub aansluitnummer: Option<String>,
    /// Interface.
    pub koppelvlak: Koppelvlak,
    /// The product of Logius behind it; nothing where the koppelvlak says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<Product>,
    /// Which environment of the service.
    pub omgeving: Omgeving,
    /// Level registered.
    pub betrouwbaarheidsniveau: Betrouwbaarheidsniveau,
    /// Whether it takes part in single sign-on.
    pub eenmalig_inloggen: bool,
    /// When the connection was requested, which decides the edition of the checklist.
    pub aangevraagd: Option<Date>,
    /// The guideline for TLS that decides.
    #[serde(default, skip_serializing_if = "Richtlijn::is_of_koppelvlak")]
    pub richtlijn_tls: Richtlijn,
    /// The editions that judge it.
    pub edities: Vec<Word>,
    /// Product or service behind it.
    pub dienst: Option<String>,
    /// The pages that the target file names, by name.
    pub paginas: Vec<Word>,
    /// Page where logging in begins.
    pub startpagina: String,
    /// Every other address of the connection that the target file names.
    pub adressen: Vec<String>,
    /// The test accounts that the target file names, by number and by how the service shows them; empty where DigiD makes
    /// the numbers up.
    pub accounts: Vec<String>,
}

/// Which DigiD took part.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DigidKind {
    /// None: what would go to DigiD was read and kept back.
    Geen,
    /// The DigiD built into Toetssteen.
    Simulator,
}

/// Which table of waits a run uses.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Timing {
    /// The limits of the checklist.
    Real,
    /// Short waits against a service that was made to forget just as soon; never a conformance run.
    Scaled,
    /// The limits of the checklist, but whatever waits is left out.
    WithoutWaits,
}

/// Interface between the service and DigiD.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Koppelvlak {
    /// The older A-Select interface.
    Cgi,
    /// SAML 2.0, koppelvlakspecificatie 3.x.
    Saml,
}

/// A guideline of the NCSC for TLS.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
pub enum Richtlijn {
    /// The one that the koppelvlakspecificatie names.
    #[default]
    #[serde(rename = "2.1")]
    Koppelvlak,
    /// The newest.
    #[serde(rename = "2025-05")]
    Nieuwste,
}

impl Richtlijn {
    /// Its number.
    pub fn name(self) -> &'static str {
        match self {
            Self::Koppelvlak => "2.1",
            Self::Nieuwste => "2025-05",
        }
    }

    fn is_of_koppelvlak(&self) -> bool {
        *self == Self::Koppelvlak
    }
}

/// Environment of the service.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Omgeving {
    /// A development machine: own names, own CA.
    Ontwikkel,
    /// Linked to, or meant for, DigiD preproductie.
    Preproductie,
    /// Live.
    Productie,
}
