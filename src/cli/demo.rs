//! `toetssteen demo`: the reference afnemer and the simulated DigiD, and a run of the one against the other.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    CliError,
    args::{Demo, How},
    checklist,
    run::{self, Errand},
    stage::{Stage, pace},
    state, store, terminal,
};
use crate::{checklist::Checklist, judge::Exit};

pub(super) async fn demo(demo: Demo) -> Result<Exit, CliError> {
    let mut how = demo.how;
    terminal::be_quiet(how.quiet);
    how.what.scaled = !demo.real;
    let checklist = checklist(&how.what.checks)?;
    let service = demo.afnemer.map_or_else(beside, Ok)?;
    let target = fs::read_to_string(&demo.target)
        .map_err(|error| CliError::Other(format!("{}: {error}", demo.target.display())))?;
    let folder = tempfile::tempdir().map_err(|error| CliError::Other(format!("no temporary folder: {error}")))?;
    store::claim(&how.out)?;
    let mut arguments = pace(checklist.waits(how.what.timing()));
    arguments.extend(demo.afnemer_arguments);
    let keys = state(how.state.as_ref())?.join("demo");
    let lies = run::lies(&checklist, how.what.timing());
    terminal::news("starting a service and a simulated DigiD");
    let stage = Stage::set(&keys, folder.path(), &service, &[&arguments], &target, lies).await?;
    let path = folder.path().join("aansluiting.toml");
    let exit = on_stage(&checklist, &stage, &path, &how).await;
    stage.strike().await;
    exit
}

async fn on_stage(checklist: &Checklist, stage: &Stage, path: &Path, how: &How) -> Result<Exit, CliError> {
    fs::write(path, &stage.target).map_err(|error| CliError::Other(format!("{}: {error}", path.display())))?;
    let target = run::read_target(path)?;
    let errand = Errand::prepare(checklist, &target, how)?;
    if let Some(nothing) = errand.nothing() {
        terminal::tell(nothing);
        return Ok(Exit::Nothing);
    }
    let gathered = errand.carry_out(Some(&stage.digid)).await?;
    run::judge(&how.out, checklist, &gathered)
}

/// The reference afnemer is built beside this program.
pub(super) fn beside() -> Result<PathBuf, CliError> {
    let own = std::env::current_exe()
        .map_err(|error| CliError::Other(format!("this program does not know where it is: {error}")))?;
    let service = own.with_file_name("afnemer");
    if service.exists() {
        return Ok(service);
    }
    Err(CliError::Other(format!(
        "{} is not there; build it with `cargo build -p afnemer`, or name one with --afnemer",
        service.display()
    )))
}
