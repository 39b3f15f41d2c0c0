//! A place that a journey passes.

use super::journey::Journey;
use crate::evidence::{
    Kind, Mark, Pattern, Place, Variant, Word,
    pattern::{MarkPattern, NthPattern},
};

/// A place that a journey passes, before variants and numbers are filled in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Stop {
    /// Which browser.
    pub context: Option<Word>,
    /// The mark.
    pub mark: Word,
    /// What is observed there.
    pub kind: Kind,
    /// Whether it is passed once for each page behind the login.
    pub counted: bool,
}

impl Stop {
    /// The pattern that covers this stop in every variant of its journey, as written in a check.
    pub fn pattern(&self, journey: &Journey) -> String {
        let variants = if journey.answers.is_empty() { "" } else { "*/" };
        let context = self.context.as_ref().map(|context| format!("{context}@")).unwrap_or_default();
        format!("{}/{variants}{context}{}{}", journey.name, self.mark, if self.counted { "/n" } else { "" })
    }

    /// Whether a pattern over this journey is about this stop, in some variant and whichever passing.
    pub(super) fn is_covered_by(&self, at: &Pattern) -> bool {
        let mark = match &at.mark {
            MarkPattern::Any => true,
            MarkPattern::Exactly(Mark::Named(mark)) => *mark == self.mark,
            MarkPattern::Exactly(Mark::Address(_)) => false,
        };
        mark && at.context == self.context && self.counted != (at.nth == NthPattern::Exactly(None))
    }

    /// The place of this stop in one variant of its journey; `nth` counts the pages where the stop is counted.
    pub fn place(&self, journey: &Word, variant: Option<Variant>, nth: Option<u32>) -> Place {
        Place {
            aansluiting: None,
            journey: journey.clone(),
            variant,
            context: self.context.clone(),
            mark: Mark::Named(self.mark.clone()),
            nth,
        }
    }
}
