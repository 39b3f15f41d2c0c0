//! The harness knows nothing about the service it is tested with, so that it cannot be right about that one only.

use regex::Regex;

use super::{
    holds,
    source::{Source, below, read},
};

/// File, word and why it may stand there.
const ALLOWED: [(&str, &str, &str); 2] = [
    ("src/cli/args.rs", "cancel-silent", "the help of `demo` shows how the reference afnemer is given a fault"),
    ("src/evidence/bsn.rs", "999900006", "the numbers for testing begin there"),
];

/// The words of the reference afnemer: its faults, name, people and sentences, read from its own files.
fn words() -> Vec<String> {
    let mut words = Vec::new();
    let mut find = |expression: &str, text: &str| {
        let before = words.len();
        words.extend(Regex::new(expression).unwrap().captures_iter(text).map(|found| found[1].to_owned()));
        assert!(words.len() > before, "{expression} finds nothing: has the form of the fixture changed?");
    };
    let faults = read("fixtures/afnemer/src/faults.rs");
    find(r#"(?m)^    \(\w+,\s+"([a-z0-9-]+)""#, &faults);
    find(r#"(?m)^    \(\w+,\s+"[a-z0-9-]+",\s+"([^"]+)""#, &faults);
    let target = read("fixtures/afnemer/aansluiting.toml");
    find(r#"https://([a-z0-9.-]+)"#, &target);
    find(r#"(?m)^\[afnemer\]\nnaam = "(?:Gemeente )?([^"]+)""#, &target);
    // The service of others that it is tested with.
    find(r"https://([a-z0-9.-]*mellon[a-z0-9.-]*)", &read("tests/live/mellon/aansluiting.toml"));
    let people = read("fixtures/afnemer/personen.toml");
    find(r#"naam = "([^"]+)""#, &people);
    find(r#"bsn  = "([^"]+)""#, &people);
    // Sentences only: words such as “Uitloggen” are everybody's. The mandatory texts are not the fixture's.
    let own = read("fixtures/afnemer/src/words.rs");
    find(r#"(?m)^    \w+: "([^"]+[.!?])","#, own.split("/// The mandatory text").next().unwrap());
    words.push("mellon".to_owned());
    words.sort();
    words.dedup();
    words
}

fn found(files: &[Source], words: &[String]) -> Vec<(String, String)> {
    // A word is met as a whole: `tls-1-0` is not in `tls-1-0-x`.
    let edge = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || c == '-');
    let whole = |text: &str, word: &str| {
        text.match_indices(word)
            .any(|(at, _)| edge(text[..at].chars().next_back()) && edge(text[at + word.len()..].chars().next()))
    };
    let met = files.iter().flat_map(|file| words.iter().map(move |word| (file, word)));
    let met = met.filter(|(file, word)| whole(&file.text, word));
    met.map(|(file, word)| (file.path.clone(), word.clone())).collect()
}

#[test]
fn no_word_of_the_fixture_is_in_the_harness() {
    let why = "What the harness knows about the reference afnemer, it does not see: its faults, name, people and texts stay in fixtures/.";
    let mut files = below("src", &[".rs", ".js", ".html", ".css", ".xml"]);
    files.extend(below("checks", &[".toml"]));
    let all = found(&files, &words());
    for (path, word, _) in ALLOWED {
        assert!(all.contains(&(path.to_owned(), word.to_owned())), "{path}: the exception for `{word}` is not needed");
    }
    let breaches =
        all.into_iter().filter(|(file, word)| !ALLOWED.iter().any(|(path, known, _)| file == path && word == known));
    holds(why, breaches.map(|(file, word)| format!("{file}: `{word}`")).collect());
}

#[test]
fn the_rule_bites() {
    let words = words();
    assert!(words.len() > 100, "{words:?}");
    let bad = Source::new("src/a.rs", &format!("// {}\nlet x = \"{}\";", words[0], words[words.len() - 1]));
    assert_eq!(found(&[bad], &words).len(), 2);
    let near = Source::new("src/a.rs", &format!("{}x", words[words.len() - 1]));
    assert!(found(&[near], &words).is_empty());
}
