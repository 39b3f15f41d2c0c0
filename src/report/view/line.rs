//! The lines of each edition, in the order of Logius.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    Link,
    criterion::{self, CriterionView, mark},
    scene::Scene,
    verdict::VerdictView,
};
use crate::{
    checklist::Edition,
    judge::{JudgedAansluiting, JudgedEdition, JudgedLine},
    report::fold::{Fold, KINDS, why},
};

/// One official list.
#[derive(Debug, Serialize)]
pub(super) struct EditionView {
    id: String,
    title: String,
    source: String,
    chapters: Vec<ChapterView>,
}

/// The lines of one chapter of it.
#[derive(Debug, Serialize)]
struct ChapterView {
    id: String,
    title: Option<String>,
    /// Those that a criterion judges.
    lines: Vec<LineView>,
    /// The others, each kind together: there is little to say of each.
    folds: Vec<FoldView>,
}

/// Lines of a chapter that nothing judges, all for the same kind of reason.
#[derive(Debug, Serialize)]
struct FoldView {
    id: String,
    title: String,
    codes: String,
    verdict: VerdictView,
    lines: Vec<LineView>,
}

/// One line of it.
#[derive(Debug, Serialize)]
pub(super) struct LineView {
    id: String,
    code: Option<String>,
    title: String,
    /// Official text.
    text: Option<String>,
    source: Option<String>,
    mark: Option<&'static str>,
    verdict: VerdictView,
    criteria: Vec<CriterionView>,
    several: bool,
    /// Why there is no more to say of it, in Dutch.
    why: Option<String>,
    /// The criteria that come near it.
    nearest: Vec<Link>,
}

/// The editions of every connection.
pub(super) fn editions(scene: &Scene<'_>) -> Vec<EditionView> {
    let mut editions = Vec::new();
    for judged in &scene.input.judgement.aansluitingen {
        // A criterion that stands under several lines is told in full at the first.
        let mut told = BTreeSet::new();
        for one in &judged.editions {
            editions.push(edition(scene, judged, one, &mut told));
        }
    }
    editions
}

fn edition<'a>(
    scene: &Scene<'a>,
    judged: &'a JudgedAansluiting,
    one: &'a JudgedEdition,
    told: &mut BTreeSet<&'a str>,
) -> EditionView {
    let known = scene.input.checklist.editions.get(&one.edition);
    let title = known.map_or_else(|| one.edition.to_string(), |edition| edition.title.clone());
    let id = format!("lijst-{}-{}", judged.naam, one.edition);
    let lines: Vec<(usize, &JudgedLine)> = (1..).zip(&one.lines).collect();
    let mut view = |(number, one): (usize, &'a JudgedLine)| LineView {
        id: format!("{id}-{number}"),
        ..line(scene, judged, one, known, told)
    };
    let mut chapters = Vec::new();
    for (lines, at) in lines.chunk_by(|(_, one), (_, next)| one.chapter == next.chapter).zip(1..) {
        let chapter = format!("{id}-hoofdstuk-{at}");
        let folds = KINDS.map(|kind| {
            let lines: Vec<_> = lines.iter().filter(|(_, line)| fold(line) == Some(kind)).copied().collect();
            let codes = lines.iter().map(|(_, line)| line.code.as_deref().unwrap_or(&line.title));
            let codes = codes.collect::<Vec<_>>().join(", ");
            let verdict = lines.first()?.1.verdict.as_ref().into();
            let (id, title) = (format!("{chapter}-{}", kind.slug()), kind.says(lines.len()));
            Some(FoldView { id, title, codes, verdict, lines: lines.into_iter().map(&mut view).collect() })
        });
        chapters.push(ChapterView {
            title: lines.first().and_then(|(_, line)| line.chapter.clone()),
            folds: folds.into_iter().flatten().collect(),
            lines: lines.iter().filter(|(_, line)| fold(line).is_none()).copied().map(&mut view).collect(),
            id: chapter,
        });
    }
    EditionView {
        chapters,
        title: scene.input.of(judged, &title),
        source: known.map_or_else(String::new, |edition| edition.source.clone()),
        id,
    }
}

fn fold(line: &JudgedLine) -> Option<Fold> {
    Fold::of(line.verdict.as_ref(), line.untested.as_deref())
}

fn line<'a>(
    scene: &Scene<'a>,
    judged: &'a JudgedAansluiting,
    line: &'a JudgedLine,
    edition: Option<&Edition>,
    told: &mut BTreeSet<&'a str>,
) -> LineView {
    let known = edition
        .and_then(|edition| edition.lines.iter().find(|known| known.title == line.title && known.code == line.code));
    let findings = line.criteria.iter().filter_map(|id| judged.findings.get_key_value(id));
    let nearest = line.nearest.iter().filter(|id| judged.findings.contains_key(*id));
    let criteria: Vec<CriterionView> =
        findings.map(|(id, finding)| criterion::criterion(scene, judged, finding, !told.insert(id))).collect();
    LineView {
        id: String::new(),
        code: line.code.clone(),
        title: line.title.clone(),
        text: known.and_then(|known| known.text.clone()),
        source: known.map(|known| known.source.clone()),
        mark: mark(line.confidence),
        verdict: line.verdict.as_ref().into(),
        several: criteria.len() > 1,
        why: why(line.verdict.as_ref(), line.untested.as_deref()).map(str::to_owned),
        nearest: nearest.map(|id| scene.criterion(judged, id)).collect(),
        criteria,
    }
}
