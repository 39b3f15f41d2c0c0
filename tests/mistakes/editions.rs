//! Mistakes in an edition.

use insta::assert_snapshot;

use super::shown::changed;

#[test]
fn a_key_that_is_none() {
    assert_snapshot!(changed("editions/lijst-1.toml", r#"code = "T1""#, r#"kode = "T1""#), @r#"
    error: unknown field `kode`, expected one of `code`, `after`, `chapter`, `title`, `source`, `confidence`, `text`, `criteria`, `nearest`, `untested`, `applies`
     --> checks/editions/lijst-1.toml:6:1
      |
    6 | kode = "T1"
      | ^^^^
      |
      = help: did you mean `code`?
    "#);
}

#[test]
fn a_criterion_that_is_not_there() {
    assert_snapshot!(changed("editions/lijst-1.toml", r#""antwoord/annuleren""#, r#""antwoord/anuleren""#), @r#"
    error: there is no criterion `antwoord/anuleren`
      --> checks/editions/lijst-1.toml:10:13
       |
    10 | criteria = ["antwoord/anuleren"]
       |             ^^^^^^^^^^^^^^^^^^^
       |
       = help: did you mean `antwoord/annuleren`?
    "#);
}

#[test]
fn a_criterion_outside_the_checklist() {
    assert_snapshot!(changed("editions/lijst-1.toml", r#""antwoord/annuleren""#, r#""antwoord/bijzaak""#), @r#"
    error: this criterion stands outside the checklist and cannot stand under a code
      --> checks/editions/lijst-1.toml:10:13
       |
    10 | criteria = ["antwoord/bijzaak"]
       |             ^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn a_line_without_a_criterion() {
    assert_snapshot!(changed("editions/lijst-1.toml", r#"criteria = ["antwoord/annuleren"]"#, "criteria = []"), @r#"
    error: this line names no criterion
     --> checks/editions/lijst-1.toml:9:14
      |
    9 | confidence = "letterlijk"
      |              ^^^^^^^^^^^^
      |
      = help: name it in `criteria`, or say with `untested` why nothing judges this line
    "#);
}

#[test]
fn a_verdict_on_a_text_nobody_knows() {
    assert_snapshot!(changed("editions/lijst-1.toml", r#""letterlijk""#, r#""onbekend""#), @r#"
    error: a line of which only the code is public has no verdict
     --> checks/editions/lijst-1.toml:9:14
      |
    9 | confidence = "onbekend"
      |              ^^^^^^^^^^
      |
      = help: say with `nearest` which criteria come close
    "#);
}

#[test]
fn a_day_that_is_none() {
    assert_snapshot!(changed("editions/lijst-1.toml", "2020-01-01", "2020-13-01"), @r#"
    error: this is no date; write it as "2022-12-01"
     --> checks/editions/lijst-1.toml:3:18
      |
    3 | requested-from = "2020-13-01"
      |                  ^^^^^^^^^^^^
    "#);
}

#[test]
fn a_code_that_stands_twice() {
    assert_snapshot!(changed("editions/lijst-1.toml", "[[line]]", r#"[[line]]
code = "T1"
title = "Een regel"
source = "logius.nl"
confidence = "onbekend"

[[line]]"#), @r#"
    error: code `T1` stands twice in this edition
      --> checks/editions/lijst-1.toml:12:8
       |
    12 | code = "T1"
       |        ^^^^
    "#);
}

#[test]
fn a_criterion_only_inferred_that_could_fail_a_service() {
    assert_snapshot!(changed("antwoord/annuleren.toml", r#""letterlijk""#, r#""afgeleid""#), @r#"
    error: a criterion that is `afgeleid` may not end in `niet akkoord` under a code
      --> checks/editions/lijst-1.toml:10:13
       |
    10 | criteria = ["antwoord/annuleren"]
       |             ^^^^^^^^^^^^^^^^^^^^
       |
       = help: give its expectations `otherwise = "te beoordelen"` or `"opmerking"`
    "#);
}

#[test]
fn a_line_that_is_tested_and_is_not() {
    assert_snapshot!(changed("editions/lijst-1.toml", "criteria =", "untested = \"Nog niet.\"\ncriteria ="), @r#"
    error: this line names criteria, so it is tested
      --> checks/editions/lijst-1.toml:10:12
       |
    10 | untested = "Nog niet."
       |            ^^^^^^^^^^^
    "#);
}

#[test]
fn a_line_that_is_not_tested_and_does_not_say_why() {
    assert_snapshot!(changed("editions/lijst-1.toml", r#"criteria = ["antwoord/annuleren"]"#, "untested = \" \""), @r#"
    error: this says nothing
      --> checks/editions/lijst-1.toml:10:12
       |
    10 | untested = " "
       |            ^^^
       |
       = help: say why nothing judges this line, in Dutch
    "#);
}

#[test]
fn a_criterion_near_a_text_that_is_public() {
    assert_snapshot!(changed("editions/lijst-1.toml", "criteria =", "nearest ="), @r#"
    error: `nearest` is for a line of which only the code is public
      --> checks/editions/lijst-1.toml:10:12
       |
    10 | nearest = ["antwoord/annuleren"]
       |            ^^^^^^^^^^^^^^^^^^^^
       |
       = help: name what judges this line in `criteria`
    "#);
}

#[test]
fn a_line_that_says_to_what_its_criteria_apply() {
    let applies = "applies = { eenmalig-inloggen = true }\ncriteria =";
    assert_snapshot!(changed("editions/lijst-1.toml", "criteria =", applies), @r#"
    error: `applies` is for a line that is `untested`
      --> checks/editions/lijst-1.toml:10:11
       |
    10 | applies = { eenmalig-inloggen = true }
       |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: a criterion says itself to which connections it applies
    "#);
}
