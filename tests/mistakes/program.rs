//! What the program does with a mistake: exit status 2, the mistake on standard error, and nothing started.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use tempfile::TempDir;

use super::shown::{TARGET, put, replaced, sound};

/// A folder in which the program runs, with a target file; it finds no browser and keeps its keys here.
pub(super) struct Desk(TempDir);

impl Desk {
    pub(super) fn with(target: &str) -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        put(desk.0.path(), "aansluiting.toml", target.as_bytes());
        desk
    }

    fn call(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_toetssteen"));
        command.args(arguments).current_dir(self.0.path()).env_clear().env("PATH", self.0.path());
        command.env("HOME", self.0.path()).output().unwrap()
    }

    /// Calls the program, which must refuse with exit status 2 and leave no key, run or report; gives what it said.
    pub(super) fn refused(&self, arguments: &[&str]) -> String {
        let output = self.call(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(output.stdout.is_empty(), "a mistake is no result");
        let left: Vec<_> = fs::read_dir(self.0.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["aansluiting.toml"], "something was started");
        said
    }
}

/// Runs with the sound target file and this folder of checks.
fn refused_checks(checks: &Path) -> String {
    Desk::with(TARGET).refused(&["run", "aansluiting.toml", "--checks", checks.to_str().unwrap()])
}

#[test]
fn a_mistake_in_the_target_file() {
    let said = Desk::with(&replaced(TARGET, "simulator", "productie")).refused(&["run", "aansluiting.toml"]);
    assert!(said.starts_with("error: running against the real DigiD is not possible yet"), "{said}");
    assert!(said.contains("--> aansluiting.toml:8:9"), "{said}");
    assert!(said.contains("^^^^^^^^^^^"), "{said}");
}

#[test]
fn a_number_that_may_be_somebodys_is_not_repeated() {
    for wrong in ["\"123456789\"", "123456789", "\"12345678\"", "\"123 456 789\""] {
        let said = Desk::with(&replaced(TARGET, "\"999900006\"", wrong)).refused(&["run", "aansluiting.toml"]);
        assert!(said.contains("--> aansluiting.toml:22:7"), "{said}");
        assert!(!said.contains("12345678") && !said.contains("123 456"), "{said}");
    }
}

#[test]
fn a_mistake_in_a_criterion() {
    let checks = sound();
    put(checks.path(), "antwoord/annuleren.toml", b"title = 1\n");
    let said = refused_checks(checks.path());
    assert!(said.contains("antwoord/annuleren.toml:1:9"), "{said}");
}

#[test]
fn a_mistake_in_an_edition_laid_over() {
    let overlay = tempfile::tempdir().unwrap();
    put(overlay.path(), "lijst-2.toml", b"titel = \"Lijst 2\"\n");
    let overlay = overlay.path().to_str().unwrap().to_owned();
    let said = Desk::with(TARGET).refused(&["run", "aansluiting.toml", "--edities", &overlay]);
    assert!(said.contains("lijst-2.toml:1:1") && said.contains("did you mean `title`?"), "{said}");
}

#[test]
fn a_criterion_that_is_not_there() {
    let said = Desk::with(TARGET).refused(&["run", "aansluiting.toml", "--only", "antwoord/anuleren"]);
    assert!(said.contains("there is no criterion `antwoord/anuleren`"), "{said}");
}

#[test]
fn an_edition_that_is_not_there() {
    let target = replaced(TARGET, "aangevraagd = \"2022-06-01\"", "editie = \"lijst-9\"");
    let said = Desk::with(&target).refused(&["run", "aansluiting.toml"]);
    assert!(said.contains("there is no edition `lijst-9`"), "{said}");
}

#[test]
fn a_target_file_that_is_not_there() {
    let said = Desk::with(TARGET).refused(&["run", "weg.toml"]);
    assert!(said.contains("this cannot be read") && said.contains("--> weg.toml"), "{said}");
}

#[test]
fn a_run_that_is_not_there() {
    for command in ["judge", "report"] {
        let said = Desk::with(TARGET).refused(&[command, "weg"]);
        assert!(said.contains("weg/evidence.json"), "{said}");
    }
}

#[test]
fn a_command_that_is_none() {
    let said = Desk::with(TARGET).refused(&["rn", "aansluiting.toml"]);
    assert!(said.contains("unrecognized subcommand 'rn'"), "{said}");
}
