//! What `toetssteen tls` is asked.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::{cli::args::Checks, evidence::run::Richtlijn};

/// `toetssteen tls`
#[derive(Args, Debug)]
pub struct Tls {
    /// A host, with a port if that is not 443; an address of IPv6 stands in brackets. Nothing else is contacted
    #[arg(required = true, value_name = "HOST[:PORT]")]
    pub hosts: Vec<String>,
    /// The guideline of the NCSC that decides
    #[arg(long, value_enum, default_value_t = Guideline::Koppelvlak, value_name = "NUMMER")]
    pub richtlijn: Guideline,
    /// For programs (reports/schema/tls.json)
    #[arg(long)]
    pub json: bool,
    /// Reach a port of the hosts elsewhere: `443=127.0.0.1:8443`; may be repeated
    #[arg(long, value_name = "PORT=ADDRESS")]
    pub connect: Vec<String>,
    /// Trust the certificate authority in this PEM file too; may be repeated
    #[arg(long, value_name = "FILE")]
    pub ca: Vec<PathBuf>,
    /// Where the checks come from
    #[command(flatten)]
    pub checks: Checks,
}

/// The guidelines of the NCSC for TLS.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Guideline {
    /// The one that the koppelvlakspecificatie names
    #[value(name = "2.1")]
    Koppelvlak,
    /// The newest
    #[value(name = "2025-05")]
    Nieuwste,
}

impl From<Guideline> for Richtlijn {
    fn from(guideline: Guideline) -> Self {
        match guideline {
            Guideline::Koppelvlak => Self::Koppelvlak,
            Guideline::Nieuwste => Self::Nieuwste,
        }
    }
}
