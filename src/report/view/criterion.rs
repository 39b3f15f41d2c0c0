//! A judged criterion: norm, remarks, how to see it yourself, question and evidence.

use serde::Serialize;

use super::{
    Link,
    figure::shown,
    scene::{PlaceView, Scene},
    verdict::VerdictView,
};
use crate::{
    checklist::criterion::{Confidence, Predicate},
    judge::{
        Finding, JudgedAansluiting, Verdict, Weight,
        finding::{AtPlace, Weighed},
    },
    report::{
        reasons,
        remark::{self, sentence},
        text::{one_line, shorten},
    },
};

/// An expectation shows at most this many of its places; those that do not hold come first.
const MOST_PLACES: usize = 60;
const LONGEST_VALUE: usize = 400;

/// A criterion.
#[derive(Debug, Serialize)]
pub(super) struct CriterionView {
    id: String,
    title: String,
    norm: String,
    source: String,
    mark: Option<&'static str>,
    veiligheid: bool,
    verdict: VerdictView,
    why: Option<String>,
    remarks: Vec<RemarkView>,
    question: Option<String>,
    pictures: Vec<Picture>,
    zelf: Vec<String>,
    expectations: Vec<ExpectationView>,
    /// Where all of this stands, when an earlier line had it.
    elsewhere: Option<Link>,
}

#[derive(Debug, Serialize)]
struct RemarkView {
    kind: &'static str,
    text: String,
    advies: Option<String>,
}

#[derive(Debug, Serialize)]
struct Picture {
    figure: Link,
    place: PlaceView,
}

#[derive(Debug, Serialize)]
struct ExpectationView {
    that: String,
    outcome: VerdictView,
    expected: String,
    says: String,
    places: Vec<AtPlaceView>,
    more: usize,
}

#[derive(Debug, Serialize)]
struct AtPlaceView {
    place: PlaceView,
    outcome: VerdictView,
    actual: Option<String>,
    note: Option<String>,
    gap: Option<GapView>,
    figure: Option<Link>,
}

#[derive(Debug, Serialize)]
struct GapView {
    sentence: String,
    whose: &'static str,
    detail: String,
}

/// The criteria outside the checklist.
pub(super) fn outside(scene: &Scene<'_>) -> Vec<CriterionView> {
    let all = scene.input.judgement.aansluitingen.iter().flat_map(|judged| {
        judged.outside.iter().filter_map(move |id| Some(criterion(scene, judged, judged.findings.get(id)?, false)))
    });
    all.collect()
}

/// A criterion; where it was shown before, only what the line itself needs.
pub(super) fn criterion(
    scene: &Scene<'_>,
    judged: &JudgedAansluiting,
    finding: &Finding,
    shown_before: bool,
) -> CriterionView {
    let known = scene.input.checklist.criteria.get(&finding.criterion);
    let link = scene.criterion(judged, &finding.criterion);
    let text = |text: fn(&crate::checklist::Criterion) -> &String| known.map(text).cloned().unwrap_or_default();
    let review = known.and_then(|known| known.review.as_ref()).filter(|_| finding.verdict == Verdict::TeBeoordelen);
    let pictures = review
        .into_iter()
        .flat_map(|review| shown(review, scene.input.evidence, &judged.naam))
        .filter_map(|(place, blob)| Some(Picture { figure: scene.figure(blob)?, place: scene.place(place) }));
    let remarks = remark::remarks(finding, &scene.input).into_iter().map(|remark| RemarkView {
        kind: remark.kind.words(),
        text: remark.text,
        advies: remark.advies,
    });
    CriterionView {
        id: link.to.clone(),
        title: known.map_or_else(|| finding.criterion.clone(), |known| known.title.clone()),
        norm: text(|known| &known.norm),
        source: text(|known| &known.source),
        mark: known.and_then(|known| mark(known.confidence)),
        veiligheid: known.is_some_and(|known| known.veiligheid),
        verdict: (&finding.verdict).into(),
        why: match &finding.verdict {
            Verdict::NietVanToepassing(why) => Some(why.clone()),
            _ => None,
        },
        remarks: remarks.collect(),
        question: review.map(|review| review.question.clone()),
        pictures: pictures.collect(),
        zelf: known.map(|known| known.zelf.clone()).unwrap_or_default(),
        expectations: if shown_before {
            Vec::new()
        } else {
            let predicate = |at: usize| known.and_then(|known| known.expectations.get(at)).map(|one| &one.predicate);
            let all = finding.expectations.iter().enumerate();
            all.map(|(at, weighed)| expectation(weighed, predicate(at), scene)).collect()
        },
        elsewhere: shown_before.then_some(link),
    }
}

/// What the reader is told where the words are not those of Logius.
pub(super) fn mark(confidence: Confidence) -> Option<&'static str> {
    match confidence {
        Confidence::Letterlijk => None,
        Confidence::Ingekort => Some("einde van de tekst niet openbaar"),
        Confidence::Parafrase => Some("naar onze lezing"),
        Confidence::Afgeleid => Some("afgeleid door ons"),
        Confidence::Onbekend => Some("tekst niet openbaar"),
    }
}

fn expectation(weighed: &Weighed, predicate: Option<&Predicate>, scene: &Scene<'_>) -> ExpectationView {
    let mut places: Vec<&AtPlace> = weighed.places.iter().collect();
    places.sort_by_key(|at| std::cmp::Reverse(at.outcome));
    ExpectationView {
        that: weighed.that.clone(),
        outcome: weighed.outcome.into(),
        expected: one_line(&remark::expected(weighed, predicate, &scene.names), LONGEST_VALUE),
        says: weighed.says.trim_end_matches(',').to_owned(),
        more: places.len().saturating_sub(MOST_PLACES),
        places: places.into_iter().take(MOST_PLACES).map(|at| at_place(at, scene)).collect(),
    }
}

fn at_place(at: &AtPlace, scene: &Scene<'_>) -> AtPlaceView {
    let empty = |text: &str| if text.is_empty() { "(niets)".to_owned() } else { shorten(text, LONGEST_VALUE) };
    AtPlaceView {
        place: scene.place(&at.place),
        outcome: at.outcome.into(),
        actual: at.actual.as_deref().map(empty),
        note: at.note.as_deref().map(|note| sentence(&shorten(note, LONGEST_VALUE))),
        gap: at.gap.as_ref().map(|gap| GapView {
            sentence: reasons::explain(&gap.reason, &scene.input).sentence,
            whose: reasons::whose(gap.blame),
            detail: one_line(&gap.detail, LONGEST_VALUE),
        }),
        figure: scene.figure_at(&at.place).filter(|_| !matches!(at.outcome, Weight::Holds | Weight::NotApplicable)),
    }
}
