//! The summary for a CI job, read as a reader of CommonMark reads it.

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::{
    hostile::attacked,
    synthetic::{Reported, everything},
};

fn events(markdown: &str) -> Vec<Event<'_>> {
    Parser::new_ext(markdown, Options::all()).collect()
}

/// What is opened, text left out; tables with the number of their cells.
fn shape(markdown: &str) -> Vec<String> {
    let opened = events(markdown).into_iter().filter_map(|event| match event {
        Event::Start(Tag::Table(columns)) => Some(format!("table of {}", columns.len())),
        Event::Start(tag) => Some(format!("{tag:?}")),
        Event::Text(_) | Event::End(_) | Event::SoftBreak => None,
        other => Some(format!("{other:?}")),
    });
    opened.collect()
}

fn text(markdown: &str) -> String {
    let texts = events(markdown).into_iter().map(|event| match event {
        Event::Text(text) => text.into_string(),
        Event::End(_) => "\n".to_owned(),
        _ => String::new(),
    });
    texts.collect()
}

fn markdown(reported: &Reported) -> String {
    reported.render("testrapport.md")
}

#[test]
fn it_tells_the_outcome_every_line_and_what_to_do() {
    let markdown = markdown(everything());
    let text = text(&markdown);
    assert!(text.contains("Uitslag: niet positief."), "{text}");
    let headings = ["Wat moet worden hersteld", "Wat een mens nog moet beoordelen", "Gegevens van de test"];
    for heading in headings {
        assert!(text.lines().any(|line| line == heading), "{heading} is missing from {text}");
    }
    assert!(text.contains("Advies: Toon na annuleren de hele inlogpagina, ook de DigiD-knop."), "{text}");
    assert!(text.contains("Is de uitlogknop steeds goed te zien"), "{text}");
    for edition in &everything().judgement.aansluitingen[0].editions {
        for line in &edition.lines {
            let (code, title) = (line.code.as_deref(), line.title.as_str());
            let judged = line.verdict.is_some() && line.untested.is_none();
            let row =
                if judged { format!("{}\n{title}", code.unwrap_or("–")) } else { code.unwrap_or(title).to_owned() };
            assert!(text.contains(&row), "{row} is missing from {text}");
        }
    }
    insta::assert_snapshot!("markdown", regex::Regex::new("[0-9a-f]{64}").unwrap().replace_all(&markdown, "[sha256]"));
}

#[test]
fn every_row_of_a_table_has_its_cells() {
    for reported in [everything(), attacked()] {
        let markdown = markdown(reported);
        let mut columns = 0;
        let mut cells = 0;
        for event in events(&markdown) {
            match event {
                Event::Start(Tag::Table(all)) => columns = all.len(),
                Event::Start(Tag::TableRow | Tag::TableHead) => cells = 0,
                Event::Start(Tag::TableCell) => cells += 1,
                Event::End(pulldown_cmark::TagEnd::TableRow) => assert_eq!(cells, columns),
                _ => {}
            }
        }
        assert!(columns > 0);
        // A reader drops the cells that are too many, so the lines themselves are counted too.
        let bars = |line: &str| line.replace("\\|", "").matches('|').count();
        assert!(markdown.lines().filter(|line| line.starts_with('|')).all(|line| matches!(bars(line), 3 | 5)));
    }
}

#[test]
fn no_text_of_the_service_becomes_markdown() {
    let (sound, hostile) = (markdown(everything()), markdown(attacked()));
    let kinds = |markdown: &str| shape(markdown).into_iter().collect::<std::collections::BTreeSet<_>>();
    assert_eq!(kinds(&sound), kinds(&hostile));
    for forbidden in ["Html", "Link", "Image", "Code", "BlockQuote", "Rule", "FootnoteReference", "Math"] {
        assert!(!shape(&hostile).iter().any(|event| event.contains(forbidden)), "{forbidden} in {hostile}");
    }
    assert!(text(&hostile).contains("</style><script>alert(1)</script>"), "{hostile}");
    assert!(text(&hostile).contains("[klik](https://x.test) ![x](//y) <https://z.test>"), "{hostile}");
    assert_eq!(hostile.chars().find(|c| c.is_control() && *c != '\n'), None);
}

#[test]
fn github_finds_nothing_to_link() {
    let hostile = markdown(attacked());
    let links = regex::Regex::new(r"(?i)(https?|ftp):/|www\.\w|\w@\w|(^|\W)@\w").unwrap();
    assert_eq!(links.find(&hostile).map(|found| found.as_str()), None, "{hostile}");
}

#[test]
fn a_page_stays_under_the_megabyte_that_github_shows() {
    assert!(markdown(attacked()).len() < 500_000);
}
