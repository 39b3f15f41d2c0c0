//! `toetssteen digid`: the simulated DigiD on its own, for a developer's desk.

pub mod args;
mod check;
mod log;
mod register;
mod serve;
mod setting;

use std::{fs::OpenOptions, io::Write as _, os::unix::fs::OpenOptionsExt as _};

pub(super) use self::setting::digid_settings;
use self::{
    args::{ClientCertificate, Digid, Errand, Setting},
    setting::{authority, desk},
};
use super::{CliError, terminal};
use crate::{digid::metadata_of, judge::Exit};

pub(super) async fn digid(digid: &Digid) -> Result<Exit, CliError> {
    match &digid.errand {
        None => serve::serve(&digid.serve).await,
        Some(Errand::Check(check)) => check::check(check).await,
        Some(Errand::Metadata(setting)) => metadata(setting),
        Some(Errand::Ca(setting)) => ca(setting),
        Some(Errand::ClientCertificate(certificate)) => client_certificate(certificate),
    }
}

fn metadata(setting: &Setting) -> Result<Exit, CliError> {
    let desk = desk(setting)?;
    let (_, authority) = authority(&desk.digid, setting.state.as_ref())?;
    terminal::show(&metadata_of(&desk.digid.names, &authority)?)?;
    Ok(Exit::Fine)
}

fn ca(setting: &Setting) -> Result<Exit, CliError> {
    let (_, authority) = authority(&desk(setting)?.digid, setting.state.as_ref())?;
    terminal::show(authority.root_pem().trim_end())?;
    Ok(Exit::Fine)
}

/// The key goes into a file of its own that only its owner can read, never to the terminal.
fn client_certificate(wanted: &ClientCertificate) -> Result<Exit, CliError> {
    let (_, authority) = authority(&desk(&wanted.setting)?.digid, wanted.setting.state.as_ref())?;
    let bundle = authority.issue_afnemer(&wanted.name, &wanted.oin)?;
    std::fs::create_dir_all(&wanted.out)
        .map_err(|error| CliError::Other(format!("{}: {error}", wanted.out.display())))?;
    for (name, text, mode) in [("chain.pem", &bundle.chain, 0o644), ("key.pem", &bundle.key, 0o600)] {
        let path = wanted.out.join(name);
        let mut open = OpenOptions::new();
        let written = open.write(true).create_new(true).mode(mode).open(&path);
        written
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(|error| CliError::Other(format!("{}: {error}", path.display())))?;
    }
    terminal::tell(&format!("chain.pem and key.pem are in {}", wanted.out.display()));
    Ok(Exit::Fine)
}
