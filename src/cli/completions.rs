//! `toetssteen completions` and `toetssteen man`: both made from the command line as it is, so that they cannot grow old.

use std::{fs, path::Path};

use clap::CommandFactory as _;

use super::{
    CliError,
    args::{Cli, Shell},
    terminal,
};
use crate::judge::Exit;

pub(super) fn completions(shell: Shell) -> Result<Exit, CliError> {
    let mut command = Cli::command();
    let mut script = Vec::new();
    let shell = match shell {
        Shell::Bash => clap_complete::Shell::Bash,
        Shell::Fish => clap_complete::Shell::Fish,
        Shell::Zsh => clap_complete::Shell::Zsh,
    };
    clap_complete::generate(shell, &mut command, "toetssteen", &mut script);
    terminal::show(String::from_utf8_lossy(&script).trim_end())?;
    Ok(Exit::Fine)
}

pub(super) fn man(folder: &Path) -> Result<Exit, CliError> {
    let failed = |error| CliError::Other(format!("{}: {error}", folder.display()));
    fs::create_dir_all(folder).map_err(failed)?;
    clap_mangen::generate_to(Cli::command(), folder).map_err(failed)?;
    terminal::tell(&format!("the man pages are in {0}; read one with `man {0}/toetssteen.1`", folder.display()));
    Ok(Exit::Fine)
}
