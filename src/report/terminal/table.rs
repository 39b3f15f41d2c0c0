//! Entries below each other in columns: mark, code, verdict, title, and the reason beside the title or below it.

use unicode_width::UnicodeWidthStr as _;

use super::paint::Paint;
use crate::{
    judge::{Unseen, Verdict},
    report::{
        text::{fit, one_line},
        view::VerdictView,
    },
};

/// The longest code that is shown whole.
const CODE: usize = 13;
/// The longest verdict: niet vastgesteld.
const VERDICT: usize = 16;
/// Between a title and the reason beside it: both are words.
const GAP: usize = 2;
/// More characters of a title or a reason are not shown; the testrapport has them.
pub(super) const LONGEST: usize = 240;

/// A line of an edition, or what stands outside them.
pub(super) struct Entry<'a> {
    code: Option<String>,
    /// None where the text of the line is not public.
    verdict: Option<&'a Verdict>,
    title: String,
    reason: String,
}

impl<'a> Entry<'a> {
    pub(super) fn new(code: Option<&str>, verdict: Option<&'a Verdict>, title: &str, reason: &str) -> Self {
        let clean = |text: &str| one_line(text, LONGEST);
        Self { code: code.map(clean), verdict, title: clean(title), reason: clean(reason) }
    }
}

/// The entries as rows. Codes have a column where one entry has one.
pub(super) fn table(entries: &[Entry<'_>], width: usize, paint: Paint) -> Vec<String> {
    let code = entries
        .iter()
        .filter_map(|entry| entry.code.as_deref())
        .map(str::width)
        .max()
        .map(|widest| widest.clamp(4, CODE));
    let before = 2 + code.map_or(0, |code| code + 1) + VERDICT + 1;
    let room = width.saturating_sub(before);
    let title = entries.iter().map(|entry| entry.title.width()).max().unwrap_or(0).min(room);
    let left = room.saturating_sub(title + GAP);
    // All of them beside their titles or none: a column is read from top to bottom.
    let beside = entries.iter().all(|entry| entry.reason.width() <= left);
    let mut rows = Vec::new();
    for entry in entries {
        let mut texts = wrapped(&entry.title, room);
        let reason = &entry.reason;
        match texts.as_mut_slice() {
            [only] if beside && !reason.is_empty() => *only = format!("{}{:GAP$}{reason}", padded(only, title), ""),
            _ => texts.extend(wrapped(reason, room)),
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
    let code =
        code.map_or_else(String::new, |width| format!("{} ", padded(entry.code.as_deref().unwrap_or("–"), width)));
    let word = VerdictView::from(entry.verdict).word;
    format!("{mark} {code}{} ", paint.verdict(entry.verdict, &padded(word, VERDICT)))
}

fn padded(text: &str, width: usize) -> String {
    let text = fit(text, width);
    let missing = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(missing))
}

/// Text broken between words into rows of at most this width; a longer word is cut.
pub(in crate::report) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word = fit(word, width);
        match rows.last_mut() {
            Some(row) if row.width() + 1 + word.width() <= width => {
                row.push(' ');
                row.push_str(&word);
            }
            _ => rows.push(word),
        }
    }
    rows
}
