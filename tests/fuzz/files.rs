//! Files that people write: a target file and the files of a checklist. What is wrong with them is explained, and no explanation
//! breaks on what it points at.

use std::{fs, path::Path};

use toetssteen::{
    checklist::{Checklist, Files, SourceFile},
    target::Target,
};

use super::Reader;
use crate::mistakes::sound;

const WORDS: &[&str] = &[
    "[[",
    "]]",
    "[",
    "]",
    "\"\"\"",
    "'''",
    "\"",
    "= ",
    ".",
    "#",
    "\n",
    "\t",
    "\r\n",
    "{",
    "}",
    "-1",
    "1e400",
    "0x7fffffffffffffff",
    "99999999999999999999",
    "nan",
    "2026-02-30",
    "true",
    "https://",
    "https://é.test/",
    "https://a.test:99999/",
    "http://[::1]/",
    "file:///etc/passwd",
    "\u{0}",
    "\u{202e}",
    "\u{feff}",
    "é",
    "👩‍👧",
    "{person}",
    "{now-11m}",
    "{",
    "(?P<x",
    "(a*)*$",
    "*",
    "/",
    "../",
    "forged/*/*/returned",
    "cancel/returned",
    "[[expect]]",
    "[[line]]",
    "[[aansluiting]]",
    "[[step]]",
    "is = true",
    "criteria = []",
    "code = \"T1\"",
];

/// Puts the text where the reader finds it, and says whether nothing is wrong.
fn checklist(name: &'static str, path: &str) {
    let home = sound();
    Reader { name, words: WORDS, one_in: 6 }.try_out(|bytes| {
        let path = home.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        let read = Files::from_folder(home.path());
        let read = read
            .map_err(|mistake| mistake.to_string())
            .and_then(|files| Checklist::load(&files).map_err(|m| m.to_string()));
        if let Err(why) = &read {
            assert!(why.contains("error"), "{why}");
        }
        read.is_ok()
    });
}

#[test]
fn criterion() {
    checklist("criterion", "antwoord/annuleren.toml");
}

#[test]
fn journey() {
    checklist("journey", "journeys/cancel.toml");
}

#[test]
fn edition() {
    checklist("edition", "editions/lijst-1.toml");
}

#[test]
fn forgery() {
    checklist("forgery", "forgeries/status/requester.toml");
}

#[test]
fn target() {
    Reader { name: "target", words: WORDS, one_in: 1 }.try_out(|bytes| {
        let text = String::from_utf8_lossy(bytes);
        match Target::read(&SourceFile::new("aansluiting.toml", &text), Path::new("/nergens")) {
            Ok(_) => true,
            Err(mistakes) => {
                assert!(mistakes.to_string().contains("error"), "{mistakes}");
                false
            }
        }
    });
}
