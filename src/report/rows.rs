//! The lists of a testrapport as rows, for the forms that show a line in a few words: JUnit and Markdown.

use super::{
    document::{Aansluiting, Criterion, Testrapport},
    fold::{self, Fold},
    view::VerdictView,
};
use crate::judge::Verdict;

/// One list: an edition, or what stands outside them.
pub(super) struct List<'a> {
    /// Tells it from the others: `burger.checklist-testen-7-0`.
    pub(super) id: String,
    pub(super) title: String,
    pub(super) rows: Vec<Row<'a>>,
}

/// A line, or a criterion that stands outside the checklist.
pub(super) struct Row<'a> {
    pub(super) code: Option<&'a str>,
    pub(super) title: &'a str,
    /// None where the text of the line is not public.
    pub(super) verdict: Option<&'a Verdict>,
    pub(super) criteria: Vec<&'a Criterion>,
    /// Why no criterion judges it, in Dutch.
    untested: Option<&'a str>,
}

/// Every list that has rows.
pub(super) fn lists(document: &Testrapport) -> Vec<List<'_>> {
    let several = document.aansluitingen.len() > 1;
    let all = document.aansluitingen.iter().flat_map(|one| editions(one, several).chain([outside(one, several)]));
    all.filter(|list| !list.rows.is_empty()).collect()
}

fn editions(one: &Aansluiting, several: bool) -> impl Iterator<Item = List<'_>> {
    one.editions.iter().map(move |edition| List {
        id: format!("{}.{}", one.naam, edition.name),
        title: titled(&edition.title, one, several),
        rows: edition
            .lines
            .iter()
            .map(|line| Row {
                code: line.code.as_deref(),
                title: &line.title,
                verdict: line.verdict.as_ref(),
                criteria: line.criteria.iter().filter_map(|id| one.criteria.get(id)).collect(),
                untested: line.untested.as_deref(),
            })
            .collect(),
    })
}

fn outside(one: &Aansluiting, several: bool) -> List<'_> {
    let criteria = one.outside.iter().filter_map(|id| one.criteria.get(id));
    List {
        id: format!("{}.buiten-de-checklist", one.naam),
        title: titled("Waarnemingen buiten de checklist", one, several),
        rows: criteria
            .map(|criterion| Row {
                code: None,
                title: &criterion.title,
                verdict: Some(&criterion.finding.verdict),
                criteria: vec![criterion],
                untested: None,
            })
            .collect(),
    }
}

fn titled(title: &str, one: &Aansluiting, several: bool) -> String {
    if several { format!("{title} – {}", one.naam) } else { title.to_owned() }
}

impl Row<'_> {
    /// Code and title.
    pub(super) fn name(&self) -> String {
        self.code.map_or_else(|| self.title.to_owned(), |code| format!("{code} {}", self.title))
    }

    /// The verdict in words, with its kind.
    pub(super) fn words(&self) -> String {
        let shown = VerdictView::from(self.verdict);
        shown.kind.map_or_else(|| shown.word.to_owned(), |kind| format!("{} ({kind})", shown.word))
    }

    /// The one reason for the verdict; none where there is nothing to say.
    pub(super) fn why(&self) -> Option<String> {
        if let Some(why) = fold::why(self.verdict, self.untested) {
            return Some(why.to_owned());
        }
        match self.verdict? {
            Verdict::NietVanToepassing(why) => Some(why.clone()),
            verdict => {
                let deciding = self.criteria.iter().filter(|criterion| criterion.finding.verdict == *verdict);
                deciding.flat_map(|criterion| &criterion.remarks).next().map(|remark| remark.brief.clone())
            }
        }
    }

    /// The lines that it is shown together with, where no criterion judges it.
    pub(super) fn fold(&self) -> Option<Fold> {
        Fold::of(self.verdict, self.untested)
    }

    /// What a person is asked.
    pub(super) fn questions(&self) -> impl Iterator<Item = &str> {
        self.criteria.iter().filter_map(|criterion| criterion.question.as_deref())
    }
}
