//! `toetssteen digid` and what stands below it.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Subcommand};

use crate::{cli::args::Checks, evidence::Betrouwbaarheidsniveau};

/// `toetssteen digid`
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Digid {
    /// What is asked of it; without a word it runs until Ctrl-C.
    #[command(subcommand)]
    pub errand: Option<Errand>,
    /// How it runs.
    #[command(flatten)]
    pub serve: Serve,
}

/// What can be asked of the simulated DigiD without running it.
#[derive(Debug, Subcommand)]
pub enum Errand {
    /// Print the certificate authority that a service has to trust
    Ca(Setting),
    /// Say what the link between a service and the simulated DigiD still lacks, one cause at a time
    Check(Check),
    /// Make a certificate for a test service that has none: it signs and is shown on the back channel
    ClientCertificate(ClientCertificate),
    /// Print the metadata of the simulated DigiD
    Metadata(Setting),
}

/// Which simulated DigiD.
#[derive(Args, Clone, Debug, Default)]
pub struct Setting {
    /// A target file, or one with the table [digid] only: addresses, names, paths
    #[arg(long, value_name = "DIGID.TOML")]
    pub config: Option<PathBuf>,
    /// Folder for the keys of the simulated DigiD
    #[arg(long, value_name = "DIR")]
    pub state: Option<PathBuf>,
}

/// How it runs.
#[derive(Args, Debug)]
pub struct Serve {
    /// Which one
    #[command(flatten)]
    pub setting: Setting,
    /// Metadata of a service that may log in, a file or an https address, besides those of the target file
    #[arg(long, value_name = "FILE|URL")]
    pub metadata: Vec<String>,
    /// Betrouwbaarheidsniveau of the services named with --metadata
    #[arg(long, value_name = "NIVEAU", default_value = "midden", value_parser = level)]
    pub niveau: Betrouwbaarheidsniveau,
    /// The services named with --metadata take part in eenmalig inloggen
    #[arg(long)]
    pub eenmalig_inloggen: bool,
    /// Address of the login page, instead of `luister`
    #[arg(long, value_name = "ADDRESS")]
    pub luister: Option<SocketAddr>,
    /// Address of artifact resolution, instead of `achterkanaal`
    #[arg(long, value_name = "ADDRESS")]
    pub achterkanaal: Option<SocketAddr>,
    /// File with the passphrase that the login page asks for; needed on an address that others can reach
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

/// `toetssteen digid check`
#[derive(Args, Debug)]
pub struct Check {
    /// The target file
    #[arg(value_name = "AANSLUITING.TOML")]
    pub target: PathBuf,
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

/// `toetssteen digid client-certificate`
#[derive(Args, Debug)]
pub struct ClientCertificate {
    /// Folder for chain.pem and key.pem; neither may be there yet
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Name in the certificate
    #[arg(long, value_name = "NAME", default_value = "SIMULATIE afnemer")]
    pub name: String,
    /// OIN in the certificate; this one is for tests and belongs to nobody
    #[arg(long, value_name = "OIN", default_value = "00000099000000002000")]
    pub oin: String,
    /// Which simulated DigiD
    #[command(flatten)]
    pub setting: Setting,
}

fn level(name: &str) -> Result<Betrouwbaarheidsniveau, String> {
    let names = || Betrouwbaarheidsniveau::ALL.map(Betrouwbaarheidsniveau::name).join(", ");
    Betrouwbaarheidsniveau::from_name(name).ok_or_else(|| format!("write one of: {}", names()))
}
