//! One criterion or line explained: what it asks, how it is established, what a failure means, how to see it yourself.

use std::collections::BTreeMap;

use super::steps;
use crate::{
    checklist::{
        Checklist, Criterion,
        criterion::{Confidence, Expectation, Otherwise, Predicate},
        edition::{Edition, Line},
        find::Found,
    },
    evidence::Pattern,
    judge,
    report::{names::Names, terminal::wrapped, text::visible},
};

/// The explanation, in rows of at most this many columns.
pub fn explain(found: Found<'_>, checklist: &Checklist, width: usize) -> String {
    let mut page = Page { rows: Vec::new(), width };
    match found {
        Found::Criterion(one) => criterion(one, checklist, &mut page),
        Found::Line(edition, line) => of_line(edition, line, checklist, &mut page),
    }
    page.rows.join("\n")
}

fn of_line(edition: &Edition, line: &Line, checklist: &Checklist, page: &mut Page) {
    let code = line.code.as_ref().map_or_else(String::new, |code| format!("{code} · "));
    page.text(0, &format!("{code}{}", line.title));
    page.text(0, &format!("{} ({})", edition.title, edition.name));
    page.section("De regel");
    if let Some(text) = &line.text {
        page.text(2, &format!("Officiële tekst: {text}"));
    }
    page.text(2, &format!("Bron: {}.", line.source.trim_end_matches('.')));
    page.text(2, &format!("Zekerheid: {}.", certainty(line.confidence)));
    if let Some(chapter) = &line.chapter {
        page.text(2, &format!("Hoofdstuk: {chapter}."));
    }
    if line.criteria().is_empty() {
        page.text(2, "Toetssteen beoordeelt deze regel niet.");
    }
    if let Some(why) = line.untested() {
        page.text(2, why);
    }
    if !line.nearest().is_empty() {
        page.text(2, &format!("Zie ook: {}.", line.nearest().join(", ")));
    }
    for one in Found::Line(edition, line).criteria(checklist) {
        page.rows.push(String::new());
        criterion(one, checklist, page);
    }
}

fn criterion(criterion: &Criterion, checklist: &Checklist, page: &mut Page) {
    let names = Names::new(checklist);
    page.text(0, &format!("{} ({})", criterion.title, criterion.id));
    page.section("Wat wordt gevraagd");
    page.text(2, &criterion.norm);
    page.text(2, &format!("Bron: {}.", criterion.source.trim_end_matches('.')));
    page.text(2, &format!("Zekerheid: {}.", certainty(criterion.confidence)));
    page.text(2, &standing(criterion, checklist));
    page.section("Hoe wordt dit vastgesteld");
    for (journey, reads) in ways(criterion) {
        match checklist.journeys.values().find(|known| known.name.as_str() == journey) {
            Some(known) => {
                page.text(2, &format!("Reis ‘{}’ ({journey}):", known.title));
                page.numbered(4, &steps::steps(known, &checklist.real, &names));
            }
            None => page.text(2, &format!("Losse vraag ({journey}): {}.", names.pattern(reads).journey)),
        }
    }
    page.section("Wat moet kloppen, en wat het betekent als dat niet zo is");
    if criterion.by_person {
        page.text(2, "Ook als alles klopt, beslist een mens: van buiten is dit niet te bewijzen.");
    }
    for (expectation, at) in criterion.expectations.iter().zip(1..) {
        let before = page.item(2, at, &expectation.that);
        for line in about(expectation, criterion, &names) {
            page.text(before, &line);
        }
    }
    if let Some(review) = &criterion.review {
        page.section("Wat een mens wordt gevraagd");
        page.text(2, &review.question);
    }
    if !criterion.zelf.is_empty() {
        page.section("Zo ziet u het zelf");
        page.numbered(2, &criterion.zelf);
    }
}

/// Under which lines it stands, and for which connections.
fn standing(criterion: &Criterion, checklist: &Checklist) -> String {
    if criterion.outside {
        return "Staat buiten de checklist: het kan alleen een opmerking geven.".to_owned();
    }
    let lines = checklist.editions.values().flat_map(|edition| edition.lines.iter().map(move |line| (edition, line)));
    let lines = lines.filter(|(_, line)| line.criteria().contains(&criterion.id));
    let lines: Vec<String> = lines
        .map(|(edition, line)| match line.code {
            Some(_) => Found::Line(edition, line).name(),
            None => format!("{} ‘{}’, zonder openbare code", edition.name, line.title),
        })
        .collect();
    match lines.as_slice() {
        [] => "Staat in geen enkele lijst.".to_owned(),
        lines => format!("Staat in: {}.", lines.join("; ")),
    }
}

