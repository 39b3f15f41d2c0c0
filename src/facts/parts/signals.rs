//! What tells that a page is not finished or shows test data (`criteria.md` A1 C1, A2 C1). A signal only: a person decides.

use std::collections::BTreeSet;

use url::Url;

use super::page;
use crate::{
    evidence::{Address, run::Aansluiting},
    facts::{NotSeen, Read, Seen, Texts, Value, texts::collapse},
};

/// The signals. `checks/texts/testgegevens.toml` has the words of the first ones.
pub(super) const SIGNALS: &[&str] = &["in-aanbouw", "opvultekst", "testtekst", "testlink", "testnummer", "testpersoon"];

/// Those that are texts.
const TEXTS: [&str; 3] = ["in-aanbouw", "opvultekst", "testtekst"];

/// Examples named in a note.
const MOST_NAMED: usize = 5;

pub(super) fn signals(seen: &Seen<'_>) -> Result<Read, NotSeen> {
    let (page, parts) = page(seen)?;
    let aansluiting = seen.aansluiting().ok_or(NotSeen::Missing("de aansluiting is niet bekend"))?;
    let mut found: Vec<(&'static str, String)> = Vec::new();
    let said = parts.names.iter().chain([&page.title]).map(String::as_str);
    let files = parts.images.iter().filter_map(|image| image.file.as_deref());
    for text in page.text.lines().chain(said).chain(files) {
        let text = without_persons(collapse(text), aansluiting);
        found.extend(texts(&text, seen.texts).map(|signal| (signal, text.clone())));
    }
    let own = own_hosts(aansluiting);
    let linked = parts.links.iter().filter(|link| link.control.is_none()).map(|link| &link.address);
    let framed = parts.frames.iter().filter_map(|frame| frame.address.as_ref());
    let odd =
        linked.chain(framed).filter(|address| !own.contains(&address.host) && is_for_testing(address, seen.texts));
    found.extend(odd.map(|address| ("testlink", address.to_string())));
    let numbers = parts.test_numbers;
    if numbers.others > 0 {
        found.push(("testnummer", format!("{} burgerservicenummers om te testen", numbers.others)));
    }
    if numbers.own > 0 {
        found.push(("testpersoon", "het nummer van een testpersoon".to_owned()));
    }
    let words: BTreeSet<&'static str> = found.iter().map(|(word, _)| *word).collect();
    let unknown = if parts.complete { BTreeSet::new() } else { SIGNALS.iter().copied().collect() };
    let value = Value::Words { unknown: unknown.difference(&words).copied().collect(), seen: words };
    let named: BTreeSet<&String> = found.iter().map(|(_, text)| text).collect();
    let named: Vec<String> = named.into_iter().take(MOST_NAMED).map(|text| format!("“{text}”")).collect();
    Ok(Read::from(value).noting((!named.is_empty()).then(|| named.join("; "))))
}

/// The signals of a text.
fn texts<'a>(text: &'a str, texts: &'a Texts) -> impl Iterator<Item = &'static str> + 'a {
    let signals = TEXTS.into_iter().filter_map(|signal| Some((signal, texts.testgegevens.get(signal)?)));
    signals.filter(|(_, wanted)| wanted.iter().any(|one| has(text, one))).map(|(signal, _)| signal)
}

/// Whether a text has these words as they are. Words in small letters are meant in any case.
fn has(text: &str, words: &str) -> bool {
    let any_case = words.to_lowercase() == words;
    let text = if any_case { text.to_lowercase() } else { text.to_owned() };
    let edge = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    text.match_indices(words)
        .any(|(at, _)| edge(text[..at].chars().next_back()) && edge(text[at + words.len()..].chars().next()))
}

/// Whether a part of the name of the host is one of those that only hosts for testing have.
fn is_for_testing(address: &Address, texts: &Texts) -> bool {
    let wanted = texts.testgegevens.get("testlink");
    let mut parts = address.host.split(['.', '-']).map(|part| part.trim_end_matches(|c: char| c.is_ascii_digit()));
    wanted.is_some_and(|wanted| parts.any(|part| wanted.iter().any(|one| one == part)))
}

