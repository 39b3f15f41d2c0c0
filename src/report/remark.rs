//! The *opmerkingen*: whole Dutch sentences, ready for a mail to the developer, from expectations that do not hold.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Input, names::Names, reasons, text::one_line};
use crate::{
    checklist::criterion::Predicate,
    evidence::Reason,
    judge::{
        Finding, Weight,
        finding::{AtPlace, Weighed},
    },
};

/// A remark quotes the service, not more than this many characters of it.
const LONGEST_QUOTE: usize = 240;

/// One opmerking.
#[derive(Clone, Debug, Eq, JsonSchema, PartialEq, Serialize)]
pub struct Remark {
    /// What it means for the verdict.
    pub kind: RemarkKind,
    /// What was expected, and what was seen where.
    pub text: String,
    /// What was seen, as short as can be.
    #[serde(skip)]
    pub(super) brief: String,
    /// What to do about it.
    pub advies: Option<String>,
}

/// What a remark means for the verdict, heaviest first.
#[derive(Clone, Copy, Debug, Eq, JsonSchema, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RemarkKind {
    /// The criterion is broken.
    NietAkkoord,
    /// It could not be seen.
    NietVastgesteld,
    /// A person has to look.
    TeBeoordelen,
    /// Worth saying, without weight.
    Opmerking,
    /// It could not be seen and could only have led to a remark.
    NietGezien,
}

impl RemarkKind {
    /// The words before the remark.
    pub fn words(self) -> &'static str {
        match self {
            Self::NietAkkoord => "Niet akkoord",
            Self::NietGezien => "Niet gezien, telt niet mee",
            Self::NietVastgesteld => "Niet vastgesteld",
            Self::Opmerking => "Opmerking, telt niet mee",
            Self::TeBeoordelen => "Te beoordelen",
        }
    }
}

/// A remark of which the sentence about what was expected is not written yet.
struct Draft {
    kind: RemarkKind,
    that: Vec<String>,
    seen: String,
    brief: String,
    advies: Option<String>,
}

/// The remarks of one finding, heaviest first. Expectations that were missed for one and the same reason share a remark.
pub(super) fn remarks(finding: &Finding, input: &Input<'_>) -> Vec<Remark> {
    let criterion = input.checklist.criteria.get(&finding.criterion);
    let mut drafts: Vec<Draft> = Vec::new();
    for (at, weighed) in finding.expectations.iter().enumerate() {
        let expected = criterion.and_then(|criterion| criterion.expectations.get(at));
        let Some(draft) = draft(weighed, expected.map(|one| &one.predicate), input) else { continue };
        let same = |known: &&mut Draft| {
            known.kind == draft.kind && known.seen == draft.seen && known.advies.is_none() && draft.advies.is_none()
        };
        match drafts.iter_mut().find(same) {
            Some(known) => known.that.extend(draft.that),
            None => drafts.push(draft),
        }
    }
    drafts.sort_by_key(|draft| draft.kind);
    drafts.into_iter().map(Draft::written).collect()
}

impl Draft {
    fn written(self) -> Remark {
        let that: Vec<String> = self.that.iter().map(|that| format!("“{that}”")).collect();
        let text = format!("Verwacht: {} {}", that.join(" "), self.seen);
        Remark { kind: self.kind, text: text.trim().to_owned(), brief: self.brief, advies: self.advies }
    }
}

