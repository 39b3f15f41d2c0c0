//! `toetssteen demo`: the reference afnemer and the simulated DigiD, and a run of the one against the other.

use std::{fs, path::PathBuf};

use super::{
    CliError,
    args::{Demo, How},
    checklist, run,
    stage::Stage,
    state, terminal,
};
use crate::judge::Exit;

/// What makes a service forget as soon as the scaled table of waits expects.
const SCALED: [&str; 4] = ["--session-seconds", "8", "--digid-timeout-seconds", "2"];

pub(super) async fn demo(demo: Demo) -> Result<Exit, CliError> {
    let how = How { scaled: !demo.real, ..demo.how };
    let checklist = checklist(&how.checks)?;
    let service = demo.afnemer.map_or_else(beside, Ok)?;
    let target = fs::read_to_string(&demo.target)
        .map_err(|error| CliError::Other(format!("{}: {error}", demo.target.display())))?;
    let folder = tempfile::tempdir().map_err(|error| CliError::Other(format!("no temporary folder: {error}")))?;
    let scaled: &[&str] = if demo.real { &[] } else { &SCALED };
    let arguments: Vec<String> = scaled.iter().map(ToString::to_string).chain(demo.afnemer_arguments).collect();
    let keys = state(how.state.as_ref())?.join("demo");
    terminal::tell("starting a service and a simulated DigiD");
    let stage = Stage::set(&keys, folder.path(), &service, &arguments, &target).await?;
    let path = folder.path().join("aansluiting.toml");
    let exit = match fs::write(&path, &stage.target) {
        Ok(()) => match run::read_target(&path) {
            Ok(target) => run::with_digid(&checklist, &target, &stage.digid, &how).await,
            Err(error) => Err(error),
        },
        Err(error) => Err(CliError::Other(format!("{}: {error}", path.display()))),
    };
    stage.strike().await;
    exit
}

/// The reference afnemer is built beside this program.
fn beside() -> Result<PathBuf, CliError> {
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
