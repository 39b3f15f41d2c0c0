//! Mistakes in a journey.

use insta::assert_snapshot;

use super::shown::{changed, refused};

#[test]
fn a_step_that_is_none() {
    assert_snapshot!(changed("journeys/cancel.toml", r#"{ press = "inloggen" }"#, r#"{ pres = "inloggen" }"#), @r#"
    error: unknown variant `pres`, expected one of `back`, `context`, `copy`, `digid`, `each-page`, `ended`, `knock`, `leave`, `logout`, `lure`, `mark`, `open`, `other`, `press`, `renew`, `revisit`, `service`, `use`, `use-on`, `wait`
     --> checks/journeys/cancel.toml:5:5
      |
    5 |   { pres = "inloggen" },
      |     ^^^^
      |
      = help: did you mean `press`?
    "#);
}

#[test]
fn two_acts_in_one_step() {
    assert_snapshot!(changed("journeys/cancel.toml", r#"{ press = "inloggen" }"#, r#"{ press = "inloggen", mark = "pressed" }"#), @r#"
    error: exactly one key is wanted here
     --> checks/journeys/cancel.toml:5:3
      |
    5 |   { press = "inloggen", mark = "pressed" },
      |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn an_answer_digid_does_not_have() {
    assert_snapshot!(changed("journeys/cancel.toml", r#""annuleren""#, r#""anuleren""#), @r#"
    error: DigiD has no answer `anuleren`
     --> checks/journeys/cancel.toml:6:3
      |
    6 |   { digid = "anuleren" },
      |   ^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `annuleren`?
    "#);
}

#[test]
fn each_without_a_list() {
    assert_snapshot!(changed("journeys/cancel.toml", r#""annuleren""#, r#""each""#), @r#"
    error: `digid = "each"` needs a list `each` at the head of the journey
     --> checks/journeys/cancel.toml:6:3
      |
    6 |   { digid = "each" },
      |   ^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn a_copy_nobody_made() {
    assert_snapshot!(changed("journeys/cancel.toml", r#"{ mark = "after" }"#, r#"{ mark = "after", copy = "before" }"#), @r#"
    error: nothing copied a session as `before` before this step
     --> checks/journeys/cancel.toml:8:3
      |
    8 |   { knock = { mark = "after", copy = "before" } },
      |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn a_return_to_a_mark_nobody_made() {
    assert_snapshot!(changed("journeys/cancel.toml", r#"{ press = "inloggen" }"#, r#"{ revisit = "returned" }"#), @r#"
    error: no step before this one marks `returned`
     --> checks/journeys/cancel.toml:5:3
      |
    5 |   { revisit = "returned" },
      |   ^^^^^^^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn a_mark_made_twice() {
    assert_snapshot!(changed("journeys/cancel.toml", r#"{ mark = "returned" }"#, r#"{ mark = "start" }"#), @r#"
    error: `start` is marked twice
     --> checks/journeys/cancel.toml:7:3
      |
    7 |   { mark = "start" },
      |   ^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn a_wait_in_no_table() {
    assert_snapshot!(changed("journeys/cancel.toml", r#"{ press = "inloggen" }"#, r#"{ wait = "expried" }"#), @r#"
    error: no table of waits names `expried`
     --> checks/journeys/cancel.toml:5:3
      |
    5 |   { wait = "expried" },
      |   ^^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `expired`?
    "#);
}

#[test]
fn a_name_that_is_none() {
    assert_snapshot!(changed("journeys/cancel.toml", r#"{ mark = "start" }"#, r#"{ mark = "Start!" }"#), @r#"
    error: `Start!` is not a name: use lower-case letters, digits and hyphens, beginning with a letter or digit
     --> checks/journeys/cancel.toml:4:3
      |
    4 |   { mark = "Start!" },
      |   ^^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn something_exclusive_that_is_none() {
    assert_snapshot!(changed("journeys/cancel.toml", r#"title = "Annuleren""#, r#"title = "Annuleren"
exclusive = "browser""#), @r#"
    error: unknown variant `browser`, expected `back-channel` or `sessions`
     --> checks/journeys/cancel.toml:2:13
      |
    2 | exclusive = "browser"
      |             ^^^^^^^^^
      |
      = help: write one of: back-channel, sessions
    "#);
}

#[test]
fn an_answer_in_the_list_that_digid_does_not_have() {
    assert_snapshot!(changed("journeys/failed.toml", r#""responder""#, r#""respondre""#), @r#"
    error: DigiD has no answer `respondre`
     --> checks/journeys/failed.toml:2:22
      |
    2 | each = ["requester", "respondre"]
      |                      ^^^^^^^^^^^
      |
      = help: did you mean `responder`?
    "#);
}

#[test]
fn an_answer_in_the_list_twice() {
    assert_snapshot!(changed("journeys/failed.toml", r#""responder""#, r#""requester""#), @r#"
    error: `requester` stands here twice
     --> checks/journeys/failed.toml:2:22
      |
    2 | each = ["requester", "requester"]
      |                      ^^^^^^^^^^^
    "#);
}

#[test]
fn a_list_of_answers_nobody_presses() {
    assert_snapshot!(changed("journeys/failed.toml", r#"{ digid = "each" }"#, r#"{ digid = "requester" }"#), @r#"
    error: no step presses these answers, so every variant would be the same
     --> checks/journeys/failed.toml:2:9
      |
    2 | each = ["requester", "responder"]
      |         ^^^^^^^^^^^
      |
      = help: add the step { digid = "each" }
    "#);
}

#[test]
fn no_mark_at_all() {
    assert_snapshot!(refused("journeys/leeg.toml", "title = \"Leeg\"\nsteps = []\n"), @r#"
    error: this journey marks nothing, so nothing can be read from it
     --> checks/journeys/leeg.toml
    "#);
}

#[test]
fn a_file_name_that_is_none() {
    assert_snapshot!(refused("journeys/In Loggen.toml", "title = \"Leeg\"\nsteps = []\n"), @r#"
    error: `In Loggen` is not a name: use lower-case letters, digits and hyphens, beginning with a letter or digit
     --> checks/journeys/In Loggen.toml
    "#);
}

#[test]
fn an_answer_to_logging_out_that_is_none() {
    assert_snapshot!(changed("journeys/cancel.toml", r#"{ press = "inloggen" }"#, r#"{ logout = "partial-logut" }"#), @r#"
    error: DigiD has no answer `partial-logut` to logging out
     --> checks/journeys/cancel.toml:5:3
      |
    5 |   { logout = "partial-logut" },
      |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `partial-logout`?
    "#);
}
