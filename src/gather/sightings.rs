//! Certificates that somebody holds in a file, as evidence: looked at without a network.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::places::certificate_at;
use crate::{
    checklist::Checklist,
    evidence::{
        Blame, BlobId, Evidence, Gap, Kind, Observation, Reason, Word,
        certificate::{CertificateSighting, ChainSeen, Product, Usage},
        itinerary::{Itinerary, ItineraryError},
        level::Betrouwbaarheidsniveau,
        redaction::Redactor,
        run::{Aansluiting, DigidKind, Koppelvlak, Omgeving, Richtlijn, Run, Subject, Timing},
    },
    saml::{FileKind, Found},
};

/// What is known of the certificates beside what they say.
#[derive(Clone, Debug)]
pub struct Circumstances {
    /// Product that they are used with.
    pub product: Product,
    /// Where.
    pub omgeving: Omgeving,
    /// What they are for, where the file does not say so.
    pub usage: Option<Usage>,
    /// Certificates of the other environment, DER in base64.
    pub elsewhere: Vec<String>,
    /// Issuers that are trusted besides, DER in base64.
    pub uitgevers: Vec<String>,
    /// The criteria that are judged.
    pub only: Vec<String>,
    /// The editions that name them.
    pub edities: Vec<Word>,
}

/// The evidence of these files, in order.
///
/// # Errors
/// Where our own itinerary goes wrong.
pub fn sightings(
    files: &[(FileKind, Vec<Found>)],
    how: Circumstances,
    checklist: &Checklist,
) -> Result<Evidence, ItineraryError> {
    let at = Timestamp::now();
    let mut itinerary = Itinerary::default();
    let mut counted: BTreeMap<(&str, Option<Usage>), u32> = BTreeMap::new();
    let mut digest = String::new();
    for (kind, found) in files {
        let source = match kind {
            FileKind::Certificates => "bestand",
            FileKind::Cpa => "cpa",
            FileKind::Metadata => "metadata",
        };
        for one in found {
            let usage = one.usage.or(how.usage);
            let nth = counted.entry((source, usage)).or_default();
            *nth += 1;
            let place = certificate_at(None, source, usage, *nth);
            itinerary.announce(place.clone(), Kind::Certificate)?;
            let chain = match &one.chain {
                Ok(chain) => chain,
                Err(why) => {
                    let gap = Gap::new(Reason::CertificateUnreadable, Blame::Target, why.to_string());
                    itinerary.gap(&place, gap)?;
                    continue;
                }
            };
            let certificates: Vec<String> = chain.iter().map(crate::saml::Certificate::base64).collect();
            digest.push_str(&certificates.concat());
            let sighting = CertificateSighting {
                at,
                usage,
                product: Some(how.product),
                chain: ChainSeen { certificates, ..ChainSeen::default() },
                elsewhere: how.elsewhere.clone(),
            };
            itinerary.observe(&place, Observation::Certificate(Box::new(sighting)))?;
        }
    }
    Evidence::seal(run(at, how, checklist, &digest), itinerary, &Redactor::new(rand::random(), []))
}

/// Nobody was tested but the certificates.
fn run(at: Timestamp, how: Circumstances, checklist: &Checklist, digest: &str) -> Run {
    #[expect(clippy::expect_used, reason = "a name written here")]
    let naam = "certificaat".parse().expect("a name");
    let aansluiting = Aansluiting {
        naam,
        aansluitnummer: None,
        koppelvlak: if how.product == Product::Cgi { Koppelvlak::Cgi } else { Koppelvlak::Saml },
        product: Some(how.product),
        omgeving: how.omgeving,
        betrouwbaarheidsniveau: Betrouwbaarheidsniveau::Basis,
        eenmalig_inloggen: false,
        aangevraagd: None,
        richtlijn_tls: Richtlijn::default(),
        edities: how.edities,
        dienst: None,
        paginas: Vec::new(),
        startpagina: String::new(),
        adressen: Vec::new(),
        accounts: Vec::new(),
    };
    Run {
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        started: at,
        ended: at,
        digid: DigidKind::Geen,
        digid_hosts: Vec::new(),
        timing: Timing::Real,
        checks: checklist.digest.clone(),
        target_file: BlobId::of(digest.as_bytes()),
        interrupted: false,
        only: how.only,
        uitgevers: how.uitgevers,
        own_trust_anchor: false,
        without_browser: false,
        subject: Subject {
            kenmerk: None,
            afnemer: String::new(),
            leverancier: None,
            tester: None,
            hertest_van: None,
            aansluitingen: vec![aansluiting],
            routes: Vec::new(),
        },
    }
}
