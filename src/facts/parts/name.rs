//! Whose name stands at the control that logs in (`criteria.md` A2 C2).

use super::page;
use crate::{
    evidence::{
        page::Page,
        parts::{Around, Parts},
    },
    facts::{NotSeen, Read, Seen, Value, texts::collapse},
};

/// How the name of the afnemer stands there: as text; as what is only said or shown by hovering; written otherwise or in
/// part; elsewhere on the page; not at all; or not at all while that of the supplier does.
pub(super) const NAMED: &[&str] = &["zichtbaar", "alternatief", "anders", "elders", "afwezig", "leverancier"];

/// Shorter words stand in many names.
const SHORTEST_PART: usize = 4;

pub(super) fn afnemer(seen: &Seen<'_>) -> Result<Read, NotSeen> {
    let (page, parts) = page(seen)?;
    let around = parts.around.iter().find(|(word, _)| word.as_str() == "inloggen").map(|(_, around)| around);
    let around = around.ok_or(NotSeen::Missing("de inlogknop is niet te zien"))?;
    let subject = &seen.evidence.run().subject;
    let near = near(around);
    let word = how(&collapse(&subject.afnemer), &near, page, parts, around);
    let supplied = subject.leverancier.as_ref().is_some_and(|supplier| stands(&lower(supplier), &lower(&near)));
    let value = Value::Choice(if word == "afwezig" && supplied { "leverancier" } else { word });
    Ok(Read::from(value).noting(Some(format!("Bij de knop staat: “{near}”"))))
}

/// The visible text about the control.
fn near(around: &Around) -> String {
    let Around { headings, passage, section, header, names: _ } = around;
    let mut parts: Vec<&String> = Vec::new();
    for part in headings.iter().rev().chain([section, passage, header]) {
        if !part.is_empty() && !parts.iter().any(|known| known.contains(part.as_str())) {
            parts.push(part);
        }
    }
    collapse(&parts.into_iter().map(String::as_str).collect::<Vec<_>>().join(" "))
}

fn how(name: &str, near: &str, page: &Page, parts: &Parts, around: &Around) -> &'static str {
    let said: Vec<String> = around.names.iter().chain([&page.title]).map(|text| collapse(text)).collect();
    let in_part = |text: &str| {
        let text = lower(text);
        let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= SHORTEST_PART);
        stands(&lower(name), &text) || words.into_iter().any(|word| stands(&lower(word), &text))
    };
    let whole = collapse(&page.text);
    match () {
        () if stands(name, near) => "zichtbaar",
        () if said.iter().any(|text| stands(name, text)) => "alternatief",
        () if in_part(near) || said.iter().any(|text| in_part(text)) => "anders",
        () if in_part(&whole) || parts.names.iter().any(|text| in_part(text)) => "elders",
        () => "afwezig",
    }
}

fn lower(text: &str) -> String {
    collapse(text).to_lowercase()
}

/// Whether a name stands in a text, and not only within longer words.
fn stands(name: &str, text: &str) -> bool {
    let edge = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    !name.is_empty()
        && text
            .match_indices(name)
            .any(|(at, _)| edge(text[..at].chars().next_back()) && edge(text[at + name.len()..].chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{
        Texts,
        parts::testing::{read_of, screen},
    };

    const SUPPLIER: &str = "Portaalbouw BV";

    /// What stands in the passage around the control, in the header, in an alternative text and on the rest of the page.
    fn of(passage: &str, header: &str, said: &str, elsewhere: &str) -> &'static str {
        let mut page = screen(elsewhere);
        let around = Around {
            headings: vec!["Inloggen".to_owned()],
            passage: format!("Inloggen {passage} Inloggen met DigiD"),
            header: header.to_owned(),
            names: vec![said.to_owned()],
            ..Around::default()
        };
        page.parts.as_mut().unwrap().around.insert("inloggen".parse().unwrap(), around);
        let read = read_of(afnemer, page, &Texts::default(), |subject| subject.leverancier = Some(SUPPLIER.to_owned()));
        match read.unwrap().value {
            Value::Choice(word) => word,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn the_name_counts_where_a_citizen_reads_it() {
        assert_eq!(of("U logt in bij Gemeente  Elders.", "", "", ""), "zichtbaar");
        assert_eq!(of("", "Gemeente Elders", SUPPLIER, ""), "zichtbaar");
        assert_eq!(of("U logt in bij Gemeente Elders via Portaalbouw BV.", "", "", ""), "zichtbaar");
    }

    #[test]
    fn a_name_that_is_there_in_another_way_is_doubted() {
        assert_eq!(of("", "", "Gemeente Elders", ""), "alternatief");
        assert_eq!(of("GEMEENTE ELDERS", "", "", ""), "anders");
        assert_eq!(of("Inloggen bij Elders", "", "", ""), "anders");
        assert_eq!(of("Portaalbouw BV", "", "Logo Elders", ""), "anders");
        assert_eq!(of("Portaalbouw BV", "", "", "Contact met Gemeente Elders"), "elders");
    }

    #[test]
    fn only_the_name_of_the_supplier_is_wrong() {
        assert_eq!(of("Welkom bij portaalbouw bv", "", "", ""), "leverancier");
        assert_eq!(of("Welkom", "", "", ""), "afwezig");
        assert_eq!(of("Gemeenteraad van Eldersheim", "", "", ""), "afwezig");
    }

    #[test]
    fn without_a_control_there_is_nothing_around_it() {
        assert!(read_of(afnemer, screen("Gemeente Elders"), &Texts::default(), |_| {}).is_err());
    }
}
