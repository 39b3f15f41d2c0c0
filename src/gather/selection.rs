//! What a run is judged by: the editions of a connection, and the criteria that were asked for.

use std::collections::BTreeSet;

use super::plan::PlanError;
use crate::{
    checklist::{
        Checklist, Criterion,
        edition::{Edition, Line},
        find,
    },
    evidence::Word,
    target::Aansluiting,
};

pub(super) fn editions<'a>(checklist: &'a Checklist, aansluiting: &Aansluiting) -> Result<Vec<&'a Edition>, PlanError> {
    if !aansluiting.edities.is_empty() {
        let mut editions = Vec::new();
        for name in &aansluiting.edities {
            editions.push(checklist.editions.get(name).ok_or_else(|| {
                let all: Vec<&str> = checklist.editions.keys().map(Word::as_str).collect();
                PlanError::UnknownEdition(name.to_string(), all.join(", "))
            })?);
        }
        let beside = checklist.editions.values().filter(|other| {
            other.koppelvlak == Some(aansluiting.koppelvlak) && !aansluiting.edities.contains(&other.name)
        });
        return Ok(editions.into_iter().chain(beside).collect());
    }
    let requested = aansluiting.aangevraagd.unwrap_or_default();
    Ok(checklist.editions.values().filter(|edition| edition.is_for(aansluiting.koppelvlak, requested)).collect())
}

/// The criteria that these editions name, and those that stand outside every edition.
pub(super) fn known<'a>(
    checklist: &'a Checklist,
    editions: &[&'a Edition],
) -> impl Iterator<Item = &'a Criterion> + Clone {
    let lines = editions.iter().flat_map(|edition| &edition.lines);
    let named: BTreeSet<&String> = lines.flat_map(Line::criteria).collect();
    checklist.criteria.values().filter(move |criterion| criterion.outside || named.contains(&criterion.id))
}

/// The ids of the criteria that these names mean in the editions of the target.
pub(super) fn selected(
    checklist: &Checklist,
    judged: &[(&Aansluiting, Vec<&Edition>)],
    only: &[String],
) -> Result<BTreeSet<String>, PlanError> {
    let mut editions: Vec<&Edition> = judged.iter().flat_map(|(_, editions)| editions).copied().collect();
    editions.sort_by_key(|edition| &edition.name);
    editions.dedup_by_key(|edition| &edition.name);
    let mut ids = BTreeSet::new();
    for name in only {
        let meant = find::all(name, known(checklist, &editions), editions.iter().copied()).map_err(|unknown| {
            let elsewhere = find::all(name, checklist.criteria.values(), checklist.editions.values()).is_ok();
            let names: Vec<&str> = editions.iter().map(|edition| edition.name.as_str()).collect();
            if elsewhere { PlanError::Elsewhere(name.clone(), names.join(", ")) } else { unknown.into() }
        })?;
        let criteria: Vec<_> = meant.iter().flat_map(|found| found.criteria(checklist)).collect();
        if criteria.is_empty() {
            return Err(PlanError::NothingJudges(name.clone()));
        }
        ids.extend(criteria.into_iter().map(|criterion| criterion.id.clone()));
    }
    Ok(ids)
}
