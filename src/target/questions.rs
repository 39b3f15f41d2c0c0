//! Questions that stand in a target file instead of an answer: `"?"`, with the question in the comment above it.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::checklist::mistake::{Mistake, Mistakes, SourceFile};

/// Stands where an answer is still to be written.
pub(super) const OPEN: &str = "?";

/// Refuses a file in which questions are open, each with its words. A file that is no TOML is refused by whoever reads it.
///
/// # Errors
/// A [`Mistake`] for each of them.
pub(super) fn answered(file: &SourceFile) -> Result<(), Mistakes> {
    let Ok(table) = DeTable::parse(&file.text) else { return Ok(()) };
    let mut open = Vec::new();
    for value in table.get_ref().values() {
        gather(value, &mut open);
    }
    if open.is_empty() {
        return Ok(());
    }
    open.sort_by_key(|span: &std::ops::Range<usize>| span.start);
    Err(Mistakes(open.into_iter().map(|span| refused(file, span)).collect()))
}

fn gather(value: &Spanned<DeValue<'_>>, open: &mut Vec<std::ops::Range<usize>>) {
    match value.get_ref() {
        DeValue::String(text) if text == OPEN => open.push(value.span()),
        DeValue::Array(list) => list.iter().for_each(|one| gather(one, open)),
        DeValue::Table(table) => table.values().for_each(|one| gather(one, open)),
        _ => {}
    }
}

fn refused(file: &SourceFile, at: std::ops::Range<usize>) -> Mistake {
    let above = file.text.get(..at.start).unwrap_or_default().lines().rev().skip(1).map(str::trim);
    // A table may have one question about all that is in it.
    let question =
        above.take_while(|line| !line.is_empty() && !line.starts_with('[')).find_map(|line| line.strip_prefix('#'));
    let title = question.map_or_else(|| "this is still a question".to_owned(), |text| text.trim().to_owned());
    file.mistake(at, title).help("write the answer instead of \"?\"")
}
