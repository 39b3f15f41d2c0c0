//! A hertest: the reference, and which lines came to another verdict.

use serde_json::{Value, json};

use super::{
    hostile::attack,
    page::{all, text},
    synthetic::{Reported, Scenario, everything},
};

/// The second test of a service that was mended, by the target file an answer to the first.
fn mended() -> Reported {
    let mut scenario = Scenario::sound();
    scenario.run.subject.kenmerk = Some("2026-0077".to_owned());
    scenario.run.subject.hertest_van = Some("2026-0042".to_owned());
    scenario.run.started = "2026-12-01T09:00:00Z".parse().unwrap();
    scenario.run.ended = "2026-12-01T09:21:30Z".parse().unwrap();
    scenario.judged()
}

fn document(json: &str) -> Value {
    serde_json::from_str::<Value>(json).unwrap()["hertest"].clone()
}

#[test]
fn a_first_test_says_nothing_of_a_hertest() {
    let reported = everything();
    assert_eq!(document(&reported.render("testrapport.json")), Value::Null);
    let page = scraper::Html::parse_document(&reported.render("testrapport.html"));
    assert!(all(&page, "#hertest, [href='#hertest']").is_empty());
    assert!(!reported.render("testrapport.md").contains("## Hertest"));
}

#[test]
fn the_reference_of_the_target_file_is_told_everywhere() {
    let reported = mended();
    assert_eq!(document(&reported.render("testrapport.json")), json!({ "van": "2026-0042", "comparison": null }));
    let page = scraper::Html::parse_document(&reported.render("testrapport.html"));
    assert!(text(&page, "#hertest").contains("Dit is een hertest van kenmerk 2026-0042 ."));
    assert!(text(&page, "#gegevens").contains("Hertest van 2026-0042"));
    assert!(reported.render("testrapport.md").contains("Dit is een hertest van kenmerk 2026-0042."));
}

#[test]
fn lines_that_came_to_another_verdict_are_listed_and_no_others() {
    let (now, then) = (mended(), everything());
    let comparison = document(&now.render_since(then, "testrapport.json"))["comparison"].clone();
    assert_eq!(comparison["kenmerk"], "2026-0042");
    assert_eq!(comparison["caveats"], json!([]), "the same kenmerk, afnemer, DigiD and checklist");
    let changed = comparison["changed"].as_array().unwrap();
    let of = |code: &str| changed.iter().find(|change| change["code"] == code);
    let annuleren = of("T7").unwrap();
    assert_eq!(annuleren["was"], json!({ "oordeel": "niet-akkoord" }));
    assert_eq!(annuleren["is"], json!({ "oordeel": "akkoord" }));
    assert_eq!(of("T21").unwrap()["is"], json!("niet-getest"), "a line that only the other checklist has");
    let same: usize = now.judgement.aansluitingen[0]
        .editions
        .iter()
        .zip(&then.judgement.aansluitingen[0].editions)
        .flat_map(|(now, then)| now.lines.iter().map(move |line| (line, &then.lines)))
        .filter(|(line, then)| then.iter().any(|old| old.title == line.title && old.verdict == line.verdict))
        .count();
    assert!(same > 0);
    assert_eq!(comparison["unchanged"], json!(same));

    let page = scraper::Html::parse_document(&now.render_since(then, "testrapport.html"));
    let rows: Vec<String> = all(&page, "#hertest tbody tr")
        .iter()
        .map(|row| row.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(rows.len(), changed.len());
    let row = rows.iter().find(|row| row.starts_with("T7 ")).unwrap();
    assert!(row.ends_with("niet akkoord akkoord") || row.contains("niet akkoordakkoord"), "{row}");
    let links = all(&page, "#hertest tbody a");
    assert!(!links.is_empty());
    for link in links {
        let to = link.attr("href").unwrap();
        let line = all(&page, &format!("{to} .regel-kop :is(h3, h4)"));
        assert_eq!(line.len(), 1, "{to}");
        let words = |element: &scraper::ElementRef<'_>| {
            element.text().collect::<String>().split_whitespace().collect::<String>()
        };
        assert_eq!(words(&line[0]), words(&link), "the link leads to its own line");
    }
    let markdown = now.render_since(then, "testrapport.md");
    assert!(markdown.contains("| niet akkoord | akkoord |"), "{markdown}");
}

#[test]
fn a_run_beside_one_just_like_it_changed_nothing() {
    let comparison = document(&everything().render_since(everything(), "testrapport.json"))["comparison"].clone();
    assert_eq!(comparison["changed"], json!([]));
    let html = everything().render_since(everything(), "testrapport.html");
    assert!(html.contains("Geen enkele regel heeft een ander oordeel dan toen."));
}

#[test]
fn what_makes_two_runs_hard_to_compare_is_said() {
    let mut other = Scenario::sound();
    other.run.subject.kenmerk = None;
    other.run.subject.afnemer = "Gemeente Elders".to_owned();
    other.run.interrupted = true;
    other.run.timing = toetssteen::evidence::run::Timing::Scaled;
    let comparison = document(&mended().render_since(&other.judged(), "testrapport.json"))["comparison"].clone();
    let caveats: Vec<&str> = comparison["caveats"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(
        caveats,
        [
            "Volgens het aansluitingsbestand is dit een hertest van kenmerk ‘2026-0042’. De eerdere test heeft geen kenmerk.",
            "De eerdere test was van een andere afnemer: ‘Gemeente Elders’.",
            "De eerdere test is met een andere DigiD of met andere wachttijden gedaan.",
            "De eerdere test is afgebroken.",
        ]
    );
}

#[test]
fn nothing_hostile_comes_in_by_way_of_an_earlier_run() {
    let mut hostile = attack();
    hostile.run.subject.hertest_van = hostile.run.subject.kenmerk.clone();
    let hostile = hostile.judged();
    let page = scraper::Html::parse_document(&hostile.render_since(&hostile, "testrapport.html"));
    assert!(all(&page, "script, [onload]").is_empty());
    assert!(text(&page, "#hertest").contains("</style><script>alert(1)</script>"));
    let longest = page.root_element().text().filter(|text| !text.contains("--ink")).map(str::len).max().unwrap();
    assert!(longest < 10_000, "a text of {longest} bytes");
}
