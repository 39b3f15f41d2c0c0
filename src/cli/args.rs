//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::evidence::run::Timing;

/// Tests a service that logs citizens in with DigiD against the checklist of Logius, and writes the testrapport.
#[derive(Debug, Parser)]
#[command(name = "toetssteen", version, about)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start the reference afnemer and the simulated DigiD, and test the one with the other
    Demo(Demo),
    /// Judge a stored run again, without network
    Judge(Stored),
    /// Write the testrapport of a stored run again, without network
    Report(Stored),
    /// Test the service that a target file describes
    Run(Run),
}

/// Where the checks come from.
#[derive(Args, Clone, Debug, Default)]
pub struct Checks {
    /// Use the checks in this folder instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub checks: Option<PathBuf>,
    /// Lay the editions in this folder over the others (official texts, missing codes)
    #[arg(long, value_name = "DIR")]
    pub edities: Option<PathBuf>,
}

/// `toetssteen run`
#[derive(Args, Debug)]
pub struct Run {
    /// The target file
    #[arg(value_name = "AANSLUITING.TOML")]
    pub target: PathBuf,
    /// How it is done
    #[command(flatten)]
    pub how: How,
}

/// How a run is done.
#[derive(Args, Clone, Debug)]
pub struct How {
    /// Folder for the run and its testrapport; it must not hold another run
    #[arg(long, value_name = "DIR", default_value = "testrapport")]
    pub out: PathBuf,
    /// Only these criteria (`antwoord/annuleren`)
    #[arg(long, value_name = "CRITERION", num_args = 1..)]
    pub only: Vec<String>,
    /// Short waits, for a service that was made to forget just as soon; never a conformance run
    #[arg(long)]
    pub scaled: bool,
    /// How many journeys may act at once; two of them share a browser
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..))]
    pub at_once: u8,
    /// The browser driver; otherwise the one in PATH
    #[arg(long, value_name = "PROGRAM")]
    pub chromedriver: Option<PathBuf>,
    /// Folder for the keys of the simulated DigiD
    #[arg(long, value_name = "DIR")]
    pub state: Option<PathBuf>,
    /// Where the checks come from
    #[command(flatten)]
    pub checks: Checks,
}

impl How {
    /// Which table of waits is meant.
    pub(super) fn timing(&self) -> Timing {
        if self.scaled { Timing::Scaled } else { Timing::Real }
    }
}

/// `toetssteen judge` and `toetssteen report`
#[derive(Args, Debug)]
pub struct Stored {
    /// The folder of the run
    #[arg(value_name = "RUN")]
    pub run: PathBuf,
    /// Where the checks come from
    #[command(flatten)]
    pub checks: Checks,
}

/// `toetssteen demo`
#[derive(Args, Debug)]
pub struct Demo {
    /// The program of the reference afnemer; otherwise the one beside this program
    #[arg(long, value_name = "PROGRAM")]
    pub afnemer: Option<PathBuf>,
    /// The target file of the reference afnemer, without its addresses
    #[arg(long, value_name = "AANSLUITING.TOML", default_value = "fixtures/afnemer/aansluiting.toml")]
    pub target: PathBuf,
    /// Further arguments for the reference afnemer, such as `--fault cancel-silent`
    #[arg(last = true, value_name = "ARGUMENT")]
    pub afnemer_arguments: Vec<String>,
    /// Wait as long as the checklist says (16 minutes) instead of the short waits of a demonstration
    #[arg(long, conflicts_with = "scaled")]
    pub real: bool,
    /// How the run is done
    #[command(flatten)]
    pub how: How,
}
