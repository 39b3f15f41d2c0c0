//! Reads an edition: the file in the program, and the file of the same name that `--edities` lays over it, line by line.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::{
    criterion::{Confidence, Criterion},
    edition::{Edition, Line},
    mistake::{Mistake, SourceFile},
    read_criterion::RawApplies,
    read_judged::judged,
};
use crate::evidence::{BlobId, Word, run::Koppelvlak};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Raw {
    title: Option<String>,
    source: Option<String>,
    requested_from: Option<Spanned<String>>,
    requested_before: Option<Spanned<String>>,
    koppelvlak: Option<Koppelvlak>,
    #[serde(default)]
    line: Vec<Spanned<RawLine>>,
}

/// A line as written. What is left out stays as it was in the file below.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLine {
    pub(super) code: Option<Spanned<String>>,
    /// The code of the line that it comes after; a new line without one comes last.
    after: Option<Spanned<String>>,
    /// A new line without one stands in the chapter of the line before it.
    chapter: Option<String>,
    title: Option<String>,
    source: Option<String>,
    confidence: Option<Spanned<Confidence>>,
    /// The official text. Who gives that, gives it to the letter.
    text: Option<Spanned<String>>,
    pub(super) criteria: Option<Vec<Spanned<String>>>,
    pub(super) nearest: Option<Vec<Spanned<String>>>,
    pub(super) untested: Option<Spanned<String>>,
    pub(super) applies: Option<Spanned<RawApplies>>,
}

/// An edition of which perhaps not all is known yet.
#[derive(Default)]
struct Draft {
    title: Option<String>,
    source: Option<String>,
    from: Option<Date>,
    before: Option<Date>,
    koppelvlak: Option<Koppelvlak>,
    lines: Vec<Line>,
}

/// Reads an edition from its files, each laid over those before it.
///
/// # Errors
/// The first [`Mistake`] in them.
pub(super) fn read(
    name: Word,
    files: &[&SourceFile],
    criteria: &BTreeMap<String, Criterion>,
    known: &[&str],
) -> Result<Edition, Mistake> {
    let mut draft = Draft::default();
    for file in files {
        draft.lay(file, criteria)?;
    }
    let lacks = |what: &str| {
        let file = files.last().map_or_else(|| SourceFile::new(name.as_str(), ""), |file| (*file).clone());
        let others: Vec<&str> = known.iter().copied().filter(|known| *known != name.as_str()).collect();
        let help = format!("what lies over an edition that is there has its name: {}", others.join(", "));
        file.whole(format!("`{name}` is a new edition, and has no `{what}`")).help(help)
    };
    let title = draft.title.ok_or_else(|| lacks("title"))?;
    let source = draft.source.ok_or_else(|| lacks("source"))?;
    if draft.lines.is_empty() {
        return Err(lacks("line"));
    }
    let texts: Vec<&str> = files.iter().map(|file| &*file.text).collect();
    Ok(Edition {
        title,
        source,
        from: draft.from,
        before: draft.before,
        koppelvlak: draft.koppelvlak,
        lines: draft.lines,
        digest: BlobId::of(texts.join("\0").as_bytes()),
        name,
    })
}

impl Draft {
    fn lay(&mut self, file: &SourceFile, criteria: &BTreeMap<String, Criterion>) -> Result<(), Mistake> {
        let raw: Raw = file.parse()?;
        self.title = raw.title.or(self.title.take());
        self.source = raw.source.or(self.source.take());
        self.from = raw.requested_from.map(|day| date(file, &day)).transpose()?.or(self.from);
        self.before = raw.requested_before.map(|day| date(file, &day)).transpose()?.or(self.before);
        self.koppelvlak = raw.koppelvlak.or(self.koppelvlak);
        let mut codes = BTreeSet::new();
        let mut placed = BTreeMap::new();
        for line in &raw.line {
            let (span, line) = (line.span(), line.get_ref());
            if let Some(code) = &line.code
                && !codes.insert(code.get_ref())
            {
                return Err(
                    file.mistake(code.span(), format!("code `{}` stands twice in this edition", code.get_ref()))
                );
            }
            match line.code.as_ref().and_then(|code| self.position(code.get_ref())) {
                Some(at) => self.change(file, at, span, line, criteria)?,
                None => {
                    let at = self.place(file, line, &mut placed)?;
                    let chapter = at.checked_sub(1).and_then(|before| self.lines.get(before)?.chapter.clone());
                    let new = laid(file, span, line, None, chapter, criteria)?;
                    self.lines.insert(at, new);
                }
            }
        }
        Ok(())
    }

