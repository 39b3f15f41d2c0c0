//! A verdict or outcome as the page shows it: a word and a shape, never a colour alone.

use serde::Serialize;

use crate::judge::{Unseen, Verdict, Weight};

/// A word with a shape.
#[derive(Clone, Copy, Debug, Serialize)]
pub(in crate::report) struct VerdictView {
    pub(in crate::report) word: &'static str,
    /// Which kind of it, in Dutch.
    pub(in crate::report) kind: Option<&'static str>,
    /// Name of the shape and of the style.
    shape: &'static str,
}

impl VerdictView {
    pub(super) fn new(word: &'static str, shape: &'static str) -> Self {
        Self { word, kind: None, shape }
    }

    fn of_kind(self, kind: &'static str) -> Self {
        Self { kind: Some(kind), ..self }
    }
}

impl From<Option<&Verdict>> for VerdictView {
    fn from(verdict: Option<&Verdict>) -> Self {
        match verdict {
            None => Self::new("niet vastgesteld", "onbekend").of_kind("tekst niet openbaar"),
            Some(verdict) => verdict.into(),
        }
    }
}

impl From<&Verdict> for VerdictView {
    fn from(verdict: &Verdict) -> Self {
        let word = verdict.word();
        match verdict {
            Verdict::Akkoord => Self::new(word, "akkoord"),
            Verdict::NietAkkoord => Self::new(word, "niet-akkoord"),
            Verdict::NietVanToepassing(_) => Self::new(word, "nvt"),
            Verdict::NietVastgesteld(Unseen::Mislukt) => Self::new(word, "mislukt").of_kind("de test ging mis"),
            Verdict::NietVastgesteld(Unseen::NietMogelijk) => {
                Self::new(word, "onbekend").of_kind("op deze manier niet te testen")
            }
            Verdict::TeBeoordelen => Self::new(word, "te-beoordelen"),
        }
    }
}

impl From<Weight> for VerdictView {
    fn from(weight: Weight) -> Self {
        match weight {
            Weight::Doubt => Self::new("te beoordelen", "te-beoordelen"),
            Weight::Holds => Self::new("in orde", "akkoord"),
            Weight::Impossible => Self::new("niet te testen", "onbekend"),
            Weight::Missed => Self::new("niet gezien", "onbekend"),
            Weight::NotApplicable => Self::new("n.v.t.", "nvt"),
            Weight::Remark => Self::new("opmerking", "opmerking"),
            Weight::Unseen => Self::new("niet gezien", "mislukt"),
            Weight::Violated => Self::new("niet in orde", "niet-akkoord"),
        }
    }
}
