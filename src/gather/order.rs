//! What a run is asked for, and what it gives.

use std::{collections::BTreeMap, path::PathBuf};

use base64::{Engine, engine::general_purpose::STANDARD};
use rustls_pki_types::{CertificateDer, pem::PemObject};

use super::{error::NetworkError, events::Events, plan::Plan};
use crate::{
    checklist::Checklist,
    digid::{Digid, StartError},
    evidence::{BlobId, Evidence, Word, itinerary::ItineraryError},
    target::Target,
};

/// What a run is asked for.
pub struct Order<'a> {
    /// The checks.
    pub checklist: &'a Checklist,
    /// The service.
    pub target: &'a Target,
    /// What is done.
    pub plan: &'a Plan<'a>,
    /// The running simulated DigiD; none where no DigiD takes part.
    pub digid: Option<&'a Digid>,
    /// PEM of the authorities that the target names, beside DigiD's own.
    pub trust: Vec<Vec<u8>>,
    /// The certificates that a connection has in the other environment, DER in base64.
    pub elsewhere: BTreeMap<Word, Vec<String>>,
    /// Where news goes.
    pub events: Events,
    /// How many browsers may act at once.
    pub at_once: usize,
    /// How many forged answers at most are sent in a second, where somebody said so.
    pub rate: Option<u32>,
    /// The browser driver, where it is not where it usually is.
    pub chromedriver: Option<PathBuf>,
}

impl Order<'_> {
    /// The certificates of the authorities that the target names, DER in base64.
    pub(super) fn uitgevers(&self) -> Vec<String> {
        let all = self.trust.iter().flat_map(|pem| CertificateDer::pem_slice_iter(pem)).filter_map(Result::ok);
        all.map(|der| STANDARD.encode(der)).collect()
    }
}

/// What a run gives.
pub struct Gathered {
    /// The sealed evidence.
    pub evidence: Evidence,
    /// The blobs it refers to.
    pub blobs: BTreeMap<BlobId, Vec<u8>>,
}

/// What keeps a run from beginning or being sealed. Everything else is a gap.
#[derive(Debug, thiserror::Error)]
pub enum GatherError {
    /// The simulated DigiD cannot go to the services.
    #[error("{0}")]
    Digid(#[from] StartError),
    /// The itinerary was kept wrongly; a fault of ours.
    #[error("the itinerary was kept wrongly: {0}")]
    Itinerary(#[from] ItineraryError),
    /// The network could not be set up.
    #[error("{0}")]
    Network(#[from] NetworkError),
}
