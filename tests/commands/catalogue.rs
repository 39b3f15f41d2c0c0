//! `toetssteen list` and `toetssteen explain`.

use std::{fs, path::Path};

use serde_json::Value;
use toetssteen::{checklist::find, facts, gather::outline::Outline, report::catalogue};

use super::{call, shown};
use crate::live::{afnemer, checklist};

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn listed(what: &str) -> Value {
    let afnemer = afnemer().display().to_string();
    serde_json::from_str(&shown(here(), &["list", what, "--json", "--afnemer", &afnemer])).unwrap()
}

/// The keys of an object, in order.
fn keys(value: &Value) -> Vec<&String> {
    let mut keys: Vec<&String> = value.as_object().unwrap().keys().collect();
    keys.sort();
    keys
}

#[test]
fn every_list_has_the_form_of_its_schema() {
    for (name, schema) in catalogue::schemas() {
        let what = name.trim_start_matches("list-").trim_end_matches(".json");
        let (list, schema) = (listed(what), schema.to_value());
        assert_eq!(keys(&list), keys(&schema["properties"]), "{name}");
        assert_eq!(list["version"], 1);
        let rows = list[what].as_array().unwrap_or_else(|| panic!("{name} has no list `{what}`"));
        let row = schema["properties"][what]["items"]["$ref"].as_str().unwrap().rsplit('/').next().unwrap();
        for one in rows {
            assert_eq!(keys(one), keys(&schema["$defs"][row]["properties"]), "{name}");
        }
    }
    assert_eq!(Outline::schema().to_value()["title"], "Plan");
}

#[test]
fn every_list_is_whole_and_the_table_says_the_same() {
    let checklist = checklist();
    let whole = [
        ("criteria", "id", checklist.criteria.len()),
        ("editions", "name", checklist.editions.len()),
        ("facts", "name", facts::all().count()),
        ("journeys", "name", checklist.journeys.len()),
    ];
    for (what, name, number) in whole {
        let list = listed(what);
        let rows = list[what].as_array().unwrap();
        assert_eq!(rows.len(), number, "{what}");
        let table = shown(here(), &["list", what]);
        for row in rows {
            assert!(table.contains(row[name].as_str().unwrap()), "{what}: {row} is missing from\n{table}");
        }
        assert!(!table.contains('\u{1b}'), "no colour in a pipe");
    }
}

#[test]
fn the_faults_are_those_of_the_reference_afnemer() {
    let own = fs::read_to_string(here().join("fixtures/afnemer/src/faults.rs")).unwrap();
    let list = listed("faults");
    let rows = list["faults"].as_array().unwrap();
    assert!(rows.len() > 40);
    for row in rows {
        assert!(own.contains(&format!("\"{}\"", row["name"].as_str().unwrap())), "{row}");
    }
}

#[test]
fn a_checklist_of_ones_own_is_listed_and_explained() {
    let checks = crate::mistakes::sound();
    let folder = checks.path().to_str().unwrap();
    assert_eq!(
        shown(here(), &["list", "criteria", "--checks", folder]),
        "EIS                 REGELS               TITEL\n\
         antwoord/annuleren  T1                   Annuleren\n\
         antwoord/bijzaak    buiten de checklist  Bijzaak\n"
    );
    let said = shown(here(), &["explain", "T1", "--checks", folder]);
    assert_eq!(
        said,
        "T1 · Annuleren\n\
         Lijst 1 (lijst-1)\n\
         \n\
         De regel\n  \
           Bron: logius.nl.\n  \
           Zekerheid: letterlijk; de woorden van Logius zijn bekend.\n\
         \n\
         Annuleren (antwoord/annuleren)\n\
         \n\
         Wat wordt gevraagd\n  \
           Wie annuleert, kan opnieuw inloggen.\n  \
           Bron: logius.nl.\n  \
           Zekerheid: letterlijk; de woorden van Logius zijn bekend.\n  \
           Staat in: lijst-1 T1.\n\
         \n\
         Hoe wordt dit vastgesteld\n  \
           Reis ‘Annuleren’ (cancel):\n    \
             1. Open de pagina ‘start’.\n    \
             2. Kijk wat er te zien is (het scherm waar het begint).\n    \
             3. Druk op de knop ‘inloggen’.\n    \
             4. Kies bij DigiD voor annuleren.\n    \
             5. Kijk wat er te zien is (terug van DigiD).\n    \
             6. Vraag een pagina achter het inloggen op (bij een nieuw verzoek daarna).\n\
         \n\
         Wat moet kloppen, en wat het betekent als dat niet zo is\n  \
           1. De knop is er nog.\n     \
              Waar: terug van DigiD (cancel/returned).\n     \
              Gelezen: De inlogknop van DigiD is (control.inloggen). Verwacht: zichtbaar.\n     \
              Klopt dit niet: niet akkoord.\n"
    );
}

#[test]
fn every_criterion_and_every_code_is_explained() {
    let checklist = checklist();
    let explained = |asked: &str| catalogue::explain(find::one(asked, checklist).unwrap(), checklist, 80);
    assert_eq!(shown(here(), &["explain", "sessie/cookies"]).trim_end(), explained("sessie/cookies").trim_end());
    for criterion in checklist.criteria.values() {
        let said = explained(&criterion.id);
        let text = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.starts_with(&format!("{} ({})", criterion.title, criterion.id)), "{said}");
        let all = criterion.expectations.iter().map(|one| &one.that).chain(&criterion.zelf).chain([&criterion.norm]);
        for sentence in all {
            let sentence = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(text.contains(&sentence), "{}: `{sentence}` is missing from\n{said}", criterion.id);
        }
        assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
    }
    for edition in checklist.editions.values() {
        for (line, code) in edition.lines.iter().filter_map(|line| Some((line, line.code.as_ref()?))) {
            let said = explained(&format!("{} {code}", edition.name));
            assert!(said.starts_with(&format!("{code} · ")), "{said}");
            let text = said.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(line.untested().is_none_or(|why| text.contains(why)), "{said}");
            assert!(line.nearest().iter().all(|id| text.contains(id)), "{said}");
        }
    }
}

#[test]
fn whoever_reads_no_further_gets_no_complaint() {
    let program = env!("CARGO_BIN_EXE_toetssteen");
    let line = format!("set -o pipefail; '{program}' explain annuleren 2>&1 | head -n 1");
    let output = std::process::Command::new("bash").args(["-c", &line]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "Schermgedrag bij annuleren (antwoord/annuleren)\n");
    assert!(call(here(), &["list", "facts"]).stderr.is_empty());
}
