//! The pages of DigiD, and what can be pressed there: a journey that names anything else is refused when it is loaded.

use std::ops::Range;

use super::mistake::{Mistake, SourceFile};
use crate::{
    evidence::Word,
    saml::answers::{ANSWERS, LOGOUT_ANSWERS},
};

/// A page of DigiD.
#[derive(Clone, Copy)]
pub(super) enum DigidPage {
    /// Where a citizen logs in.
    Login,
    /// Where a citizen is asked whether to log out.
    Logout,
}

impl DigidPage {
    /// Whether something can be pressed there.
    ///
    /// # Errors
    /// The mistake that it cannot.
    pub(super) fn has(self, file: &SourceFile, answer: &Word, at: Range<usize>) -> Result<(), Mistake> {
        let (plain, others, to): (_, Vec<&str>, _) = match self {
            Self::Login => (&["annuleren", "inloggen", "verder"][..], ANSWERS.iter().map(|row| row.name).collect(), ""),
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
