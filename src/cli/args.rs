//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

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
    /// Judge certificates that a connection uses: in a file, in metadata, in a CPA, or of a website
    Cert(super::cert::args::Cert),
    /// Print completions for a shell
    Completions(Completions),
    /// Start the reference afnemer and the simulated DigiD, and test the one with the other
    Demo(Demo),
    /// Run the simulated DigiD on its own, or say what a link with it still lacks
    Digid(super::digid::args::Digid),
    /// Explain a criterion: what it asks, how it is established, what a failure means
    Explain(Explain),
    /// Gather the evidence of a run, without judging it
    Gather(Run),
    /// Look at a page with a DigiD control and begin a target file for the service
    Init(Init),
    /// Judge a stored run again, without network
    Judge(Stored),
    /// List what there is
    List(List),
    /// Write man pages
    Man(Man),
    /// Say what a run would do, without doing it
    Plan(Plan),
    /// Write the testrapport of a stored run again, without network
    Report(Report),
    /// Test the service that a target file describes
    Run(Run),
    /// Look at the TLS of one host or more, and judge it by the guidelines of the NCSC
    Tls(super::tls::args::Tls),
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

/// `toetssteen init`
#[derive(Args, Debug)]
pub struct Init {
    /// The page with the DigiD control; no other host is contacted, and nothing is pressed
    #[arg(value_name = "URL")]
    pub url: String,
    /// The file to write; it must not be there
    #[arg(long, value_name = "AANSLUITING.TOML", default_value = "aansluiting.toml")]
    pub out: PathBuf,
    /// Press the control with this text before looking, such as one that closes a cookie banner; may be repeated
    #[arg(long, value_name = "TEXT")]
    pub press: Vec<String>,
    /// Reach a port of the host elsewhere: `443=127.0.0.1:8443`; may be repeated
    #[arg(long, value_name = "PORT=ADDRESS")]
    pub connect: Vec<String>,
    /// Trust the certificate authority in this PEM file too; may be repeated
    #[arg(long, value_name = "FILE")]
    pub ca: Vec<PathBuf>,
    /// The browser driver; otherwise the one in PATH
    #[arg(long, value_name = "PROGRAM")]
    pub chromedriver: Option<PathBuf>,
}

/// `toetssteen run` and `toetssteen gather`
#[derive(Args, Debug)]
pub struct Run {
    /// The target file
    #[arg(value_name = "AANSLUITING.TOML")]
    pub target: PathBuf,
    /// How it is done
    #[command(flatten)]
    pub how: How,
}

/// `toetssteen plan`
#[derive(Args, Debug)]
pub struct Plan {
    /// The target file
    #[arg(value_name = "AANSLUITING.TOML")]
    pub target: PathBuf,
    /// For programs (reports/schema/plan.json)
    #[arg(long)]
    pub json: bool,
    /// What is done
    #[command(flatten)]
    pub what: What,
}

/// How a run is done.
#[derive(Args, Clone, Debug)]
pub struct How {
    /// Folder for the run and its testrapport; it must not hold another run
    #[arg(long, value_name = "DIR", default_value = "testrapport")]
    pub out: PathBuf,
    /// The browser driver; otherwise the one in PATH
    #[arg(long, value_name = "PROGRAM")]
    pub chromedriver: Option<PathBuf>,
    /// Folder for the keys of the simulated DigiD
    #[arg(long, value_name = "DIR")]
    pub state: Option<PathBuf>,
    /// Say nothing but the result and what goes wrong
    #[arg(long, short)]
    pub quiet: bool,
    /// What is done
    #[command(flatten)]
    pub what: What,
}

/// What a run does, and how long it takes for it.
#[derive(Args, Clone, Debug)]
pub struct What {
    /// Only these criteria (`antwoord/annuleren`, `annuleren`, or all of `antwoord`) or lines (`T7`, `K16`)
    #[arg(long, value_name = "CODE", num_args = 1..)]
    pub only: Vec<String>,
    /// Short waits, for a service that was made to forget just as soon; never a conformance run
    #[arg(long)]
    pub scaled: bool,
    /// No waits: what is only to be seen after a quarter of an hour stays niet vastgesteld
    #[arg(long, conflicts_with = "scaled")]
    pub snel: bool,
    /// Also what takes hours: whether DigiD's longest session of eenmalig inloggen ends
    #[arg(long, conflicts_with = "snel")]
    pub long: bool,
    /// Over HTTP alone, in seconds and without a browser to install: what only a browser sees stays niet vastgesteld
    #[arg(long)]
    pub without_browser: bool,
    /// How many journeys may act at once; two of them share a browser
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..))]
    pub at_once: u8,
    /// Send at most so many forged answers a second
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub rate: Option<u32>,
    /// Where the checks come from
    #[command(flatten)]
    pub checks: Checks,
}

impl What {
    /// Which table of waits is meant.
    pub(super) fn timing(&self) -> Timing {
        match (self.scaled, self.snel) {
            (_, true) => Timing::WithoutWaits,
            (true, false) => Timing::Scaled,
            (false, false) => Timing::Real,
        }
    }
}

/// `toetssteen judge`, and what `toetssteen report` has of it
#[derive(Args, Debug)]
pub struct Stored {
    /// The folder of the run
    #[arg(value_name = "RUN")]
    pub run: PathBuf,
    /// Where the checks come from
    #[command(flatten)]
    pub checks: Checks,
}

/// `toetssteen report`
#[derive(Args, Debug)]
pub struct Report {
    /// Which run
    #[command(flatten)]
    pub stored: Stored,
    /// The folder of an earlier run of the same service: also tell which lines changed since
    #[arg(long, value_name = "EARLIER")]
    pub hertest_van: Option<PathBuf>,
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
    #[arg(long, conflicts_with_all = ["scaled", "snel"])]
    pub real: bool,
    /// How the run is done
    #[command(flatten)]
    pub how: How,
}

/// `toetssteen list`
#[derive(Args, Debug)]
pub struct List {
    /// What is listed
    #[arg(value_enum, value_name = "WHAT")]
    pub what: Listed,
    /// For programs (reports/schema/list-….json)
    #[arg(long)]
    pub json: bool,
    /// The program of the reference afnemer, whose faults are listed; otherwise the one beside this program
    #[arg(long, value_name = "PROGRAM")]
    pub afnemer: Option<PathBuf>,
    /// Where the checks come from
    #[command(flatten)]
    pub checks: Checks,
}

/// What can be listed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Listed {
    /// What is judged
    Criteria,
    /// The official lists, line by line
    Editions,
    /// The ways through a service
    Journeys,
    /// What a criterion can read
    Facts,
    /// What can be made wrong with the reference afnemer
    Faults,
    /// The forged answers and questions of DigiD that a service must see through
    Forgeries,
}

/// `toetssteen explain`
#[derive(Args, Debug)]
pub struct Explain {
    /// A code (`T7`), with its edition where several have it (`checklist-testen-7.0 T7`), or a criterion (`annuleren`)
    #[arg(required = true, value_name = "CODE")]
    pub code: Vec<String>,
    /// Where the checks come from
    #[command(flatten)]
    pub checks: Checks,
}

/// `toetssteen completions`
#[derive(Args, Debug)]
pub struct Completions {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: Shell,
}

/// The shells that are tested.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Shell {
    /// GNU Bash
    Bash,
    /// Zsh
    Zsh,
    /// fish
    Fish,
}

/// `toetssteen man`
#[derive(Args, Debug)]
pub struct Man {
    /// Folder for the pages, one a command
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}
