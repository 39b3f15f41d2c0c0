//! The page: its structure, and what it tells.

use std::collections::BTreeSet;

use scraper::{ElementRef, Html, Selector};

use super::{
    reasons::every_reason,
    synthetic::{Reported, Scenario, everything},
};
use toetssteen::{
    evidence::{Blame, Reason},
    judge::{Exit, JudgedLine, Unseen, Verdict},
    report::terminal::{self, Screen},
};

pub(super) fn page(reported: &Reported) -> Html {
    Html::parse_document(&reported.render("testrapport.html"))
}

pub(super) fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).collect()
}

pub(super) fn text(page: &Html, selector: &str) -> String {
    let texts = all(page, selector).into_iter().flat_map(|element| element.text()).collect::<Vec<_>>().join(" ");
    texts.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn headings_go_down_one_step_at_a_time() {
    let page = page(everything());
    let levels: Vec<u8> = all(&page, "h1, h2, h3, h4, h5, h6")
        .iter()
        .map(|heading| heading.value().name().trim_start_matches('h').parse().unwrap())
        .collect();
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
}

#[test]
fn ids_are_unique_and_every_link_leads_somewhere_in_the_page() {
    let page = page(everything());
    let ids: Vec<&str> = all(&page, "[id]").iter().filter_map(|element| element.value().id()).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len());
    for link in all(&page, "[href]") {
        let to = link.value().attr("href").unwrap();
        assert!(to.strip_prefix('#').is_some_and(|to| unique.contains(to)), "{to}");
    }
}

#[test]
fn the_page_needs_and_runs_nothing_else() {
    let page = page(everything());
    assert!(all(&page, "script, link, iframe, object, embed, form, base").is_empty());
    assert!(all(&page, "img").iter().all(|img| img.attr("src").unwrap().starts_with("data:image/png;base64,")));
    let policy = all(&page, "meta[http-equiv='Content-Security-Policy']");
    assert_eq!(policy[0].attr("content"), Some("default-src 'none'; img-src data:; style-src 'unsafe-inline'"));
    let handlers = all(&page, "*").into_iter().flat_map(|element| element.value().attrs());
    assert!(handlers.into_iter().all(|(name, _)| !name.starts_with("on") && name != "style"));
    assert!(!text(&page, "style").contains("url("), "the style refers to something");
}

#[test]
fn a_reader_who_cannot_see_it_finds_the_way() {
    let page = page(everything());
    assert_eq!(all(&page, "html")[0].attr("lang"), Some("nl"));
    for landmark in ["body > header", "body > nav[aria-label]", "body > main", "body > footer"] {
        assert_eq!(all(&page, landmark).len(), 1, "{landmark}");
    }
    assert!(all(&page, "th").iter().all(|head| head.attr("scope").is_some()));
    assert!(!all(&page, "table").is_empty() && all(&page, "table:not(:has(caption))").is_empty());
    assert!(all(&page, "img").iter().all(|img| img.attr("alt").is_some_and(|alt| alt.starts_with("Schermafdruk bij"))));
}

#[test]
fn every_verdict_is_told_with_its_word() {
    let reported = everything();
    let verdicts: Vec<Option<&Verdict>> = reported.judgement.aansluitingen[0]
        .editions
        .iter()
        .flat_map(|edition| &edition.lines)
        .map(|line| line.verdict.as_ref())
        .collect();
    for wanted in [
        Some(Verdict::Akkoord),
        Some(Verdict::NietAkkoord),
        Some(Verdict::TeBeoordelen),
        Some(Verdict::NietVastgesteld(Unseen::Mislukt)),
        Some(Verdict::NietVastgesteld(Unseen::NietMogelijk)),
        Some(Verdict::NietVanToepassing("Dit geldt niet voor deze omgeving.".to_owned())),
        None,
    ] {
        assert!(verdicts.contains(&wanted.as_ref()), "{wanted:?} is missing from {verdicts:?}");
    }
    let page = page(reported);
    let shown: Vec<String> = all(&page, ".overzicht .oordeel").iter().map(|element| element.text().collect()).collect();
    for words in [
        "akkoord",
        "niet akkoord",
        "te beoordelen",
        "n.v.t.",
        "niet vastgesteld (de test ging mis)",
        "niet vastgesteld (op deze manier niet te testen)",
        "niet vastgesteld (tekst niet openbaar)",
    ] {
        assert!(shown.iter().any(|shown| shown == words), "{words} is missing from {shown:?}");
    }
    assert_eq!(shown.len(), all(&page, ".overzicht .oordeel svg").len());
}

