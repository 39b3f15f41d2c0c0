//! `toetssteen judge` and `toetssteen report`: a stored run again, without network.

use std::{collections::BTreeMap, fs, path::Path};

use super::{CliError, args::Stored, checklist, store, terminal};
use crate::{
    checklist::Checklist,
    evidence::{BlobId, Evidence},
    judge::{self, Exit},
    report::{self, Input},
};

pub(super) fn judge(stored: &Stored) -> Result<Exit, CliError> {
    let checklist = checklist(&stored.checks)?;
    let (evidence, blobs) = store::read(&stored.run)?;
    let judgement = judge::judge(&checklist, &evidence);
    let input = Input { checklist: &checklist, evidence: &evidence, judgement: &judgement, blobs: &blobs };
    terminal::show(&report::terminal::render(&input, terminal::screen()))?;
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
    let input = Input { checklist, evidence, judgement: &judgement, blobs };
    for rendering in report::RENDERINGS {
        let path = folder.join(rendering.name());
        let bytes = rendering.render(&input)?;
        fs::write(&path, bytes).map_err(|source| store::StoreError::File { path: path.clone(), source })?;
    }
    terminal::show(&report::terminal::render(&input, terminal::screen()))?;
    terminal::tell(&format!("the testrapport is in {}", folder.join("testrapport.html").display()));
    Ok(judgement.exit())
}
