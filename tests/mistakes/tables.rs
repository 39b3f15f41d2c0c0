//! Mistakes in the tables of waits and texts.

use insta::assert_snapshot;

use super::shown::changed;

#[test]
fn a_window_that_ends_before_it_begins() {
    assert_snapshot!(changed("timing/real.toml", "from = 1, until = 2", "from = 2, until = 1"), @r#"
    error: `from` must come before `until`
      --> checks/timing/real.toml:13:11
       |
    13 | expired = { from = 2, until = 1 }
       |           ^^^^^^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn a_time_before_now() {
    assert_snapshot!(changed("timing/real.toml", "limit = 9", "limit = -9"), @r#"
    error: this is no number of seconds
     --> checks/timing/real.toml:1:9
      |
    1 | limit = -9
      |         ^^
    "#);
}

#[test]
fn a_key_that_is_none() {
    assert_snapshot!(changed("timing/real.toml", "limit", "limiet"), @r#"
    error: unknown field `limiet`, expected one of `limit`, `silence`, `slow`, `settle`, `every`, `federation`, `wait`, `use`
     --> checks/timing/real.toml:1:1
      |
    1 | limiet = 9
      | ^^^^^^
      |
      = help: did you mean `limit`?
    "#);
}

#[test]
fn a_wait_in_one_table_only() {
    assert_snapshot!(changed("timing/real.toml", "expired", "verlopen"), @r#"
    error: the wait `expired` is in only one of the tables real and scaled
     --> checks/timing/scaled.toml
    "#);
}

#[test]
fn a_text_with_another_name() {
    assert_snapshot!(changed("texts/foutmelding.toml", "nieuw", "new"), @r#"
    error: unknown field `new`, expected `oud` or `nieuw`
     --> checks/texts/foutmelding.toml:2:1
      |
    2 | new = "Het is niet gelukt."
      | ^^^
      |
      = help: write one of: nieuw, oud
    "#);
}

#[test]
fn a_text_that_is_empty() {
    assert_snapshot!(changed("texts/foutmelding.toml", "Het is niet gelukt.", ""), @r#"
    error: the text `nieuw` is empty, so every page shows it
     --> checks/texts/foutmelding.toml
    "#);
}

#[test]
fn a_signal_of_test_data_that_is_on_every_page() {
    assert_snapshot!(changed("texts/testgegevens.toml", "\"test\"", "\" \""), @r#"
    error: an empty text is on every page
     --> checks/texts/testgegevens.toml:3:14
      |
    3 | testtekst = [" "]
      |              ^^^
    "#);
}

#[test]
fn a_subject_that_is_not_graded() {
    assert_snapshot!(changed("ncsc/2.1.toml", "over = \"versie\"", "over = \"versies\""), @r#"
    error: `versies` is nothing that is graded
     --> checks/ncsc/2.1.toml:7:8
      |
    7 | over = "versies"
      |        ^^^^^^^^^
      |
      = help: did you mean `versie`?
    "#);
}

#[test]
fn a_grade_that_is_none() {
    assert_snapshot!(changed("ncsc/2025-05.toml", "suite = \"onvoldoende\"", "suite = \"slecht\""), @r#"
    error: `slecht` is no grade
     --> checks/ncsc/2025-05.toml:4:9
      |
    4 | suite = "slecht"
      |         ^^^^^^^^
      |
      = help: write one of: goed, onvoldoende, uit te faseren, voldoende
    "#);
}

#[test]
fn a_value_with_two_rows() {
    assert_snapshot!(changed("ncsc/2.1.toml", "[\"TLS 1.3\"]", "[\"TLS 1.3\", \"TLS 1.3\"]"), @r#"
    error: `TLS 1.3` has a row already
      --> checks/ncsc/2.1.toml:10:23
       |
    10 | waarden = ["TLS 1.3", "TLS 1.3"]
       |                       ^^^^^^^^^
    "#);
}
