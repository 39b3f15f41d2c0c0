//! Whether a value is what a predicate asks for.

use crate::{
    checklist::criterion::{Literal, Predicate},
    facts::Value,
};

/// The answer to "does this hold?".
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Holds {
    No,
    Unknown,
    Yes,
}

impl From<bool> for Holds {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// Weighs every predicate but `same-as`, which needs a second value.
///
/// A value of another type than the predicate takes is refused at load; should one get here, nothing is known.
pub(super) fn weigh(predicate: &Predicate, value: &Value) -> Holds {
    match (predicate, value) {
        (Predicate::AtLeast(least), Value::Number(number)) => (number >= least).into(),
        (Predicate::AtMost(most), Value::Number(number)) => (number <= most).into(),
        (Predicate::Includes(texts), Value::Text(text)) => texts.iter().all(|wanted| text.contains(wanted)).into(),
        (Predicate::Lacks(texts), Value::Text(text)) => (!texts.iter().any(|unwanted| text.contains(unwanted))).into(),
        (Predicate::Includes(words), Value::Words { seen, unknown }) => {
            let has = |set: &std::collections::BTreeSet<&str>, word: &String| set.contains(word.as_str());
            if words.iter().all(|word| has(seen, word)) {
                Holds::Yes
            } else if words.iter().all(|word| has(seen, word) || has(unknown, word)) {
                Holds::Unknown
            } else {
                Holds::No
            }
        }
        (Predicate::Lacks(words), Value::Words { seen, unknown }) => {
            if words.iter().any(|word| seen.contains(word.as_str())) {
                Holds::No
            } else if words.iter().any(|word| unknown.contains(word.as_str())) {
                Holds::Unknown
            } else {
                Holds::Yes
            }
        }
        (Predicate::Is(Literal::Bool(wanted)), Value::Bool(value)) => (wanted == value).into(),
        (Predicate::Is(Literal::Number(wanted)), Value::Number(value)) => (wanted == value).into(),
        (Predicate::Is(Literal::Text(wanted)), Value::Text(value)) => (wanted == value).into(),
        (Predicate::Is(Literal::Text(wanted)), Value::Choice(value)) => (wanted == value).into(),
        (Predicate::Matches(expression), Value::Text(text)) => expression.is_match(text).into(),
        (Predicate::NeverMatches(expression), Value::Text(text)) => (!expression.is_match(text)).into(),
        (Predicate::Within(words), Value::Choice(value)) => words.iter().any(|word| word == value).into(),
        (Predicate::Within(words), Value::Text(value)) => words.contains(value).into(),
        _ => Holds::Unknown,
    }
}

/// What a predicate asks for, as a Dutch phrase after "verwacht:".
pub fn expected(predicate: &Predicate) -> String {
    match predicate {
        Predicate::AtLeast(number) => format!("ten minste {number}"),
        Predicate::AtMost(number) => format!("ten hoogste {number}"),
        Predicate::Includes(words) => format!("ook {}", words.join(", ")),
        Predicate::Is(Literal::Bool(true)) => "ja".to_owned(),
        Predicate::Is(Literal::Bool(false)) => "nee".to_owned(),
        Predicate::Is(Literal::Number(number)) => number.to_string(),
        Predicate::Is(Literal::Text(text)) => text.clone(),
        Predicate::Lacks(words) => format!("geen {}", words.join(" of ")),
        Predicate::Matches(expression) => format!("tekst die past bij `{}`", expression.as_str()),
        Predicate::NeverMatches(expression) => format!("geen tekst die past bij `{}`", expression.as_str()),
        Predicate::SameAs(place) => format!("hetzelfde als bij {place}"),
        Predicate::Within(words) => words.join(" of "),
    }
}
