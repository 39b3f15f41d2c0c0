//! What judges a line of an edition: exactly one of `criteria`, `untested` and, where only the code is public, `nearest`.

use std::{collections::BTreeMap, ops::Range};

use toml::Spanned;

use super::{
    criterion::{Applies, Confidence, Criterion, Otherwise},
    edition::{Judged, Line},
    mistake::{Mistake, SourceFile},
    read_edition::RawLine,
};

/// What judges a line, said in its file or in the one below.
///
/// # Errors
/// A [`Mistake`] where nothing does, or more than one of the three, or a criterion that does not exist or may not.
pub(super) fn judged(
    file: &SourceFile,
    at: Range<usize>,
    line: &RawLine,
    known: Option<&Line>,
    confidence: Confidence,
    criteria: &BTreeMap<String, Criterion>,
) -> Result<Judged, Mistake> {
    for id in line.criteria.iter().flatten() {
        judges(file, id, criteria)?;
    }
    for id in line.nearest.iter().flatten() {
        exists(file, id, criteria)?;
    }
    let unknown = confidence == Confidence::Onbekend;
    let nobody = || {
        let mistake = file.mistake(at.clone(), "this line names no criterion");
        Err(mistake.help("name it in `criteria`, or say with `untested` why nothing judges this line"))
    };
    let no_verdict = || {
        let mistake = file.mistake(at.clone(), "a line of which only the code is public has no verdict");
        Err(mistake.help("say with `nearest` which criteria come close"))
    };
    let said = line.criteria.is_some() || line.nearest.is_some() || line.untested.is_some();
    if let Some(known) = known
        && !said
    {
        alone(file, line)?;
        return match (&known.judged, unknown) {
            (Judged::Unknown(_), false) => nobody(),
            (Judged::By(_) | Judged::Untested { .. }, true) => no_verdict(),
            (judged, _) => Ok(judged.clone()),
        };
    }
    let ids = |ids: &[Spanned<String>]| ids.iter().map(|id| id.get_ref().clone()).collect();
    let (by, nearest) = (line.criteria.as_deref().unwrap_or_default(), line.nearest.as_deref().unwrap_or_default());
    match (by, nearest, &line.untested) {
        ([], nearest, None) if unknown => alone(file, line).map(|()| Judged::Unknown(ids(nearest))),
        _ if unknown => no_verdict(),
        ([], [], Some(why)) if why.get_ref().trim().is_empty() => {
            Err(file.mistake(why.span(), "this says nothing").help("say why nothing judges this line, in Dutch"))
        }
        ([], [], Some(why)) => {
            let applies =
                line.applies.as_ref().map_or_else(Applies::default, |applies| applies.get_ref().clone().into());
            Ok(Judged::Untested { why: why.get_ref().clone(), applies })
        }
        ([], [], None) => nobody(),
        (by, [], None) => alone(file, line).map(|()| Judged::By(ids(by))),
        (_, [], Some(why)) => Err(file.mistake(why.span(), "this line names criteria, so it is tested")),
        (_, [first, ..], _) => {
            let mistake = file.mistake(first.span(), "`nearest` is for a line of which only the code is public");
            Err(mistake.help("name what judges this line in `criteria`"))
        }
    }
}

/// Refuses `applies` on a line that is not `untested`.
fn alone(file: &SourceFile, line: &RawLine) -> Result<(), Mistake> {
    line.applies.as_ref().map_or(Ok(()), |applies| {
        let mistake = file.mistake(applies.span(), "`applies` is for a line that is `untested`");
        Err(mistake.help("a criterion says itself to which connections it applies"))
    })
}

/// Refuses a criterion that does not exist.
fn exists<'a>(
    file: &SourceFile,
    id: &Spanned<String>,
    criteria: &'a BTreeMap<String, Criterion>,
) -> Result<&'a Criterion, Mistake> {
    criteria.get(id.get_ref()).ok_or_else(|| {
        let mistake = file.mistake(id.span(), format!("there is no criterion `{}`", id.get_ref()));
        mistake.instead_of(id.get_ref(), criteria.keys().map(String::as_str))
    })
}

/// Refuses a criterion that does not exist, is none of Logius, or was only inferred and could still fail a service.
fn judges(file: &SourceFile, id: &Spanned<String>, criteria: &BTreeMap<String, Criterion>) -> Result<(), Mistake> {
    let criterion = exists(file, id, criteria)?;
    if criterion.outside {
        return Err(
            file.mistake(id.span(), "this criterion stands outside the checklist and cannot stand under a code")
        );
    }
    let fails = criterion.expectations.iter().any(|expectation| expectation.otherwise == Otherwise::NietAkkoord);
    if criterion.confidence == Confidence::Afgeleid && fails {
        let mistake =
            file.mistake(id.span(), "a criterion that is `afgeleid` may not end in `niet akkoord` under a code");
        return Err(mistake.help("give its expectations `otherwise = \"te beoordelen\"` or `\"opmerking\"`"));
    }
    Ok(())
}
