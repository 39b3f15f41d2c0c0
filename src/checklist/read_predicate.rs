//! Which predicate fits which fact, decided before anything runs.

use std::ops::Range;

use regex::RegexBuilder;
use toml::{Spanned, Value};

use super::{
    criterion::{Literal, Predicate},
    mistake::{Mistake, SourceFile},
    read_criterion::pattern,
    stops::Stops,
};
use crate::facts::{Fact, Type};

/// The predicates, as written.
pub(super) const NAMES: &[&str] =
    &["is", "includes", "lacks", "within", "matches", "never-matches", "same-as", "at-most", "at-least"];

/// A check is read by people; an expression of which the compiled form is larger than this is not.
const LARGEST_EXPRESSION: usize = 1 << 20;

/// A predicate as written, with its place in the file.
pub(super) enum RawPredicate {
    AtLeast(Spanned<i64>),
    AtMost(Spanned<i64>),
    Includes(Spanned<Value>),
    Is(Spanned<Value>),
    Lacks(Spanned<Value>),
    Matches(Spanned<String>),
    NeverMatches(Spanned<String>),
    SameAs(Spanned<String>),
    Within(Spanned<Vec<String>>),
}

/// Reads a predicate and refuses one that does not fit the fact.
pub(super) fn read(
    file: &SourceFile,
    raw: RawPredicate,
    fact: &'static Fact,
    stops: &Stops,
) -> Result<Predicate, Mistake> {
    let misfit = |at: Range<usize>, name: &str| {
        let mistake = file.mistake(at, format!("`{name}` does not fit the fact `{}`", fact.name));
        mistake.help(format!("`{}` gives {}", fact.name, fact.gives))
    };
    match raw {
        RawPredicate::AtLeast(number) if fact.gives == Type::Number => Ok(Predicate::AtLeast(number.into_inner())),
        RawPredicate::AtLeast(number) => Err(misfit(number.span(), "at-least")),
        RawPredicate::AtMost(number) if fact.gives == Type::Number => Ok(Predicate::AtMost(number.into_inner())),
        RawPredicate::AtMost(number) => Err(misfit(number.span(), "at-most")),
        RawPredicate::Includes(value) => words(file, &value, fact, "includes").map(Predicate::Includes),
        RawPredicate::Lacks(value) => words(file, &value, fact, "lacks").map(Predicate::Lacks),
        RawPredicate::Within(list) if list.get_ref().is_empty() => Err(empty(file, list.span())),
        RawPredicate::Within(list) => match fact.gives {
            Type::Choice(known) => {
                for word in list.get_ref() {
                    known_word(file, list.span(), word, known)?;
                }
                Ok(Predicate::Within(list.into_inner()))
            }
            Type::Text => Ok(Predicate::Within(list.into_inner())),
            _ => Err(misfit(list.span(), "within")),
        },
        RawPredicate::Matches(text) if fact.gives == Type::Text => expression(file, &text).map(Predicate::Matches),
        RawPredicate::Matches(text) => Err(misfit(text.span(), "matches")),
        RawPredicate::NeverMatches(text) if fact.gives == Type::Text => {
            expression(file, &text).map(Predicate::NeverMatches)
        }
        RawPredicate::NeverMatches(text) => Err(misfit(text.span(), "never-matches")),
        RawPredicate::SameAs(text) if matches!(fact.gives, Type::Words(_)) => Err(misfit(text.span(), "same-as")),
        RawPredicate::SameAs(text) => {
            let other = pattern(file, &text)?;
            stops.check(file, &text, &other, fact)?;
            Ok(Predicate::SameAs(other))
        }
        RawPredicate::Is(value) => match (value.get_ref(), fact.gives) {
            (Value::Boolean(yes), Type::Bool) => Ok(Predicate::Is(Literal::Bool(*yes))),
            (Value::Integer(number), Type::Number) => Ok(Predicate::Is(Literal::Number(*number))),
            (Value::String(text), Type::Text) => Ok(Predicate::Is(Literal::Text(text.clone()))),
            (Value::String(word), Type::Choice(known)) => {
                known_word(file, value.span(), word, known)?;
                Ok(Predicate::Is(Literal::Text(word.clone())))
            }
            _ => Err(misfit(value.span(), "is")),
        },
    }
}

fn expression(file: &SourceFile, text: &Spanned<String>) -> Result<regex::Regex, Mistake> {
    let expression = RegexBuilder::new(text.get_ref())
        .size_limit(LARGEST_EXPRESSION)
        .build()
        .map_err(|error| file.mistake(text.span(), format!("this is no regular expression: {error}")))?;
    if expression.is_match("") {
        return Err(file.mistake(text.span(), "this expression finds something in every text, so it says nothing"));
    }
    Ok(expression)
}

fn empty(file: &SourceFile, at: Range<usize>) -> Mistake {
    file.mistake(at, "an empty list says nothing").help("name at least one text")
}

/// One word or a list of them, each known to the fact.
fn words(file: &SourceFile, value: &Spanned<Value>, fact: &Fact, name: &str) -> Result<Vec<String>, Mistake> {
    let listed: Option<Vec<String>> = match value.get_ref() {
        Value::String(word) => Some(vec![word.clone()]),
        Value::Array(list) => list.iter().map(|word| word.as_str().map(str::to_owned)).collect(),
        _ => None,
    };
    let Some(listed) = listed else {
        return Err(file.mistake(value.span(), format!("`{name}` takes a text or a list of texts")));
    };
    if listed.is_empty() {
        return Err(empty(file, value.span()));
    }
    match fact.gives {
        Type::Text => Ok(listed),
        Type::Words(known) => {
            for word in &listed {
                known_word(file, value.span(), word, known)?;
            }
            Ok(listed)
        }
        _ => {
            let mistake = file.mistake(value.span(), format!("`{name}` does not fit the fact `{}`", fact.name));
            Err(mistake.help(format!("`{}` gives {}", fact.name, fact.gives)))
        }
    }
}

fn known_word(file: &SourceFile, at: Range<usize>, word: &str, known: &[&str]) -> Result<(), Mistake> {
    if known.contains(&word) {
        return Ok(());
    }
    Err(file.mistake(at, format!("the fact never says `{word}`")).instead_of(word, known.iter().copied()))
}
