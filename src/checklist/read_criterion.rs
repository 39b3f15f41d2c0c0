//! From a check file to a [`Criterion`]: everything that can be wrong in one is refused here.

use serde::Deserialize;
use toml::Spanned;

use super::{
    criterion::{Applies, Condition, Confidence, Criterion, Expectation, Otherwise, Review},
    mistake::{Mistake, Mistakes, SourceFile},
    read_predicate::{self, RawPredicate},
    stops::Stops,
};
use crate::{
    evidence::{
        Pattern, Word,
        run::{Koppelvlak, Omgeving},
    },
    facts::{self, Fact},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Raw {
    title: String,
    norm: String,
    source: String,
    confidence: Spanned<Confidence>,
    #[serde(default)]
    veiligheid: bool,
    #[serde(default)]
    buiten_checklist: bool,
    /// Whether a person always decides.
    mens: Option<Spanned<bool>>,
    #[serde(default)]
    applies: RawApplies,
    expect: Vec<RawExpect>,
    review: Option<RawReview>,
    #[serde(default)]
    zelf: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReview {
    question: String,
    show: Vec<Spanned<String>>,
}

/// To which connections something applies, as written.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawApplies {
    #[serde(default)]
    koppelvlak: Vec<Koppelvlak>,
    #[serde(default)]
    omgeving: Vec<Omgeving>,
    eenmalig_inloggen: Option<bool>,
}

impl From<RawApplies> for Applies {
    fn from(raw: RawApplies) -> Self {
        Self { koppelvlak: raw.koppelvlak, omgeving: raw.omgeving, eenmalig_inloggen: raw.eenmalig_inloggen }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawExpect {
    that: Spanned<String>,
    at: Spanned<String>,
    fact: Spanned<String>,
    pagina: Option<Word>,
    #[serde(default)]
    when: Vec<RawCondition>,
    otherwise: Option<Spanned<Otherwise>>,
    advies: Option<String>,
    is: Option<Spanned<toml::Value>>,
    includes: Option<Spanned<toml::Value>>,
    lacks: Option<Spanned<toml::Value>>,
    within: Option<Spanned<Vec<String>>>,
    matches: Option<Spanned<String>>,
    never_matches: Option<Spanned<String>>,
    same_as: Option<Spanned<String>>,
    at_most: Option<Spanned<i64>>,
    at_least: Option<Spanned<i64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawCondition {
    at: Spanned<String>,
    fact: Spanned<String>,
    is: Spanned<toml::Value>,
    anders: Spanned<String>,
}

/// Reads one check file.
///
/// # Errors
/// Every mistake in it.
pub(super) fn read(id: &str, file: &SourceFile, stops: &Stops) -> Result<Criterion, Mistakes> {
    let raw: Raw = file.parse()?;
    let mut mistakes = Vec::new();
    if *raw.confidence.get_ref() == Confidence::Onbekend {
        let mistake =
            file.mistake(raw.confidence.span(), "a criterion of which only the code is public cannot be judged");
        mistakes.push(mistake.help("remove it, and name the code in an edition"));
    }
    let by_person = raw.mens.as_ref().is_some_and(|mens| *mens.get_ref());
    if let Some(mens) = raw.mens.as_ref().filter(|_| by_person && (raw.buiten_checklist || raw.review.is_none())) {
        let mistake = file.mistake(mens.span(), "a person decides this, but nobody is asked anything");
        mistakes
            .push(mistake.help("add [review] with `question` and `show`; outside the checklist nothing is decided"));
    }
    let default = match (raw.buiten_checklist, by_person) {
        (true, _) => Otherwise::Opmerking,
        (false, true) => Otherwise::TeBeoordelen,
        (false, false) => Otherwise::default(),
    };
    let mut expectations = Vec::new();
    for expect in raw.expect {
        let (span, given) = (expect.that.span(), expect.otherwise.as_ref().map(|otherwise| *otherwise.get_ref()));
        match expectation(file, expect, raw.buiten_checklist, default, stops) {
            Ok(expectation) => expectations.push(expectation),
            Err(mistake) => mistakes.push(mistake),
        }
        if given == Some(Otherwise::TeBeoordelen) && raw.review.is_none() {
            let mistake = file.mistake(span, "this can end in `te beoordelen`, but nobody is asked anything");
            mistakes.push(mistake.help("add [review] with `question` and `show`"));
        }
    }
    if expectations.is_empty() && mistakes.is_empty() {
        mistakes.push(file.whole("a criterion without [[expect]] can never be judged"));
    }
    let review = raw.review.map(|review| read_review(file, review, stops));
    let review = match review.transpose() {
        Ok(review) => review,
        Err(mistake) => {
            mistakes.push(mistake);
            None
        }
    };
    if !mistakes.is_empty() {
        return Err(Mistakes(mistakes));
    }
    Ok(Criterion {
        id: id.to_owned(),
        title: raw.title,
        norm: raw.norm,
        source: raw.source,
        confidence: raw.confidence.into_inner(),
        veiligheid: raw.veiligheid,
        outside: raw.buiten_checklist,
        by_person,
        applies: raw.applies.into(),
        expectations,
        review,
        zelf: raw.zelf,
    })
}

fn expectation(
    file: &SourceFile,
    raw: RawExpect,
    outside: bool,
    default: Otherwise,
    stops: &Stops,
) -> Result<Expectation, Mistake> {
    let fact = known_fact(file, &raw.fact)?;
    let at = pattern(file, &raw.at)?;
    stops.check(file, &raw.at, &at, fact)?;
    let otherwise = match raw.otherwise {
        None => default,
        Some(otherwise) if outside && *otherwise.get_ref() != Otherwise::Opmerking => {
            return Err(
                file.mistake(otherwise.span(), "outside the checklist an expectation can only end in `opmerking`")
            );
        }
        Some(otherwise) => otherwise.into_inner(),
    };
    let given = [
        raw.is.map(RawPredicate::Is),
        raw.includes.map(RawPredicate::Includes),
        raw.lacks.map(RawPredicate::Lacks),
        raw.within.map(RawPredicate::Within),
        raw.matches.map(RawPredicate::Matches),
        raw.never_matches.map(RawPredicate::NeverMatches),
        raw.same_as.map(RawPredicate::SameAs),
        raw.at_most.map(RawPredicate::AtMost),
        raw.at_least.map(RawPredicate::AtLeast),
    ];
    let mut given = given.into_iter().flatten();
    let predicate = match (given.next(), given.next()) {
        (Some(predicate), None) => read_predicate::read(file, predicate, fact, stops)?,
        (None, _) => {
            let mistake = file.mistake(raw.that.span(), "this expectation does not say what must be true");
            return Err(mistake.help(format!("add one of {}", read_predicate::NAMES.join(", "))));
        }
        (Some(_), Some(_)) => {
            let mistake = file.mistake(raw.that.span(), "this expectation has more than one predicate");
            return Err(mistake.help("write one [[expect]] for each"));
        }
    };
    let when = raw.when.into_iter().map(|one| condition(file, one, stops)).collect::<Result<_, _>>()?;
    let (that, page, advies) = (raw.that.into_inner(), raw.pagina, raw.advies);
    Ok(Expectation { that, at, fact, predicate, page, when, otherwise, advies })
}

fn condition(file: &SourceFile, raw: RawCondition, stops: &Stops) -> Result<Condition, Mistake> {
    let fact = known_fact(file, &raw.fact)?;
    let at = pattern(file, &raw.at)?;
    stops.check(file, &raw.at, &at, fact)?;
    let is = read_predicate::read(file, RawPredicate::Is(raw.is), fact, stops)?;
    if raw.anders.get_ref().trim().is_empty() {
        let mistake = file.mistake(raw.anders.span(), "nobody is told why this is n.v.t.");
        return Err(mistake.help("say in Dutch what was seen of the service"));
    }
    Ok(Condition { at, fact, is, anders: raw.anders.into_inner() })
}

fn known_fact(file: &SourceFile, name: &Spanned<String>) -> Result<&'static Fact, Mistake> {
    facts::named(name.get_ref()).ok_or_else(|| {
        let mistake = file.mistake(name.span(), format!("unknown fact `{}`", name.get_ref()));
        mistake.instead_of(name.get_ref(), facts::all().map(|fact| fact.name))
    })
}

/// Reads a pattern of places.
pub(super) fn pattern(file: &SourceFile, text: &Spanned<String>) -> Result<Pattern, Mistake> {
    text.get_ref()
        .parse()
        .map_err(|error: crate::evidence::place::NotAPlace| file.mistake(text.span(), error.to_string()))
}

fn read_review(file: &SourceFile, raw: RawReview, stops: &Stops) -> Result<Review, Mistake> {
    let mut show = Vec::new();
    for text in &raw.show {
        let at = pattern(file, text)?;
        stops.announced(file, text, &at)?;
        show.push(at);
    }
    Ok(Review { question: raw.question, show })
}
