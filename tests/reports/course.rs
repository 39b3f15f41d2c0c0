//! What was done when, what was not done, and what rests on a picture.

use std::collections::BTreeSet;

use scraper::Html;
use serde_json::Value;
use toetssteen::evidence::{Place, Variant};

use super::{
    page::{all, page, text},
    synthetic::{Reported, Scenario, everything},
};

fn undone(reported: &Reported) -> Value {
    serde_json::from_str::<Value>(&reported.render("testrapport.json")).unwrap()["undone"].clone()
}

#[test]
fn every_journey_and_probe_has_a_row_with_its_times() {
    let reported = everything();
    let page = page(reported);
    let part = |place: &Place| match &place.variant {
        Some(Variant::Forgery { class, .. }) => (place.journey.clone(), Some(class.to_string())),
        // Forged questions to log out go together.
        Some(Variant::Named(_)) if place.journey.as_str() == "forged-logout" => (place.journey.clone(), None),
        variant => (place.journey.clone(), variant.as_ref().map(ToString::to_string)),
    };
    let parts: BTreeSet<_> = reported.evidence.places().map(|(place, ..)| part(place)).collect();
    assert_eq!(all(&page, ".verloop tbody tr").len(), parts.len());
    let row = |name: &str| {
        let rows = all(&page, ".verloop tbody tr");
        let words = |row: &scraper::ElementRef<'_>| row.text().collect::<Vec<_>>().join(" ");
        let found = rows.iter().map(words).find(|row| row.contains(name)).unwrap_or_else(|| panic!("no row {name}"));
        found.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert!(row("TLS van mijn.voorbeeld.test").contains("10:00:40"), "{}", row("TLS van"));
    assert!(row("TLS van mijn.voorbeeld.test").ends_with("nee 1 van 2"), "{}", row("TLS van"));
    assert!(row("Metadata van de dienst").contains("niet vastgelegd"));
    assert!(text(&page, ".verloop").contains("15 minuten en 20 seconden"), "{}", text(&page, ".verloop"));
    assert!(text(&page, "#verloop").contains("duurde 21 minuten en 30 seconden"));
    for reason in ["BrowserLost", "failed"] {
        assert!(!text(&page, ".verloop").contains(reason));
    }
}

#[test]
fn a_strip_tells_nothing_that_the_table_does_not_and_stays_in_its_frame() {
    let page = page(everything());
    let strips = all(&page, ".verloop svg");
    assert!(strips.len() > 3);
    assert!(strips.iter().all(|strip| strip.attr("aria-hidden") == Some("true")));
    let number = |element: &scraper::ElementRef<'_>, name: &str| element.attr(name).unwrap().parse::<i64>().unwrap();
    for bar in all(&page, ".verloop svg rect") {
        let (x, width) = (number(&bar, "x"), number(&bar, "width"));
        assert!(x >= 0 && width >= 4 && x + width <= 1004, "{x} {width}");
    }
    // A wait of 15:20 in a run of 21:30 takes its part of the strip.
    let waits: Vec<i64> = all(&page, ".verloop .wacht").iter().map(|bar| number(bar, "width")).collect();
    assert!(waits.contains(&713), "{waits:?}");
}

#[test]
fn clocks_that_differ_and_a_run_of_no_time_break_nothing() {
    let mut scenario = Scenario::sound();
    scenario.run.started = "2026-11-20T09:10:00Z".parse().unwrap();
    scenario.run.ended = scenario.run.started;
    let page = page(&scenario.judged());
    assert!(all(&page, ".verloop svg rect").iter().all(|bar| bar.attr("x").unwrap().parse::<i64>().unwrap() >= 0));
}

#[test]
fn what_was_not_asked_for_is_told_with_the_reason() {
    let mut scenario = Scenario::sound();
    scenario.run.only = vec!["sessie/uitloggen".to_owned()];
    let reported = scenario.judged();
    let left = undone(&reported);
    let why = |id: &str| {
        let criteria = left["criteria"].as_array().unwrap();
        criteria.iter().find(|one| one["id"] == id).map(|one| one["why"].as_str().unwrap().to_owned())
    };
    assert_eq!(why("antwoord/annuleren").unwrap(), "Deze eis is niet gekozen: er is alleen een deel getest.");
    assert_eq!(why("sessie/uitloggen"), None);
    // Connections requested before December 2022 are judged by the older text.
    assert_eq!(
        why("antwoord/foutmelding-2022").unwrap(),
        "Deze eis staat niet in de lijsten die voor deze aansluiting gelden."
    );
    let page = page(&reported);
    assert!(text(&page, "#niet-gedaan").contains("antwoord/annuleren"));
    assert!(reported.render("testrapport.md").contains("Deze eis is niet gekozen"));
}

#[test]
fn places_out_of_reach_and_journeys_that_nobody_made_are_told() {
    let left = undone(everything());
    let groups = left["unreachable"].as_array().unwrap();
    let places: Vec<&str> =
        groups.iter().flat_map(|group| group["places"].as_array().unwrap()).filter_map(Value::as_str).collect();
    assert!(places.contains(&"tls/mijn.voorbeeld.test:443/[::1]"), "{left}");
    assert_eq!(left["journeys"], serde_json::json!([]), "each journey of the checklist was made");
    let mut reported = Scenario::sound().judged();
    let mut journey = reported.checklist.journeys.values().next().unwrap().clone();
    journey.name = "omweg".parse().unwrap();
    journey.title = "Een omweg".to_owned();
    reported.checklist.journeys.insert(journey.name.clone(), journey);
    assert_eq!(undone(&reported)["journeys"][0]["title"], "Een omweg");
    assert!(text(&page(&reported), "#niet-gedaan").contains("Een omweg"));
}

#[test]
fn a_picture_names_what_rests_on_it() {
    let reported = everything();
    let page: Html = page(reported);
    let criteria = |place: &str| {
        let figure = all(&page, "figure").into_iter().find(|figure| figure.text().any(|text| text == place));
        figure.unwrap_or_else(|| panic!("no picture of {place}")).text().collect::<String>()
    };
    // Annuleren is weighed where the citizen comes back, and compares that with where it began.
    assert!(criteria("cancel/start").contains("annuleren"), "{}", criteria("cancel/start"));
    // What a person is asked about stands under each picture that is shown with the question.
    let document: Value = serde_json::from_str(&reported.render("testrapport.json")).unwrap();
    let mut asked = 0;
    for criterion in document["aansluitingen"][0]["criteria"].as_object().unwrap().values() {
        for place in criterion["pictures"].as_object().unwrap().keys() {
            let title = criterion["title"].as_str().unwrap();
            assert!(criteria(place).contains(title), "{title} is not under the picture of {place}");
            asked += 1;
        }
    }
    assert!(asked > 0);
}

#[test]
fn the_head_tells_all_that_identifies_a_test() {
    let mut scenario = Scenario::sound();
    scenario.run.subject.aansluitingen[0].accounts = (0..9).map(|n| format!("99990000{n}")).collect();
    scenario.checklist.overlay = Some(toetssteen::evidence::BlobId::of(b"overlay"));
    let digests: Vec<String> = scenario.checklist.editions.values().map(|one| one.digest.to_string()).collect();
    let reported = scenario.judged();
    let page = page(&reported);
    let told = text(&page, "#gegevens");
    for said in [
        "Afnemer Gemeente Voorbeeldstad",
        "Kenmerk 2026-0042",
        "Tester Proef Tester",
        "Begin van de test 20 november 2026, 10:00:00",
        "Einde van de test 20 november 2026, 10:21:30",
        "DigiD de DigiD-simulatie van Toetssteen",
        "Aansluitnummer 12345",
        "Producten en diensten Mijn Voorbeeldstad",
        "Webadres https://mijn.voorbeeld.test/inloggen",
        "Andere adressen https://mijn.voorbeeld.test/saml/metadata",
        "Testaccounts 999900000; 999900001; 999900002; 999900003; 999900004; 999900005; en nog 3",
        "Koppelvlak SAML",
        "Betrouwbaarheidsniveau Midden",
        "Eenmalig inloggen nee",
        "Omgeving preproductie",
        "Beoordeeld volgens DigiD Checklist Testen 7.0; ",
    ] {
        assert!(told.contains(said), "{said} is missing from {told}");
    }
    assert!(told.contains(&toetssteen::evidence::BlobId::of(b"overlay").to_string()));
    assert!(digests.iter().filter(|digest| told.contains(*digest)).count() >= 2, "{told}");
    let document: Value = serde_json::from_str(&reported.render("testrapport.json")).unwrap();
    assert_eq!(document["head"]["edities"][0]["name"], "checklist-testen-7-0");
    assert_eq!(document["head"]["aansluitingen"][0]["accounts"].as_array().unwrap().len(), 9);
}
