//! What became of the lines since an earlier test.

use serde::Serialize;

use super::{Link, scene::Scene, verdict::VerdictView};
use crate::{
    judge::Verdict,
    report::{
        hertest::{Change, Comparison, Standing, hertest},
        text::one_line,
        time::moment,
    },
};

/// The reference to an earlier test, and what changed.
#[derive(Debug, Serialize)]
pub(in crate::report) struct HertestView {
    van: Option<String>,
    comparison: Option<ComparisonView>,
}

#[derive(Debug, Serialize)]
struct ComparisonView {
    kenmerk: Option<String>,
    ended: String,
    seal: String,
    caveats: Vec<String>,
    changed: Vec<ChangeView>,
    unchanged: usize,
}

#[derive(Debug, Serialize)]
struct ChangeView {
    /// Where the page tells of the line; nowhere where this run has no such line.
    line: Option<Link>,
    name: String,
    edition: String,
    was: VerdictView,
    is: VerdictView,
}

impl HertestView {
    /// None where this is no hertest.
    pub(super) fn new(scene: &Scene<'_>) -> Option<Self> {
        let hertest = hertest(&scene.input)?;
        Some(Self {
            van: hertest.van.as_deref().map(|van| one_line(van, 300)),
            comparison: hertest.comparison.as_ref().map(|comparison| view(comparison, scene)),
        })
    }
}

fn view(comparison: &Comparison, scene: &Scene<'_>) -> ComparisonView {
    ComparisonView {
        kenmerk: comparison.kenmerk.as_deref().map(|kenmerk| one_line(kenmerk, 300)),
        ended: moment(comparison.ended),
        seal: comparison.evidence_seal.to_string(),
        caveats: comparison.caveats.clone(),
        changed: comparison.changed.iter().map(|one| change(one, scene)).collect(),
        unchanged: comparison.unchanged,
    }
}

fn change(change: &Change, scene: &Scene<'_>) -> ChangeView {
    let name = change.code.as_ref().map_or_else(|| change.title.clone(), |code| format!("{code} {}", change.title));
    let known = scene.input.checklist.editions.get(&change.edition);
    let judged = scene.input.judgement.aansluitingen.iter().find(|judged| judged.naam == change.aansluiting);
    let title = known.map_or_else(|| change.edition.to_string(), |edition| edition.title.clone());
    let line = judged.and_then(|judged| {
        let edition = judged.editions.iter().find(|one| one.edition == change.edition)?;
        let at = edition.lines.iter().position(|line| line.code == change.code && line.title == change.title)?;
        Some(Link { to: format!("lijst-{}-{}-{}", judged.naam, edition.edition, at + 1), text: name.clone() })
    });
    ChangeView {
        line,
        edition: judged.map_or_else(|| title.clone(), |judged| scene.input.of(judged, &title)),
        name,
        was: (&change.was).into(),
        is: (&change.is).into(),
    }
}

impl From<&Standing> for VerdictView {
    fn from(standing: &Standing) -> Self {
        match standing {
            Standing::NietGetest => Self::new("niet getest", "onbekend"),
            Standing::Oordeel(verdict) => verdict.into(),
            Standing::TekstNietOpenbaar => None::<&Verdict>.into(),
        }
    }
}
