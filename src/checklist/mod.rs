//! The checklist as data: criteria, journeys, editions, waits and mandatory texts, read from files and refused when wrong.

pub mod criterion;
pub mod delivery;
mod digid_page;
pub mod edition;
pub mod files;
pub mod find;
pub mod forged_logout;
mod forgeries;
pub mod forgery;
pub mod journey;
pub mod mistake;
mod read_criterion;
mod read_edition;
mod read_guideline;
mod read_judged;
mod read_pkioverheid;
mod read_predicate;
mod step;
mod stop;
mod stops;
pub mod timing;

use std::collections::{BTreeMap, BTreeSet};

pub use self::{
    criterion::Criterion,
    digid_page::LIES,
    edition::Edition,
    files::Files,
    forged_logout::ForgedLogout,
    forgery::Forgery,
    journey::Journey,
    mistake::{Mistake, Mistakes, SourceFile},
    timing::Waits,
};

use self::{forgeries::Forgeries, stops::Stops};
use crate::{
    evidence::{BlobId, Word, run::Timing},
    facts::{Texts, guideline::GUIDELINES},
};

/// Everything below `checks/`, read and checked.
#[derive(Debug)]
pub struct Checklist {
    /// By id, `folder/name`.
    pub criteria: BTreeMap<String, Criterion>,
    /// By name.
    pub journeys: BTreeMap<Word, Journey>,
    forgeries: Forgeries,
    /// The forged questions to log out, by name.
    pub forged_logouts: BTreeMap<Word, ForgedLogout>,
    /// By name.
    pub editions: BTreeMap<Word, Edition>,
    /// The limits of the checklist.
    pub real: Waits,
    /// Short waits for tests.
    pub scaled: Waits,
    /// Texts that must be shown to the letter.
    pub texts: Texts,
    /// SHA-256 over all files.
    pub digest: BlobId,
    /// SHA-256 over the files that `--edities` laid over the editions.
    pub overlay: Option<BlobId>,
}

impl Checklist {
    /// Reads every file, or says everything that is wrong with them.
    ///
    /// # Errors
    /// All [`Mistakes`] of the files that could be looked at.
    pub fn load(files: &Files) -> Result<Self, Mistakes> {
        let mut mistakes = Vec::new();
        let real = Waits::load(files.required("timing/real.toml")?)?;
        let file = files.required("timing/scaled.toml")?;
        let scaled = Waits::load(file)?;
        same_waits(file, &real, &scaled)?;
        let mut journeys = BTreeMap::new();
        for (name, file) in files.below("journeys") {
            match word(name, file).and_then(|name| Journey::load(name, file, &real)) {
                Ok(journey) => drop(journeys.insert(journey.name.clone(), journey)),
                Err(mistake) => mistakes.push(mistake),
            }
        }
        refuse(&mut mistakes)?;
        let texts = foutmelding(files.required("texts/foutmelding.toml")?)?;
        let signals = testgegevens(files.required("texts/testgegevens.toml")?)?;
        let mut guidelines = BTreeMap::new();
        for name in GUIDELINES {
            guidelines.insert(name.to_owned(), read_guideline::read(files.required(&format!("ncsc/{name}.toml"))?)?);
        }
        let forgeries = Forgeries::load(files)?;
        let forged_logouts = forged_logout::load(files)?;
        let stops = Stops::new(journeys.values(), forgeries.variants(), forged_logouts.keys().cloned());
        let mut criteria = BTreeMap::new();
        for (id, file) in files.criteria() {
            match read_criterion::read(id, file, &stops) {
                Ok(criterion) => drop(criteria.insert(criterion.id.clone(), criterion)),
                Err(found) => mistakes.extend(found.0),
            }
        }
        refuse(&mut mistakes)?;
        let mut editions = BTreeMap::new();
        let lists = files.editions();
        let known: Vec<&str> = lists.keys().map(String::as_str).collect();
        for (name, files) in &lists {
            let Some(file) = files.last() else { continue };
            match word(name, file).and_then(|name| read_edition::read(name, files, &criteria, &known)) {
                Ok(edition) => drop(editions.insert(edition.name.clone(), edition)),
                Err(mistake) => mistakes.push(mistake),
            }
        }
        refuse(&mut mistakes)?;
        Ok(Self {
            criteria,
            journeys,
            forgeries,
            forged_logouts,
            editions,
            real,
            scaled,
            texts: Texts {
                foutmelding: texts,
                testgegevens: signals,
                guidelines,
                pkioverheid: read_pkioverheid::read(files)?,
                browsers: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
            },
            digest: files.digest(),
            overlay: files.overlay(),
        })
    }

