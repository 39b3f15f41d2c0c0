//! Entries below each other in columns: mark, code, verdict, title, and the reason beside the title or below it.

use super::paint::Paint;
use crate::{
    judge::{Unseen, Verdict},
    report::text::{columns, fit, one_line},
};

/// The longest code that is shown whole.
const CODE: usize = 13;
/// The longest verdict: niet vastgesteld.
const VERDICT: usize = 16;
/// Between a title and the reason beside it: both are words.
const GAP: usize = 2;
/// More characters of a title or a reason are not shown; the testrapport has them.
const LONGEST: usize = 240;

/// A line of an edition, or what stands outside them.
pub(super) struct Entry<'a> {
    pub(super) code: Option<&'a str>,
    /// None where the text of the line is not public.
    pub(super) verdict: Option<&'a Verdict>,
    pub(super) title: &'a str,
    pub(super) reason: String,
}

/// The entries as rows. Codes have a column where one entry has one.
pub(super) fn table(entries: &[Entry<'_>], width: usize, paint: Paint) -> Vec<String> {
    let code = entries.iter().filter_map(|entry| entry.code).map(columns).max().map(|widest| widest.clamp(4, CODE));
    let before = 2 + code.map_or(0, |code| code + 1) + VERDICT + 1;
    let room = width.saturating_sub(before);
    let title = entries.iter().map(|entry| columns(&one_line(entry.title, LONGEST))).max().unwrap_or(0).min(room);
    let left = room.saturating_sub(title + GAP);
    // All of them beside their titles or none: a column is read from top to bottom.
    let beside = entries.iter().all(|entry| columns(&one_line(&entry.reason, LONGEST)) <= left);
    let mut rows = Vec::new();
    for entry in entries {
        let mut texts = wrapped(&one_line(entry.title, LONGEST), room);
        let reason = one_line(&entry.reason, LONGEST);
        match texts.as_mut_slice() {
            [only] if beside && !reason.is_empty() => *only = format!("{}{:GAP$}{reason}", padded(only, title), ""),
            _ => texts.extend(wrapped(&reason, room)),
        }
        let mut start = head(entry, code, paint);
        for text in texts {
            rows.push(format!("{start}{text}").trim_end().to_owned());
            start = " ".repeat(before);
        }
    }
    rows
}

fn head(entry: &Entry<'_>, code: Option<usize>, paint: Paint) -> String {
    let mark = match entry.verdict {
        Some(Verdict::Akkoord) => "+",
        Some(Verdict::NietAkkoord) => "x",
        Some(Verdict::TeBeoordelen) => "?",
        Some(Verdict::NietVastgesteld(Unseen::Mislukt)) => "!",
        Some(Verdict::NietVastgesteld(Unseen::NietMogelijk) | Verdict::NietVanToepassing(_)) | None => "-",
    };
    let code = code.map_or_else(String::new, |width| format!("{} ", padded(entry.code.unwrap_or("–"), width)));
    let word = entry.verdict.map_or("niet vastgesteld", Verdict::word);
    format!("{mark} {code}{} ", paint.verdict(entry.verdict, &padded(word, VERDICT)))
}

fn padded(text: &str, width: usize) -> String {
    let text = fit(&one_line(text, LONGEST), width);
    let missing = width.saturating_sub(columns(&text));
    format!("{text}{}", " ".repeat(missing))
}

/// Text broken between words into rows of at most this width; a longer word is cut.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word = fit(word, width);
        match rows.last_mut() {
            Some(row) if columns(row) + 1 + columns(&word) <= width => {
                row.push(' ');
                row.push_str(&word);
            }
            _ => rows.push(word),
        }
    }
    rows
}
