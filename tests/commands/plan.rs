//! `toetssteen plan`: what a run would do, and nothing of it done.

use std::{fs, net::TcpListener};

use serde_json::Value;

use super::{call, shown};
use crate::mistakes::TARGET;

fn planned(further: &[&str]) -> Value {
    planned_for(TARGET, further)
}

fn planned_for(target: &str, further: &[&str]) -> Value {
    let desk = tempfile::tempdir().unwrap();
    fs::write(desk.path().join("aansluiting.toml"), target).unwrap();
    let arguments = [&["plan", "aansluiting.toml", "--json"], further].concat();
    serde_json::from_str(&shown(desk.path(), &arguments)).unwrap()
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect()
}

#[test]
fn says_what_a_run_would_do_and_does_none_of_it() {
    let desk = tempfile::tempdir().unwrap();
    // Somebody else has the port of the simulated DigiD: a plan does not care.
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let digid = format!("[digid]\nluister = \"{}\"\n", taken.local_addr().unwrap());
    fs::write(desk.path().join("aansluiting.toml"), format!("{TARGET}{digid}")).unwrap();
    let said = shown(desk.path(), &["plan", "aansluiting.toml"]);
    for line in [
        "plan for mijn: ",
        "  journey  cancel: Inloggen annuleren bij DigiD, en daarna toch inloggen",
        "  journey  failed (11 times): ",
        "  probe    tls: which versions each address accepts, and what it does within them",
        "forged answers of DigiD, between genuine logins: again (5), artifact (10), ",
        "hosts contacted: mijn.voorbeeld.test",
        // One person waits three times.
        "takes about 45 min 30 s; the longest wait, in journey idle-open, is 15 min 15 s",
    ] {
        assert!(said.contains(line), "`{line}` is missing from\n{said}");
    }
    assert!(said.contains(&format!("the simulated DigiD listens on {}", taken.local_addr().unwrap())), "{said}");
    let left: Vec<_> = fs::read_dir(desk.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["aansluiting.toml"], "a plan leaves nothing behind");
    taken.set_nonblocking(true).unwrap();
    assert!(taken.accept().is_err(), "a plan asks nothing of anybody");
}

#[test]
fn with_a_person_for_each_wait_they_go_side_by_side() {
    let desk = tempfile::tempdir().unwrap();
    let more = ["999905405", "999910814"]
        .map(|bsn| format!("[[aansluiting.testpersoon]]\nbsn = \"{bsn}\"\nherkenning = \"Persoon {bsn}\"\n"));
    fs::write(desk.path().join("aansluiting.toml"), format!("{TARGET}{}", more.concat())).unwrap();
    let said = shown(desk.path(), &["plan", "aansluiting.toml"]);
    assert!(said.contains("takes about 16 min 15 s"), "{said}");
}

#[test]
fn without_waits_the_journeys_that_wait_are_left_out() {
    let (slow, quick) = (planned(&[]), planned(&["--snel"]));
    let journeys = |plan: &Value| names(&plan["aansluitingen"][0]["journeys"]).len();
    let left_out = |plan: &Value| names(&plan["aansluitingen"][0]["left_out"]).join(" ");
    assert_eq!((left_out(&slow), left_out(&quick)), (String::new(), "idle-alive idle-expired idle-open".to_owned()));
    assert_eq!(journeys(&slow), journeys(&quick) + 3);
    assert_eq!(slow["aansluitingen"][0]["criteria"], quick["aansluitingen"][0]["criteria"]);
    assert!(quick["seconds"].as_u64().unwrap() < 120, "{quick}");
    assert!(slow["seconds"].as_u64().unwrap() > 900, "{slow}");
    assert_eq!((&slow["timing"], &quick["timing"]), (&"real".into(), &"without-waits".into()));
}

#[test]
fn what_takes_hours_is_done_on_request_and_the_rest_of_eenmalig_inloggen_beside_the_other_waits() {
    let federated = TARGET.replace("koppelvlak = \"saml\"", "koppelvlak = \"saml\"\neenmalig-inloggen = true");
    let persons = ["999905405", "999910814", "999911880", "999911892", "999911909"]
        .map(|bsn| format!("[[aansluiting.testpersoon]]\nbsn = \"{bsn}\"\nherkenning = \"Persoon {bsn}\"\n"));
    let federated = format!("{federated}{}", persons.concat());
    let of = |options: &[&str]| planned_for(&federated, options);
    let (usual, long) = (of(&[]), of(&["--long"]));
    let left_out = |plan: &Value| names(&plan["aansluitingen"][0]["left_out"]).join(" ");
    assert_eq!((left_out(&usual), left_out(&long)), ("longest".to_owned(), String::new()));
    assert!(usual["seconds"].as_u64().unwrap() <= 990, "{usual}");
    assert!(long["seconds"].as_u64().unwrap() > 3 * 3600, "{long}");
}

#[test]
fn codes_and_short_names_select_as_ids_do() {
    let by_id = planned(&["--only", "antwoord/annuleren", "sessie/sessieduur"]);
    for names in [["T7", "T14"], ["annuleren", "t14"], ["checklist-testen-7.0 T7", "sessieduur"]] {
        assert_eq!(planned(&["--only", names[0], names[1]]), by_id, "{names:?}");
    }
}

#[test]
fn without_a_browser_it_is_quicker_and_says_why() {
    let (slow, quick) = (planned(&["--snel"]), planned(&["--snel", "--without-browser"]));
    assert_eq!((&slow["without_browser"], &quick["without_browser"]), (&false.into(), &true.into()));
    let seconds = |plan: &Value| plan["seconds"].as_u64().unwrap();
    assert!(seconds(&quick) < seconds(&slow), "{} and {}", quick["seconds"], slow["seconds"]);
    let desk = tempfile::tempdir().unwrap();
    fs::write(desk.path().join("aansluiting.toml"), TARGET).unwrap();
    let said = shown(desk.path(), &["plan", "aansluiting.toml", "--without-browser"]);
    assert!(said.contains("no browser takes part: what only a browser sees is left out"), "{said}");
}

#[test]
fn what_only_waits_leaves_nothing_to_do_without_waits() {
    let desk = tempfile::tempdir().unwrap();
    fs::write(desk.path().join("aansluiting.toml"), TARGET).unwrap();
    for command in ["plan", "run", "gather"] {
        let output = call(desk.path(), &[command, "aansluiting.toml", "--snel", "--only", "sessieduur"]);
        assert_eq!(output.status.code(), Some(4), "{command}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            said.contains("all that was selected waits, and that is left out with --snel, or without --long"),
            "{command}: {said}"
        );
    }
}

#[test]
fn without_digid_nobody_lies() {
    let classes = |target: &str| {
        let desk = tempfile::tempdir().unwrap();
        fs::write(desk.path().join("aansluiting.toml"), target).unwrap();
        let plan: Value = serde_json::from_str(&shown(desk.path(), &["plan", "aansluiting.toml", "--json"])).unwrap();
        plan["aansluitingen"][0]["forgeries"].as_object().unwrap().len()
    };
    assert!(classes(TARGET) > 20);
    assert_eq!(classes(&TARGET.replace(r#"digid = "simulator""#, r#"digid = "geen""#)), 0);
}
