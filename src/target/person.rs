//! A test person, as a target file names one.

use super::{Person, raw::RawPerson};
use crate::{
    checklist::{Mistake, SourceFile},
    evidence::Bsn,
};

/// Reads one beside those that were read before.
///
/// # Errors
/// A [`Mistake`] where the number is none, or where two could not be told apart.
pub(super) fn known(file: &SourceFile, raw: RawPerson, others: &[Person]) -> Result<Person, Mistake> {
    let bsn: Bsn =
        raw.bsn.get_ref().parse().map_err(|error| file.mistake(raw.bsn.span(), format!("{error}")).covered())?;
    if others.iter().any(|other| other.bsn == bsn) {
        return Err(file.mistake(raw.bsn.span(), "this test person stands here twice"));
    }
    let Some(mark) = raw.herkenning else { return Ok(Person { bsn, mark: None }) };
    if mark.get_ref().trim().is_empty() {
        return Err(file.mistake(mark.span(), "an empty text is on every page and shows nobody"));
    }
    if others.iter().any(|other| other.mark.as_ref() == Some(mark.get_ref())) {
        return Err(
            file.mistake(mark.span(), "another test person is shown by the same text, so they cannot be told apart")
        );
    }
    Ok(Person { bsn, mark: Some(mark.into_inner()) })
}
