//! All tests are in one binary: it links once, and nothing is left out by accident.

use std::collections::BTreeSet;

use regex::Regex;

use super::{
    holds,
    source::{Source, below},
};

/// The files that no `mod` line reaches from `tests/main.rs`.
fn unreached(files: &[Source]) -> Vec<String> {
    let mut reached = BTreeSet::new();
    let mut open = vec!["tests/main.rs".to_owned()];
    let module = Regex::new(r"(?m)^(?:pub(?:\([a-z]+\))? )?mod (\w+);").unwrap();
    while let Some(path) = open.pop() {
        let Some(file) = files.iter().find(|file| file.path == path) else { continue };
        let stem = path.trim_end_matches(".rs").trim_end_matches("/mod");
        let folder = if path == "tests/main.rs" { "tests" } else { stem };
        for name in module.captures_iter(&file.text) {
            open.extend([format!("{folder}/{}.rs", &name[1]), format!("{folder}/{}/mod.rs", &name[1])]);
        }
        reached.insert(path);
    }
    files.iter().map(|file| file.path.clone()).filter(|path| !reached.contains(path)).collect()
}

#[test]
fn every_test_file_belongs_to_the_one_binary() {
    let why = "A file that no `mod` line reaches from tests/main.rs is never compiled, so its tests never run.";
    holds(why, unreached(&below("tests", &[".rs"])));
}

#[test]
fn the_rule_bites() {
    let tree = [
        Source::new("tests/main.rs", "mod a;\nmod b;\n"),
        Source::new("tests/a.rs", "mod inner;\n"),
        Source::new("tests/a/inner.rs", ""),
        Source::new("tests/b/mod.rs", "// mod lost;\n"),
        Source::new("tests/b/lost.rs", ""),
    ];
    assert_eq!(unreached(&tree), ["tests/b/lost.rs"]);
}
