//! Mistakes in how a control is named, and questions that are still open in a target file.

use std::path::Path;

use toetssteen::{
    checklist::SourceFile,
    target::{Locator, Target},
};

use super::shown::{TARGET, changed_target, replaced};

const PLAIN: &str = r#"inloggen = { tekst = "Inloggen met DigiD" }"#;

#[test]
fn a_control_may_take_several_presses() {
    let text = replaced(TARGET, PLAIN, r##"inloggen = [{ tekst = "Verder" }, { selector = "#digid" }]"##);
    let target = Target::read(&SourceFile::new("aansluiting.toml", &text), Path::new(".")).unwrap();
    let presses = target.aansluitingen[0].controls[&"inloggen".parse().unwrap()].presses();
    assert_eq!(presses, [Locator::Tekst("Verder".to_owned()), Locator::Selector("#digid".to_owned())]);
}

#[test]
fn a_press_that_is_none_is_pointed_at() {
    for (wrong, says, at) in [
        ("[]", "names every control", "18:1"),
        (r#"[{ tekst = "Verder" }, { tekst = " " }]"#, "names every control", "18:1"),
        (r#"[{ tekts = "Verder" }]"#, "did you mean `tekst`?", "18:"),
        (r#"{ tekts = "Verder" }"#, "did you mean `tekst`?", "18:"),
        (r#""Verder""#, "expected { tekst = \"…\" }, { selector = \"…\" } or a list of these", "18:"),
    ] {
        let said = changed_target(PLAIN, &format!("inloggen = {wrong}"));
        assert!(said.contains(says) && said.contains(&format!("aansluiting.toml:{at}")), "{wrong}: {said}");
    }
}

#[test]
fn every_open_question_is_named_with_its_words() {
    let text = replaced(TARGET, "\"midden\"", "\"?\"");
    let text = replaced(&text, "uitloggen = {", "# What does the control say that logs out?\nuitloggen = {");
    let text = replaced(&text, "\"Uitloggen\"", "\"?\"");
    let refused = Target::read(&SourceFile::new("aansluiting.toml", &text), Path::new(".")).unwrap_err();
    assert_eq!(refused.0.len(), 2, "{refused}");
    let said = refused.to_string();
    assert!(said.contains("error: this is still a question\n --> aansluiting.toml:9:26"), "{said}");
    assert!(said.contains("error: What does the control say that logs out?\n  --> aansluiting.toml:20:23"), "{said}");
}
