//! A forgery: one way in which an answer of DigiD can be false, and what a sound service does with it.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{
    delivery::{ArtifactForm, BackAnswer, Delivery, WrongCertificate, by_hand},
    mistake::{Mistakes, SourceFile},
};
use crate::{
    evidence::{
        Betrouwbaarheidsniveau, Variant, Word,
        attempt::{Described, Wanted},
    },
    saml::forging::{self, Layer, Step, Text},
};

/// One file below `checks/forgeries`.
#[derive(Clone, Debug)]
pub struct Forgery {
    /// The folder it stands in.
    pub class: Word,
    /// Its name there.
    pub name: Word,
    /// What it is, in Dutch.
    pub described: Described,
    /// What a sound service does with it.
    pub wanted: Wanted,
    /// The same of a service whose metadata asks for signed assertions.
    pub wanted_if_signed: Wanted,
    /// The layers whose signature still is one of DigiD over what it covers, where the assertion is signed.
    pub verifies: BTreeSet<Layer>,
    /// How the message is changed.
    pub steps: Vec<Step>,
    /// How it comes to the service.
    pub delivery: Delivery,
    /// How the artifact is written.
    pub artifact: ArtifactForm,
    /// What goes along instead of the RelayState; nothing at all where it is empty.
    pub relay_state: Option<String>,
    /// What comes over the back channel.
    pub answer: BackAnswer,
    /// The certificate on the back channel.
    pub certificate: Option<WrongCertificate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Raw {
    title: String,
    changed: String,
    source: String,
    outcome: Outcome,
    otherwise: Option<toml::Spanned<Otherwise>>,
    outcome_if_assertions_signed: Option<Outcome>,
    gain: String,
    mend: String,
    #[serde(default)]
    verifies: BTreeSet<Layer>,
    #[serde(default)]
    steps: Vec<toml::Spanned<Step>>,
    #[serde(default)]
    delivery: Delivery,
    #[serde(default)]
    artifact: ArtifactForm,
    relay_state: Option<String>,
    #[serde(default)]
    answer: BackAnswer,
    certificate: Option<WrongCertificate>,
}

#[derive(Clone, Copy, Deserialize, PartialEq)]
enum Outcome {
    #[serde(rename = "accept")]
    Accept,
    #[serde(rename = "either")]
    Either,
    #[serde(rename = "refuse")]
    Refuse,
    #[serde(rename = "te beoordelen")]
    Judge,
}

#[derive(Deserialize)]
enum Otherwise {
    #[serde(rename = "opmerking")]
    Opmerking,
}

impl Forgery {
    /// Reads a forgery file, and rehearses it where nobody has: that takes longer than reading it.
    ///
    /// # Errors
    /// Every mistake in it.
    pub(super) fn read(id: &str, file: &SourceFile, rehearse: bool) -> Result<Self, Mistakes> {
        let (class, name) =
            id.split_once('/').ok_or_else(|| file.whole("a forgery stands in a folder of its class"))?;
        let word =
            |text: &str| text.parse().map_err(|error: crate::evidence::word::NotAWord| file.whole(error.to_string()));
        let raw: Raw = file.parse()?;
        let wanted = wanted(raw.outcome, raw.otherwise.is_some());
        if let Some(otherwise) = raw.otherwise.as_ref().filter(|_| raw.outcome != Outcome::Accept) {
            let mistake =
                file.mistake(otherwise.span(), "only where `accept` is the outcome a refusal can be a remark");
            return Err(mistake.into());
        }
        let changes = !raw.steps.is_empty()
            || raw.delivery != Delivery::default()
            || raw.artifact != ArtifactForm::default()
            || raw.answer != BackAnswer::default()
            || raw.relay_state.is_some()
            || raw.certificate.is_some();
        if !changes {
            let mistake = file.whole("this changes nothing, so it is a genuine answer");
            return Err(mistake.help("add `steps`, or say what is wrong by `delivery`, `artifact`, `answer` …").into());
        }
        let spans: Vec<_> = raw.steps.iter().map(toml::Spanned::span).collect();
        let steps: Vec<Step> = raw.steps.into_iter().map(toml::Spanned::into_inner).collect();
        if rehearse && let Err((nth, error)) = forging::rehearse(&steps) {
            return Err(file.mistake(spans.get(nth).cloned().unwrap_or_default(), error.to_string()).into());
        }
        Ok(Self {
            class: word(class)?,
            name: word(name)?,
            wanted_if_signed: raw.outcome_if_assertions_signed.map_or(wanted, |outcome| self::wanted(outcome, false)),
            wanted,
            described: Described {
                title: raw.title,
                changed: raw.changed,
                gain: raw.gain,
                mend: raw.mend,
                source: raw.source,
                by_hand: by_hand(id, raw.delivery, names(&steps, "other-request-id")),
            },
            verifies: raw.verifies,
            steps,
            delivery: raw.delivery,
            artifact: raw.artifact,
            relay_state: raw.relay_state,
            answer: raw.answer,
            certificate: raw.certificate,
        })
    }

    /// `class/name`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.class, self.name)
    }

    /// It as a variant of a place.
    pub fn variant(&self) -> Variant {
        Variant::Forgery { class: self.class.clone(), name: self.name.clone() }
    }

    /// What a sound service does with it.
    pub fn wanted(&self, assertions_signed: bool) -> Wanted {
        if assertions_signed { self.wanted_if_signed } else { self.wanted }
    }

    /// Whether it can be made where this level is asked for: no level is below the lowest.
    pub fn is_possible_at(&self, level: Betrouwbaarheidsniveau) -> bool {
        (level.below().is_some() || !self.asks("level-lower"))
            && (level.above().is_some() || !self.asks("level-higher"))
    }

    /// Whether something is to be filled in for this name.
    pub fn asks(&self, name: &str) -> bool {
        names(&self.steps, name)
    }

    /// Whether a service can only refuse it after it asked DigiD for the message, so that a refusal without that is of somebody
    /// before the service.
    pub fn must_be_fetched(&self) -> bool {
        let as_usual = matches!(self.delivery, Delivery::Artifact | Delivery::SecondLogin);
        as_usual && self.artifact == ArtifactForm::Genuine && self.relay_state.is_none()
    }
}

fn wanted(outcome: Outcome, remark: bool) -> Wanted {
    match outcome {
        Outcome::Accept if remark => Wanted::AcceptRather,
        Outcome::Accept => Wanted::Accept,
        Outcome::Either => Wanted::Either,
        Outcome::Judge => Wanted::Judge,
        Outcome::Refuse => Wanted::Refuse,
    }
}

/// Whether a step asks for what has this name.
fn names(steps: &[Step], name: &str) -> bool {
    steps.iter().flat_map(Step::texts).flat_map(Text::blanks).any(|blank| blank.is_named(name))
}
