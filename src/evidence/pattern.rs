//! Which places an expectation is about: a place in which `*` stands for any variant or mark and `n` for any number.

use std::{fmt, str::FromStr};

use super::place::{Mark, NotAPlace, Parts, Place, Variant};
use super::word::Word;

/// A typed pattern over [`Place`]s, of whichever connection is being judged: a check knows no names of connections.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Pattern {
    /// The journey or probe; never a pattern, so that it is known at load who passes there.
    pub journey: Word,
    /// Which variants.
    pub variant: VariantPattern,
    /// Which browser.
    pub context: Option<Word>,
    /// Which marks.
    pub mark: MarkPattern,
    /// Which passings.
    pub nth: NthPattern,
    text: String,
}

/// The variants a pattern covers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum VariantPattern {
    /// Any variant; written `*`.
    Any,
    /// Any forgery of one class; written `class/*`.
    Class(Word),
    /// This one, or none where the pattern names none.
    Exactly(Option<Variant>),
}

/// The marks a pattern covers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum MarkPattern {
    /// Any mark; written `*`.
    Any,
    /// This one.
    Exactly(Mark),
}

/// The passings of a mark a pattern covers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NthPattern {
    /// Every counted passing; written `n`.
    Every,
    /// This passing, or the only one where the pattern names none.
    Exactly(Option<u32>),
}

impl VariantPattern {
    /// Whether this variant is one of them.
    pub fn covers(&self, variant: Option<&Variant>) -> bool {
        match (self, variant) {
            (Self::Any, Some(_)) => true,
            (Self::Class(wanted), Some(Variant::Forgery { class, .. })) => wanted == class,
            (Self::Exactly(wanted), variant) => wanted.as_ref() == variant,
            _ => false,
        }
    }
}

impl Pattern {
    /// Whether the pattern is about this place.
    pub fn covers(&self, place: &Place) -> bool {
        let variant = self.variant.covers(place.variant.as_ref());
        let mark = match &self.mark {
            MarkPattern::Any => true,
            MarkPattern::Exactly(mark) => *mark == place.mark,
        };
        let nth = match self.nth {
            NthPattern::Every => place.nth.is_some(),
            NthPattern::Exactly(nth) => nth == place.nth,
        };
        self.journey == place.journey && self.context == place.context && variant && mark && nth
    }

    /// The one place this pattern means, seen from the place being judged: dimensions left open are taken from there.
    pub fn resolve_from(&self, judged: &Place) -> Place {
        Place {
            aansluiting: judged.aansluiting.clone(),
            journey: self.journey.clone(),
            variant: match &self.variant {
                VariantPattern::Exactly(Some(variant)) => Some(variant.clone()),
                _ if self.journey == judged.journey => judged.variant.clone(),
                _ => None,
            },
            context: self.context.clone(),
            mark: match &self.mark {
                MarkPattern::Any => judged.mark.clone(),
                MarkPattern::Exactly(mark) => mark.clone(),
            },
            nth: match self.nth {
                NthPattern::Every => judged.nth,
                NthPattern::Exactly(nth) => nth,
            },
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Pattern {
    type Err = NotAPlace;

    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        let no = |why| NotAPlace { text: text.to_owned(), why };
        let count = |last: &str| match last {
            "n" => Some(NthPattern::Every),
            number => number.parse().ok().map(|n| NthPattern::Exactly(Some(n))),
        };
        let parts = Parts::of(text, count).map_err(no)?;
        if parts.aansluiting.is_some() {
            return Err(no("a check is about every connection, so it names none"));
        }
        Ok(Self {
            journey: parts.journey,
            variant: match parts.variant.as_slice() {
                ["*"] | ["*", "*"] => VariantPattern::Any,
                [class, "*"] => VariantPattern::Class(class.parse().map_err(|_| no("the class is not a name"))?),
                other => VariantPattern::Exactly(Variant::from_segments(other).map_err(no)?),
            },
            context: parts.context,
            mark: match parts.mark {
                "*" => MarkPattern::Any,
                mark => MarkPattern::Exactly(mark.parse().map_err(no)?),
            },
            nth: parts.counted.unwrap_or(NthPattern::Exactly(None)),
            text: text.to_owned(),
        })
    }
}
