//! The forms for programs and terminals, to the letter.

use toetssteen::report::terminal;

use super::synthetic::{Scenario, everything};

#[test]
fn the_terminal_shows_one_row_for_each_line() {
    let text = terminal::render(&everything().input(), false);
    assert!(text.lines().all(|row| row.chars().count() <= terminal::WIDTH), "{text}");
    insta::assert_snapshot!("terminal", text);
}

#[test]
fn the_document_is_this() {
    let json = everything().render("testrapport.json");
    // The checklist, and how pictures are packed, change for reasons of their own.
    let digests = regex::Regex::new("\"[0-9a-f]{64}\"").unwrap();
    insta::assert_snapshot!("testrapport", digests.replace_all(&json, "\"[sha256]\""));
}

#[test]
fn the_same_evidence_gives_the_same_report() {
    for name in ["testrapport.html", "testrapport.json"] {
        let once = everything().render(name);
        assert!(once == Scenario::everything().judged().render(name), "{name} differs");
    }
}

#[test]
fn colours_are_there_only_when_asked_for() {
    let reported = everything();
    let (plain, colour) = (terminal::render(&reported.input(), false), terminal::render(&reported.input(), true));
    assert!(!plain.contains('\u{1b}') && colour.contains("\u{1b}[31mniet positief\u{1b}[0m"));
}
