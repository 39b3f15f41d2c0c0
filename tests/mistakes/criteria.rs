//! Mistakes in a criterion. Longer than other files because it is one list: each mistake with what is read about it.

use insta::assert_snapshot;

use super::shown::{changed, refused};

#[test]
fn a_key_that_is_none() {
    assert_snapshot!(changed("antwoord/annuleren.toml", "title =", "titel ="), @r#"
    error: unknown field `titel`, expected one of `title`, `norm`, `source`, `confidence`, `veiligheid`, `buiten-checklist`, `mens`, `applies`, `expect`, `review`, `zelf`
     --> checks/antwoord/annuleren.toml:1:1
      |
    1 | titel = "Annuleren"
      | ^^^^^
      |
      = help: did you mean `title`?
    "#);
}

#[test]
fn a_key_of_an_expectation_that_is_none() {
    assert_snapshot!(changed("antwoord/annuleren.toml", "fact =", "fakt ="), @r#"
    error: unknown field `fakt`, expected one of `that`, `at`, `fact`, `pagina`, `when`, `otherwise`, `advies`, `is`, `includes`, `lacks`, `within`, `matches`, `never-matches`, `same-as`, `at-most`, `at-least`
     --> checks/antwoord/annuleren.toml:9:1
      |
    9 | fakt = "control.inloggen"
      | ^^^^
      |
      = help: did you mean `fact`?
    "#);
}

#[test]
fn a_key_that_is_missing() {
    assert_snapshot!(changed("antwoord/annuleren.toml", r#"norm = "Wie annuleert, kan opnieuw inloggen."
"#, ""), @r#"
    error: missing field `norm`
     --> checks/antwoord/annuleren.toml:1:1
      |
    1 | title = "Annuleren"
      | ^
    "#);
}

#[test]
fn text_that_is_no_toml() {
    assert_snapshot!(changed("antwoord/annuleren.toml", r#"that = "De knop is er nog.""#, "that = De knop is er nog."), @r#"
    error: string values must be quoted, expected literal string
     --> checks/antwoord/annuleren.toml:7:8
      |
    7 | that = De knop is er nog.
      |        ^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn a_fact_nobody_knows() {
    assert_snapshot!(changed("antwoord/annuleren.toml", "control.inloggen", "control.inlogen"), @r#"
    error: unknown fact `control.inlogen`
     --> checks/antwoord/annuleren.toml:9:8
      |
    9 | fact = "control.inlogen"
      |        ^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `control.inloggen`?
    "#);
}

#[test]
fn a_fact_far_from_any() {
    let mut every: Vec<&str> = toetssteen::facts::all().map(|fact| fact.name).collect();
    every.sort_unstable();
    let shown = changed("antwoord/annuleren.toml", "control.inloggen", "iets").replace(&every.join(", "), "EVERY FACT");
    assert_snapshot!(shown, @r#"
    error: unknown fact `iets`
     --> checks/antwoord/annuleren.toml:9:8
      |
    9 | fact = "iets"
      |        ^^^^^^
      |
      = help: write one of: EVERY FACT
    "#);
}

#[test]
fn a_place_that_is_none() {
    assert_snapshot!(changed("antwoord/annuleren.toml", "cancel/returned", "cancel"), @r#"
    error: `cancel` is not a place (a journey and a mark are needed); write `journey/mark`, for example `cancel/returned`
     --> checks/antwoord/annuleren.toml:8:6
      |
    8 | at = "cancel"
      |      ^^^^^^^^
    "#);
}

#[test]
fn a_journey_nobody_makes() {
    assert_snapshot!(changed("antwoord/annuleren.toml", "cancel/returned", "cancle/returned"), @r#"
    error: nobody announces `cancle/returned`
     --> checks/antwoord/annuleren.toml:8:6
      |
    8 | at = "cancle/returned"
      |      ^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `cancel`?
    "#);
}

#[test]
fn a_mark_nobody_passes() {
    assert_snapshot!(changed("antwoord/annuleren.toml", "cancel/returned", "cancel/retruned"), @r#"
    error: nobody announces `cancel/retruned`
     --> checks/antwoord/annuleren.toml:8:6
      |
    8 | at = "cancel/retruned"
      |      ^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `cancel/returned`?
    "#);
}

#[test]
fn a_journey_in_variants_without_one() {
    assert_snapshot!(changed("antwoord/annuleren.toml", "cancel/returned", "failed/returned"), @r#"
    error: nobody announces `failed/returned`
     --> checks/antwoord/annuleren.toml:8:6
      |
    8 | at = "failed/returned"
      |      ^^^^^^^^^^^^^^^^^
      |
      = help: this journey is made in variants: write `journey/*/mark`
    "#);
}

#[test]
fn a_variant_of_a_journey_without() {
    assert_snapshot!(changed("antwoord/annuleren.toml", "cancel/returned", "cancel/*/returned"), @r#"
    error: nobody announces `cancel/*/returned`
     --> checks/antwoord/annuleren.toml:8:6
      |
    8 | at = "cancel/*/returned"
      |      ^^^^^^^^^^^^^^^^^^^
      |
      = help: this journey has no variants
    "#);
}

#[test]
fn a_fact_that_is_not_read_there() {
    assert_snapshot!(changed("antwoord/annuleren.toml", "cancel/returned", "cancel/after"), @r#"
    error: `control.inloggen` cannot be read at `cancel/after`: a knock is observed there
     --> checks/antwoord/annuleren.toml:8:6
      |
    8 | at = "cancel/after"
      |      ^^^^^^^^^^^^^^
      |
      = help: `control.inloggen` is read from a moment
    "#);
}

#[test]
fn new_text_without_a_start() {
    assert_snapshot!(changed("antwoord/annuleren.toml", r#"at = "cancel/returned"
fact = "control.inloggen"
is = "zichtbaar""#, r#"at = "failed/*/returned"
fact = "page.new-text"
matches = "opnieuw""#), @r#"
    error: `page.new-text` compares with the mark `start`, which journey `failed` has not
     --> checks/antwoord/annuleren.toml:8:6
      |
    8 | at = "failed/*/returned"
      |      ^^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn a_predicate_that_does_not_fit() {
    assert_snapshot!(changed("antwoord/annuleren.toml", r#"is = "zichtbaar""#, "at-most = 3"), @r#"
    error: `at-most` does not fit the fact `control.inloggen`
      --> checks/antwoord/annuleren.toml:10:11
       |
    10 | at-most = 3
       |           ^
       |
       = help: `control.inloggen` gives one of zichtbaar, verborgen, afwezig
    "#);
}

#[test]
fn a_value_of_another_type() {
    assert_snapshot!(changed("antwoord/annuleren.toml", r#"is = "zichtbaar""#, "is = true"), @r#"
    error: `is` does not fit the fact `control.inloggen`
      --> checks/antwoord/annuleren.toml:10:6
       |
    10 | is = true
       |      ^^^^
       |
       = help: `control.inloggen` gives one of zichtbaar, verborgen, afwezig
    "#);
}

#[test]
fn a_number_written_as_text() {
    assert_snapshot!(changed("antwoord/annuleren.toml", r#"is = "zichtbaar""#, r#"at-most = "drie""#), @r#"
    error: invalid type: string "drie", expected a whole number
      --> checks/antwoord/annuleren.toml:10:11
       |
    10 | at-most = "drie"
       |           ^^^^^^
    "#);
}

#[test]
fn a_word_the_fact_never_says() {
    assert_snapshot!(changed("antwoord/annuleren.toml", r#"is = "zichtbaar""#, r#"is = "zichtbar""#), @r#"
    error: the fact never says `zichtbar`
      --> checks/antwoord/annuleren.toml:10:6
       |
    10 | is = "zichtbar"
       |      ^^^^^^^^^^
       |
       = help: did you mean `zichtbaar`?
    "#);
}

#[test]
fn one_word_of_several_the_fact_never_says() {
    assert_snapshot!(changed("antwoord/annuleren.toml", r#"is = "zichtbaar""#, r#"within = ["zichtbaar", "weg"]"#), @r#"
    error: the fact never says `weg`
      --> checks/antwoord/annuleren.toml:10:10
       |
    10 | within = ["zichtbaar", "weg"]
       |          ^^^^^^^^^^^^^^^^^^^^
       |
       = help: write one of: afwezig, verborgen, zichtbaar
    "#);
}

#[test]
fn an_empty_list() {
    assert_snapshot!(changed("antwoord/annuleren.toml", r#"is = "zichtbaar""#, "within = []"), @r#"
    error: an empty list says nothing
      --> checks/antwoord/annuleren.toml:10:10
       |
    10 | within = []
       |          ^^
       |
       = help: name at least one text
    "#);
}

#[test]
fn an_expression_that_is_none() {
    assert_snapshot!(changed("antwoord/annuleren.toml", r#"fact = "control.inloggen"
is = "zichtbaar""#, r#"fact = "page.text"
matches = "(geannuleerd""#), @r#"
    error: this is no regular expression: regex parse error:
               (geannuleerd
               ^
           error: unclosed group
      --> checks/antwoord/annuleren.toml:10:11
       |
    10 | matches = "(geannuleerd"
       |           ^^^^^^^^^^^^^^
    "#);
}

#[test]
fn an_expression_that_finds_something_everywhere() {
    assert_snapshot!(changed("antwoord/annuleren.toml", r#"fact = "control.inloggen"
is = "zichtbaar""#, r#"fact = "page.text"
matches = "(geannuleerd)?""#), @r#"
    error: this expression finds something in every text, so it says nothing
      --> checks/antwoord/annuleren.toml:10:11
       |
    10 | matches = "(geannuleerd)?"
       |           ^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn an_expression_that_grows_too_large() {
    assert_snapshot!(changed("antwoord/annuleren.toml", r#"fact = "control.inloggen"
is = "zichtbaar""#, r#"fact = "page.text"
matches = "(a{1000}){1000}""#), @r#"
    error: this is no regular expression: Compiled regex exceeds size limit of 1048576 bytes.
      --> checks/antwoord/annuleren.toml:10:11
       |
    10 | matches = "(a{1000}){1000}"
       |           ^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn two_predicates() {
    assert_snapshot!(changed("antwoord/annuleren.toml", r#"is = "zichtbaar""#, r#"is = "zichtbaar"
within = ["zichtbaar"]"#), @r#"
    error: this expectation has more than one predicate
     --> checks/antwoord/annuleren.toml:7:8
      |
    7 | that = "De knop is er nog."
      |        ^^^^^^^^^^^^^^^^^^^^
      |
      = help: write one [[expect]] for each
    "#);
}

#[test]
fn no_predicate() {
    assert_snapshot!(changed("antwoord/annuleren.toml", r#"is = "zichtbaar"
"#, ""), @r#"
    error: this expectation does not say what must be true
     --> checks/antwoord/annuleren.toml:7:8
      |
    7 | that = "De knop is er nog."
      |        ^^^^^^^^^^^^^^^^^^^^
      |
      = help: add one of is, includes, lacks, within, matches, never-matches, same-as, at-most, at-least
    "#);
}

#[test]
fn the_same_as_a_place_of_another_kind() {
    assert_snapshot!(changed("antwoord/annuleren.toml", r#"is = "zichtbaar""#, r#"same-as = "cancel/after""#), @r#"
    error: `control.inloggen` cannot be read at `cancel/after`: a knock is observed there
      --> checks/antwoord/annuleren.toml:10:11
       |
    10 | same-as = "cancel/after"
       |           ^^^^^^^^^^^^^^
       |
       = help: `control.inloggen` is read from a moment
    "#);
}

#[test]
fn an_outcome_that_is_none() {
    assert_snapshot!(changed("antwoord/annuleren.toml", r#"is = "zichtbaar""#, r#"is = "zichtbaar"
otherwise = "niet akoord""#), @r#"
    error: unknown variant `niet akoord`, expected one of `niet akkoord`, `te beoordelen`, `opmerking`
      --> checks/antwoord/annuleren.toml:11:13
       |
    11 | otherwise = "niet akoord"
       |             ^^^^^^^^^^^^^
       |
       = help: did you mean `niet akkoord`?
    "#);
}

#[test]
fn doubt_without_a_question() {
    assert_snapshot!(changed("antwoord/annuleren.toml", r#"is = "zichtbaar""#, r#"is = "zichtbaar"
otherwise = "te beoordelen""#), @r#"
    error: this can end in `te beoordelen`, but nobody is asked anything
     --> checks/antwoord/annuleren.toml:7:8
      |
    7 | that = "De knop is er nog."
      |        ^^^^^^^^^^^^^^^^^^^^
      |
      = help: add [review] with `question` and `show`
    "#);
}

#[test]
fn a_person_who_is_asked_nothing() {
    assert_snapshot!(changed("antwoord/annuleren.toml", r#"confidence = "letterlijk"
"#, r#"confidence = "letterlijk"
mens = true
"#), @r#"
    error: a person decides this, but nobody is asked anything
     --> checks/antwoord/annuleren.toml:5:8
      |
    5 | mens = true
      |        ^^^^
      |
      = help: add [review] with `question` and `show`; outside the checklist nothing is decided
    "#);
}

#[test]
fn a_picture_of_a_place_nobody_passes() {
    assert_snapshot!(changed("antwoord/annuleren.toml", r#"is = "zichtbaar""#, r#"is = "zichtbaar"

[review]
question = "Is dat zo?"
show = ["cancel/gone"]"#), @r#"
    error: nobody announces `cancel/gone`
      --> checks/antwoord/annuleren.toml:14:9
       |
    14 | show = ["cancel/gone"]
       |         ^^^^^^^^^^^^^
       |
       = help: did you mean `cancel/after`?
    "#);
}

#[test]
fn a_confidence_that_is_none() {
    assert_snapshot!(changed("antwoord/annuleren.toml", r#""letterlijk""#, r#""zeker""#), @r#"
    error: unknown variant `zeker`, expected one of `afgeleid`, `ingekort`, `letterlijk`, `onbekend`, `parafrase`
     --> checks/antwoord/annuleren.toml:4:14
      |
    4 | confidence = "zeker"
      |              ^^^^^^^
      |
      = help: write one of: afgeleid, ingekort, letterlijk, onbekend, parafrase
    "#);
}

#[test]
fn a_criterion_without_a_text() {
    assert_snapshot!(changed("antwoord/annuleren.toml", r#""letterlijk""#, r#""onbekend""#), @r#"
    error: a criterion of which only the code is public cannot be judged
     --> checks/antwoord/annuleren.toml:4:14
      |
    4 | confidence = "onbekend"
      |              ^^^^^^^^^^
      |
      = help: remove it, and name the code in an edition
    "#);
}

#[test]
fn a_koppelvlak_that_is_none() {
    assert_snapshot!(changed("antwoord/annuleren.toml", "[[expect]]", r#"[applies]
koppelvlak = ["oidc"]

[[expect]]"#), @r#"
    error: unknown variant `oidc`, expected `cgi` or `saml`
     --> checks/antwoord/annuleren.toml:7:15
      |
    7 | koppelvlak = ["oidc"]
      |               ^^^^^^
      |
      = help: write one of: cgi, saml
    "#);
}

#[test]
fn no_expectation_at_all() {
    assert_snapshot!(refused("antwoord/annuleren.toml", "title = \"Leeg\"\nnorm = \"Niets.\"\nsource = \"wij\"\nconfidence = \"afgeleid\"\nexpect = []\n"), @r#"
    error: a criterion without [[expect]] can never be judged
     --> checks/antwoord/annuleren.toml
    "#);
}

#[test]
fn failing_a_service_outside_the_checklist() {
    assert_snapshot!(changed("antwoord/bijzaak.toml", r#"is = "zichtbaar""#, "is = \"zichtbaar\"\notherwise = \"niet akkoord\""), @r#"
    error: outside the checklist an expectation can only end in `opmerking`
      --> checks/antwoord/bijzaak.toml:12:13
       |
    12 | otherwise = "niet akkoord"
       |             ^^^^^^^^^^^^^^
    "#);
}

#[test]
fn two_mistakes_in_one_file() {
    assert_snapshot!(changed("antwoord/annuleren.toml", "[[expect]]", "[[expect]]\nthat = \"Eerst.\"\nat = \"cancel/returned\"\nfact = \"page.tekst\"\nmatches = \"x\"\n\n[[expect]]\nthat = \"Daarna.\"\nat = \"cancel/gone\"\nfact = \"page.text\"\nmatches = \"x\"\n\n[[expect]]"), @r#"
    error: unknown fact `page.tekst`
     --> checks/antwoord/annuleren.toml:9:8
      |
    9 | fact = "page.tekst"
      |        ^^^^^^^^^^^^
      |
      = help: did you mean `page.text`?

    error: nobody announces `cancel/gone`
      --> checks/antwoord/annuleren.toml:14:6
       |
    14 | at = "cancel/gone"
       |      ^^^^^^^^^^^^^
       |
       = help: did you mean `cancel/after`?
    "#);
}
