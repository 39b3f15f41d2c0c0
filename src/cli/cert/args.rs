//! What `toetssteen cert` is asked.

use std::path::PathBuf;

use clap::Args;

use crate::{
    cli::{args::Checks, reach::Reach},
    evidence::{
        certificate::{Product, Usage},
        run::Omgeving,
    },
};

/// `toetssteen cert`
#[derive(Args, Debug)]
pub struct Cert {
    /// Files with certificates (PEM, DER), SAML metadata or a CPA, for which nothing is contacted; or websites
    #[arg(required = true, value_name = "FILE|HOST[:PORT]")]
    pub what: Vec<String>,
    /// The product that they are used with
    #[arg(long, value_enum, default_value = "digid")]
    pub product: Product,
    /// The environment of the service
    #[arg(long, value_enum, default_value = "productie")]
    pub omgeving: Omgeving,
    /// What they are for, where the file does not say so
    #[arg(long, value_enum)]
    pub gebruik: Option<Usage>,
    /// The certificate that the same connection has in the other environment; may be repeated
    #[arg(long, value_name = "FILE")]
    pub andere_omgeving: Vec<PathBuf>,
    /// For programs (reports/schema/cert.json)
    #[arg(long)]
    pub json: bool,
    /// How hosts are reached
    #[command(flatten)]
    pub reach: Reach,
    /// Where the checks come from
    #[command(flatten)]
    pub checks: Checks,
}
