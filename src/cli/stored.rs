//! `toetssteen judge` and `toetssteen report`: a stored run again, without network.

use std::{collections::BTreeMap, fs, path::Path};

use super::{
    CliError,
    args::{Report, Stored},
    checklist, store, terminal,
};
use crate::{
    checklist::Checklist,
    evidence::{BlobId, Evidence},
    judge::{self, Exit, Judgement},
    report::{self, Earlier, Input},
};

pub(super) fn judge(stored: &Stored) -> Result<Exit, CliError> {
    let checklist = checklist(&stored.checks)?;
    let (evidence, blobs) = store::read(&stored.run)?;
    let judgement = judge::judge(&checklist, &evidence);
    let input =
        Input { checklist: &checklist, evidence: &evidence, judgement: &judgement, blobs: &blobs, earlier: None };
    terminal::show(&report::terminal::render(&input, terminal::screen()))?;
    Ok(judgement.exit())
}

pub(super) fn report(report: &Report) -> Result<Exit, CliError> {
    let Report { stored, hertest_van } = report;
    let checklist = checklist(&stored.checks)?;
    let (evidence, blobs) = store::read(&stored.run)?;
    let earlier = hertest_van.as_ref().map(|folder| earlier(folder, &checklist, &evidence)).transpose()?;
    let earlier = earlier.as_ref().map(|(evidence, judgement)| Earlier { evidence, judgement });
    let judgement = judge::judge(&checklist, &evidence);
    let input = Input { checklist: &checklist, evidence: &evidence, judgement: &judgement, blobs: &blobs, earlier };
    write(&stored.run, &input)?;
    Ok(judgement.exit())
}

/// An earlier run, judged by the checklist of now.
fn earlier(folder: &Path, checklist: &Checklist, now: &Evidence) -> Result<(Evidence, Judgement), CliError> {
    let (then, _) = store::read(folder)?;
    let refused = if then.to_document().seal == now.to_document().seal {
        Some("this is the run that is reported; name the folder of an earlier one")
    } else if then.run().ended > now.run().started {
        Some("this run was not made before the one that is reported")
    } else {
        None
    };
    match refused {
        Some(why) => Err(CliError::Other(format!("--hertest-van {}: {why}", folder.display()))),
        None => {
            let judgement = judge::judge(checklist, &then);
            Ok((then, judgement))
        }
    }
}

/// Judges, writes every rendering of the testrapport into the folder and says what came of it.
pub(super) fn write_report(
    folder: &Path,
    checklist: &Checklist,
    evidence: &Evidence,
    blobs: &BTreeMap<BlobId, Vec<u8>>,
) -> Result<Exit, CliError> {
    let judgement = judge::judge(checklist, evidence);
    let input = Input { checklist, evidence, judgement: &judgement, blobs, earlier: None };
    write(folder, &input)?;
    Ok(judgement.exit())
}

fn write(folder: &Path, input: &Input<'_>) -> Result<(), CliError> {
    for rendering in report::RENDERINGS {
        let path = folder.join(rendering.name());
        let bytes = rendering.render(input)?;
        fs::write(&path, bytes).map_err(|source| store::StoreError::File { path: path.clone(), source })?;
    }
    terminal::show(&report::terminal::render(input, terminal::screen()))?;
    terminal::news(&format!("the testrapport is in {}", folder.join("testrapport.html").display()));
    Ok(())
}
