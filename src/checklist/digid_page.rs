//! The pages of DigiD, and what can be pressed there: a journey that names anything else is refused when it is loaded.

use std::ops::Range;

use super::mistake::{Mistake, SourceFile};
use crate::{
    evidence::Word,
    saml::answers::{ANSWERS, LOGOUT_ANSWERS},
};

/// A page of DigiD.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum DigidPage {
    /// Where a citizen logs in.
    Login,
    /// Where a citizen is asked whether to log out.
    Logout,
    /// Where a citizen comes back to who is logged in.
    Renewal,
}

/// What a DigiD that lies can answer to who comes back, by the forgery.
pub const LIES: &[(&str, &str)] = &[("unsigned", "signature/none")];

impl DigidPage {
    /// The step that presses something there.
    pub(super) fn step(self) -> &'static str {
        match self {
            Self::Login => "digid",
            Self::Logout => "logout",
            Self::Renewal => "renew",
        }
    }

    /// Whether something can be pressed there.
    ///
    /// # Errors
    /// The mistake that it cannot.
    pub(super) fn has(self, file: &SourceFile, answer: &Word, at: Range<usize>) -> Result<(), Mistake> {
        let answers = || ANSWERS.iter().map(|row| row.name);
        let (plain, others, to): (_, Vec<&str>, _) = match self {
            Self::Login => (&["annuleren", "inloggen", "verder"][..], answers().collect(), ""),
            Self::Renewal => {
                (&["annuleren", "verder"][..], answers().chain(LIES.iter().map(|(name, _)| *name)).collect(), "")
            }
            Self::Logout => (
                &["annuleren", "uitloggen"][..],
                LOGOUT_ANSWERS.iter().map(|row| row.name).collect(),
                " to logging out",
            ),
        };
        let known = || plain.iter().copied().chain(others.iter().copied());
        if known().any(|name| name == answer.as_str()) {
            return Ok(());
        }
        let mistake = file.mistake(at, format!("DigiD has no answer `{answer}`{to}"));
        Err(mistake.instead_of(answer.as_str(), known()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checklist::{Checklist, Files};

    #[test]
    fn every_lie_is_a_forgery_and_is_told_to_who_comes_back_only() {
        let checklist = Checklist::load(&Files::built_in()).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        for (name, forgery) in LIES {
            assert!(checklist.forgeries().contains_key(*forgery), "{name}: {forgery}");
            assert!(DigidPage::Login.has(&SourceFile::new("x", ""), &name.parse().unwrap(), 0..0).is_err(), "{name}");
        }
    }
}
