//! `toetssteen init`: looks at a page and begins a target file for it.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{ErrorKind, Write as _},
    net::SocketAddr,
    path::Path,
};

use url::Url;

use super::{CliError, args::Init, terminal};
use crate::{
    gather::{
        acquaint::{Acquaintance, Choice, Digid, Metadata, Visit, acquaint},
        http::Route,
    },
    judge::Exit,
    target::{
        Locator,
        draft::{Draft, Known, control},
    },
};

pub(super) async fn init(init: &Init) -> Result<Exit, CliError> {
    let page = page(&init.url)?;
    if init.out.exists() {
        return Err(taken(&init.out));
    }
    let routes = init.connect.iter().map(|text| route(text)).collect::<Result<BTreeMap<_, _>, _>>()?;
    let file = |error, path: &Path| CliError::Other(format!("{}: {error}", path.display()));
    let trust = init.ca.iter().map(|path| fs::read(path).map_err(|error| file(error, path)));
    let host = page.host_str().unwrap_or_default().to_owned();
    let visit = Visit {
        presses: init.press.iter().cloned().map(Locator::Tekst).collect(),
        routes: routes.iter().map(|(port, to)| Route { host: host.clone(), port: *port, to: *to }).collect(),
        trust: trust.collect::<Result<_, _>>()?,
        chromedriver: init.chromedriver.clone(),
        page,
    };
    terminal::tell(&format!("looking at {host}, and at nothing else"));
    let found = acquaint(&visit).await?;
    let paths = init.ca.iter().map(|path| fs::canonicalize(path).map_err(|error| file(error, path)));
    let draft = draft(visit, &found, routes, paths.collect::<Result<_, _>>()?);
    let mut out = File::create_new(&init.out).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => taken(&init.out),
        _ => file(error, &init.out),
    })?;
    out.write_all(draft.to_string().as_bytes()).map_err(|error| file(error, &init.out))?;
    terminal::tell(&said(&found));
    terminal::tell(&format!(
        "{} is written; answer the questions in it, then: toetssteen run {}",
        init.out.display(),
        init.out.display()
    ));
    Ok(if matches!(found.login.digid, Digid::Known(_)) { Exit::Fine } else { Exit::Mislukt })
}

fn page(text: &str) -> Result<Url, CliError> {
    let wrong = |why: &str| CliError::Other(format!("{why}; write https:// and the page with the DigiD control"));
    let url = Url::parse(text).map_err(|error| wrong(&format!("this is no address: {error}")))?;
    if url.scheme() != "https" || url.host_str().is_none() {
        return Err(wrong("this is no address of a page over https"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("an address has no name or password in it"));
    }
    Ok(url)
}

/// `--connect`.
pub(super) fn route(text: &str) -> Result<(u16, SocketAddr), CliError> {
    let parsed = text.split_once('=').and_then(|(port, to)| Some((port.parse().ok()?, to.parse().ok()?)));
    parsed.ok_or_else(|| CliError::Other(format!("--connect {text}: write it as 443=127.0.0.1:8443")))
}

fn taken(path: &Path) -> CliError {
    CliError::Other(format!("{} is there already; name another file with --out FILE", path.display()))
}

fn draft(
    visit: Visit,
    found: &Acquaintance,
    routes: BTreeMap<u16, SocketAddr>,
    trust: Vec<std::path::PathBuf>,
) -> Draft {
    let before = |last: Locator| visit.presses.iter().cloned().chain([last]).collect();
    let login = match &found.login.digid {
        Digid::Known(locator) => Known { answer: Some(before(locator.clone())), remarks: Vec::new() },
        Digid::Kept { control: locator, why } => Known {
            // What has to be pressed first is asked for by the question mark.
            answer: Some(vec![Locator::Tekst("?".to_owned()), locator.clone()]),
            remarks: vec![
                format!("The DigiD control {why}, perhaps a cookie banner."),
                "Which control has to be pressed first, so that the one of DigiD can be?".to_owned(),
            ],
        },
        Digid::Doubt(choices) => Known { answer: None, remarks: remarks(choices) },
        Digid::Nowhere => {
            let remark = "The page has no control that speaks of logging in with DigiD.".to_owned();
            Known { answer: None, remarks: vec![remark] }
        }
    };
    let metadata = match &found.metadata {
        Metadata::Known { at, elsewhere } => {
            let remark = |host: &String| {
                format!(
                    "It names {host}. That was not contacted; add [hosts.\"{host}\"] with its `connect` if it belongs to the service."
                )
            };
            Known { answer: Some(at.clone()), remarks: elsewhere.iter().map(remark).collect() }
        }
        Metadata::Several(addresses) => {
            let mut remarks = vec!["Services with different names describe themselves at these addresses:".to_owned()];
            remarks.extend(addresses.iter().map(|at| format!("  {at}")));
            Known { answer: None, remarks }
        }
        Metadata::Nowhere => Known { answer: None, remarks: Vec::new() },
    };
    let controls = found.login.others.iter().map(|(name, locator)| ((*name).to_owned(), locator.clone()));
    Draft { controls: controls.collect(), start: visit.page, login, metadata, routes, trust }
}

fn remarks(choices: &[Choice]) -> Vec<String> {
    let mut lines = vec!["It is not certain which control logs in with DigiD. What was found:".to_owned()];
    for choice in choices {
        let named = choice.control.as_ref().map_or_else(|| "nothing names it alone".to_owned(), control);
        lines.push(format!("  {named}  “{}”: {}", choice.says, choice.why));
    }
    lines
}

/// What was found, for whoever called.
fn said(found: &Acquaintance) -> String {
    let login = match &found.login.digid {
        Digid::Known(locator) => format!("the DigiD control is {}", control(locator)),
        Digid::Kept { control: locator, why } => {
            format!(
                "the DigiD control {} {why}; name what is pressed first with --press TEXT, or in the file",
                control(locator)
            )
        }
        Digid::Doubt(choices) => remarks(choices).join("\n"),
        Digid::Nowhere => "the page has no control that speaks of logging in with DigiD".to_owned(),
    };
    let metadata = match &found.metadata {
        Metadata::Known { at, .. } => format!("the metadata is at {at}"),
        Metadata::Several(_) => "the metadata of more than one service was found".to_owned(),
        Metadata::Nowhere => "the metadata is at none of the usual places".to_owned(),
    };
    format!("{login}\n{metadata}")
}
