//! The lines that no criterion judges. There are many and little can be said of each, so they are shown together.

use crate::judge::Verdict;

/// Why no criterion judges a line.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Fold {
    /// Toetssteen does not test it.
    Untested,
    /// It is not about this connection.
    NotApplicable,
    /// Only its code is public.
    Unknown,
}

/// Every kind, in the order in which they are shown.
pub(super) const KINDS: [Fold; 3] = [Fold::Untested, Fold::Unknown, Fold::NotApplicable];

impl Fold {
    /// None for a line that criteria judge.
    pub(super) fn of(verdict: Option<&Verdict>, untested: Option<&str>) -> Option<Self> {
        match verdict {
            None => Some(Self::Unknown),
            Some(_) if untested.is_none() => None,
            Some(Verdict::NietVanToepassing(_)) => Some(Self::NotApplicable),
            Some(_) => Some(Self::Untested),
        }
    }

    /// Part of an id in the page.
    pub(super) fn slug(self) -> &'static str {
        match self {
            Self::Untested => "niet-getest",
            Self::NotApplicable => "nvt",
            Self::Unknown => "tekst-onbekend",
        }
    }

    /// How many lines are so.
    pub(super) fn says(self, number: usize) -> String {
        match (self, number) {
            (Self::Untested, 1) => "1 regel die Toetssteen niet test".to_owned(),
            (Self::Untested, _) => format!("{number} regels die Toetssteen niet test"),
            (Self::NotApplicable, 1) => "1 regel die niet geldt voor deze aansluiting".to_owned(),
            (Self::NotApplicable, _) => format!("{number} regels die niet gelden voor deze aansluiting"),
            (Self::Unknown, 1) => "1 regel waarvan de tekst niet openbaar is".to_owned(),
            (Self::Unknown, _) => format!("{number} regels waarvan de tekst niet openbaar is"),
        }
    }
}

/// Why a line is so, in Dutch; none where criteria judge it.
pub(super) fn why<'a>(verdict: Option<&'a Verdict>, untested: Option<&'a str>) -> Option<&'a str> {
    match (verdict, untested) {
        (None, _) => Some("De tekst van deze regel is niet openbaar."),
        (Some(Verdict::NietVanToepassing(why)), Some(_)) => Some(why),
        (Some(_), untested) => untested,
    }
}
