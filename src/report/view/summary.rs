//! What a reader wants first: how many of what, what touches the safety of DigiD, what to mend, what to look at.

use serde::Serialize;

use super::{Link, scene::Scene, verdict::VerdictView};
use crate::{
    judge::{Finding, JudgedAansluiting, Unseen, Verdict},
    report::{
        head::{Counts, Head},
        remark::{self, RemarkKind},
    },
};

/// The summary.
#[derive(Debug, Serialize)]
pub(super) struct Summary {
    counts: Vec<Count>,
    total: usize,
    safety: Vec<Item>,
    mend: Vec<Item>,
    look: Vec<Item>,
}

#[derive(Debug, Serialize)]
struct Count {
    verdict: VerdictView,
    number: usize,
}

#[derive(Debug, Serialize)]
struct Item {
    link: Link,
    verdict: VerdictView,
    /// What to do, in whole sentences.
    todo: Vec<String>,
}

impl Summary {
    pub(super) fn new(scene: &Scene<'_>) -> Self {
        let counts = Head::new(&scene.input).counts;
        let safe = |finding: &Finding| {
            scene.input.checklist.criteria.get(&finding.criterion).is_some_and(|criterion| criterion.veiligheid)
        };
        let question = |finding: &Finding| {
            let review = scene.input.checklist.criteria.get(&finding.criterion)?.review.as_ref()?;
            Some(review.question.clone())
        };
        Self {
            counts: rows(&counts),
            total: counts.total(),
            safety: items(scene, safe, |_| Vec::new()),
            mend: items(scene, |finding| finding.verdict == Verdict::NietAkkoord, |finding| advice(scene, finding)),
            look: items(
                scene,
                |finding| finding.verdict == Verdict::TeBeoordelen,
                |finding| question(finding).into_iter().collect(),
            ),
        }
    }
}

fn rows(counts: &Counts) -> Vec<Count> {
    let of = |verdict: Verdict, number| Count { verdict: (&verdict).into(), number };
    vec![
        of(Verdict::NietAkkoord, counts.niet_akkoord),
        of(Verdict::TeBeoordelen, counts.te_beoordelen),
        of(Verdict::NietVastgesteld(Unseen::Mislukt), counts.mislukt),
        of(Verdict::NietVastgesteld(Unseen::NietMogelijk), counts.niet_mogelijk),
        Count { verdict: None.into(), number: counts.tekst_onbekend },
        of(Verdict::NietVanToepassing(String::new()), counts.nvt),
        of(Verdict::Akkoord, counts.akkoord),
    ]
}

/// Criteria of the checklist, worst first within the safety of DigiD and within the rest.
fn items(scene: &Scene<'_>, wanted: impl Fn(&Finding) -> bool, todo: impl Fn(&Finding) -> Vec<String>) -> Vec<Item> {
    let criteria = &scene.input.checklist.criteria;
    let mut found: Vec<(&JudgedAansluiting, &Finding)> = Vec::new();
    for judged in &scene.input.judgement.aansluitingen {
        let inside = judged.findings.iter().filter(|(id, _)| !judged.outside.contains(id)).map(|(_, finding)| finding);
        found.extend(inside.filter(|finding| wanted(finding)).map(|finding| (judged, finding)));
    }
    let safe = |finding: &Finding| criteria.get(&finding.criterion).is_some_and(|criterion| criterion.veiligheid);
    found.sort_by_key(|(_, finding)| (!safe(finding), std::cmp::Reverse(rank(&finding.verdict))));
    let item = |(judged, finding): (&JudgedAansluiting, &Finding)| Item {
        link: scene.criterion(judged, &finding.criterion),
        verdict: (&finding.verdict).into(),
        todo: todo(finding),
    };
    found.into_iter().map(item).collect()
}

fn rank(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::NietAkkoord => 4,
        Verdict::NietVastgesteld(_) => 3,
        Verdict::TeBeoordelen => 2,
        Verdict::Akkoord => 1,
        Verdict::NietVanToepassing(_) => 0,
    }
}

fn advice(scene: &Scene<'_>, finding: &Finding) -> Vec<String> {
    let broken = remark::remarks(finding, &scene.input).into_iter();
    broken.filter(|remark| remark.kind == RemarkKind::NietAkkoord).filter_map(|remark| remark.advies).collect()
}
