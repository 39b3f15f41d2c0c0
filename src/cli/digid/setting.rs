//! From a file and flags to the settings of the simulated DigiD.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    time::Duration,
};

use rustls::pki_types::{CertificateDer, pem::PemObject as _};

use super::{super::state, CliError, args::Setting};
use crate::{
    checklist::SourceFile,
    digid::{Authority, Forgeries, Manner, Reach, Settings},
    target::{Desk, DigidSettings},
};

/// The desk that a file describes, or the standard one.
pub(super) fn desk(setting: &Setting) -> Result<Desk, CliError> {
    let Some(path) = &setting.config else { return Ok(Desk::standard()?) };
    Ok(Desk::read(&SourceFile::read(path)?, path.parent().unwrap_or(Path::new(".")))?)
}

/// The keys, the same as runs use, and the folder they are in.
pub(super) fn authority(digid: &DigidSettings, state_flag: Option<&PathBuf>) -> Result<(PathBuf, Authority), CliError> {
    let keys = digid.state.clone().map_or_else(|| state(state_flag), Ok)?;
    let authority = Authority::open(&keys.join("digid"))?;
    Ok((keys, authority))
}

/// Settings with both ports taken.
pub(in crate::cli) fn digid_settings(
    settings: &DigidSettings,
    manner: Manner,
    forgeries: Forgeries,
) -> Result<Settings, CliError> {
    let bind = |at: SocketAddr| {
        TcpListener::bind(at).map_err(|error| {
            CliError::Other(format!(
                "the simulated DigiD cannot listen on {at}: {error}; is it running already? Else set `luister` and \
                 `achterkanaal` under [digid]"
            ))
        })
    };
    Ok(Settings {
        names: settings.names.clone(),
        client_roots: client_roots(&settings.client_authorities)?,
        front: bind(settings.front)?,
        back: bind(settings.back)?,
        manner,
        artifact_lifetime: Duration::from_secs(15 * 60),
        passphrase: None,
        forgeries,
        services: Reach::default(),
    })
}

fn client_roots(paths: &[PathBuf]) -> Result<Vec<Vec<u8>>, CliError> {
    let mut roots = Vec::new();
    for path in paths {
        let failed = |why: String| CliError::Other(format!("{}: {why}", path.display()));
        let pem = fs::read(path).map_err(|error| failed(error.to_string()))?;
        let before = roots.len();
        for certificate in CertificateDer::pem_slice_iter(&pem) {
            roots.push(certificate.map_err(|error| failed(format!("no certificate in PEM: {error}")))?.to_vec());
        }
        if roots.len() == before {
            return Err(failed("there is no certificate in PEM in it".to_owned()));
        }
    }
    Ok(roots)
}
