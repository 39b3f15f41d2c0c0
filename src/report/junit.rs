//! `testrapport.junit.xml`: a test case for each line, in the form that CI systems read.
//!
//! The cases agree with the exit status of a run: *niet akkoord* is a failure and *mislukt* an error. *Te beoordelen* is
//! skipped and not failed, with its question: nothing was seen to be wrong, and a build that stays red until a person has
//! looked would teach people to look away.
//!
//! No line has a time or a host of its own; the readers that ask for them are given what that format has for none.

use jiff::Timestamp;
use serde::Serialize;
use tera::Context;

use super::{
    Input, Rendering, ReportError,
    document::Testrapport,
    rows::{List, Row, lists},
    template::{fill, markup},
    text::one_line,
};
use crate::judge::{Unseen, Verdict};

/// A message stands on one line, at most this many characters long.
const LONGEST_MESSAGE: usize = 400;

/// The report for CI systems.
#[derive(Clone, Copy, Debug)]
pub(super) struct Junit;

#[derive(Debug, Serialize)]
struct Suites {
    name: String,
    tests: usize,
    failures: usize,
    errors: usize,
    /// How long the run took, in seconds.
    seconds: String,
    suites: Vec<Suite>,
}

#[derive(Debug, Serialize)]
struct Suite {
    id: usize,
    name: String,
    package: String,
    /// UTC without a zone: the form that the readers of this format know.
    timestamp: String,
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
    properties: Vec<(&'static str, String)>,
    cases: Vec<Case>,
}

#[derive(Debug, Serialize)]
struct Case {
    name: String,
    /// `failure`, `error` or `skipped`; nothing where the line is akkoord.
    ended: Option<&'static str>,
    verdict: String,
    message: String,
    /// Everything that was remarked.
    text: String,
}

impl Rendering for Junit {
    fn name(&self) -> &'static str {
        "testrapport.junit.xml"
    }

    fn render(&self, input: &Input<'_>) -> Result<Vec<u8>, ReportError> {
        let document = Testrapport::new(input);
        let suites: Vec<Suite> =
            lists(&document).iter().enumerate().map(|(id, list)| suite(id, list, &document)).collect();
        let sum = |count: fn(&Suite) -> usize| suites.iter().map(count).sum();
        let head = &document.head;
        let name = one_line(&head.afnemer, LONGEST_MESSAGE);
        let all = Suites {
            name: format!("Testrapport DigiD van {name}"),
            tests: sum(|suite| suite.tests),
            failures: sum(|suite| suite.failures),
            errors: sum(|suite| suite.errors),
            seconds: seconds(head.started, head.ended),
            suites,
        };
        fill("testrapport.junit.xml", &Context::from_serialize(&all)?, markup)
    }
}

fn suite(id: usize, list: &List<'_>, document: &Testrapport) -> Suite {
    let head = &document.head;
    let cases: Vec<Case> = list.rows.iter().map(case).collect();
    let ended = |how: &str| cases.iter().filter(|case| case.ended == Some(how)).count();
    let mut properties = vec![("uitslag", head.uitslag.words().to_owned())];
    properties.extend(head.kenmerk.as_deref().map(|kenmerk| ("kenmerk", one_line(kenmerk, LONGEST_MESSAGE))));
    properties.extend(head.banners.iter().map(|banner| ("let-op", one_line(&banner.says, LONGEST_MESSAGE))));
    Suite {
        id,
        name: one_line(&list.title, LONGEST_MESSAGE),
        package: list.id.clone(),
        timestamp: head.ended.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
        tests: cases.len(),
        failures: ended("failure"),
        errors: ended("error"),
        skipped: ended("skipped"),
        properties,
        cases,
    }
}

fn case(row: &Row<'_>) -> Case {
    let ended = match row.verdict {
        Some(Verdict::Akkoord) => None,
        Some(Verdict::NietAkkoord) => Some("failure"),
        Some(Verdict::NietVastgesteld(Unseen::Mislukt)) => Some("error"),
        Some(
            Verdict::NietVanToepassing(_) | Verdict::NietVastgesteld(Unseen::NietMogelijk) | Verdict::TeBeoordelen,
        )
        | None => Some("skipped"),
    };
    let question = row.questions().next().filter(|_| row.verdict == Some(&Verdict::TeBeoordelen));
    let message = question.map(str::to_owned).or_else(|| row.why()).unwrap_or_else(|| row.words());
    Case {
        name: one_line(&row.name(), LONGEST_MESSAGE),
        ended,
        verdict: row.words(),
        message: one_line(&message, LONGEST_MESSAGE),
        text: text(row),
    }
}

fn text(row: &Row<'_>) -> String {
    let mut out = Vec::new();
    for criterion in row.criteria.iter().filter(|criterion| !criterion.remarks.is_empty()) {
        out.push(format!("{} ({})", criterion.title, criterion.finding.criterion));
        out.push(criterion.norm.clone());
        for remark in &criterion.remarks {
            out.push(format!("{}. {}", remark.kind.words(), remark.text));
            out.extend(remark.advies.as_ref().map(|advies| format!("Advies: {advies}")));
        }
        out.push(String::new());
    }
    out.join("\n").trim_end().to_owned()
}

/// With a point and three decimals.
fn seconds(from: Timestamp, until: Timestamp) -> String {
    let milliseconds = until.as_millisecond().saturating_sub(from.as_millisecond()).max(0);
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}
