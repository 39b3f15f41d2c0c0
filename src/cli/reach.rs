//! How hosts that are named in a call are reached, and whose certificates are trusted there besides.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    net::SocketAddr,
    path::PathBuf,
};

use clap::Args;

use super::{CliError, init::route};
use crate::target;

/// What a call says of it.
#[derive(Args, Clone, Debug)]
pub struct Reach {
    /// Reach a port of the hosts elsewhere: `443=127.0.0.1:8443`; may be repeated
    #[arg(long, value_name = "PORT=ADDRESS")]
    pub connect: Vec<String>,
    /// Trust the certificate authority in this PEM file too; may be repeated
    #[arg(long, value_name = "FILE")]
    pub ca: Vec<PathBuf>,
    /// Ask this host of an issuer whether a certificate was revoked; may be repeated
    #[arg(long, value_name = "HOST[:PORT]")]
    pub intrekking: Vec<String>,
}

impl Reach {
    /// Where each port is reached.
    pub(super) fn routes(&self) -> Result<BTreeMap<u16, SocketAddr>, CliError> {
        self.connect.iter().map(|text| route(text)).collect()
    }

    /// The hosts of issuers that may be asked.
    pub(super) fn issuers(&self) -> Result<BTreeSet<(String, u16)>, CliError> {
        let wrong = |error, text| CliError::Other(format!("--intrekking {text}: {error}"));
        self.intrekking.iter().map(|text| target::issuer(text).map_err(|error| wrong(error, text))).collect()
    }

    /// The authorities, in PEM.
    pub(super) fn trust(&self) -> Result<Vec<Vec<u8>>, CliError> {
        let wrong = |error, path: &PathBuf| CliError::Other(format!("--ca {}: {error}", path.display()));
        self.ca.iter().map(|path| fs::read(path).map_err(|error| wrong(error, path))).collect()
    }
}
