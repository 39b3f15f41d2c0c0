//! A run as a folder: `evidence.json`, and the blobs beside it under their SHA-256.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use crate::evidence::{BlobId, Evidence, sealed::Document, sealed::SealError};

/// A run with thousands of places is some ten megabytes; what is larger is no run.
const LARGEST_DOCUMENT: u64 = 256 * 1024 * 1024;

/// A picture is some hundreds of kilobytes.
const LARGEST_BLOB: u64 = 32 * 1024 * 1024;

/// Why a run cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A blob is not what its name says.
    #[error("{0}: the content does not have the digest that is its name: it was changed after the run")]
    Blob(PathBuf),
    /// The file system.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// The document is no evidence.
    #[error("{path}: this is no evidence of a run: {source}")]
    Form {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// The seal does not hold.
    #[error("{path}: {source}")]
    Seal {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        source: SealError,
    },
    /// Another run is in the folder.
    #[error("{0} holds a run already; name another folder with --out DIR")]
    Taken(PathBuf),
    /// Larger than anything that is written here.
    #[error("{0}: this file is too large to be part of a run")]
    TooLarge(PathBuf),
}

/// Makes sure that a run can be written here before it is made: nothing may be found out a quarter of an hour later.
///
/// # Errors
/// [`StoreError::File`], [`StoreError::Taken`].
pub fn claim(folder: &Path) -> Result<(), StoreError> {
    let at = |source| StoreError::File { path: folder.to_owned(), source };
    if folder.join("evidence.json").exists() {
        return Err(StoreError::Taken(folder.to_owned()));
    }
    fs::create_dir_all(folder).map_err(at)?;
    tempfile::tempfile_in(folder).map_err(at)?;
    Ok(())
}

/// Writes a run; the document comes last, so that a folder with one is whole.
///
/// # Errors
/// [`StoreError::File`].
pub fn write(folder: &Path, evidence: &Evidence, blobs: &BTreeMap<BlobId, Vec<u8>>) -> Result<(), StoreError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| StoreError::File { path, source }
    };
    let below = folder.join("blobs");
    fs::create_dir_all(&below).map_err(at(&below))?;
    for id in evidence.blobs() {
        let path = below.join(id.as_str());
        if let Some(bytes) = blobs.get(id) {
            fs::write(&path, bytes).map_err(at(&path))?;
        }
    }
    let path = folder.join("evidence.json");
    let text = serde_json::to_vec_pretty(&evidence.to_document()).map_err(io::Error::other).map_err(at(&path))?;
    fs::write(&path, text).map_err(at(&path))
}

/// Reads a run and believes nothing of it that its seal and digests do not bear out.
///
/// # Errors
/// [`StoreError`].
pub fn read(folder: &Path) -> Result<(Evidence, BTreeMap<BlobId, Vec<u8>>), StoreError> {
    let path = folder.join("evidence.json");
    let bytes = bounded(&path, LARGEST_DOCUMENT)?;
    let document: Document =
        serde_json::from_slice(&bytes).map_err(|source| StoreError::Form { path: path.clone(), source })?;
    let evidence = Evidence::from_document(document).map_err(|source| StoreError::Seal { path, source })?;
    let mut blobs = BTreeMap::new();
    for id in evidence.blobs() {
        let path = folder.join("blobs").join(id.as_str());
        let bytes = bounded(&path, LARGEST_BLOB)?;
        if BlobId::of(&bytes) != *id {
            return Err(StoreError::Blob(path));
        }
        blobs.insert(id.clone(), bytes);
    }
    Ok((evidence, blobs))
}

fn bounded(path: &Path, most: u64) -> Result<Vec<u8>, StoreError> {
    let file = |source| StoreError::File { path: path.to_owned(), source };
    if fs::metadata(path).map_err(file)?.len() > most {
        return Err(StoreError::TooLarge(path.to_owned()));
    }
    fs::read(path).map_err(file)
}