    fn position(&self, code: &str) -> Option<usize> {
        self.lines.iter().position(|line| line.code.as_deref() == Some(code))
    }

    /// Lays a line over the one that has its code.
    fn change(
        &mut self,
        file: &SourceFile,
        at: usize,
        span: Range<usize>,
        line: &RawLine,
        criteria: &BTreeMap<String, Criterion>,
    ) -> Result<(), Mistake> {
        if let Some(after) = &line.after {
            let mistake = file.mistake(after.span(), "this line stands in the edition already, and stays in its place");
            return Err(mistake.help("leave out `after`: that places a new line"));
        }
        if let Some(known) = self.lines.get_mut(at) {
            *known = laid(file, span, line, Some(known), known.chapter.clone(), criteria)?;
        }
        Ok(())
    }

    /// Where a new line comes: last, or after the line that it names and what this file placed there before.
    fn place<'a>(
        &self,
        file: &SourceFile,
        line: &'a RawLine,
        placed: &mut BTreeMap<&'a str, usize>,
    ) -> Result<usize, Mistake> {
        let Some(after) = &line.after else { return Ok(self.lines.len()) };
        let at = self.position(after.get_ref()).ok_or_else(|| {
            let mistake = file.mistake(after.span(), format!("this edition has no line `{}`", after.get_ref()));
            mistake.instead_of(after.get_ref(), self.lines.iter().filter_map(|line| line.code.as_deref()))
        })?;
        let before = placed.entry(after.get_ref()).or_default();
        *before += 1;
        Ok((at + *before).min(self.lines.len()))
    }
}

/// A line over what was known of it.
fn laid(
    file: &SourceFile,
    span: Range<usize>,
    line: &RawLine,
    known: Option<&Line>,
    chapter: Option<String>,
    criteria: &BTreeMap<String, Criterion>,
) -> Result<Line, Mistake> {
    let at = line.code.as_ref().map_or(span, Spanned::span);
    let lacks = |what: &str| {
        let mistake = file.mistake(at.clone(), format!("this line is new in this edition, and has no `{what}`"));
        mistake.help("a new line needs `title`, `source` and `confidence` or the official `text`")
    };
    let official = line.text.as_ref().map(|_| Confidence::Letterlijk);
    let confidence = line.confidence.as_ref().map(|one| *one.get_ref()).or(official);
    let confidence = confidence.or(known.map(|known| known.confidence)).ok_or_else(|| lacks("confidence"))?;
    let says = line.confidence.as_ref().map(Spanned::span).or(line.text.as_ref().map(Spanned::span));
    Ok(Line {
        code: line.code.as_ref().map(|code| code.get_ref().clone()),
        title: line.title.clone().or(known.map(|known| known.title.clone())).ok_or_else(|| lacks("title"))?,
        source: line.source.clone().or(known.map(|known| known.source.clone())).ok_or_else(|| lacks("source"))?,
        confidence,
        text: line.text.as_ref().map(|text| text.get_ref().clone()).or(known.and_then(|known| known.text.clone())),
        chapter: line.chapter.clone().or(chapter),
        judged: judged(file, says.unwrap_or(at), line, known, confidence, criteria)?,
    })
}

fn date(file: &SourceFile, day: &Spanned<String>) -> Result<Date, Mistake> {
    day.get_ref().parse().map_err(|_| file.mistake(day.span(), "this is no date; write it as \"2022-12-01\""))
}