#[test]
fn every_reason_is_told_once_with_whose_it_is() {
    let page = page(everything());
    let reasons = text(&page, "#niet-vastgesteld h3");
    for told in [
        "De browser stopte tijdens de test.",
        "De knop ‘inloggen’ staat niet op de pagina.",
        "Er is 16 minuten en 40 seconden gewacht. Dat moest tussen 15 minuten en 15 seconden en 15 minuten en 45 seconden zijn.",
        "De dienst gaf een serverfout (HTTP 502).",
        "De test kwam niet zo ver: hij stopte eerder, bij ‘DigiD meldt een fout of is niet bereikbaar: DigiD antwoordt niet’",
    ] {
        assert!(reasons.contains(told), "{told} is missing from {reasons}");
    }
    assert!(all(&page, "#niet-vastgesteld article").len() >= every_reason().len());
    let whose = text(&page, "#niet-vastgesteld");
    for blame in ["ligt bij DigiD", "ligt bij de dienst", "ligt bij Toetssteen zelf"] {
        assert!(whose.contains(blame), "{blame}");
    }
}

#[test]
fn a_place_that_was_not_reached_is_told_with_what_went_wrong_before() {
    let mut scenario = Scenario::sound();
    let mut stopped = |place: &str, at: &str| {
        scenario.lose(place, Reason::NotReached { stopped: at.parse().unwrap() }, Blame::Us);
    };
    stopped("login/page/2", "login/page/1");
    stopped("login/page/1", "sign/http/measured");
    // Nothing a run writes, but it must end all the same.
    stopped("logout/after", "logout/copied");
    stopped("logout/copied", "logout/after");
    scenario.lose("sign/http/measured", Reason::BrowserMissing, Blame::Us);
    let reported = scenario.judged();
    let page = page(&reported);
    let told = "De test kwam niet zo ver: hij stopte eerder, bij ‘Meten hoe te zien is of iemand is ingelogd’ (met losse \
        verzoeken). Er kon geen browser worden gestart.";
    let reasons = text(&page, "#niet-vastgesteld");
    assert!(reasons.contains(told), "{reasons}");
    assert!(text(&page, "#eis-burger-sessie-uitloggen .opmerkingen").contains(told));
    let terminal = terminal::render(&reported.input(), Screen { colour: false, width: Some(120) });
    let terminal = terminal.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(terminal.contains(told), "{terminal}");
    assert!(reasons.contains("hij stopte eerder, bij ‘Inloggen en uitloggen’ (met een kopie van de cookies)."));
}

#[test]
fn a_remark_says_what_was_expected_what_was_seen_and_what_to_do() {
    let page = page(everything());
    let remarks = text(&page, "#eis-burger-antwoord-annuleren .opmerkingen");
    assert!(
        remarks.contains(
            "Niet akkoord. Verwacht: “De DigiD-knop is daar te zien.” Dat zagen wij niet bij ‘Inloggen annuleren bij \
             DigiD, en daarna toch inloggen’ (terug van DigiD). De inlogknop van DigiD is: ‘afwezig’. Het moet zijn: \
             zichtbaar. Advies: Toon na annuleren de hele inlogpagina, ook de DigiD-knop."
        ),
        "{remarks}"
    );
}

#[test]
fn what_was_missed_for_one_reason_is_remarked_once() {
    let page = page(everything());
    let remarks = text(&page, "#eis-burger-transport-tls-versies .opmerkingen");
    assert!(
        remarks.contains(
            "“SSL 2.0 en SSL 3.0 staan uit.” “Geen versie is onvoldoende volgens de richtlijn die geldt.” \
             “TLS 1.0 en TLS 1.1 staan uit.” Dat konden"
        ),
        "{remarks}"
    );
    assert_eq!(remarks.matches("Niet vastgesteld.").count(), 1, "{remarks}");
}

#[test]
fn a_question_comes_with_its_pictures_and_a_picture_with_its_criteria() {
    let page = page(everything());
    let question = text(&page, "#eis-burger-sessie-uitloggen");
    assert!(question.contains("Is de uitlogknop steeds goed te zien"), "{question}");
    assert!(!all(&page, "#eis-burger-sessie-uitloggen .kijk a[href^='#afbeelding-']").is_empty());
    assert!(text(&page, "#afbeeldingen figcaption").contains("Uitloggen (T13)"));
}

#[test]
fn each_picture_stands_in_the_page_once() {
    let reported = everything();
    let html = reported.render("testrapport.html");
    assert_eq!(html.matches("data:image/png;base64,").count(), reported.evidence.blobs().len());
}

#[test]
fn what_touches_the_safety_of_digid_comes_first() {
    let page = page(everything());
    let headings: Vec<String> = all(&page, "#samenvatting h3").iter().map(|heading| heading.text().collect()).collect();
    assert_eq!(headings, ["Veiligheid van DigiD", "Wat moet worden hersteld", "Wat een mens nog moet beoordelen"]);
    let safety =
        all(&page, "#samenvatting h3 + p + ul > li a").iter().map(|a| a.text().collect()).collect::<Vec<String>>();
    assert!(safety.iter().any(|link| link.starts_with("Handtekening onder")), "{safety:?}");
}

