//! `publiccode.yml` says the same as the rest of the repository.

use std::{fs, path::Path};

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The text after a key that stands on a line of its own.
fn value(text: &str, key: &str) -> String {
    let line = text.lines().find_map(|line| line.trim().strip_prefix(&format!("{key}:")));
    line.unwrap_or_else(|| panic!("publiccode.yml has no `{key}`")).trim().trim_matches('"').to_owned()
}

#[test]
fn what_it_says_is_what_the_program_is() {
    let text = read("publiccode.yml");
    assert_eq!(value(&text, "url"), env!("CARGO_PKG_REPOSITORY"));
    assert_eq!(value(&text, "license"), env!("CARGO_PKG_LICENSE"));
    assert_eq!(value(&text, "name"), "Toetssteen");
    // A first release changes this and CHANGELOG.md together.
    let released = read("CHANGELOG.md").lines().any(|line| line.starts_with("## [") && !line.contains("Unreleased"));
    assert_eq!(text.contains("softwareVersion"), released, "only what was released has a version");
    for line in text.lines().filter_map(|line| line.trim().strip_prefix("- docs/")) {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(line).exists(), "docs/{line} is not there");
    }
    assert!(!text.contains('\t'), "YAML takes no tabs");
}

#[test]
fn texts_have_the_length_that_the_standard_asks() {
    let text = read("publiccode.yml");
    let short: Vec<_> = text.lines().filter_map(|line| line.trim().strip_prefix("shortDescription:")).collect();
    assert_eq!(short.len(), 2, "Dutch and English");
    assert!(short.iter().all(|text| text.trim().chars().count() <= 150), "{short:?}");
    let long: Vec<&str> = text.split("longDescription: >").skip(1).collect();
    assert_eq!(long.len(), 2, "Dutch and English");
    for rest in long {
        let length = rest.split("features:").next().unwrap().split_whitespace().map(|word| word.chars().count() + 1);
        assert!((150..10_000).contains(&length.sum::<usize>()), "{rest}");
    }
}