    /// The forged answers by id, `class/name`.
    pub fn forgeries(&self) -> &BTreeMap<String, Forgery> {
        self.forgeries.all()
    }

    /// The criteria that need nothing but the places of this probe, of those that something is judged by, and the editions that
    /// name them.
    pub fn resting_on(&self, probe: &str) -> (Vec<&Criterion>, Vec<&Edition>) {
        let rests = |criterion: &&Criterion| criterion.reads().all(|pattern| pattern.journey.as_str() == probe);
        let criteria: Vec<&Criterion> = self.criteria.values().filter(rests).collect();
        let names = |edition: &Edition, criterion: &Criterion| {
            edition.lines.iter().any(|line| line.criteria().contains(&criterion.id))
        };
        let editions: Vec<&Edition> =
            self.editions.values().filter(|edition| criteria.iter().any(|one| names(edition, one))).collect();
        let judged = |one: &&Criterion| one.outside || editions.iter().any(|edition| names(edition, one));
        (criteria.into_iter().filter(judged).collect(), editions)
    }

    /// The table of waits for a manner of running.
    pub fn waits(&self, timing: Timing) -> &Waits {
        match timing {
            Timing::Real | Timing::WithoutWaits => &self.real,
            Timing::Scaled => &self.scaled,
        }
    }
}

/// The two mandatory error texts, by the names that the fact `page.foutmelding` says.
fn foutmelding(file: &SourceFile) -> Result<BTreeMap<String, String>, Mistake> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Raw {
        oud: String,
        nieuw: String,
    }
    let Raw { oud, nieuw } = file.parse()?;
    for (name, text) in [("oud", &oud), ("nieuw", &nieuw)] {
        if text.trim().is_empty() {
            return Err(file.whole(format!("the text `{name}` is empty, so every page shows it")));
        }
    }
    Ok(BTreeMap::from([("oud".to_owned(), oud), ("nieuw".to_owned(), nieuw)]))
}

/// The words that tell of test data, by the signals that the fact `testgegevens.signalen` says.
fn testgegevens(file: &SourceFile) -> Result<BTreeMap<String, Vec<String>>, Mistake> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "kebab-case")]
    struct Raw {
        in_aanbouw: Vec<toml::Spanned<String>>,
        opvultekst: Vec<toml::Spanned<String>>,
        testtekst: Vec<toml::Spanned<String>>,
        testlink: Vec<toml::Spanned<String>>,
    }
    let Raw { in_aanbouw, opvultekst, testtekst, testlink } = file.parse()?;
    let signals =
        [("in-aanbouw", in_aanbouw), ("opvultekst", opvultekst), ("testtekst", testtekst), ("testlink", testlink)];
    let mut known = BTreeMap::new();
    for (signal, words) in signals {
        if let Some(empty) = words.iter().find(|word| word.get_ref().trim().is_empty()) {
            return Err(file.mistake(empty.span(), "an empty text is on every page"));
        }
        known.insert(signal.to_owned(), words.into_iter().map(toml::Spanned::into_inner).collect());
    }
    Ok(known)
}

fn word(name: &str, file: &SourceFile) -> Result<Word, Mistake> {
    name.parse().map_err(|error: crate::evidence::word::NotAWord| file.whole(error.to_string()))
}

fn refuse(mistakes: &mut Vec<Mistake>) -> Result<(), Mistakes> {
    if mistakes.is_empty() { Ok(()) } else { Err(Mistakes(std::mem::take(mistakes))) }
}

/// A journey must be able to wait in every manner of running.
fn same_waits(file: &SourceFile, real: &Waits, scaled: &Waits) -> Result<(), Mistake> {
    let names = |table: &Waits| -> BTreeSet<Word> { table.points.keys().chain(table.uses.keys()).cloned().collect() };
    match names(real).symmetric_difference(&names(scaled)).next() {
        Some(point) => Err(file.whole(format!("the wait `{point}` is in only one of the tables real and scaled"))),
        None => Ok(()),
    }
}
