//! A certificate with its key as a directory of two files. It appears whole or not at all: it is written under another
//! name and renamed, and whoever comes second loads what the first one made.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use rustls::pki_types::{CertificateDer, pem::PemObject};
use x509_parser::{certificate::X509Certificate, prelude::FromDer};

use super::{AuthorityError, PemBundle};

const CHAIN: &str = "chain.pem";
const KEY: &str = "key.pem";

/// Loads the certificate with this name, or makes and keeps it.
pub(super) fn load_or_make(
    state: &Path,
    name: &str,
    make: impl FnOnce() -> Result<PemBundle, AuthorityError>,
) -> Result<PemBundle, AuthorityError> {
    let home = state.join(name);
    if home.is_dir() {
        return load(&home);
    }
    let made = make()?;
    fs::create_dir_all(state).map_err(|source| failed(state, source))?;
    let draft = tempfile::Builder::new().prefix(".nieuw-").tempdir_in(state).map_err(|source| failed(state, source))?;
    write(&draft.path().join(CHAIN), &made.chain, 0o644)?;
    write(&draft.path().join(KEY), &made.key, 0o600)?;
    match fs::rename(draft.path(), &home) {
        Ok(()) => {
            // Its directory has moved; there is nothing left to remove.
            let _ = draft.keep();
            Ok(made)
        }
        Err(_) if home.is_dir() => load(&home),
        Err(source) => Err(failed(&home, source)),
    }
}

fn load(home: &Path) -> Result<PemBundle, AuthorityError> {
    let bundle = PemBundle { chain: read(&home.join(CHAIN))?, key: read(&home.join(KEY))? };
    let broken = |reason: &str| AuthorityError::Broken { path: home.to_owned(), reason: reason.to_owned() };
    let leaf = CertificateDer::from_pem_slice(bundle.chain.as_bytes())
        .map_err(|_| broken("the certificate cannot be read"))?;
    let (_, leaf) = X509Certificate::from_der(&leaf).map_err(|_| broken("the certificate cannot be read"))?;
    if !leaf.validity().is_valid() {
        return Err(broken("the certificate is not valid today"));
    }
    Ok(bundle)
}

fn read(path: &Path) -> Result<String, AuthorityError> {
    fs::read_to_string(path).map_err(|source| failed(path, source))
}

fn write(path: &Path, text: &str, mode: u32) -> Result<(), AuthorityError> {
    let written = OpenOptions::new().write(true).create_new(true).mode(mode).open(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|source| failed(path, source))
}

fn failed(path: &Path, source: io::Error) -> AuthorityError {
    AuthorityError::File { path: path.to_owned(), source }
}
