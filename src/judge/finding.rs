//! What judging one criterion gave: the verdict and, under every expectation, what was seen where.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::verdict::Verdict;
use crate::evidence::{Gap, Place};

/// A judged criterion.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// `folder/name`.
    pub criterion: String,
    /// The outcome.
    pub verdict: Verdict,
    /// Each expectation, in the order of the check file.
    pub expectations: Vec<Weighed>,
}

/// A weighed expectation.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Weighed {
    /// The sentence, in Dutch.
    pub that: String,
    /// What its places make of it.
    pub outcome: Weight,
    /// What was expected, in Dutch.
    pub expected: String,
    /// What the value says, in Dutch: the phrase before it.
    pub says: String,
    /// Each place it was weighed at.
    pub places: Vec<AtPlace>,
    /// What to do about it, where it does not hold.
    pub advies: Option<String>,
}

/// What an expectation came to, heaviest last.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// It is not asked of this service, by what was seen of it.
    NotApplicable,
    /// It holds everywhere.
    Holds,
    /// It could not be seen, and could only have led to a remark.
    Missed,
    /// It does not hold, which is worth a remark.
    Remark,
    /// It does not hold, and a person has to look.
    Doubt,
    /// It could not be seen, because this DigiD or this manner cannot show it.
    Impossible,
    /// It could not be seen, because something went wrong.
    Unseen,
    /// It does not hold.
    Violated,
}

/// One place of an expectation.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AtPlace {
    /// Where.
    pub place: Place,
    /// What this place makes of it.
    pub outcome: Weight,
    /// What was read, in Dutch, at most some hundreds of characters.
    pub actual: Option<String>,
    /// A remark that helps to understand it.
    pub note: Option<String>,
    /// Why nothing was read.
    pub gap: Option<Gap>,
}