#[test]
fn what_was_special_about_the_run_stands_in_the_head() {
    let mut scenario = Scenario::everything();
    scenario.run.timing = toetssteen::evidence::run::Timing::Scaled;
    scenario.run.interrupted = true;
    scenario.run.only = vec!["sessie/uitloggen".to_owned()];
    scenario.run.subject.aansluitingen[0].omgeving = toetssteen::evidence::run::Omgeving::Ontwikkel;
    let page = page(&scenario.judged());
    let banners = text(&page, ".stroken");
    for banner in ["Zelftest.", "Geen conformiteitsrun.", "Ontwikkeltest.", "Afgebroken.", "Een deel getest."] {
        assert!(banners.contains(banner), "{banner} is missing from {banners}");
    }
    assert!(text(&page, "#gegevens").contains("mijn.voorbeeld.test:443 is bereikt op 127.0.0.1:40123"));
}

#[test]
fn a_run_without_waits_is_headed_so_and_is_never_positive() {
    let mut scenario = Scenario::sound();
    scenario.run.timing = toetssteen::evidence::run::Timing::WithoutWaits;
    for place in scenario.places().into_keys().filter(|place| place.journey.as_str().starts_with("idle-")) {
        scenario.lose(&place.to_string(), Reason::WaitLeftOut, Blame::Us);
    }
    let judged = scenario.judged();
    let page = page(&judged);
    assert!(text(&page, ".stroken").contains("Snelle test."), "{}", text(&page, ".stroken"));
    assert!(text(&page, "#gegevens").contains("geen: wat moet wachten, is niet getest"));
    assert_eq!(text(&page, ".uitslag-woord"), "Uitslag: nog niet te geven");
    assert!(text(&page, "#niet-vastgesteld").contains("deze snelle test wacht niet"));
    let finding = judged.judgement.findings().find(|finding| finding.criterion == "sessie/sessieduur").unwrap();
    assert_eq!(finding.verdict, Verdict::NietVastgesteld(Unseen::NietMogelijk));
    assert_eq!(judged.judgement.exit(), Exit::Fine);
}

#[test]
fn the_outcome_follows_its_rule() {
    let outcome = |scenario: Scenario| text(&page(&scenario.judged()), ".uitslag-woord");
    let mut tested = Scenario::sound();
    for edition in tested.checklist.editions.values_mut() {
        edition.lines.retain(|line| line.untested().is_none());
    }
    assert_eq!(outcome(tested), "Uitslag: positief");
    assert_eq!(outcome(Scenario::everything()), "Uitslag: niet positief");
    let mut interrupted = Scenario::sound();
    interrupted.run.interrupted = true;
    assert_eq!(outcome(interrupted), "Uitslag: nog niet te geven");
    let mut part = Scenario::sound();
    part.run.only = vec!["sessie/uitloggen".to_owned()];
    assert_eq!(outcome(part), "Uitslag: nog niet te geven");
    let mut nothing = Scenario::sound();
    nothing.run.only = vec!["bestaat/niet".to_owned()];
    assert_eq!(outcome(nothing), "Uitslag: nog niet te geven");
}

#[test]
fn what_nobody_tests_leaves_the_outcome_open_and_the_exit_status_alone() {
    let reported = Scenario::sound().judged();
    assert_eq!(reported.judgement.exit(), Exit::Fine);
    let page = page(&reported);
    assert_eq!(text(&page, ".uitslag-woord"), "Uitslag: nog niet te geven");
    let lines = reported.judgement.aansluitingen[0].editions.iter().flat_map(|edition| &edition.lines);
    let open = |line: &&JudgedLine| line.verdict == Some(Verdict::NietVastgesteld(Unseen::NietMogelijk));
    let because = text(&page, ".uitslag");
    let number = lines.filter(open).count();
    assert!(number > 10 && because.contains(&format!("{number} regels zijn niet getest")), "{number}: {because}");
    assert!(because.contains("Regels die Toetssteen niet test, tellen mee"), "{because}");
}

#[test]
fn lines_that_nothing_judges_are_folded_together_in_their_chapter_with_the_reason_of_each() {
    let reported = everything();
    let page = page(reported);
    let all_lines = || reported.judgement.aansluitingen[0].editions.iter().flat_map(|edition| &edition.lines);
    let folded = |line: &&JudgedLine| line.verdict.is_none() || line.untested.is_some();
    assert_eq!(all(&page, ".samengevouwen dl > div").len(), all_lines().filter(folded).count());
    assert!(all(&page, ".samengevouwen[open]").is_empty(), "closed until somebody wants to know");
    let told = text(&page, ".samengevouwen");
    for line in all_lines().filter(folded) {
        assert!(told.contains(&line.title), "{}", line.title);
        match (&line.verdict, &line.untested) {
            (Some(Verdict::NietVanToepassing(why)), _) | (_, Some(why)) => assert!(told.contains(why), "{why}"),
            _ => {}
        }
    }
    let chapters = text(&page, "h3.hoofdstuk");
    assert!(chapters.contains("Stap 2: authenticatievraag") && chapters.contains("Eenmalig inloggen"), "{chapters}");
    assert!(text(&page, "[id$='tekst-onbekend']").contains("Zie ook: Schermgedrag bij annuleren"), "{told}");
}
