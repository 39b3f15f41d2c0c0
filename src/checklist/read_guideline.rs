//! Reads a guideline of `checks/ncsc`.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::mistake::{Mistake, SourceFile, suggestion};
use crate::facts::guideline::{GRADES, Guideline, Row, Subject};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[expect(dead_code, reason = "for whoever reads the file")]
    title: String,
    #[serde(default)]
    volgorde: Vec<Vec<Spanned<String>>>,
    #[serde(default)]
    anders: BTreeMap<Spanned<String>, Spanned<String>>,
    rij: Vec<RawRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRow {
    over: Spanned<String>,
    oordeel: Spanned<String>,
    richtlijn: String,
    waarden: Vec<Spanned<String>>,
}

/// The guideline in a file.
///
/// # Errors
/// A [`Mistake`] where a word means nothing, or a value has two rows.
pub(super) fn read(file: &SourceFile) -> Result<Guideline, Mistake> {
    let raw: Raw = file.parse()?;
    let mut guideline = Guideline::default();
    for (over, grade) in &raw.anders {
        guideline.otherwise.insert(subject(file, over)?, self::grade(file, grade)?);
    }
    for layer in &raw.volgorde {
        guideline.layers.push(layer.iter().map(|grade| self::grade(file, grade)).collect::<Result<_, _>>()?);
    }
    for row in raw.rij {
        let (over, grade) = (subject(file, &row.over)?, grade(file, &row.oordeel)?);
        for value in row.waarden {
            let span = value.span();
            let key = (over, value.into_inner());
            let name = key.1.clone();
            if guideline.rows.insert(key, Row { grade, says: row.richtlijn.clone() }).is_some() {
                return Err(file.mistake(span, format!("`{name}` has a row already")));
            }
        }
    }
    Ok(guideline)
}

fn subject(file: &SourceFile, word: &Spanned<String>) -> Result<Subject, Mistake> {
    let known = Subject::ALL.into_iter().find(|subject| subject.word() == word.get_ref());
    known.ok_or_else(|| unknown(file, word, "nothing that is graded", Subject::ALL.map(Subject::word).as_slice()))
}

fn grade(file: &SourceFile, word: &Spanned<String>) -> Result<&'static str, Mistake> {
    let known = GRADES.iter().copied().find(|grade| grade == word.get_ref());
    known.ok_or_else(|| unknown(file, word, "no grade", GRADES))
}

fn unknown(file: &SourceFile, word: &Spanned<String>, what: &str, known: &[&str]) -> Mistake {
    let mistake = file.mistake(word.span(), format!("`{}` is {what}", word.get_ref()));
    match suggestion(word.get_ref(), known.iter().copied()) {
        Some(help) => mistake.help(help),
        None => mistake,
    }
}
