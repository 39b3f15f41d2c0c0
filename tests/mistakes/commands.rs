//! Mistakes in what is asked of the commands that look, explain and gather.

use std::fs;

use super::{
    program::Desk,
    shown::{TARGET, put, replaced, sound},
};

#[test]
fn a_name_that_means_nothing() {
    let unknown = "there is no criterion `anuleren` and no line with that code; did you mean `annuleren`?";
    for command in ["run", "gather", "plan"] {
        let said = Desk::with(TARGET).refused(&[command, "aansluiting.toml", "--only", "anuleren"]);
        assert!(said.contains(unknown), "{said}");
    }
    assert!(Desk::with(TARGET).refused(&["explain", "anuleren"]).contains(unknown));
    let said = Desk::with(TARGET).refused(&["explain", "\u{1b}[2J"]);
    assert!(said.contains("`toetssteen list criteria`") && !said.contains('\u{1b}'), "{said}");
    assert!(Desk::with(TARGET).refused(&["explain", ""]).contains("there is no criterion ``"));
}

#[test]
fn a_name_that_means_several_things() {
    let checks = sound();
    let first = fs::read_to_string(checks.path().join("editions/lijst-1.toml")).unwrap();
    put(checks.path(), "editions/lijst-2.toml", first.as_bytes());
    let said = Desk::with(TARGET).refused(&["explain", "T1", "--checks", checks.path().to_str().unwrap()]);
    assert!(said.contains("`T1` can mean several things; say which: `lijst-1 T1`, `lijst-2 T1`"), "{said}");
}

#[test]
fn a_line_that_nothing_judges() {
    let checks = sound();
    let line = "\n[[line]]\ncode = \"T2\"\ntitle = \"Geheim\"\nsource = \"logius.nl\"\nconfidence = \"onbekend\"\n";
    let first = fs::read_to_string(checks.path().join("editions/lijst-1.toml")).unwrap();
    put(checks.path(), "editions/lijst-1.toml", (first + line).as_bytes());
    let checks = checks.path().to_str().unwrap();
    let said = Desk::with(TARGET).refused(&["plan", "aansluiting.toml", "--only", "T2", "--checks", checks]);
    assert!(said.contains("no criterion judges `T2`: its text is not public"), "{said}");
}

#[test]
fn a_name_from_an_edition_that_does_not_judge_this_target() {
    let target = replaced(TARGET, "2022-06-01", "2026-03-01");
    for name in ["T6", "antwoord/foutmelding"] {
        let said = Desk::with(&target).refused(&["plan", "aansluiting.toml", "--only", name]);
        let wanted = format!("`{name}` is in no edition that this target file is judged by (aansluiten-1-0");
        assert!(said.contains(&wanted), "{said}");
    }
}

#[test]
fn flags_that_exclude_each_other_or_have_no_such_value() {
    for (arguments, why) in [
        (vec!["run", "aansluiting.toml", "--snel", "--scaled"], "cannot be used with"),
        (vec!["plan", "aansluiting.toml", "--at-once", "0"], "0 is not in 1..=255"),
        (vec!["demo", "--snel", "--real"], "cannot be used with"),
        (vec!["list", "regels"], "[possible values: criteria, editions, journeys, facts, faults, forgeries]"),
        (vec!["list"], "<WHAT>"),
        (vec!["explain"], "<CODE>"),
        (vec!["completions", "csh"], "[possible values: bash, zsh, fish]"),
        (vec!["gather"], "<AANSLUITING.TOML>"),
    ] {
        let said = Desk::with(TARGET).refused(&arguments);
        assert!(said.contains(why), "{arguments:?}: {said}");
    }
}

#[test]
fn a_mistake_in_a_file_that_a_looking_command_reads() {
    let checks = sound();
    put(checks.path(), "antwoord/annuleren.toml", b"title = 1\n");
    let checks = checks.path().to_str().unwrap();
    for command in [["list", "criteria"], ["explain", "annuleren"], ["plan", "aansluiting.toml"]] {
        let said = Desk::with(TARGET).refused(&[command[0], command[1], "--checks", checks]);
        assert!(said.contains("antwoord/annuleren.toml:1:9"), "{command:?}: {said}");
    }
    let said = Desk::with(&replaced(TARGET, "simulator", "productie")).refused(&["gather", "aansluiting.toml"]);
    assert!(said.contains("--> aansluiting.toml:8:9"), "{said}");
}

#[test]
fn a_program_that_lists_no_faults() {
    let said = Desk::with(TARGET).refused(&["list", "faults", "--afnemer", "weg"]);
    assert!(said.contains("weg --list-faults: No such file"), "{said}");
    let said = Desk::with(TARGET).refused(&["list", "faults", "--afnemer", "/bin/echo"]);
    assert!(said.contains("/bin/echo --list-faults: this is no list of faults"), "{said}");
}

#[test]
fn a_folder_for_man_pages_that_is_a_file() {
    let said = Desk::with(TARGET).refused(&["man", "aansluiting.toml"]);
    assert!(said.contains("aansluiting.toml: "), "{said}");
}
