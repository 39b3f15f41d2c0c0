//! `toetssteen explain`: what one criterion or line asks, and how it is judged.

use super::{CliError, args::Explain, checklist, terminal};
use crate::{checklist::find, judge::Exit, report::catalogue};

pub(super) fn explain(asked: &Explain) -> Result<Exit, CliError> {
    let checklist = checklist(&asked.checks)?;
    // Codes have spaces too: an edition and its code need no quotes in a shell.
    let found = find::one(&asked.code.join(" "), &checklist)?;
    terminal::show_plain(&catalogue::explain(found, &checklist, terminal::screen().columns()))?;
    Ok(Exit::Fine)
}
