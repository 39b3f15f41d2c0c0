//! The lines of each edition, in the order of Logius.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    criterion::{self, CriterionView, mark},
    scene::Scene,
    verdict::VerdictView,
};
use crate::{
    checklist::Edition,
    judge::{JudgedAansluiting, JudgedEdition, JudgedLine},
};

/// One official list.
#[derive(Debug, Serialize)]
pub(super) struct EditionView {
    id: String,
    title: String,
    source: String,
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
    let lines = one
        .lines
        .iter()
        .enumerate()
        .map(|(at, one)| LineView { id: format!("{id}-{}", at + 1), ..line(scene, judged, one, known, told) });
    EditionView {
        lines: lines.collect(),
        title: scene.input.of(judged, &title),
        source: known.map_or_else(String::new, |edition| edition.source.clone()),
        id,
    }
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
        criteria,
    }
}
