//! Objections that both kinds of question share.

use jiff::{SignedDuration, Timestamp};

use crate::{
    evidence::{
        message::{InstantSeen, SignatureSeen},
        objection::{Objection, ObjectionCode, Severity},
    },
    saml::SHA1_ALGORITHMS,
};

/// The koppelvlak keeps two minutes on either side.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(2);

/// A growing list of objections.
#[derive(Debug, Default)]
pub(super) struct Objections(pub(super) Vec<Objection>);

impl Objections {
    pub(super) fn refuse(&mut self, code: ObjectionCode, text: impl Into<String>) {
        self.0.push(Objection { code, severity: Severity::Refuse, text: text.into() });
    }

    pub(super) fn warn(&mut self, code: ObjectionCode, text: impl Into<String>) {
        self.0.push(Objection { code, severity: Severity::Warn, text: text.into() });
    }

    pub(super) fn refused(&self) -> bool {
        self.0.iter().any(|objection| objection.severity == Severity::Refuse)
    }

    /// Whether DigiD does not even know whom to answer, and says 404 (koppelvlak 3.7 404-melding).
    pub(super) fn unanswerable(&self) -> bool {
        use ObjectionCode::{AcsUnknown, IdMissing, IssuerUnknown, SignatureInvalid, SignatureMissing, Unparsable};
        let silent = [AcsUnknown, IdMissing, IssuerUnknown, SignatureInvalid, SignatureMissing, Unparsable];
        self.0.iter().any(|objection| objection.severity == Severity::Refuse && silent.contains(&objection.code))
    }

    pub(super) fn signature(&mut self, seen: &SignatureSeen) {
        match seen {
            SignatureSeen::Absent => self.refuse(ObjectionCode::SignatureMissing, "the message is not signed"),
            SignatureSeen::Invalid { reason, .. } => self.refuse(ObjectionCode::SignatureInvalid, reason),
            SignatureSeen::Valid { algorithm, .. } if SHA1_ALGORITHMS.contains(&algorithm.as_str()) => {
                self.warn(ObjectionCode::SignatureWeak, format!("signed with {algorithm}"));
            }
            SignatureSeen::Unverifiable { .. } | SignatureSeen::Valid { .. } => {}
        }
    }

    pub(super) fn instant(&mut self, seen: Option<&InstantSeen>, now: Timestamp) {
        let Some(seen) = seen else {
            return self.warn(ObjectionCode::InstantMissing, "there is no IssueInstant");
        };
        let Some(at) = seen.at else {
            return self.warn(ObjectionCode::InstantMissing, format!("IssueInstant is {:?}", seen.written));
        };
        if !seen.utc {
            self.warn(ObjectionCode::InstantNotUtc, format!("IssueInstant is {:?}", seen.written));
        }
        let off = now.duration_since(at);
        if off.abs() > CLOCK_SKEW {
            self.warn(ObjectionCode::InstantOff, format!("IssueInstant is {} seconds from now", off.as_secs().abs()));
        }
    }

    pub(super) fn version(&mut self, version: Option<&str>) {
        if version != Some("2.0") {
            self.refuse(ObjectionCode::Version, format!("Version is {:?}", version.unwrap_or_default()));
        }
    }

    pub(super) fn id(&mut self, id: Option<&str>) {
        if id.is_none() {
            self.refuse(ObjectionCode::IdMissing, "there is no ID");
        }
    }
}
