//! Text of the tested service, made harmless to read: nothing in it steers a terminal, a reader's eye or a layout.

use std::fmt::Write as _;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Text in which every character that steers instead of shows stands as `⟨U+202E⟩`. New lines and tabs stay.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if steers(c) && c != '\n' && c != '\t' {
            // Writing to a string does not fail.
            let _ = write!(out, "⟨U+{:04X}⟩", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// The same on one line, white space collapsed, at most `most` characters long.
pub fn one_line(text: &str, most: usize) -> String {
    // A long text is cut before it is looked at, so that its length costs nothing.
    let head: String = text.chars().take(most.saturating_mul(2)).collect();
    let line = visible(&head.split_whitespace().collect::<Vec<_>>().join(" "));
    let cut = line.chars().count() > most || head.len() < text.len();
    if !cut {
        return line;
    }
    line.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// At most `most` characters, and how many were left out.
pub fn shorten(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    let left = text[end..].chars().count();
    format!("{}… (nog {left} tekens, niet getoond)", &text[..end])
}

/// As much of a text as fits in so many columns.
pub fn fit(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut left = width.saturating_sub(1);
    let mut out = String::new();
    for c in text.chars() {
        let Some(rest) = left.checked_sub(c.width().unwrap_or(0)) else { break };
        left = rest;
        out.push(c);
    }
    out.push('…');
    out
}

/// Control characters, and those that turn the direction of text, join or hide (Unicode UAX #9, TR 36).
pub(super) fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}')
        || matches!(c, '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}')
        || matches!(c, '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_shown_and_what_shows_stays() {
        assert_eq!(visible("a\u{202e}b\u{1b}[31m\u{200b}é\n"), "a⟨U+202E⟩b⟨U+001B⟩[31m⟨U+200B⟩é\n");
    }

    #[test]
    fn a_line_is_one_line_and_bounded() {
        assert_eq!(one_line(" a \n b\t c", 10), "a b c");
        assert_eq!(one_line(&"x".repeat(100_000), 10), "xxxxxxxxx…");
        assert_eq!(shorten("abcdef", 4), "abcd… (nog 2 tekens, niet getoond)");
    }

    #[test]
    fn wide_letters_take_two_columns() {
        assert_eq!(fit("日本語", 5), "日本…");
        assert_eq!(fit("✅❌⚡", 5), "✅❌…");
        assert_eq!(fit("abc", 3), "abc");
    }
}
