//! `toetssteen list`: what there is to test with.

use std::{path::Path, process::Stdio, time::Duration};

use tokio::{io::AsyncReadExt as _, process::Command, time::timeout};

use super::{
    CliError,
    args::{List, Listed},
    checklist, demo, terminal,
};
use crate::{
    judge::Exit,
    report::catalogue::{
        self,
        documents::{CriteriaList, EditionsList, FactsList, FaultRow, FaultsList, ForgeriesList, JourneysList},
    },
};

/// A program that has not listed its faults by then is not the reference afnemer.
const SLOWEST: Duration = Duration::from_secs(5);

/// Its list is some kilobytes.
const LONGEST: u64 = 1024 * 1024;

pub(super) async fn list(asked: &List) -> Result<Exit, CliError> {
    match asked.what {
        Listed::Criteria => shown(asked, &CriteriaList::new(&checklist(&asked.checks)?)),
        Listed::Editions => shown(asked, &EditionsList::new(&checklist(&asked.checks)?)),
        Listed::Journeys => shown(asked, &JourneysList::new(&checklist(&asked.checks)?)),
        Listed::Facts => shown(asked, &FactsList::new()),
        Listed::Forgeries => shown(asked, &ForgeriesList::new(&checklist(&asked.checks)?)),
        Listed::Faults => {
            let program = asked.afnemer.clone().map_or_else(demo::beside, Ok)?;
            shown(asked, &FaultsList::new(faults(&program).await?))
        }
    }
}

fn shown(asked: &List, list: &impl catalogue::List) -> Result<Exit, CliError> {
    if asked.json {
        terminal::show_json(list)?;
    } else {
        terminal::show_plain(&list.table(terminal::screen().width.map(usize::from)))?;
    }
    Ok(Exit::Fine)
}

/// The faults of the reference afnemer are asked of itself, so that the harness knows none of them and no copy grows old.
async fn faults(program: &Path) -> Result<Vec<FaultRow>, CliError> {
    let failed = |why: String| CliError::Other(format!("{} --list-faults: {why}", program.display()));
    let mut command = Command::new(program);
    command.arg("--list-faults").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    let mut child = command.spawn().map_err(|error| failed(error.to_string()))?;
    let output = child.stdout.take().ok_or_else(|| failed("it has no output".to_owned()))?;
    let mut said = Vec::new();
    let read = timeout(SLOWEST, output.take(LONGEST).read_to_end(&mut said)).await;
    read.map_err(|_| failed("it did not answer in time".to_owned()))?.map_err(|error| failed(error.to_string()))?;
    serde_json::from_slice(&said).map_err(|error| failed(format!("this is no list of faults: {error}")))
}
