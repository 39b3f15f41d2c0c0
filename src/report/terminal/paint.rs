//! The colours of a terminal (ECMA-48 SGR).

use crate::{judge::Verdict, report::head::Uitslag};

/// Colours, or none.
#[derive(Clone, Copy)]
pub(super) struct Paint(pub(super) bool);

impl Paint {
    pub(super) fn uitslag(self, uitslag: Uitslag) -> String {
        let code = match uitslag {
            Uitslag::NietPositief => 31,
            Uitslag::NogNietTeGeven => 33,
            Uitslag::Positief => 32,
        };
        self.with(code, uitslag.words())
    }

    pub(super) fn verdict(self, verdict: Option<&Verdict>, text: &str) -> String {
        let code = match verdict {
            Some(Verdict::Akkoord) => 32,
            Some(Verdict::NietAkkoord) => 31,
            Some(Verdict::NietVastgesteld(_)) => 35,
            Some(Verdict::TeBeoordelen) => 33,
            Some(Verdict::NietVanToepassing(_)) | None => 2,
        };
        self.with(code, text)
    }

    /// A grade of a guideline: what is good needs no colour.
    pub(super) fn grade(self, grade: &str, text: &str) -> String {
        match grade {
            "onvoldoende" => self.with(31, text),
            "uit te faseren" => self.with(33, text),
            _ => text.to_owned(),
        }
    }

    fn with(self, code: u8, text: &str) -> String {
        if self.0 { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