/// The hosts of the connection itself: whoever tests these knows where they are.
fn own_hosts(aansluiting: &Aansluiting) -> BTreeSet<String> {
    let all = aansluiting.adressen.iter().chain([&aansluiting.startpagina]);
    all.filter_map(|address| Url::parse(address).ok()?.host_str().map(str::to_ascii_lowercase)).collect()
}

/// The text without how the service shows its test persons: that they are logged in is our doing.
fn without_persons(text: String, aansluiting: &Aansluiting) -> String {
    let marks = aansluiting.accounts.iter().filter_map(|account| account.split_once(" (")?.1.strip_suffix(')'));
    marks.fold(text, |text, mark| text.replace(&collapse(mark), " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        evidence::parts::{Frame, Link, TestNumbers},
        facts::parts::testing::{read_of, screen},
    };

    fn listed() -> Texts {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Texts {
            testgegevens: [
                ("in-aanbouw".to_owned(), list(&["in aanbouw"])),
                ("opvultekst".to_owned(), list(&["lorem ipsum"])),
                ("testtekst".to_owned(), list(&["test", "ACC"])),
                ("testlink".to_owned(), list(&["test", "acc", "localhost"])),
            ]
            .into(),
            ..Texts::default()
        }
    }

    fn of(page: crate::evidence::page::Page) -> String {
        read_of(signals, page, &listed(), |_| {}).unwrap().value.to_string()
    }

    #[test]
    fn words_are_met_as_a_whole_and_in_any_case_where_they_are_small() {
        assert_eq!(of(screen("Deze pagina is In  Aanbouw.\nLorem ipsum dolor")), "in-aanbouw, opvultekst");
        assert_eq!(of(screen("TEST: versie 2")), "testtekst");
        assert_eq!(of(screen("U vindt hier contesten en attesten. Acc. bij de balie")), "geen");
        assert_eq!(of(screen("Portaal (ACC)")), "testtekst");
        let mut page = screen("Welkom");
        page.parts.as_mut().unwrap().names = vec!["Banner test".to_owned()];
        assert_eq!(of(page), "testtekst");
    }

    #[test]
    fn the_test_persons_of_the_run_are_not_the_fault_of_the_service() {
        assert_eq!(of(screen("Ingelogd als Test Persoon Een")), "geen");
        assert_eq!(of(screen("Ingelogd als Test Persoon Twee")), "testtekst");
        let mut page = screen("Welkom");
        page.parts.as_mut().unwrap().test_numbers = TestNumbers { own: 1, others: 0 };
        assert_eq!(of(page.clone()), "testpersoon");
        page.parts.as_mut().unwrap().test_numbers = TestNumbers { own: 0, others: 2 };
        assert_eq!(of(page), "testnummer");
    }

    #[test]
    fn a_link_to_another_host_for_testing_is_a_signal() {
        let address = |text: &str| Address::from(&text.parse().unwrap());
        let linked = |text: &str| {
            let mut page = screen("Welkom");
            let (words, paragraph) = ("Meer".to_owned(), "Meer".to_owned());
            page.parts.as_mut().unwrap().links =
                vec![Link { address: address(text), words, paragraph, shown: true, control: None }];
            of(page)
        };
        for host in ["test.elders.nl", "acc2.elders.nl", "mijn-test.elders.nl", "localhost:8080"] {
            assert_eq!(linked(&format!("https://{host}/")), "testlink", "{host}");
        }
        assert_eq!(linked("https://www.contest.nl/test"), "geen");
        assert_eq!(linked("https://mijn.voorbeeld.test/verder"), "geen", "the service itself");
        let mut page = screen("Welkom");
        let framed = Frame { kind: "iframe".to_owned(), address: Some(address("https://acc.elders.nl/")), shown: true };
        page.parts.as_mut().unwrap().frames = vec![framed];
        assert_eq!(of(page), "testlink");
    }
}
