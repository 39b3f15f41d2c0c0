//! The files of a checklist: those in the program, or those of a folder.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read as _},
    path::Path,
};

use include_dir::{Dir, include_dir};

use super::mistake::{Mistake, SourceFile};
use crate::evidence::BlobId;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/checks");

/// A check or target file is written by hand and never larger than this, in bytes.
const LARGEST_FILE: u64 = 256 * 1024;

/// Path below the folder, without `.toml`, to file.
#[derive(Clone, Debug)]
pub struct Files {
    root: String,
    files: BTreeMap<String, SourceFile>,
    /// What is laid over `editions/`.
    over: Option<BTreeMap<String, SourceFile>>,
    /// Whether these are the files in the program, which the tests of the program have tried.
    pub(super) tried: bool,
}

/// The folders that hold something else than criteria.
const NO_CRITERIA: [&str; 8] =
    ["editions/", "forged-logouts/", "forgeries/", "journeys/", "ncsc/", "pkioverheid/", "texts/", "timing/"];

impl Files {
    /// The files in the program.
    pub fn built_in() -> Self {
        let mut files = BTreeMap::new();
        collect_built_in(&BUILT_IN, &mut files);
        Self { root: "checks".to_owned(), files, over: None, tried: true }
    }

    /// The files below a folder.
    ///
    /// # Errors
    /// A [`Mistake`] naming the file that cannot be read or is no UTF-8 text.
    pub fn from_folder(folder: &Path) -> Result<Self, Mistake> {
        let mut files = BTreeMap::new();
        collect_folder(folder, "", &mut files)?;
        Ok(Self { root: folder.display().to_string(), files, over: None, tried: false })
    }

    /// The same files with those of a folder laid over `editions/`.
    ///
    /// # Errors
    /// As [`Files::from_folder`], and where there is no edition in the folder.
    pub fn with_editions(self, folder: &Path) -> Result<Self, Mistake> {
        let over = Self::from_folder(folder)?.files;
        if over.is_empty() {
            let mistake =
                SourceFile::new(&folder.display().to_string(), "").whole("there is no edition in this folder");
            return Err(mistake.help("an edition is a file such as `checklist-testen-7.0.toml`"));
        }
        Ok(Self { over: Some(over), ..self })
    }

    /// The files of each edition by its name, in which dots are hyphens: the one below first.
    pub(super) fn editions(&self) -> BTreeMap<String, Vec<&SourceFile>> {
        let mut editions: BTreeMap<String, Vec<&SourceFile>> = BTreeMap::new();
        let over = self.over.iter().flatten().map(|(name, file)| (name.as_str(), file));
        for (name, file) in self.below("editions").chain(over) {
            editions.entry(name.replace('.', "-")).or_default().push(file);
        }
        editions
    }

    /// The files below one folder, by what stands after it.
    pub(super) fn below(&self, folder: &'static str) -> impl Iterator<Item = (&str, &SourceFile)> {
        self.files.iter().filter_map(move |(path, file)| Some((path.strip_prefix(folder)?.strip_prefix('/')?, file)))
    }

    /// The criteria, by id.
    pub(super) fn criteria(&self) -> impl Iterator<Item = (&str, &SourceFile)> {
        let other = |path: &str| NO_CRITERIA.iter().any(|folder| path.starts_with(folder));
        self.files.iter().filter(move |(path, _)| !other(path)).map(|(path, file)| (path.as_str(), file))
    }

    /// One file that must be there.
    pub(super) fn required(&self, path: &str) -> Result<&SourceFile, Mistake> {
        let name = path.trim_end_matches(".toml");
        self.files
            .get(name)
            .ok_or_else(|| SourceFile::new(&format!("{}/{path}", self.root), "").whole("this file is missing"))
    }

    /// SHA-256 over names and texts of the files that were laid over the editions.
    pub(super) fn overlay(&self) -> Option<BlobId> {
        self.over.as_ref().map(digest)
    }

    /// SHA-256 over names and texts.
    pub fn digest(&self) -> BlobId {
        let over = self.over.iter().flatten().map(|(name, file)| (format!("over/{name}"), file));
        let own = self.files.iter().map(|(name, file)| (name.clone(), file));
        digest_of(own.chain(over))
    }
}

fn digest(files: &BTreeMap<String, SourceFile>) -> BlobId {
    digest_of(files.iter().map(|(name, file)| (name.clone(), file)))
}

fn digest_of<'a>(files: impl Iterator<Item = (String, &'a SourceFile)>) -> BlobId {
    let all: String = files.map(|(name, file)| format!("{name}\0{}\0", file.text)).collect();
    BlobId::of(all.as_bytes())
}

impl SourceFile {
    /// Reads a file that somebody wrote by hand.
    ///
    /// # Errors
    /// A [`Mistake`] when it cannot be read, is no regular file, is larger than 256 KiB or is no UTF-8 text.
    pub fn read(path: &Path) -> Result<Self, Mistake> {
        let whole = |title: &str| Self::new(&path.display().to_string(), "").whole(title);
        if !fs::metadata(path).map_err(|error| unreadable(path, error))?.is_file() {
            return Err(whole("this is no file"));
        }
        let mut bytes = Vec::new();
        // The size is not asked for but held: what grows or lies about itself is read no further either.
        let file = File::open(path).map_err(|error| unreadable(path, error))?;
        file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, error))?;
        if bytes.len() as u64 > LARGEST_FILE {
            return Err(whole("this file is larger than 256 KiB"));
        }
        match std::str::from_utf8(&bytes) {
            Ok(text) => Ok(Self::new(&path.display().to_string(), text)),
            Err(error) => {
                let line = 1 + bytes.iter().take(error.valid_up_to()).filter(|byte| **byte == b'\n').count();
                Err(whole(&format!("line {line} is no UTF-8 text")).help("save the file as UTF-8"))
            }
        }
    }
}

fn unreadable(path: &Path, error: io::Error) -> Mistake {
    SourceFile::new(&path.display().to_string(), "").whole(format!("this cannot be read: {error}"))
}

fn collect_built_in(dir: &Dir<'_>, files: &mut BTreeMap<String, SourceFile>) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().into_owned();
        if let (Some(name), Some(text)) = (path.strip_suffix(".toml"), file.contents_utf8()) {
            files.insert(name.to_owned(), SourceFile::new(&format!("checks/{path}"), text));
        }
    }
    for dir in dir.dirs() {
        collect_built_in(dir, files);
    }
}

fn collect_folder(folder: &Path, below: &str, files: &mut BTreeMap<String, SourceFile>) -> Result<(), Mistake> {
    for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, error))? {
        let entry = entry.map_err(|error| unreadable(folder, error))?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if path.is_dir() {
            collect_folder(&path, &format!("{below}{name}/"), files)?;
        } else if let Some(stem) = name.strip_suffix(".toml") {
            files.insert(format!("{below}{stem}"), SourceFile::read(&path)?);
        }
    }
    Ok(())
}
