//! `toetssteen plan`: what a run would do, and nothing of it done.

use std::{fs, net::TcpListener};

use serde_json::Value;

use super::{call, shown};
use crate::mistakes::TARGET;

fn planned(further: &[&str]) -> Value {
    let desk = tempfile::tempdir().unwrap();
    fs::write(desk.path().join("aansluiting.toml"), TARGET).unwrap();
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
        "plan for mijn: 12 criteria",
        "  journey  cancel: Inloggen annuleren bij DigiD, en daarna toch inloggen",
        "  journey  failed (11 times): ",
        "  probe    tls: which versions each address accepts",
        "hosts contacted: mijn.voorbeeld.test",
        "takes about 16 min 15 s; the longest wait, in journey idle-open, is 15 min 15 s",
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
fn codes_and_short_names_select_as_ids_do() {
    let by_id = planned(&["--only", "antwoord/annuleren", "sessie/sessieduur"]);
    for names in [["T7", "T14"], ["annuleren", "t14"], ["checklist-testen-7.0 T7", "sessieduur"]] {
        assert_eq!(planned(&["--only", names[0], names[1]]), by_id, "{names:?}");
    }
}

#[test]
fn what_only_waits_leaves_nothing_to_do_without_waits() {
    let desk = tempfile::tempdir().unwrap();
    fs::write(desk.path().join("aansluiting.toml"), TARGET).unwrap();
    for command in ["plan", "run", "gather"] {
        let output = call(desk.path(), &[command, "aansluiting.toml", "--snel", "--only", "sessieduur"]);
        assert_eq!(output.status.code(), Some(4), "{command}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("all that was selected waits, and --snel leaves that out"), "{command}: {said}");
    }
}

#[test]
fn several_editions_may_be_named() {
    let desk = tempfile::tempdir().unwrap();
    let named = "editie = [\"tvs-2.1\", \"machtigen-1.1\", \"tvs-2.1\"]";
    fs::write(desk.path().join("aansluiting.toml"), TARGET.replace("aangevraagd = \"2022-06-01\"", named)).unwrap();
    let plan: Value = serde_json::from_str(&shown(desk.path(), &["plan", "aansluiting.toml", "--json"])).unwrap();
    let editions = &plan["aansluitingen"][0]["editions"];
    assert_eq!(*editions, serde_json::json!(["tvs-2-1", "machtigen-1-1", "koppelvlak-saml-3-7"]));
}
