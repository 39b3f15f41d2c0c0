//! What the templates of `reports/templates` are given: texts, bounded and in order. No template decides anything.

mod attempt;
mod certificate;
mod criterion;
mod dns;
mod figure;
mod gaps;
mod head;
mod hertest;
mod line;
mod logout;
mod logout_attempt;
mod message;
mod moment;
mod objection;
mod resting;
mod scene;
mod summary;
mod timeline;
mod tls;
mod undone;
mod verdict;

use serde::Serialize;

use self::{
    criterion::CriterionView, figure::FigureView, gaps::GapView, head::HeadView, hertest::HertestView,
    line::EditionView, moment::MomentView, scene::Scene, summary::Summary, timeline::Timeline, undone::UndoneView,
};
pub(super) use self::{figure::shown, verdict::VerdictView};
use super::Input;

/// The page.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    head: HeadView,
    summary: Summary,
    hertest: Option<HertestView>,
    timeline: Timeline,
    undone: UndoneView,
    editions: Vec<EditionView>,
    outside: Vec<CriterionView>,
    gaps: Vec<GapView>,
    moments: Vec<MomentView>,
    figures: Vec<FigureView>,
}

/// What stands before the lists, for a form that has no room for the rest.
#[derive(Debug, Serialize)]
pub(super) struct Front {
    head: HeadView,
    summary: Summary,
    hertest: Option<HertestView>,
    undone: UndoneView,
}

/// A label and a text.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    label: String,
    value: String,
}

/// A link within the page.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub(super) struct Link {
    /// Without `#`.
    to: String,
    text: String,
}

impl Page {
    /// The page of this report.
    pub(super) fn new(input: &Input<'_>) -> Self {
        let scene = Scene::new(*input);
        Self {
            head: HeadView::new(&scene),
            summary: Summary::new(&scene),
            hertest: HertestView::new(&scene),
            timeline: Timeline::new(&scene),
            undone: UndoneView::new(&scene),
            editions: line::editions(&scene),
            outside: criterion::outside(&scene),
            gaps: gaps::gaps(&scene),
            moments: moment::moments(&scene),
            figures: figure::figures(&scene),
        }
    }
}

impl Front {
    /// The front of this report.
    pub(super) fn new(input: &Input<'_>) -> Self {
        let scene = Scene::new(*input);
        Self {
            head: HeadView::new(&scene),
            summary: Summary::new(&scene),
            hertest: HertestView::new(&scene),
            undone: UndoneView::new(&scene),
        }
    }
}

impl Row {
    fn new(label: &str, value: impl Into<String>) -> Self {
        Self { label: label.to_owned(), value: value.into() }
    }
}
