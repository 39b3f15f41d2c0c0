//! A table of texts for a terminal or a pipe.

use unicode_width::UnicodeWidthStr as _;

use crate::report::{
    terminal::wrapped,
    text::{fit, one_line},
};

/// A column before the last is never wider; what is longer is cut, and stands whole in the JSON.
const WIDEST: usize = 42;
/// The last column has at least this many columns, however narrow the terminal.
const NARROWEST: usize = 20;
/// More characters of a text are not shown.
const LONGEST: usize = 400;

/// Rows below their heads. The last column is broken between words to fit the width, and stays one line without one.
pub(super) fn table(heads: &[&str], rows: &[Vec<String>], width: Option<usize>) -> String {
    let rows: Vec<Vec<String>> =
        [heads.iter().map(|head| head.to_uppercase()).collect()].into_iter().chain(rows.iter().cloned()).collect();
    let rows: Vec<Vec<String>> =
        rows.into_iter().map(|row| row.iter().map(|cell| one_line(cell, LONGEST)).collect()).collect();
    let last = heads.len().saturating_sub(1);
    let widths: Vec<usize> = (0..last)
        .map(|at| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width()).max().unwrap_or(0))
        .map(|widest| if width.is_some() { widest.min(WIDEST) } else { widest })
        .collect();
    let before: usize = widths.iter().map(|width| width + 2).sum();
    let mut lines = Vec::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let cell = fit(cell, *width);
            let missing = width + 2 - cell.width();
            line.push_str(&cell);
            line.push_str(&" ".repeat(missing));
        }
        let text = row.get(last).map_or("", String::as_str);
        let room = width.map_or(usize::MAX, |width| width.saturating_sub(before).max(NARROWEST));
        let mut texts = wrapped(text, room).into_iter();
        line.push_str(&texts.next().unwrap_or_default());
        lines.push(line.trim_end().to_owned());
        lines.extend(texts.map(|text| format!("{}{text}", " ".repeat(before))));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_column_is_broken_to_fit_and_stays_whole_in_a_pipe() {
        let rows = [vec!["a".to_owned(), "een twee drie vier vijf".to_owned()]];
        let narrow = "NAAM  TEKST\na     een twee drie vier\n      vijf";
        assert_eq!(table(&["naam", "tekst"], &rows, Some(10)), narrow);
        assert_eq!(table(&["naam", "tekst"], &rows, None), "NAAM  TEKST\na     een twee drie vier vijf");
    }

    #[test]
    fn what_steers_a_terminal_is_shown_as_a_sign() {
        assert!(!table(&["a"], &[vec!["x\u{1b}[2J\n".to_owned()]], None).contains('\u{1b}'));
    }
}
