//! How DigiD and DigiD Machtigen are written (`criteria.md` A3 2a and 2b, B10), in the text as it is in the source.

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;

use super::page;
use crate::facts::{NotSeen, Read, Seen, Value, texts::collapse};

/// Names that are written otherwise than they should be: each, and with an article that does not belong there.
pub(super) const WRONG: &[&str] = &["DigiD", "DigiD Machtigen", "de DigiD Machtigen"];

/// Examples named in a note.
const MOST_NAMED: usize = 5;

#[expect(clippy::expect_used, reason = "the expressions are constant")]
static DIGID: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)digi[- ]?d").expect("an expression"));
#[expect(clippy::expect_used, reason = "the expressions are constant")]
static MACHTIGEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\b(?:(de|met|via)\s)?(digid\s+machtigen)\b").expect("an expression"));

pub(super) fn wrong(seen: &Seen<'_>) -> Result<Read, NotSeen> {
    let (page, parts) = page(seen)?;
    let text = parts.code.iter().fold(page.text.clone(), |text, code| text.replacen(code.as_str(), " ", 1));
    let said = [&page.title].into_iter().chain(&parts.names).map(String::as_str);
    let mut found: Vec<(&'static str, String)> = Vec::new();
    for line in text.lines().chain(said).map(collapse) {
        for one in in_line(&line) {
            if !found.contains(&one) {
                found.push(one);
            }
        }
    }
    let words: BTreeSet<&'static str> = found.iter().map(|(word, _)| *word).collect();
    let unknown = if parts.complete { BTreeSet::new() } else { WRONG.iter().copied().collect() };
    let value = Value::Words { unknown: unknown.difference(&words).copied().collect(), seen: words };
    let named: Vec<String> = found.iter().take(MOST_NAMED).map(|(_, text)| format!("“{text}”")).collect();
    Ok(Read::from(value).noting((!named.is_empty()).then(|| format!("Er staat: {}", named.join(", ")))))
}

fn in_line(line: &str) -> Vec<(&'static str, String)> {
    let alone = DIGID.find_iter(line).filter(|found| found.as_str() != "DigiD");
    let alone = alone.filter(|found| is_word(line, found.start(), found.end()));
    let mut wrong: Vec<_> = alone.map(|found| ("DigiD", found.as_str().to_owned())).collect();
    for found in MACHTIGEN.captures_iter(line) {
        let (Some(whole), Some(name)) = (found.get(0), found.get(2)) else { continue };
        let before = found.get(1).map(|word| word.as_str().to_lowercase());
        let verb = name.as_str().ends_with("machtigen") && matches!(before.as_deref(), Some("met" | "via"));
        let written = name.as_str().ends_with("Machtigen");
        // Somebody can be given a mandate with DigiD; and a code or a site of DigiD Machtigen has its own article.
        if before.as_deref() == Some("de") && !line[name.end()..].starts_with('-') {
            wrong.push(("de DigiD Machtigen", whole.as_str().to_owned()));
        }
        if !(written || verb) {
            wrong.push(("DigiD Machtigen", name.as_str().to_owned()));
        }
    }
    wrong
}

/// Whether it is a word of the text: no part of another one, of an address or of the name of a file or field.
fn is_word(line: &str, start: usize, end: usize) -> bool {
    let before = line[..start].chars().next_back();
    let mut after = line[end..].chars();
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '/' | '@' | '_' | '=' | '#' | '\\' | '&' | '$');
    let goes_on = |next: Option<char>| next.is_some_and(|c| c.is_alphanumeric() || c == '/');
    match (before, after.next()) {
        (Some(c), _) if joins(c) || matches!(c, '.' | '-' | ':') => false,
        (_, Some('.' | ':')) => !goes_on(after.next()),
        (_, Some(c)) => !joins(c),
        (_, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::parts::testing::{read, screen};

    fn of(text: &str) -> String {
        read(wrong, screen(text), &[]).unwrap().value.to_string()
    }

    #[test]
    fn the_names_as_they_are_written_are_fine() {
        for text in [
            "Inloggen met DigiD. DigiD-code, DigiD’s, (DigiD) en DigiD: zo.",
            "Log in met DigiD Machtigen.",
            "Kijk op digid.nl, https://www.digid.nl/machtigen of mail info@digid.nl.",
            "Zie mijn-digid.html en /digid/ of ?middel=digid&x=1 of #digid",
            "U kunt iemand met DigiD machtigen.",
            "De DigiD Machtigen-code staat in de brief.",
            "digidentiteit",
        ] {
            assert_eq!(of(text), "geen", "{text}");
        }
    }

    #[test]
    fn another_spelling_is_named() {
        for text in ["Inloggen met Digid", "DigID", "DIGID!", "Digi-D", "Digi D.", "Uw digid-app", "met digid."] {
            assert_eq!(of(text), "DigiD", "{text}");
        }
        assert_eq!(of("Ga naar DigiD machtigen"), "DigiD Machtigen");
        assert_eq!(of("Log in via de DigiD Machtigen"), "de DigiD Machtigen");
    }

    #[test]
    fn what_is_said_counts_and_code_does_not() {
        let mut page = screen("Gebruik digid_id of DIGID als veld");
        page.parts.as_mut().unwrap().code = vec!["DIGID".to_owned()];
        assert_eq!(read(wrong, page.clone(), &[]).unwrap().value.to_string(), "geen");
        page.parts.as_mut().unwrap().names = vec!["Logo Digid".to_owned()];
        let read_there = read(wrong, page.clone(), &[]).unwrap();
        assert_eq!(read_there.note.as_deref(), Some("Er staat: “Digid”"));
        page.title = "Inloggen met DigID".to_owned();
        assert!(read(wrong, page, &[]).unwrap().note.unwrap().contains("“DigID”"));
    }
}
