//! The commands: reading the files they are given, doing the work and saying what came of it.

pub mod args;
pub mod cert;
mod completions;
mod demo;
pub mod digid;
mod explain;
mod init;
mod list;
mod plan;
mod progress;
pub mod reach;
mod run;
pub mod stage;
pub mod store;
mod stored;
mod terminal;
pub mod tls;

use std::{path::PathBuf, process::ExitCode};

use self::args::{Checks, Cli, Command};
use crate::{
    checklist::{Checklist, Files, Mistake, Mistakes, find::NotFound},
    gather::{GatherError, plan::PlanError},
    judge::Exit,
};

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error("error: {0}")]
    Acquaint(#[from] crate::gather::acquaint::AcquaintError),
    #[error("{0}")]
    Gather(#[from] GatherError),
    #[error("{0}")]
    Mistake(#[from] Mistake),
    #[error("{0}")]
    Mistakes(#[from] Mistakes),
    #[error("error: {0}")]
    Network(#[from] crate::gather::error::NetworkError),
    #[error("error: {0}")]
    Other(String),
    #[error("error: {0}")]
    NotFound(#[from] NotFound),
    #[error("error: {0}")]
    Plan(#[from] PlanError),
    #[error("error: {0}")]
    Stage(#[from] stage::StageError),
    #[error("error: {0}")]
    Report(#[from] crate::report::ReportError),
    #[error("error: {0}")]
    Start(#[from] crate::digid::StartError),
    #[error("error: {0}")]
    Store(#[from] store::StoreError),
    #[error("error: {0}")]
    Authority(#[from] crate::digid::AuthorityError),
}

/// Carries out a command and gives its exit status.
pub async fn main(cli: Cli) -> ExitCode {
    // Set once for the whole process; a second time is no error.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    terminal::listen_to_warnings();
    let done = match cli.command {
        Command::Cert(asked) => cert::cert(&asked).await,
        Command::Completions(asked) => completions::completions(asked.shell),
        Command::Demo(demo) => demo::demo(demo).await,
        Command::Explain(asked) => explain::explain(&asked),
        Command::Gather(run) => run::gather_only(&run).await,
        Command::Digid(digid) => digid::digid(&digid).await,
        Command::Init(init) => init::init(&init).await,
        Command::Judge(stored) => stored::judge(&stored),
        Command::List(asked) => list::list(&asked).await,
        Command::Man(asked) => completions::man(&asked.folder),
        Command::Plan(asked) => plan::plan(&asked),
        Command::Report(stored) => stored::report(&stored),
        Command::Run(run) => run::run(&run).await,
        Command::Tls(asked) => tls::tls(&asked).await,
    };
    let exit = done.unwrap_or_else(|error| {
        terminal::tell(&error.to_string());
        Exit::Mistake
    });
    ExitCode::from(exit as u8)
}

/// The checklist that these options mean.
fn checklist(checks: &Checks) -> Result<Checklist, CliError> {
    let files = match &checks.checks {
        Some(folder) => Files::from_folder(folder)?,
        None => Files::built_in(),
    };
    let files = match &checks.edities {
        Some(folder) => files.with_editions(folder)?,
        None => files,
    };
    Ok(Checklist::load(&files)?)
}

/// The folder where the simulated DigiD keeps its keys, so that a service is linked once.
fn state(given: Option<&PathBuf>) -> Result<PathBuf, CliError> {
    if let Some(given) = given {
        return Ok(given.clone());
    }
    let home = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let state = home("XDG_STATE_HOME").or_else(|| Some(home("HOME")?.join(".local/state")));
    let state = state.ok_or_else(|| {
        CliError::Other(
            "there is no home folder for the keys of the simulated DigiD; name one with --state DIR".to_owned(),
        )
    })?;
    Ok(state.join("toetssteen"))
}
