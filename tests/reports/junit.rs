//! The report for CI systems: its form, and that it agrees with the exit status.

use std::{fs, process::Command};

use scraper::{Html, Selector};
use toetssteen::judge::{Exit, Unseen, Verdict};

use super::{
    hostile::attacked,
    synthetic::{Reported, Scenario, everything},
};

fn junit(reported: &Reported) -> String {
    reported.render("testrapport.junit.xml")
}

/// An HTML parser is lenient, so the form is left to [`is_valid`].
fn cases(xml: &str, selector: &str) -> Vec<(String, String)> {
    let page = Html::parse_document(xml);
    let found = Selector::parse(&format!("testcase:has(> {selector})")).unwrap();
    let ended = Selector::parse(selector).unwrap();
    page.select(&found)
        .map(|case| {
            let ended = case.select(&ended).next().unwrap();
            (case.attr("name").unwrap().to_owned(), ended.attr("message").unwrap_or_default().to_owned())
        })
        .collect()
}

fn is_valid(xml: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("testrapport.junit.xml");
    fs::write(&path, xml).unwrap();
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reports/junit.xsd");
    let output = Command::new("xmllint").args(["--noout", "--nonet", "--schema", schema]).arg(&path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn it_has_the_form_that_ci_systems_read() {
    is_valid(&junit(everything()));
    is_valid(&junit(attacked()));
    is_valid(&junit(&Scenario::sound().judged()));
    let mut nothing = Scenario::sound();
    nothing.run.only = vec!["bestaat/niet".to_owned()];
    is_valid(&junit(&nothing.judged()));
}

#[test]
fn every_line_is_a_case_and_ends_as_its_verdict() {
    let reported = everything();
    let xml = junit(reported);
    let judged = &reported.judgement.aansluitingen[0];
    let verdicts: Vec<Option<&Verdict>> = judged
        .editions
        .iter()
        .flat_map(|edition| &edition.lines)
        .map(|line| line.verdict.as_ref())
        .chain(judged.outside.iter().map(|id| Some(&judged.findings[id].verdict)))
        .collect();
    let count = |wanted: fn(Option<&Verdict>) -> bool| verdicts.iter().filter(|verdict| wanted(**verdict)).count();
    let failures = count(|verdict| verdict == Some(&Verdict::NietAkkoord));
    let errors = count(|verdict| verdict == Some(&Verdict::NietVastgesteld(Unseen::Mislukt)));
    let passed = count(|verdict| verdict == Some(&Verdict::Akkoord));
    assert!(failures > 0 && errors > 0 && passed > 0, "{verdicts:?}");
    assert_eq!(cases(&xml, "failure").len(), failures);
    assert_eq!(cases(&xml, "error").len(), errors);
    assert_eq!(cases(&xml, "skipped").len(), verdicts.len() - failures - errors - passed);
    assert_eq!(xml.matches("<testcase ").count(), verdicts.len());
    let totals = format!("tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\"", verdicts.len());
    assert!(xml.contains(&format!("<testsuites name=\"Testrapport DigiD van Gemeente Voorbeeldstad\" {totals}")));
}

#[test]
fn a_case_says_why_it_ended_so() {
    let xml = junit(everything());
    let message = |selector: &str, name: &str| {
        let found = cases(&xml, selector).into_iter().find(|(case, _)| case.starts_with(name));
        found.unwrap_or_else(|| panic!("{name} is no {selector}: {:?}", cases(&xml, selector))).1
    };
    assert_eq!(message("failure", "T7"), "De inlogknop van DigiD is: afwezig");
    assert!(message("skipped", "T13").starts_with("Is de uitlogknop steeds goed te zien"));
    assert_eq!(message("skipped", "T21"), "De tekst van deze regel is niet openbaar.");
    assert!(message("skipped", "Foutmelding sinds 2022").contains("omgeving"));
    assert!(xml.contains("Advies: Toon na annuleren de hele inlogpagina, ook de DigiD-knop."));
}

#[test]
fn a_build_is_red_when_the_exit_status_is() {
    let mut fine = Scenario::sound();
    fine.run.only = vec!["antwoord/annuleren".to_owned()];
    let mut broken = Scenario::sound();
    broken.lose("login/asked", toetssteen::evidence::Reason::BrowserLost, toetssteen::evidence::Blame::Us);
    for (scenario, exit) in [(fine, Exit::Fine), (Scenario::everything(), Exit::NietAkkoord), (broken, Exit::Mislukt)] {
        let reported = scenario.judged();
        let xml = junit(&reported);
        assert_eq!(reported.judgement.exit(), exit);
        assert_eq!(!cases(&xml, "failure").is_empty(), exit == Exit::NietAkkoord);
        assert!(exit != Exit::Mislukt || !cases(&xml, "error").is_empty());
        assert!(exit != Exit::Fine || cases(&xml, "failure, error").is_empty());
    }
}

#[test]
fn no_text_of_the_service_becomes_xml() {
    let xml = junit(attacked());
    assert_eq!(xml.chars().find(|c| c.is_control() && *c != '\n'), None);
    assert!(!xml.contains("<script") && !xml.contains("<![CDATA[") && xml.contains("⟨U+202E⟩gnp.exe"));
    assert!(xml.contains("⟨U+FFFE⟩"), "what XML cannot hold is shown");
}
