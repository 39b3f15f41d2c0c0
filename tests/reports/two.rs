//! Two connections in one target: what is seen of one is neither held against the other nor shown as its own.

use toetssteen::{
    judge::Verdict,
    report::terminal::{self, Screen},
};

use super::{sound::screen, synthetic::Scenario};

const ANNULEREN: &str = "antwoord/annuleren";

#[test]
fn each_connection_is_judged_and_shown_by_its_own_places() {
    let mut scenario = Scenario::two();
    let mut returned = screen("U bent terug.");
    returned.page.picture = scenario.blob(super::picture::png(7));
    scenario.see("bedrijf:cancel/returned", returned);
    let reported = scenario.judged();
    let [burger, bedrijf] = reported.judgement.aansluitingen.as_slice() else { panic!("two connections") };
    assert_eq!(burger.findings[ANNULEREN].verdict, Verdict::Akkoord);
    assert_eq!(bedrijf.findings[ANNULEREN].verdict, Verdict::TeBeoordelen);

    let document: serde_json::Value = serde_json::from_str(&reported.render("testrapport.json")).unwrap();
    let pictures = &document["aansluitingen"][1]["criteria"][ANNULEREN]["pictures"];
    let places: Vec<&String> = pictures.as_object().unwrap().keys().collect();
    assert_eq!(places, ["bedrijf:cancel/returned", "bedrijf:cancel/start"]);
}

#[test]
fn every_list_says_whose_it_is() {
    let reported = Scenario::two().judged();
    let terminal = terminal::render(&reported.input(), Screen { colour: false, width: Some(50) });
    let html = reported.render("testrapport.html");
    for naam in ["burger", "bedrijf"] {
        let words = terminal.split_whitespace().collect::<Vec<_>>().join(" ");
        for list in ["Koppelvlakspecificatie DigiD SAML Authenticatie 3.7", "Waarnemingen buiten de checklist"] {
            assert!(words.contains(&format!("{list} – {naam}")), "{list} of {naam}: {terminal}");
        }
        assert!(html.contains(&format!("DigiD Checklist Testen 7.0 – {naam}")), "{naam}");
    }
}
