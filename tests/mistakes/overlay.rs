//! Editions laid over others: what is taken over, what stays, and what is refused.

use insta::assert_snapshot;
use toetssteen::{
    checklist::{
        Checklist, Files,
        criterion::Confidence,
        edition::{Edition, Judged},
    },
    evidence::Word,
};

use super::shown::{put, sound};

/// The sound checklist, whose one edition has three lines, with these files laid over its editions.
fn laid(files: &[(&str, &str)]) -> Result<Checklist, String> {
    let (checks, over) = (sound(), tempfile::tempdir().unwrap());
    let more = r#"
[[line]]
chapter = "Techniek"
code = "T2"
title = "Eis T2"
source = "nummering van Lijst 1"
confidence = "onbekend"
nearest = ["antwoord/annuleren"]

[[line]]
code = "T3"
title = "Met de hand"
source = "logius.nl"
confidence = "ingekort"
untested = "Alleen een mens ziet dit."
"#;
    let first = std::fs::read_to_string(checks.path().join("editions/lijst-1.toml")).unwrap();
    put(checks.path(), "editions/lijst-1.toml", (first + more).as_bytes());
    for (name, text) in files {
        put(over.path(), name, text.as_bytes());
    }
    let files = Files::from_folder(checks.path()).and_then(|files| files.with_editions(over.path()));
    let shown = |said: String| said.replace(over.path().to_str().unwrap(), "eigen");
    let files = files.map_err(|mistake| shown(mistake.to_string()))?;
    Checklist::load(&files).map_err(|mistakes| shown(mistakes.to_string()))
}

fn edition<'a>(checklist: &'a Checklist, name: &str) -> &'a Edition {
    &checklist.editions[&name.parse::<Word>().unwrap()]
}

fn codes(edition: &Edition) -> Vec<&str> {
    edition.lines.iter().map(|line| line.code.as_deref().unwrap()).collect()
}

fn refused(text: &str) -> String {
    laid(&[("lijst-1.toml", text)]).unwrap_err()
}

#[test]
fn a_line_takes_over_what_is_given_and_keeps_the_rest() {
    let over = "[[line]]\ncode = \"T1\"\ntext = \"De tekst van Logius.\"\n";
    let checklist = laid(&[("lijst-1.toml", over)]).unwrap();
    let edition = edition(&checklist, "lijst-1");
    assert_eq!((edition.title.as_str(), edition.source.as_str()), ("Lijst 1", "logius.nl"));
    assert!(edition.from.is_some());
    assert_eq!(codes(edition), ["T1", "T2", "T3"]);
    let line = &edition.lines[0];
    assert_eq!(line.text.as_deref(), Some("De tekst van Logius."));
    assert_eq!((line.title.as_str(), line.criteria()), ("Annuleren", &["antwoord/annuleren".to_owned()][..]));
    assert_eq!(line.confidence, Confidence::Letterlijk);
    assert!(checklist.overlay.is_some());
    let without = Checklist::load(&Files::from_folder(sound().path()).unwrap()).unwrap();
    assert_ne!(self::edition(&without, "lijst-1").digest, edition.digest, "the report tells the two apart");
}

#[test]
fn a_text_that_was_not_public_makes_a_line_that_can_be_judged() {
    let over = "[[line]]\ncode = \"T2\"\ntitle = \"Annuleren\"\ntext = \"Zo.\"\ncriteria = [\"antwoord/annuleren\"]\n";
    let checklist = laid(&[("lijst-1.toml", over)]).unwrap();
    let line = &edition(&checklist, "lijst-1").lines[1];
    assert_eq!(line.judged, Judged::By(vec!["antwoord/annuleren".to_owned()]));
    assert_eq!((line.confidence, line.title.as_str()), (Confidence::Letterlijk, "Annuleren"));
    assert_eq!(line.chapter.as_deref(), Some("Techniek"));
}

#[test]
fn a_title_alone_changes_neither_what_judges_a_line_nor_how_sure_we_are() {
    let over = "[[line]]\ncode = \"T2\"\ntitle = \"Beter\"\n[[line]]\ncode = \"T3\"\ntitle = \"Ook beter\"\n";
    let checklist = laid(&[("lijst-1.toml", over)]).unwrap();
    let lines = &edition(&checklist, "lijst-1").lines;
    assert_eq!(lines[1].nearest(), ["antwoord/annuleren"]);
    assert_eq!((lines[2].title.as_str(), lines[2].untested()), ("Ook beter", Some("Alleen een mens ziet dit.")));
}