fn draft(weighed: &Weighed, predicate: Option<&Predicate>, input: &Input<'_>) -> Option<Draft> {
    let kind = match weighed.outcome {
        Weight::Holds | Weight::NotApplicable => return None,
        Weight::Violated => RemarkKind::NietAkkoord,
        Weight::Impossible | Weight::Unseen => RemarkKind::NietVastgesteld,
        Weight::Doubt => RemarkKind::TeBeoordelen,
        Weight::Remark => RemarkKind::Opmerking,
        Weight::Missed => RemarkKind::NietGezien,
    };
    let so: Vec<&AtPlace> = weighed.places.iter().filter(|at| at.outcome == weighed.outcome).collect();
    let (brief, seen) = match so.first() {
        None => ("kwam in deze test niet voor".to_owned(), "Dat kwam in deze test niet voor.".to_owned()),
        Some(first) => {
            let place = Names::new(input.checklist).place(&first.place).sentence();
            let place = match so.len() {
                1 => format!("bij {place}"),
                many => format!("op {many} van de {} momenten, zoals bij {place}", weighed.places.len()),
            };
            let seen = if matches!(kind, RemarkKind::NietVastgesteld | RemarkKind::NietGezien) {
                format!("Dat konden wij niet zien {place}. {}", unseen(first, input))
            } else {
                format!("Dat zagen wij niet {place}. {}", seen(weighed, first, predicate, input))
            };
            (brief(weighed, first, input), seen)
        }
    };
    Some(Draft { kind, that: vec![weighed.that.clone()], seen, brief, advies: weighed.advies.clone() })
}

fn brief(weighed: &Weighed, at: &AtPlace, input: &Input<'_>) -> String {
    match (&at.gap, &at.actual) {
        (Some(gap), _) => reasons::explain(&gap.reason, input).sentence,
        (None, Some(actual)) => {
            format!("{}: {}", weighed.says.trim_end_matches(','), one_line(actual, LONGEST_QUOTE))
        }
        (None, None) => at.note.as_deref().map(sentence).unwrap_or_default(),
    }
}

fn unseen(at: &AtPlace, input: &Input<'_>) -> String {
    match (&at.gap, &at.note) {
        // Whoever asked for a run without these did so knowingly: there is nobody to blame.
        (Some(gap), _) if matches!(gap.reason, Reason::BrowserLeftOut | Reason::LongLeftOut | Reason::WaitLeftOut) => {
            reasons::explain(&gap.reason, input).sentence
        }
        (Some(gap), _) => {
            let sentence = reasons::explain(&gap.reason, input).sentence;
            format!("{sentence} Dit ligt bij {}.", reasons::whose(gap.blame))
        }
        (None, Some(note)) => sentence(note),
        (None, None) => match &at.actual {
            Some(actual) => format!("Wij zagen alleen: {}.", one_line(actual, LONGEST_QUOTE)),
            None => String::new(),
        },
    }
}

fn seen(weighed: &Weighed, at: &AtPlace, predicate: Option<&Predicate>, input: &Input<'_>) -> String {
    let Some(actual) = &at.actual else { return unseen(at, input) };
    let actual = one_line(actual, LONGEST_QUOTE);
    let actual = if actual.is_empty() { "(niets)".to_owned() } else { format!("‘{actual}’") };
    let mut text = sentence(&format!("{}: {actual}", weighed.says.trim_end_matches(',')));
    // A developer who reads a mail is not helped by a regular expression; the sentence says what it stands for.
    if !matches!(predicate, Some(Predicate::Matches(_) | Predicate::NeverMatches(_))) {
        text.push_str(&format!(" Het moet zijn: {}.", expected(weighed, predicate, &Names::new(input.checklist))));
    }
    if let Some(note) = &at.note {
        text.push(' ');
        text.push_str(&sentence(&one_line(note, LONGEST_QUOTE)));
    }
    text
}

/// What was expected, with places by their names.
pub(super) fn expected(weighed: &Weighed, predicate: Option<&Predicate>, names: &Names<'_>) -> String {
    match (predicate, weighed.places.first()) {
        (Some(Predicate::SameAs(other)), Some(at)) => {
            format!("hetzelfde als bij {}", names.place(&other.resolve_from(&at.place)).sentence())
        }
        _ => weighed.expected.clone(),
    }
}

/// A fragment as a sentence.
pub(super) fn sentence(fragment: &str) -> String {
    let mut letters = fragment.trim().chars();
    let Some(first) = letters.next() else { return String::new() };
    let text: String = first.to_uppercase().chain(letters).collect();
    if ends(&text) { text } else { format!("{text}.") }
}

/// Whether a sentence is closed, be it within quotes.
fn ends(text: &str) -> bool {
    text.trim_end_matches(['”', '’', ')']).ends_with(['.', '!', '?', '…'])
}
