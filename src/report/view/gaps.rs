//! What was not established and why, gathered by reason.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{
    Link,
    scene::{PlaceView, Scene},
};
use crate::{
    evidence::Outcome,
    judge::{Weight, finding::Weighed},
    report::{reasons, remark::sentence, text::one_line},
};

/// One reason.
#[derive(Debug, Default, Serialize)]
pub(super) struct GapView {
    reason: String,
    whose: Option<&'static str>,
    advice: Option<&'static str>,
    details: BTreeSet<String>,
    places: BTreeSet<PlaceView>,
    criteria: BTreeSet<Link>,
}

type Gathered = BTreeMap<(String, Option<&'static str>), GapView>;

/// Every reason for which something was not established.
pub(super) fn gaps(scene: &Scene<'_>) -> Vec<GapView> {
    let mut gathered = Gathered::new();
    for (place, _, outcome) in scene.input.evidence.places() {
        if let Outcome::Gap(gap) = outcome {
            let explained = reasons::explain(&gap.reason, &scene.input);
            let view = entry(&mut gathered, explained.sentence, Some(reasons::whose(gap.blame)));
            view.advice = Some(explained.advice);
            view.details.insert(one_line(&gap.detail, 300));
            view.places.insert(scene.place(place));
            view.criteria.extend(scene.resting_on(place));
        }
    }
    for judged in &scene.input.judgement.aansluitingen {
        for finding in judged.findings.values() {
            let link = scene.criterion(judged, &finding.criterion);
            for weighed in finding.expectations.iter().filter(|weighed| unseen(weighed.outcome)) {
                unread(scene, weighed, &link, &mut gathered);
            }
        }
    }
    let mut gaps: Vec<GapView> = gathered.into_values().collect();
    // What a criterion waits for comes first.
    gaps.sort_by_key(|gap| (gap.criteria.is_empty(), std::cmp::Reverse(gap.places.len())));
    gaps
}

/// What no gap tells: a place nobody announced, or an observation that does not hold what was asked for.
fn unread(scene: &Scene<'_>, weighed: &Weighed, link: &Link, gathered: &mut Gathered) {
    if weighed.places.is_empty() {
        let reason = "Het moment waarop dit te zien moet zijn, kwam in deze test niet voor.".to_owned();
        entry(gathered, reason, None).criteria.insert(link.clone());
    }
    for at in weighed.places.iter().filter(|at| at.gap.is_none() && unseen(at.outcome)) {
        let reason = match (&at.note, &at.actual) {
            (Some(note), _) => sentence(&one_line(note, 300)),
            (None, Some(actual)) => format!("Niet alles was te zien. Wel: {}.", one_line(actual, 300)),
            (None, None) => "Dit was daar niet te lezen.".to_owned(),
        };
        let view = entry(gathered, reason, None);
        view.places.insert(scene.place(&at.place));
        view.criteria.insert(link.clone());
    }
}

fn entry<'a>(gathered: &'a mut Gathered, reason: String, whose: Option<&'static str>) -> &'a mut GapView {
    let view = gathered.entry((reason.clone(), whose)).or_default();
    view.reason = reason;
    view.whose = whose;
    view
}

fn unseen(weight: Weight) -> bool {
    matches!(weight, Weight::Impossible | Weight::Missed | Weight::Unseen)
}
