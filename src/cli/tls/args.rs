//! What `toetssteen tls` is asked.

use clap::{Args, ValueEnum};

use crate::{
    cli::{args::Checks, reach::Reach},
    evidence::run::Richtlijn,
};

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
    /// How hosts are reached
    #[command(flatten)]
    pub reach: Reach,
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
