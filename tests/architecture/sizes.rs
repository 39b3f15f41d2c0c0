//! A file holds one idea and is read in one sitting.

use super::{
    holds,
    source::{Source, below},
};

/// Lines that a file of code may have without saying why.
const LONGEST: usize = 300;

/// Lines of the file in the middle.
const MEDIAN: usize = 120;

/// Lines of a criterion. It is read beside the requirement that it is about.
const LONGEST_CRITERION: usize = 80;

/// How a file says in its first comment why it is longer.
const REASON: &str = "Longer than other files because";

fn too_long(files: &[Source]) -> Vec<String> {
    let first_comment = |file: &Source| {
        let lines = file.text.lines().take_while(|line| line.starts_with("//!"));
        lines.map(|line| line.trim_start_matches("//!").trim()).collect::<Vec<_>>().join(" ")
    };
    let long = files.iter().filter(|file| file.text.lines().count() > LONGEST && !first_comment(file).contains(REASON));
    long.map(|file| format!("{}: {} lines", file.path, file.text.lines().count())).collect()
}

fn median(files: &[Source]) -> usize {
    let mut lines: Vec<_> = files.iter().map(|file| file.text.lines().count()).collect();
    lines.sort_unstable();
    lines[lines.len() / 2]
}

#[test]
fn no_file_is_long_without_a_reason() {
    let why = format!(
        "A file over {LONGEST} lines holds more than one idea: cut it along one, or write `{REASON} …` at its head."
    );
    let files = ["src", "tests", "fixtures/afnemer/src"].into_iter().flat_map(|folder| below(folder, &[".rs"]));
    holds(&why, too_long(&files.collect::<Vec<_>>()));
}

#[test]
fn most_files_are_short() {
    let median = median(&below("src", &[".rs"]));
    assert!(median <= MEDIAN, "half of the files of src/ have over {median} lines: cut the long ones along an idea");
}

#[test]
fn a_criterion_fits_a_screen() {
    // An edition is as long as the list of Logius, and a guideline as long as its tables.
    let listed = |path: &str| {
        ["checks/editions/", "checks/ncsc/", "checks/pkioverheid/"].iter().any(|folder| path.starts_with(folder))
    };
    let criteria = below("checks", &[".toml"]).into_iter().filter(|file| !listed(&file.path));
    let long = criteria.filter(|file| file.text.lines().count() > LONGEST_CRITERION);
    holds("A longer criterion is two criteria, or wants a fact in Rust.", long.map(|file| file.path).collect());
}

#[test]
fn the_rules_bite() {
    let file = |head: &str, lines: usize| Source::new("src/a.rs", &format!("{head}\n{}", "x\n".repeat(lines)));
    assert_eq!(too_long(&[file("//! One idea.", 300)]), ["src/a.rs: 301 lines"]);
    assert!(too_long(&[file("//! One idea.", 299)]).is_empty());
    assert!(too_long(&[file("//! One idea. Longer than\n//! other files because it is a list.", 400)]).is_empty());
    assert_eq!(median(&[file("", 9), file("", 99), file("", 199)]), 100);
}
