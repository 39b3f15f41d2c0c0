//! A forged question to log out: one way in which a question of DigiD can be false (koppelvlak 3.7 Stap U3), and what a sound
//! service does with it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Files, Mistakes, SourceFile};
use crate::{
    evidence::{
        Word,
        attempt::{Described, Wanted},
        logout_attempt::Whose,
    },
    saml::forging::{self, Step, Text},
};

/// One file below `checks/forged-logouts`.
#[derive(Clone, Debug)]
pub struct ForgedLogout {
    /// Its name there.
    pub name: Word,
    /// What it is, in Dutch.
    pub described: Described,
    /// What a sound service does with it: `Refuse` or `Judge`.
    pub wanted: Wanted,
    /// Whom the genuine question names that it is made from.
    pub names: Names,
    /// How the message is changed.
    pub steps: Vec<Step>,
    /// Whether it is a genuine question that was asked before, unchanged.
    pub again: bool,
    /// Whether DigiD shows its certificate.
    pub certificate: bool,
    /// Whose session may end by it, because DigiD does say so.
    pub may_end: Vec<Whose>,
}

/// Whom a genuine question names.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Names {
    /// The citizen and the login whose session is alive.
    #[default]
    Citizen,
    /// Somebody who is not logged in anywhere.
    Nobody,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Raw {
    title: String,
    changed: String,
    source: String,
    outcome: Outcome,
    gain: String,
    mend: String,
    #[serde(default)]
    names: Names,
    #[serde(default)]
    steps: Vec<toml::Spanned<Step>>,
    #[serde(default)]
    again: bool,
    #[serde(default = "yes")]
    certificate: bool,
    #[serde(default)]
    may_end: Vec<Whose>,
}

#[derive(Deserialize)]
enum Outcome {
    #[serde(rename = "refuse")]
    Refuse,
    #[serde(rename = "te beoordelen")]
    Judge,
}

fn yes() -> bool {
    true
}

impl ForgedLogout {
    /// Reads one, and rehearses it where nobody has.
    fn read(name: &str, file: &SourceFile, rehearse: bool) -> Result<Self, Mistakes> {
        let raw: Raw = file.parse()?;
        if raw.steps.is_empty() && !raw.again && raw.certificate {
            let mistake = file.whole("this changes nothing, so it is a genuine question");
            return Err(mistake.help("add `steps`, or say what is wrong by `again` or `certificate`").into());
        }
        let spans: Vec<_> = raw.steps.iter().map(toml::Spanned::span).collect();
        let steps: Vec<Step> = raw.steps.into_iter().map(toml::Spanned::into_inner).collect();
        if rehearse && let Err((nth, error)) = forging::rehearse_logout(&steps) {
            return Err(file.mistake(spans.get(nth).cloned().unwrap_or_default(), error.to_string()).into());
        }
        Ok(Self {
            name: name.parse().map_err(|error: crate::evidence::word::NotAWord| file.whole(error.to_string()))?,
            described: Described {
                title: raw.title,
                changed: raw.changed,
                gain: raw.gain,
                mend: raw.mend,
                source: raw.source,
                // It does not begin at the service; its criterion says how to see it.
                by_hand: Vec::new(),
            },
            wanted: match raw.outcome {
                Outcome::Refuse => Wanted::Refuse,
                Outcome::Judge => Wanted::Judge,
            },
            names: raw.names,
            steps,
            again: raw.again,
            certificate: raw.certificate,
            may_end: raw.may_end,
        })
    }

    /// Whether it names another citizen.
    pub fn names_another(&self) -> bool {
        self.steps.iter().flat_map(Step::texts).flat_map(Text::blanks).any(|blank| blank.is_named("other-person"))
    }
}

/// All of them, by name.
///
/// # Errors
/// Every mistake in their files.
pub(super) fn load(files: &Files) -> Result<BTreeMap<Word, ForgedLogout>, Mistakes> {
    let (mut read, mut mistakes) = (BTreeMap::new(), Vec::new());
    for (name, file) in files.below("forged-logouts") {
        match ForgedLogout::read(name, file, !files.tried) {
            Ok(forged) => drop(read.insert(forged.name.clone(), forged)),
            Err(found) => mistakes.extend(found.0),
        }
    }
    if mistakes.is_empty() { Ok(read) } else { Err(Mistakes(mistakes)) }
}
