//! Mistakes in a forgery.

use super::shown::{refused, replaced, sound};
use toetssteen::checklist::{Checklist, Files};

const FORGERY: &str = r#"title = "Andere dienst"
changed = "De Audience is een andere dienst."
source = "koppelvlak"
outcome = "refuse"
gain = "Een ander komt binnen."
mend = "Controleer de Audience."
verifies = ["artifact-response", "assertion"]
steps = [
  { set = { at = "assertion/Conditions/AudienceRestriction/Audience", to = "https://{request-id}" } },
]
"#;

/// What is said of it with one piece replaced; the file and the key that is wrong are in it.
fn said(from: &str, to: &str) -> String {
    refused("forgeries/audience/other.toml", &replaced(FORGERY, from, to))
}

#[test]
fn each_kind_of_mistake_is_named_where_it_stands() {
    for (from, to, line, why) in [
        ("outcome = \"refuse\"", "outcome = \"weiger\"", 4, "unknown variant `weiger`"),
        ("outcome = \"refuse\"", "outcome = \"refuse\"\notherwise = \"opmerking\"", 5, "only where `accept`"),
        ("mend = ", "mendt = ", 6, "did you mean `mend`?"),
        ("set = {", "zet = {", 9, "unknown variant `zet`"),
        ("AudienceRestriction/Audience", "AudienceRestriction/Audience[2]", 9, "the message has no part"),
        ("assertion/Conditions", "verklaring/Conditions", 9, "has no part `verklaring/Conditions"),
        ("assertion/Conditions", "assertion//Conditions", 9, "names no part of a message"),
        ("{request-id}", "{request}", 9, "nothing is filled in for `{request}`"),
        ("{request-id}", "{now-11x}", 9, "nothing is filled in for `{now-11x}`"),
        ("{request-id}", "{request-id", 9, "has no `}`"),
        ("verifies = [\"artifact-response\"", "verifies = [\"envelop\"", 7, "unknown variant `envelop`"),
    ] {
        let said = said(from, to);
        assert!(said.contains("forgeries/audience/other.toml"), "{to}: {said}");
        assert!(said.contains(&format!("other.toml:{line}:")), "{to}: {said}");
        assert!(said.contains(why), "{to}: {said}");
    }
}

#[test]
fn a_text_that_is_not_there_and_a_part_after_it_is_gone() {
    let step =
        "{ set = { at = \"assertion/Conditions/AudienceRestriction/Audience\", to = \"https://{request-id}\" } }";
    for (steps, why) in [
        ("{ replace = { text = \"niet er\", by = \"x\" } }", "does not hold the text `niet er`"),
        ("{ encode = \"utf-16\" },\n  { remove = \"assertion\" }", "no step can name a part"),
        ("{ remove = \"assertion/@Onbekend\" }", "has no part `assertion/@Onbekend`"),
        ("{ add = { xml = \"<a>\", at = \"into assertion\" } }", "this is not XML"),
        ("{ add = { xml = \"<a/>\", at = \"in assertion\" } }", "names no spot"),
    ] {
        let said = said(step, steps);
        assert!(said.contains(why), "{steps}: {said}");
    }
}

#[test]
fn a_forgery_that_changes_nothing() {
    let (head, _) = FORGERY.split_once("steps").unwrap();
    let said = refused("forgeries/audience/other.toml", head);
    assert!(said.contains("this changes nothing"), "{said}");
    assert!(refused("forgeries/other.toml", FORGERY).contains("stands in a folder of its class"));
}

#[test]
fn a_criterion_of_a_class_that_is_not_there() {
    let criterion = r#"title = "Doelgroep"
norm = "Een antwoord voor een ander wordt geweigerd."
source = "logius.nl"
confidence = "letterlijk"

[[expect]]
that = "Niemand komt binnen."
at = "forged/audiens/*/returned"
fact = "attempt.admitted"
is = false
"#;
    let said = refused("antwoord/doelgroep.toml", criterion);
    assert!(said.contains("doelgroep.toml:8:") && said.contains("nobody announces"), "{said}");
    let folder = sound();
    super::shown::put(folder.path(), "forgeries/audience/other.toml", FORGERY.as_bytes());
    super::shown::put(folder.path(), "antwoord/doelgroep.toml", criterion.replace("audiens", "audience").as_bytes());
    let checklist = Checklist::load(&Files::from_folder(folder.path()).unwrap()).unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(checklist.forgeries().len(), 1);
}

#[test]
fn a_mistake_in_a_forged_question_to_log_out() {
    let question = r#"title = "Zonder handtekening"
changed = "De vraag heeft geen handtekening."
source = "koppelvlak"
outcome = "refuse"
gain = "Een ander logt de burger uit."
mend = "Controleer de handtekening."
steps = [
  { remove = "logout-request/Signature" },
]
"#;
    let said = |from: &str, to: &str| refused("forged-logouts/none.toml", &replaced(question, from, to));
    for (from, to, line, why) in [
        ("outcome = \"refuse\"", "outcome = \"accept\"", 4, "unknown variant `accept`"),
        ("mend = ", "mendt = ", 6, "did you mean `mend`?"),
        ("mend = ", "names = \"iedereen\"\nmend = ", 6, "unknown variant `iedereen`"),
        ("logout-request/", "assertion/", 8, "has no part `assertion/Signature`"),
        (
            "{ remove = \"logout-request/Signature\" }",
            "{ set = { at = \"logout-request/NameID\", to = \"{level}\" } }",
            8,
            "{level}",
        ),
    ] {
        let said = said(from, to);
        assert!(said.contains(&format!("forged-logouts/none.toml:{line}:")) && said.contains(why), "{to}: {said}");
    }
    let (head, _) = question.split_once("steps").unwrap();
    assert!(refused("forged-logouts/none.toml", head).contains("this changes nothing"));
    let criterion = "title = \"Vragen\"\nnorm = \"Geen sessie eindigt.\"\nsource = \"logius.nl\"\nconfidence = \"letterlijk\"\n\n\
        [[expect]]\nthat = \"Geen sessie eindigt.\"\nat = \"forged-logout/nergens/told\"\nfact = \"logout-attempt.ended\"\nis = false\n";
    assert!(refused("antwoord/vragen.toml", criterion).contains("nobody announces `forged-logout/nergens/told`"));
}

/// Those in the program are read without a rehearsal; here they have it.
#[test]
fn the_forgeries_in_the_program_are_rehearsed() {
    let checklist = Checklist::load(&Files::from_folder("checks".as_ref()).unwrap());
    assert!(checklist.unwrap_or_else(|mistakes| panic!("{mistakes}")).forgeries().len() > 200);
}
