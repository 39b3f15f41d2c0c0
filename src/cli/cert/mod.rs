//! `toetssteen cert`: judges certificates, in files without a network and of websites.

pub mod args;

use std::{
    collections::BTreeMap,
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Zoned;

use super::{CliError, checklist, terminal, tls};
use crate::{
    checklist::{Checklist, Criterion},
    evidence::{BlobId, Evidence, probes::CERTIFICATE, run::Richtlijn},
    gather::{Circumstances, sightings},
    judge::{self, Exit},
    report::{self, Input, certificates::CertReport},
    saml::{self, FileKind, Found},
    target::{self, HostsHow, NamedHost},
};

pub(super) async fn cert(asked: &args::Cert) -> Result<Exit, CliError> {
    let checklist = checklist(&asked.checks)?;
    let mut files = Vec::new();
    let mut hosts = Vec::new();
    for what in &asked.what {
        let path = Path::new(what);
        if path.exists() {
            files.push(read(path)?);
        } else {
            hosts.push(host(what)?);
        }
    }
    if hosts.is_empty() && !asked.reach.intrekking.is_empty() {
        let why = "--intrekking is for the certificates of websites: about those in a file nobody is asked";
        return Err(CliError::Other(why.to_owned()));
    }
    let mut judged = Vec::new();
    if !files.is_empty() {
        judged.push(report(&in_files(&files, asked, &checklist)?, &checklist));
    }
    if !hosts.is_empty() {
        judged.push(report(&of_hosts(&hosts, asked, &checklist).await?, &checklist));
    }
    let (reports, exits): (Vec<_>, Vec<_>) = judged.into_iter().unzip();
    // `what` has at least one.
    if let Some(report) = reports.into_iter().reduce(CertReport::and) {
        if asked.json {
            terminal::show_json(&report)?;
        } else {
            terminal::show(&report::terminal::render_certificates(&report, terminal::screen()))?;
        }
    }
    Ok(heaviest(exits))
}

/// What weighs most decides the exit status of the whole.
fn heaviest(exits: Vec<Exit>) -> Exit {
    let order = [Exit::NietAkkoord, Exit::Mislukt, Exit::Nothing];
    order.into_iter().find(|exit| exits.contains(exit)).unwrap_or(Exit::Fine)
}

fn host(what: &str) -> Result<NamedHost, CliError> {
    // What looks like the name of a file is a mistake in it, not a website.
    let ends = [".cer", ".crt", ".der", ".pem", ".xml"].iter().any(|end| what.ends_with(end));
    if ends || (what.contains(['/', '\\']) && !what.contains("://")) {
        return Err(CliError::Other(format!("there is no file {what}")));
    }
    what.parse().map_err(|error| CliError::Other(format!("there is no file {what}, and {error}")))
}

fn read(path: &Path) -> Result<(FileKind, Vec<Found>), CliError> {
    let wrong = |why: &dyn std::fmt::Display| CliError::Other(format!("{}: {why}", path.display()));
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| wrong(&error))?;
    let largest = u64::try_from(saml::LARGEST).unwrap_or(u64::MAX);
    file.take(largest + 1).read_to_end(&mut bytes).map_err(|error| wrong(&error))?;
    if bytes.len() > saml::LARGEST {
        return Err(wrong(&"it is larger than 4 MiB"));
    }
    saml::certificates(&bytes).map_err(|error| wrong(&error))
}

async fn of_hosts(hosts: &[NamedHost], asked: &args::Cert, checklist: &Checklist) -> Result<Evidence, CliError> {
    let (routes, trust) = (asked.reach.routes()?, asked.reach.trust()?);
    let (criteria, editions) = checklist.resting_on("tls");
    let editions = editions.into_iter().map(|edition| edition.name.clone()).collect();
    let how = HostsHow {
        editions,
        richtlijn: Richtlijn::default(),
        today: Zoned::now().date(),
        routes,
        trust: asked.reach.ca.clone(),
        issuers: asked.reach.issuers()?,
    };
    let mut target = target::of_hosts(hosts, how).map_err(|error| CliError::Other(error.to_string()))?;
    for aansluiting in &mut target.aansluitingen {
        aansluiting.omgeving = asked.omgeving;
    }
    let asks_of_them = |one: &Criterion| one.expectations.iter().all(|one| one.fact.is_of_certificates());
    let only: Vec<String> =
        criteria.into_iter().filter(|one| asks_of_them(one)).map(|criterion| criterion.id.clone()).collect();
    tls::look(checklist, &target, &only, trust).await
}

fn in_files(files: &[(FileKind, Vec<Found>)], asked: &args::Cert, checklist: &Checklist) -> Result<Evidence, CliError> {
    let (criteria, editions) = checklist.resting_on(CERTIFICATE);
    let how = Circumstances {
        product: asked.product,
        omgeving: asked.omgeving,
        usage: asked.gebruik,
        elsewhere: ders(&asked.andere_omgeving)?,
        uitgevers: ders(&asked.reach.ca)?,
        only: criteria
            .into_iter()
            // Without the certificate of the other environment nothing can be said about it.
            .filter(|one| !asked.andere_omgeving.is_empty() || !compares(one))
            .map(|one| one.id.clone())
            .collect(),
        edities: editions.into_iter().map(|edition| edition.name.clone()).collect(),
    };
    sightings(files, how, checklist).map_err(|error| CliError::Gather(error.into()))
}

fn compares(criterion: &Criterion) -> bool {
    criterion.expectations.iter().any(|one| one.fact.name == "certificate.elsewhere")
}

/// Each certificate in some files, in base64. One that cannot be read is a mistake: it may be the one that matters.
pub(super) fn ders(files: &[PathBuf]) -> Result<Vec<String>, CliError> {
    let mut all = Vec::new();
    for path in files {
        for one in read(path)?.1 {
            let chain = one.chain.map_err(|why| CliError::Other(format!("{}: {why}", path.display())))?;
            all.extend(chain.first().map(|own| STANDARD.encode(own.der())));
        }
    }
    Ok(all)
}

fn report(evidence: &Evidence, checklist: &Checklist) -> (CertReport, Exit) {
    let judgement = judge::judge(checklist, evidence);
    let blobs: BTreeMap<BlobId, Vec<u8>> = BTreeMap::new();
    let input = Input { checklist, evidence, judgement: &judgement, blobs: &blobs, earlier: None };
    (CertReport::new(&input), judgement.exit())
}
