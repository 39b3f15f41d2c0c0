//! `testrapport.md`: the report on one page of Markdown (CommonMark with the tables of GitHub), for the summary of a CI job.

use std::io::{self, Write};

use serde::Serialize;
use tera::Context;

use super::{
    Input, Rendering, ReportError,
    document::Testrapport,
    fold::KINDS,
    remark::RemarkKind,
    rows::{List, Row, lists},
    template::fill,
    text::one_line,
    view::Front,
};
use crate::judge::{Unseen, Verdict};

/// A cell or item holds at most this many characters, so that a page stays under the megabyte that GitHub shows.
const LONGEST: usize = 500;

/// The report for the summary of a CI job.
#[derive(Clone, Copy, Debug)]
pub(super) struct Markdown;

#[derive(Debug, Serialize)]
struct Page {
    #[serde(flatten)]
    front: Front,
    lists: Vec<ListView>,
    mend: Vec<Item>,
    look: Vec<Item>,
}

#[derive(Debug, Serialize)]
struct ListView {
    title: String,
    rows: Vec<RowView>,
    /// The lines that nothing judges, each kind in one sentence.
    folds: Vec<FoldView>,
}

#[derive(Debug, Serialize)]
struct FoldView {
    says: String,
    codes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct RowView {
    code: String,
    title: String,
    mark: &'static str,
    verdict: String,
    why: String,
}

#[derive(Debug, Serialize)]
struct Item {
    name: String,
    says: Vec<String>,
}

impl Rendering for Markdown {
    fn name(&self) -> &'static str {
        "testrapport.md"
    }

    fn render(&self, input: &Input<'_>) -> Result<Vec<u8>, ReportError> {
        let document = Testrapport::new(input);
        let lists = lists(&document);
        let rows = || lists.iter().flat_map(|list| &list.rows);
        let items = |wanted: Verdict, says: fn(&Row<'_>) -> Vec<String>| {
            let wanted = rows().filter(|row| row.verdict == Some(&wanted));
            wanted.map(|row| Item { name: row.name(), says: says(row) }).collect()
        };
        let page = Page {
            front: Front::new(input),
            mend: items(Verdict::NietAkkoord, broken),
            look: items(Verdict::TeBeoordelen, |row| row.questions().map(str::to_owned).collect()),
            lists: lists.iter().map(list).collect(),
        };
        fill("testrapport.md", &Context::from_serialize(&page)?, escape)
    }
}

fn list(list: &List<'_>) -> ListView {
    let folds = KINDS.map(|kind| {
        let rows = list.rows.iter().filter(|row| row.fold() == Some(kind));
        let codes: Vec<String> = rows.map(|row| row.code.unwrap_or(row.title).to_owned()).collect();
        (!codes.is_empty()).then(|| FoldView { says: kind.says(codes.len()), codes })
    });
    ListView {
        title: list.title.clone(),
        rows: list.rows.iter().filter(|row| row.fold().is_none()).map(row).collect(),
        folds: folds.into_iter().flatten().collect(),
    }
}

fn row(row: &Row<'_>) -> RowView {
    RowView {
        code: row.code.unwrap_or("–").to_owned(),
        title: row.title.to_owned(),
        mark: mark(row.verdict),
        verdict: row.words(),
        why: row.why().unwrap_or_default(),
    }
}

/// A sign before the word, for who runs an eye down a column.
fn mark(verdict: Option<&Verdict>) -> &'static str {
    match verdict {
        Some(Verdict::Akkoord) => "✅",
        Some(Verdict::NietAkkoord) => "❌",
        Some(Verdict::TeBeoordelen) => "❓",
        Some(Verdict::NietVastgesteld(Unseen::Mislukt)) => "❗",
        Some(Verdict::NietVastgesteld(Unseen::NietMogelijk) | Verdict::NietVanToepassing(_)) | None => "➖",
    }
}

/// What is wrong, and what to do about it.
fn broken(row: &Row<'_>) -> Vec<String> {
    let remarks = row.criteria.iter().flat_map(|criterion| &criterion.remarks);
    let broken = remarks.filter(|remark| remark.kind == RemarkKind::NietAkkoord);
    broken
        .flat_map(|remark| {
            [Some(remark.text.clone()), remark.advies.as_ref().map(|advies| format!("Advies: {advies}"))]
        })
        .flatten()
        .collect()
}

/// One line of text in which nothing is Markdown, HTML, a table, a link or a mention; what steers is made visible.
fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let text = one_line(text, LONGEST);
    let mut before = String::new();
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        // What opens a list or a rule does so at the start of a line only, or after the number there.
        let numbered = before.bytes().all(|byte| byte.is_ascii_digit());
        let special = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '#' | '$' | '!' | '{' | '}' | '^' => {
                true
            }
            '-' | '+' | '=' | '%' => before.is_empty(),
            // Addresses become links on GitHub wherever they stand.
            ':' => letters.peek() == Some(&'/'),
            ')' => numbered,
            '.' => numbered || before.to_ascii_lowercase().ends_with("www"),
            _ => false,
        };
        match c {
            // No escape keeps a mail address or a name from becoming a link there.
            '@' => out.write_all("⟨@⟩".as_bytes())?,
            c if special => write!(out, "\\{c}")?,
            c => write!(out, "{c}")?,
        }
        before.push(c);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = Vec::new();
        escape(text, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn plain_dutch_stays_as_it_is() {
        let text = "De inlogknop van DigiD is: ‘afwezig’. Het moet zijn: zichtbaar (n.v.t.), 15-20 %.";
        assert_eq!(escaped(text), text);
    }

    #[test]
    fn what_means_something_is_escaped() {
        assert_eq!(escaped("a|b\n# c"), r"a\|b \# c");
        assert_eq!(escaped("1. een"), r"1\. een");
        assert_eq!(escaped("- een"), r"\- een");
        assert_eq!(escaped("2026-0042"), "2026-0042");
        assert_eq!(escaped("https://www.x.nl"), r"https\://www\.x.nl");
        assert_eq!(escaped("a@b.nl"), "a⟨@⟩b.nl");
    }
}
