//! Finds what somebody means by a short name: `antwoord/annuleren`, `annuleren`, `T7`, `checklist-testen-7.0 T7`, and all of
//! a folder by `antwoord`.

use std::collections::BTreeSet;

use super::{
    Checklist,
    criterion::Criterion,
    edition::{Edition, Line},
};

/// Suggestions are at least this much alike (Jaro-Winkler, 0 to 1), and no more than a reader takes in.
const ALIKE: f64 = 0.8;
const SUGGESTIONS: usize = 3;

/// What a short name means.
#[derive(Clone, Copy, Debug)]
pub enum Found<'a> {
    /// A criterion, by its id, the last part of it or the folder it stands in.
    Criterion(&'a Criterion),
    /// A line of an edition, by its code.
    Line(&'a Edition, &'a Line),
}

/// Why a name means nothing, or too much.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotFound {
    /// More than one thing is called so; the names that tell them apart.
    #[error("`{0}` can mean several things; say which: {list}", list = quoted(.1))]
    Ambiguous(String, Vec<String>),
    /// Nothing is called so; what was perhaps meant, the nearest first.
    #[error("there is no criterion `{0}` and no line with that code; {hint}", hint = hint(.1))]
    Unknown(String, Vec<String>),
}

impl<'a> Found<'a> {
    /// A name that means this and nothing else.
    pub fn name(self) -> String {
        match self {
            Self::Criterion(criterion) => criterion.id.clone(),
            Self::Line(edition, line) => format!("{} {}", edition.name, line.code.as_deref().unwrap_or(&line.title)),
        }
    }

    /// The criteria it stands for: none for a line that nothing judges.
    pub fn criteria(self, checklist: &'a Checklist) -> Vec<&'a Criterion> {
        match self {
            Self::Criterion(criterion) => vec![criterion],
            Self::Line(_, line) => line.criteria().iter().filter_map(|id| checklist.criteria.get(id)).collect(),
        }
    }
}

/// Everything in these criteria and editions that is called so. A whole id means its criterion only; a code is written in
/// any case, with its edition before it where several have it.
///
/// # Errors
/// [`NotFound::Unknown`].
pub fn all<'a>(
    name: &str,
    criteria: impl Iterator<Item = &'a Criterion> + Clone,
    editions: impl Iterator<Item = &'a Edition> + Clone,
) -> Result<Vec<Found<'a>>, NotFound> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(criterion) = criteria.clone().find(|criterion| criterion.id == name) {
        return Ok(vec![Found::Criterion(criterion)]);
    }
    let called = |criterion: &&Criterion| slug(criterion) == name || folder(criterion) == name;
    let named = criteria.clone().filter(called).map(Found::Criterion);
    let lines = editions.flat_map(|edition| edition.lines.iter().map(move |line| (edition, line)));
    let coded =
        lines.clone().filter(|(edition, line)| line.code.as_deref().is_some_and(|code| means(&name, edition, code)));
    let found: Vec<_> = named.chain(coded.map(|(edition, line)| Found::Line(edition, line))).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let codes = lines.filter_map(|(_, line)| line.code.as_deref());
    let known = criteria.flat_map(|criterion| [criterion.id.as_str(), slug(criterion), folder(criterion)]).chain(codes);
    let near = nearest(&name, known);
    Err(NotFound::Unknown(name, near))
}

/// The one thing in a whole checklist that is called so.
///
/// # Errors
/// [`NotFound`].
pub fn one<'a>(name: &str, checklist: &'a Checklist) -> Result<Found<'a>, NotFound> {
    let found = all(name, checklist.criteria.values(), checklist.editions.values())?;
    match found.as_slice() {
        [only] => Ok(*only),
        several => Err(NotFound::Ambiguous(name.to_owned(), several.iter().map(|one| one.name()).collect())),
    }
}

