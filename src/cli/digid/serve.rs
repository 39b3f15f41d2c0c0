//! The simulated DigiD until somebody stops it: strict, with a log of every message and objection.

use std::{collections::BTreeSet, fs, net::SocketAddr, path::Path};

use tokio::signal::unix::{SignalKind, signal};
use url::Url;

use super::{
    super::run::{lies, publish},
    CliError,
    args::Serve,
    log,
    register::{Known, Register, Source},
    setting::{authority, desk, digid_settings},
};
use crate::{
    checklist::{Checklist, Files},
    cli::terminal,
    digid::{Digid, Manner, Passphrase, Reach, StartError},
    evidence::{redaction::Redactor, run::Timing},
    gather::http::{Limits, Network, Route, Settings},
    judge::Exit,
    target::{Desk, DigidSettings},
};

/// A passphrase is a line; a larger file is another file.
const LARGEST_PASSPHRASE: u64 = 4096;

pub(super) async fn serve(serve: &Serve) -> Result<Exit, CliError> {
    let mut desk = desk(&serve.setting)?;
    desk.digid.front = serve.luister.unwrap_or(desk.digid.front);
    desk.digid.back = serve.achterkanaal.unwrap_or(desk.digid.back);
    let known = known(serve, &desk)?;
    let passphrase = serve.passphrase_file.as_deref().map(passphrase).transpose()?;
    // Everything that is wrong is said before a key is made or a port opened.
    let open = [desk.digid.front, desk.digid.back].into_iter().find(|at| !at.ip().is_loopback());
    if let (Some(at), None) = (open, &passphrase) {
        return Err(StartError::NotLoopback(at).into());
    }
    let network = network(&desk, &known)?;
    let mut settings = digid_settings(&desk.digid, Manner::Strict, lies(&built_in()?, Timing::Real))?;
    settings.passphrase = passphrase;
    settings.services = reach(&desk, &known)?;
    let (keys, authority) = authority(&desk.digid, serve.setting.state.as_ref())?;
    let stopped = stopped()?;
    let digid = Digid::start(settings, &authority, Vec::new()).await?;
    publish(&keys, &digid)?;
    for line in introduction(&desk.digid, digid.front(), digid.back()) {
        terminal::tell(&line);
    }
    let redactor = Redactor::new(rand::random(), desk.persons.iter().cloned());
    let register = Register { digid: &digid, network: &network, redactor: &redactor };
    let tail = digid.ledger().tail();
    tokio::select! {
        () = log::follow(tail, &redactor) => {}
        () = register.keep(known) => {}
        () = stopped => terminal::tell("stopped"),
    }
    digid.shutdown().await;
    Ok(Exit::Fine)
}

fn built_in() -> Result<Checklist, CliError> {
    Ok(Checklist::load(&Files::built_in())?)
}

/// The services that are named, by file and by flag.
fn known(serve: &Serve, desk: &Desk) -> Result<Vec<Known>, CliError> {
    let named =
        desk.services.iter().map(|one| Ok(Known::new(Source::Url(one.metadata.clone()), one.level, one.federated)));
    let by_flag =
        serve.metadata.iter().map(|text| Ok(Known::new(source(text)?, serve.niveau, serve.eenmalig_inloggen)));
    let known = named.chain(by_flag).collect::<Result<Vec<Known>, CliError>>()?;
    if known.is_empty() {
        return Err(CliError::Other(
            "DigiD answers only services it knows: name the metadata of yours with --metadata FILE|URL, or a target file \
             with --config AANSLUITING.TOML"
                .to_owned(),
        ));
    }
    Ok(known)
}

fn source(text: &str) -> Result<Source, CliError> {
    if !text.contains("://") {
        return Ok(Source::File(text.into()));
    }
    let url = Url::parse(text).ok().filter(|url| url.scheme() == "https" && url.host_str().is_some());
    let url = url.ok_or_else(|| CliError::Other("--metadata takes a file, or an address with https://".to_owned()))?;
    Ok(Source::Url(url))
}

fn passphrase(path: &Path) -> Result<Passphrase, CliError> {
    let failed = |why: String| CliError::Other(format!("{}: {why}", path.display()));
    let size = fs::metadata(path).map_err(|error| failed(error.to_string()))?.len();
    if size > LARGEST_PASSPHRASE {
        return Err(failed("this is too long to be a passphrase".to_owned()));
    }
    let text = fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
    Passphrase::new(&text).map_err(|error| failed(error.to_string()))
}

/// The hosts whose metadata is asked for, and nothing else.
fn network(desk: &Desk, known: &[Known]) -> Result<Network, CliError> {
    let hosts: BTreeSet<String> = known.iter().filter_map(Known::host).map(str::to_owned).collect();
    Ok(Network::new(Settings {
        hosts,
        routes: routes(desk),
        trust: trust(desk)?,
        public_roots: true,
        limits: Limits::default(),
    })?)
}

/// How services are asked to end a session: at the hosts that the file or the call names.
fn reach(desk: &Desk, known: &[Known]) -> Result<Reach, CliError> {
    let routed = desk.routes.keys().map(|(host, _)| host.clone());
    Ok(Reach {
        hosts: known.iter().filter_map(Known::host).map(str::to_owned).chain(routed).collect(),
        roots: trust(desk)?,
        routes: desk.routes.clone(),
        ..Reach::default()
    })
}

fn routes(desk: &Desk) -> Vec<Route> {
    desk.routes.iter().map(|((host, port), to)| Route { host: host.clone(), port: *port, to: *to }).collect()
}

fn trust(desk: &Desk) -> Result<Vec<Vec<u8>>, CliError> {
    let read = |path: &Path| fs::read(path).map_err(|error| CliError::Other(format!("{}: {error}", path.display())));
    desk.trust.iter().map(|path| read(path)).collect()
}

fn introduction(digid: &DigidSettings, front: SocketAddr, back: SocketAddr) -> Vec<String> {
    let names = &digid.names;
    vec![
        "the simulated DigiD runs; Ctrl-C stops it".to_owned(),
        format!("  entityID             {}", names.entity_id),
        format!("  single sign-on       {}, listening on {front}", names.sso()),
        format!("  single logout        {}", names.slo()),
        format!("  artifact resolution  {}, listening on {back}", names.artifact_resolution()),
    ]
}

/// Ctrl-C, or the signal by which a service manager stops it. Heard from now on, so that whoever is told that it runs can
/// stop it.
fn stopped() -> Result<impl Future<Output = ()>, CliError> {
    let heard = |kind| signal(kind).map_err(|error| CliError::Other(format!("signals cannot be heard: {error}")));
    let (mut interrupt, mut terminate) = (heard(SignalKind::interrupt())?, heard(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
