//! What the simulated DigiD is told when it runs on its own: a target file, or one with only the tables it needs.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    path::{Path, PathBuf},
};

use serde::{Deserialize, de::IgnoredAny};
use toml::Spanned;
use url::Url;

use super::{
    DigidSettings, Target,
    digid::{self, Reach},
    raw::{RawDigid, RawHost, RawTrust},
    read::routes,
};
use crate::{
    checklist::mistake::{Mistakes, SourceFile},
    evidence::{Betrouwbaarheidsniveau, Bsn, run::DigidKind},
};

/// The setting of a simulated DigiD on its own.
#[derive(Clone, Debug)]
pub struct Desk {
    /// How it is set up.
    pub digid: DigidSettings,
    /// Where hosts are reached that the resolver does not know.
    pub routes: BTreeMap<(String, u16), SocketAddr>,
    /// Own certificate authorities, PEM files.
    pub trust: Vec<PathBuf>,
    /// The services that the file names.
    pub services: Vec<DeskService>,
    /// The test persons that the file names.
    pub persons: BTreeSet<Bsn>,
}

/// A service that a file names.
#[derive(Clone, Debug)]
pub struct DeskService {
    /// Where its metadata is.
    pub metadata: Url,
    /// Level registered.
    pub level: Betrouwbaarheidsniveau,
    /// Whether it takes part in eenmalig inloggen.
    pub federated: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDesk {
    #[serde(default)]
    digid: RawDigid,
    #[serde(default)]
    hosts: BTreeMap<Spanned<String>, RawHost>,
    #[serde(default)]
    vertrouwen: RawTrust,
    // Where these are, it is a target file, and read as one.
    aansluiting: Option<IgnoredAny>,
    afnemer: Option<IgnoredAny>,
    kenmerk: Option<IgnoredAny>,
    dns: Option<IgnoredAny>,
    tester: Option<IgnoredAny>,
}

impl Desk {
    /// Reads such a file; paths in it are relative to `folder`.
    ///
    /// # Errors
    /// Every mistake in it.
    pub fn read(file: &SourceFile, folder: &Path) -> Result<Self, Mistakes> {
        let raw: RawDesk = file.parse()?;
        if [&raw.aansluiting, &raw.afnemer, &raw.dns, &raw.kenmerk, &raw.tester].into_iter().any(Option::is_some) {
            let target = Target::read(file, folder)?;
            // It may be a production service, which must never be linked to the simulated DigiD.
            if target.linked == DigidKind::Geen {
                return Err(file
                    .whole("this target file says `digid = \"geen\"`, so no DigiD is started for it")
                    .into());
            }
            return Ok(target.into());
        }
        let mut mistakes = Vec::new();
        let routes = routes(file, raw.hosts, &mut mistakes);
        for host in &raw.vertrouwen.intrekking {
            mistakes.push(file.mistake(host.span(), "the simulated DigiD asks no issuer of certificates"));
        }
        let digid = digid::read(file, raw.digid, folder, Reach::Anybody);
        match digid {
            Ok(digid) if mistakes.is_empty() => Ok(Self {
                digid,
                routes,
                trust: raw.vertrouwen.ca.iter().map(|path| folder.join(path)).collect(),
                services: Vec::new(),
                persons: BTreeSet::new(),
            }),
            Ok(_) => Err(Mistakes(mistakes)),
            Err(mistake) => {
                mistakes.push(mistake);
                Err(Mistakes(mistakes))
            }
        }
    }

    /// What is said of a DigiD in an empty file.
    ///
    /// # Errors
    /// Never, as far as tests go.
    pub fn standard() -> Result<Self, Mistakes> {
        Self::read(&SourceFile::new("[digid]", ""), Path::new(""))
    }
}

impl From<Target> for Desk {
    fn from(target: Target) -> Self {
        let services = target.aansluitingen.iter().filter_map(|one| {
            let (level, federated) = (one.betrouwbaarheidsniveau, one.eenmalig_inloggen);
            Some(DeskService { metadata: one.metadata.clone()?, level, federated })
        });
        let persons = target.aansluitingen.iter().flat_map(|one| &one.persons).map(|person| person.bsn.clone());
        Self {
            services: services.collect(),
            persons: persons.collect(),
            digid: target.digid,
            routes: target.routes,
            trust: target.trust,
        }
    }
}
