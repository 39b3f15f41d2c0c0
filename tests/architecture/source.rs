//! The source of the house: its files, and the paths that their code names.

use std::{fs, path::Path, sync::LazyLock};

use regex::Regex;

static NOISE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r##"(?s)//[^\n]*|r#".*?"#|"(?:\\.|[^"\\])*""##).unwrap());
static USES: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?s)\buse\s+([^;]+);").unwrap());
static INLINE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b\w+(?:::\w+)+").unwrap());

/// One file.
pub(super) struct Source {
    /// Below the root of the repository: `src/judge/mod.rs`.
    pub(super) path: String,
    pub(super) text: String,
}

impl Source {
    pub(super) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// The room a file of `src/` is in; none for `main.rs` and `lib.rs`, which stand above all rooms.
    pub(super) fn room(&self) -> Option<&str> {
        Some(self.path.strip_prefix("src/")?.split_once('/')?.0)
    }

    /// The code that ships: no tests, no comments, no texts.
    pub(super) fn code(&self) -> String {
        let shipped = self.text.split("#[cfg(test)]").next().unwrap();
        NOISE.replace_all(shipped, "\"\"").into_owned()
    }

    /// Every path of more than one word, `use` groups written out: `std::fs`, `crate::saml::Level`.
    pub(super) fn paths(&self) -> Vec<String> {
        let code = self.code();
        let mut paths = Vec::new();
        for group in USES.captures_iter(&code) {
            written_out("", &group[1], &mut paths);
        }
        paths.extend(INLINE.find_iter(&USES.replace_all(&code, "")).map(|path| path.as_str().to_owned()));
        paths
    }
}

/// Writes out `a::{b, c::{d, e}}`.
fn written_out(before: &str, tree: &str, paths: &mut Vec<String>) {
    let tree = tree.trim();
    match tree.split_once('{') {
        Some((head, inner)) => {
            let inner = inner.trim().strip_suffix('}').unwrap_or(inner);
            for part in split_at_depth_0(inner) {
                written_out(&format!("{before}{}", head.trim()), part, paths);
            }
        }
        None if tree.is_empty() => {}
        None => paths.push(format!("{before}{}", tree.split(" as ").next().unwrap().trim())),
    }
}

fn split_at_depth_0(text: &str) -> Vec<&str> {
    let (mut depth, mut from, mut parts) = (0, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(super) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// Every file below a folder of the repository whose name ends like this, in order.
pub(super) fn below(folder: &str, ends: &[&str]) -> Vec<Source> {
    let mut files = Vec::new();
    collect(folder, ends, &mut files);
    files.sort_by(|a: &Source, b: &Source| a.path.cmp(&b.path));
    assert!(!files.is_empty(), "{folder} holds nothing to look at");
    files
}

fn collect(folder: &str, ends: &[&str], files: &mut Vec<Source>) {
    for entry in fs::read_dir(root().join(folder)).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            collect(&path, ends, files);
        } else if ends.iter().any(|end| path.ends_with(end)) {
            files.push(Source::new(&path, &read(&path)));
        }
    }
}

#[test]
fn paths_are_found_in_groups_and_in_code() {
    let text = "use std::{fs, io::{self, Read as _}};\nuse crate::evidence::Gap;\n// use crate::gather;\n\
                fn f() { crate::saml::read(\"crate::digid::x\") }\n#[cfg(test)]\nmod tests { use crate::cli::main; }";
    let paths = Source::new("src/judge/x.rs", text).paths();
    assert_eq!(paths, ["std::fs", "std::io::self", "std::io::Read", "crate::evidence::Gap", "crate::saml::read"]);
}