#[test]
fn new_lines_come_last_or_where_they_are_placed() {
    let line = |code: &str, more: &str| {
        format!(
            "[[line]]\ncode = \"{code}\"\ntitle = \"Nieuw\"\nsource = \"Logius\"\ntext = \"Tekst.\"\n\
             untested = \"Vraag het na.\"\n{more}\n"
        )
    };
    let over = [
        line("T9", ""),
        line("T1a", "after = \"T1\""),
        line("T1b", "after = \"T1\""),
        line("T10", "chapter = \"Slot\""),
        line("T11", ""),
    ];
    let checklist = laid(&[("lijst-1.toml", &over.concat())]).unwrap();
    let edition = edition(&checklist, "lijst-1");
    assert_eq!(codes(edition), ["T1", "T1a", "T1b", "T2", "T3", "T9", "T10", "T11"]);
    let chapters: Vec<_> = edition.lines.iter().map(|line| line.chapter.as_deref()).collect();
    let (techniek, slot) = (Some("Techniek"), Some("Slot"));
    assert_eq!(chapters, [None, None, None, techniek, techniek, techniek, slot, slot]);
}

#[test]
fn a_new_edition_is_added_whole() {
    let over = "title = \"Lijst 2\"\nsource = \"Logius\"\n[[line]]\ncode = \"A1\"\ntitle = \"Annuleren\"\n\
        source = \"Logius\"\ntext = \"Zo.\"\ncriteria = [\"antwoord/annuleren\"]\n";
    let checklist = laid(&[("lijst-2.0.toml", over)]).unwrap();
    assert_eq!(codes(edition(&checklist, "lijst-2-0")), ["A1"]);
    assert_eq!(checklist.editions.len(), 2);
}

#[test]
fn a_folder_without_an_edition() {
    assert_snapshot!(laid(&[("LEESMIJ.txt", "")]).unwrap_err(), @r#"
    error: there is no edition in this folder
     --> eigen
      = help: an edition is a file such as `checklist-testen-7.0.toml`
    "#);
}

#[test]
fn a_new_edition_without_a_title() {
    assert_snapshot!(laid(&[("lijst-11.toml", "source = \"Logius\"\n")]).unwrap_err(), @r#"
    error: `lijst-11` is a new edition, and has no `title`
     --> eigen/lijst-11.toml
      = help: what lies over an edition that is there has its name: lijst-1
    "#);
}

#[test]
fn a_new_line_that_says_too_little() {
    assert_snapshot!(refused("[[line]]\ncode = \"T7\"\ntext = \"De tekst van Logius.\"\n"), @r#"
    error: this line is new in this edition, and has no `title`
     --> eigen/lijst-1.toml:2:8
      |
    2 | code = "T7"
      |        ^^^^
      |
      = help: a new line needs `title`, `source` and `confidence` or the official `text`
    "#);
}

#[test]
fn an_official_text_that_nobody_judges() {
    assert_snapshot!(refused("[[line]]\ncode = \"T2\"\ntext = \"De tekst van Logius.\"\n"), @r#"
    error: this line names no criterion
     --> eigen/lijst-1.toml:3:8
      |
    3 | text = "De tekst van Logius."
      |        ^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: name it in `criteria`, or say with `untested` why nothing judges this line
    "#);
}

#[test]
fn a_verdict_on_a_line_that_is_made_unknown() {
    assert_snapshot!(refused("[[line]]\ncode = \"T1\"\nconfidence = \"onbekend\"\n"), @r#"
    error: a line of which only the code is public has no verdict
     --> eigen/lijst-1.toml:3:14
      |
    3 | confidence = "onbekend"
      |              ^^^^^^^^^^
      |
      = help: say with `nearest` which criteria come close
    "#);
}

#[test]
fn a_line_that_is_there_and_is_placed_elsewhere() {
    assert_snapshot!(refused("[[line]]\ncode = \"T3\"\nafter = \"T1\"\n"), @r#"
    error: this line stands in the edition already, and stays in its place
     --> eigen/lijst-1.toml:3:9
      |
    3 | after = "T1"
      |         ^^^^
      |
      = help: leave out `after`: that places a new line
    "#);
}

#[test]
fn a_line_placed_after_one_that_is_not_there() {
    assert_snapshot!(refused("[[line]]\ncode = \"T9\"\nafter = \"T22\"\ntitle = \"Nieuw\"\n"), @r#"
    error: this edition has no line `T22`
     --> eigen/lijst-1.toml:3:9
      |
    3 | after = "T22"
      |         ^^^^^
      |
      = help: did you mean `T2`?
    "#);
}

#[test]
fn a_code_that_stands_twice_in_what_is_laid_over() {
    assert_snapshot!(refused("[[line]]\ncode = \"T1\"\ntitle = \"Een\"\n\n[[line]]\ncode = \"T1\"\ntitle = \"Twee\"\n"), @r#"
    error: code `T1` stands twice in this edition
     --> eigen/lijst-1.toml:6:8
      |
    6 | code = "T1"
      |        ^^^^
    "#);
}
