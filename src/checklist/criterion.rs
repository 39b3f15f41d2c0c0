//! A criterion: our wording of one requirement, and what must hold where.

use regex::Regex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    evidence::{
        Pattern, Word,
        run::{Koppelvlak, Omgeving},
    },
    facts::Fact,
};

/// One file below `checks/`.
#[derive(Debug)]
pub struct Criterion {
    /// Folder and name: `antwoord/annuleren`.
    pub id: String,
    /// Short name.
    pub title: String,
    /// The requirement in our words.
    pub norm: String,
    /// Where the requirement stands.
    pub source: String,
    /// How sure we are of its text.
    pub confidence: Confidence,
    /// Whether it touches the safety of DigiD; such criteria come first in the summary.
    pub veiligheid: bool,
    /// Whether it is no criterion of Logius, so that it can only remark.
    pub outside: bool,
    /// Whether a person always decides: what can be seen of it from outside proves nothing by itself.
    pub by_person: bool,
    /// To which connections it applies.
    pub applies: Applies,
    /// What must hold.
    pub expectations: Vec<Expectation>,
    /// What a person is asked when it cannot be decided.
    pub review: Option<Review>,
    /// How to see it yourself, in a few steps.
    pub zelf: Vec<String>,
}

impl Criterion {
    /// The patterns of the places that it reads, in order: where something must hold, what that is compared with, and what
    /// decides whether it is asked at all.
    pub fn reads(&self) -> impl Iterator<Item = &Pattern> {
        self.expectations.iter().flat_map(|expectation| {
            let other = if let Predicate::SameAs(other) = &expectation.predicate { Some(other) } else { None };
            [&expectation.at].into_iter().chain(other).chain(expectation.when.iter().map(|condition| &condition.at))
        })
    }

    /// Whether a fact of it needs a closer look at a page than its text.
    pub fn looks_closely(&self) -> bool {
        self.expectations.iter().any(|expectation| expectation.fact.looks_closely())
    }
}

/// How sure we are of the words of a requirement (`criteria.md`).
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Concluded from other requirements.
    Afgeleid,
    /// The words of Logius, of which the end is not public.
    Ingekort,
    /// The words of Logius.
    Letterlijk,
    /// Only the code is public.
    Onbekend,
    /// Retold by a third party.
    Parafrase,
}

/// To which connections a criterion applies; an empty list means every one.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Applies {
    /// Interfaces.
    pub koppelvlak: Vec<Koppelvlak>,
    /// Environments.
    pub omgeving: Vec<Omgeving>,
    /// With or without single sign-on.
    pub eenmalig_inloggen: Option<bool>,
}

impl Applies {
    /// Whether it is about connections of this interface, in this environment, with or without single sign-on.
    pub fn to(&self, koppelvlak: Koppelvlak, omgeving: Omgeving, eenmalig_inloggen: bool) -> bool {
        (self.koppelvlak.is_empty() || self.koppelvlak.contains(&koppelvlak))
            && (self.omgeving.is_empty() || self.omgeving.contains(&omgeving))
            && self.eenmalig_inloggen.is_none_or(|wanted| wanted == eenmalig_inloggen)
    }
}

/// One sentence of a criterion.
#[derive(Debug)]
pub struct Expectation {
    /// The sentence, in Dutch.
    pub that: String,
    /// Where it must hold: at every place covered.
    pub at: Pattern,
    /// What is read there.
    pub fact: &'static Fact,
    /// What must be true of it.
    pub predicate: Predicate,
    /// The page that the target file must name for it to be asked; n.v.t. where it names none.
    pub page: Option<Word>,
    /// What must have been seen for it to be asked, in order; the first that was seen to be otherwise makes it n.v.t.
    pub when: Vec<Condition>,
    /// What it means when it does not hold.
    pub otherwise: Otherwise,
    /// What to do about it, in Dutch, for the mail to the developer.
    pub advies: Option<String>,
}

/// What makes a requirement one for this service: not every service begins a second login.
#[derive(Debug)]
pub struct Condition {
    /// Where it is seen.
    pub at: Pattern,
    /// What is read there.
    pub fact: &'static Fact,
    /// What it must be.
    pub is: Predicate,
    /// Why nothing is asked where it is not, in Dutch.
    pub anders: String,
}

/// What must be true of a value.
#[derive(Debug)]
pub enum Predicate {
    /// At least this.
    AtLeast(i64),
    /// At most this.
    AtMost(i64),
    /// Holds all of these words, or contains these texts.
    Includes(Vec<String>),
    /// Is this.
    Is(Literal),
    /// Holds none of these words, or contains none of these texts.
    Lacks(Vec<String>),
    /// The expression finds something.
    Matches(Regex),
    /// The expression finds nothing.
    NeverMatches(Regex),
    /// The same fact gives the same at that place.
    SameAs(Pattern),
    /// Is one of these.
    Within(Vec<String>),
}

/// A value written in a check.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Literal {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Number(i64),
    /// A word or text.
    Text(String),
}

/// What a failed expectation means, from heaviest to lightest.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
pub enum Otherwise {
    /// The criterion is broken.
    #[default]
    #[serde(rename = "niet akkoord")]
    NietAkkoord,
    /// A person has to look.
    #[serde(rename = "te beoordelen")]
    TeBeoordelen,
    /// Worth saying, without weight.
    #[serde(rename = "opmerking")]
    Opmerking,
}

/// A question for a person.
#[derive(Clone, Debug)]
pub struct Review {
    /// The question, in Dutch.
    pub question: String,
    /// Patterns of the places whose pictures help.
    pub show: Vec<Pattern>,
}