/// The last part of an id.
fn slug(criterion: &Criterion) -> &str {
    criterion.id.rsplit('/').next().unwrap_or(&criterion.id)
}

/// The part of an id before the last.
fn folder(criterion: &Criterion) -> &str {
    criterion.id.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether this is that code, or that code with its edition before it. An edition is known by its file: dots or hyphens.
fn means(name: &str, edition: &Edition, code: &str) -> bool {
    let same = |one: &str| one.eq_ignore_ascii_case(code);
    let with_edition = || {
        let (before, after) = (name.get(..edition.name.as_str().len())?, name.get(edition.name.as_str().len()..)?);
        (before.replace('.', "-").eq_ignore_ascii_case(edition.name.as_str())).then_some(after.strip_prefix(' ')?)
    };
    same(name) || with_edition().is_some_and(same)
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn hint(near: &[String]) -> String {
    match near {
        [] => "`toetssteen list criteria` and `toetssteen list editions` name them".to_owned(),
        near => format!("did you mean {}?", quoted(near).replace(", ", " or ")),
    }
}

/// The known names that look most like this one.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Vec<String> {
    let lower = name.to_lowercase();
    let known: BTreeSet<&str> = known.collect();
    let alike = |one: &str| strsim::jaro_winkler(&lower, &one.to_lowercase());
    let mut near: Vec<(f64, &str)> =
        known.into_iter().map(|one| (alike(one), one)).filter(|(alike, _)| *alike >= ALIKE).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    near.into_iter().take(SUGGESTIONS).map(|(_, one)| one.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checklist::Files;

    fn meant(name: &str) -> Result<String, String> {
        let checklist = Checklist::load(&Files::built_in()).unwrap();
        one(name, &checklist).map(Found::name).map_err(|error| error.to_string())
    }

    #[test]
    fn a_name_is_an_id_its_last_part_or_a_code_with_or_without_its_edition() {
        assert_eq!(meant("antwoord/annuleren").unwrap(), "antwoord/annuleren");
        assert_eq!(meant("annuleren").unwrap(), "antwoord/annuleren");
        for name in ["checklist-testen-7.0 T7", "checklist-testen-7-0  t7", "Checklist-Testen-7.0 T7"] {
            assert_eq!(meant(name).unwrap(), "checklist-testen-7-0 T7");
        }
    }

    #[test]
    fn the_name_of_a_folder_means_all_that_is_in_it() {
        let checklist = Checklist::load(&Files::built_in()).unwrap();
        let found = all("valse-antwoorden", checklist.criteria.values(), checklist.editions.values()).unwrap();
        assert!(found.len() > 20, "{found:?}");
        assert!(found.iter().all(|one| one.name().starts_with("valse-antwoorden/")), "{found:?}");
    }

    #[test]
    fn a_name_that_means_several_things_is_refused_with_names_that_do_not() {
        let mut checklist = Checklist::load(&Files::built_in()).unwrap();
        let mut other = checklist
            .editions
            .values()
            .find(|edition| edition.name.as_str() == "checklist-testen-7-0")
            .unwrap()
            .clone();
        other.name = "lijst-2".parse().unwrap();
        checklist.editions.insert(other.name.clone(), other);
        let Err(NotFound::Ambiguous(name, names)) = one("T13", &checklist) else {
            panic!("T13 stands in two editions")
        };
        assert_eq!(name, "T13");
        assert!(names.contains(&"lijst-2 T13".to_owned()), "{names:?}");
        for name in names {
            assert_eq!(one(&name, &checklist).unwrap().name(), name);
        }
    }

    #[test]
    fn an_unknown_name_is_refused_with_what_was_perhaps_meant() {
        assert!(meant("anuleren").unwrap_err().ends_with("did you mean `annuleren`?"), "{:?}", meant("anuleren"));
        assert!(meant("zzz").unwrap_err().ends_with("`toetssteen list editions` name them"), "{:?}", meant("zzz"));
    }
}
