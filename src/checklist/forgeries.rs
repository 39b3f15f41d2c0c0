//! All forgeries. There are many, and most commands need none of them: those in the program, which its tests have tried, are
//! read when somebody asks.

use std::{collections::BTreeMap, sync::OnceLock};

use super::{Files, Forgery, Mistakes, SourceFile};
use crate::evidence::{Variant, Word};

/// The forgeries, read or not yet.
#[derive(Debug)]
pub(super) struct Forgeries {
    variants: Vec<Variant>,
    files: Vec<(String, SourceFile)>,
    read: OnceLock<BTreeMap<String, Forgery>>,
}

impl Forgeries {
    /// Reads those that nobody has tried; of the others only which there are.
    ///
    /// # Errors
    /// Every mistake in the files that are read.
    pub(super) fn load(files: &Files) -> Result<Self, Mistakes> {
        let all: Vec<(String, SourceFile)> =
            files.below("forgeries").map(|(id, file)| (id.to_owned(), file.clone())).collect();
        let mut variants = Vec::new();
        for (id, file) in &all {
            let whole = |why: String| file.whole(why);
            let (class, name) =
                id.split_once('/').ok_or_else(|| whole("a forgery stands in a folder of its class".to_owned()))?;
            let word = |text: &str| text.parse::<Word>().map_err(|error| whole(error.to_string()));
            variants.push(Variant::Forgery { class: word(class)?, name: word(name)? });
        }
        let read = OnceLock::new();
        if !files.tried {
            let _ = read.set(forgeries(&all, true)?);
        }
        Ok(Self { variants, files: all, read })
    }

    /// Which there are.
    pub(super) fn variants(&self) -> Vec<Variant> {
        self.variants.clone()
    }

    /// All of them, by id.
    #[expect(clippy::panic, reason = "the files in the program are tried by its tests")]
    pub(super) fn all(&self) -> &BTreeMap<String, Forgery> {
        self.read.get_or_init(|| match forgeries(&self.files, false) {
            Ok(read) => read,
            Err(mistakes) => panic!("{mistakes}"),
        })
    }
}

fn forgeries(files: &[(String, SourceFile)], rehearse: bool) -> Result<BTreeMap<String, Forgery>, Mistakes> {
    let (mut read, mut mistakes) = (BTreeMap::new(), Vec::new());
    for (id, file) in files {
        match Forgery::read(id, file, rehearse) {
            Ok(forgery) => drop(read.insert(id.clone(), forgery)),
            Err(found) => mistakes.extend(found.0),
        }
    }
    if mistakes.is_empty() { Ok(read) } else { Err(Mistakes(mistakes)) }
}