/// The journeys and probes that it reads from, each with a pattern of it, in the order in which they are read.
fn ways(criterion: &Criterion) -> Vec<(&str, &Pattern)> {
    let mut order = BTreeMap::new();
    for (at, pattern) in criterion.reads().enumerate() {
        order.entry(pattern.journey.as_str()).or_insert((at, pattern));
    }
    let mut ways: Vec<_> = order.into_iter().collect();
    ways.sort_by_key(|(_, (at, _))| *at);
    ways.into_iter().map(|(journey, (_, pattern))| (journey, pattern)).collect()
}

fn about(expectation: &Expectation, criterion: &Criterion, names: &Names<'_>) -> Vec<String> {
    let expected = match &expectation.predicate {
        Predicate::SameAs(other) => format!("hetzelfde als bij {} ({other})", names.pattern(other).moment),
        predicate => judge::expected(predicate),
    };
    let place = names.pattern(&expectation.at);
    let mut about = vec![
        format!("Waar: {} ({}).", place.moment, expectation.at),
        format!(
            "Gelezen: {} ({}). Verwacht: {expected}.",
            expectation.fact.says.trim_end_matches(','),
            expectation.fact.name
        ),
        match expectation.otherwise {
            _ if criterion.outside => "Klopt dit niet: een opmerking, die niet meetelt.",
            Otherwise::NietAkkoord => "Klopt dit niet: niet akkoord.",
            Otherwise::Opmerking => "Klopt dit niet: een opmerking, die niet meetelt.",
            Otherwise::TeBeoordelen => "Klopt dit niet: te beoordelen door een mens.",
        }
        .to_owned(),
    ];
    if let Some(page) = &expectation.page {
        about.push(format!("Alleen als de afnemer een pagina ‘{page}’ opgeeft. Anders n.v.t."));
    }
    for condition in &expectation.when {
        let place = names.pattern(&condition.at).moment;
        about.push(format!(
            "Alleen als {place} ({}) geldt: {} ({}) is {}. Anders n.v.t.: {}",
            condition.at,
            condition.fact.says.trim_end_matches(','),
            condition.fact.name,
            judge::expected(&condition.is),
            condition.anders
        ));
    }
    about.extend(expectation.advies.as_ref().map(|advies| format!("Advies: {advies}")));
    about
}

fn certainty(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Afgeleid => "afgeleid; wij maken dit op uit andere eisen",
        Confidence::Ingekort => "ingekort; de woorden van Logius, maar het eind ervan is niet openbaar",
        Confidence::Letterlijk => "letterlijk; de woorden van Logius zijn bekend",
        Confidence::Onbekend => "onbekend; alleen de code is openbaar",
        Confidence::Parafrase => "parafrase; anderen hebben de eis naverteld",
    }
}

/// The rows so far.
struct Page {
    rows: Vec<String>,
    width: usize,
}

impl Page {
    fn section(&mut self, head: &str) {
        self.rows.push(String::new());
        self.text(0, head);
    }

    /// A text, indented by so many columns.
    fn text(&mut self, indent: usize, text: &str) {
        let room = self.width.saturating_sub(indent);
        let rows = wrapped(&broken(&visible(text), room), room);
        self.rows.extend(rows.into_iter().map(|row| format!("{:indent$}{row}", "")));
    }

    /// A numbered text; gives how far its own text is indented.
    fn item(&mut self, indent: usize, number: usize, text: &str) -> usize {
        let number = format!("{:indent$}{number}. ", "");
        let within = number.chars().count();
        let first = self.rows.len();
        self.text(within, text);
        if let Some(row) = self.rows.get_mut(first) {
            row.replace_range(..within, &number);
        }
        within
    }

    fn numbered(&mut self, indent: usize, texts: &[String]) {
        for (text, number) in texts.iter().zip(1..) {
            self.item(indent, number, text);
        }
    }
}

/// A text in which no word is wider than a row, so that an expression to search with stands there whole.
fn broken(text: &str, room: usize) -> String {
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        let letters: Vec<char> = word.chars().collect();
        words.extend(letters.chunks(room.max(1)).map(|part| part.iter().collect::<String>()));
    }
    words.join(" ")
}
