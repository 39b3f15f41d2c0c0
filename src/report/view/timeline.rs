//! When what was done: for each journey and probe a strip, all on the scale of the whole run, in a table that says the same.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::scene::Scene;
use crate::{
    evidence::{Observation, Outcome, Place, Variant, Word, probes::FORGED_LOGOUT},
    report::time::{clock, length, moment},
};

/// A longer table says less; the moments are all told elsewhere in the page.
const MOST_ROWS: usize = 200;

/// A strip is this wide; its height is up to the template.
const WIDTH: i64 = 1000;

/// The course of the run.
#[derive(Debug, Serialize)]
pub(super) struct Timeline {
    from: String,
    until: String,
    lasted: String,
    rows: Vec<Row>,
    more: usize,
}

/// One journey in one variant, or one probe.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    /// Of the first and the last moment that has a time.
    from: Option<String>,
    until: Option<String>,
    waited: Vec<String>,
    seen: usize,
    unseen: usize,
    strip: Option<Strip>,
}

#[derive(Debug, Serialize)]
struct Strip {
    whole: Bar,
    waits: Vec<Bar>,
    moments: Vec<i64>,
}

#[derive(Debug, Serialize)]
struct Bar {
    x: i64,
    width: i64,
}

/// What happened in one journey or probe.
#[derive(Default)]
struct Course {
    name: String,
    times: Vec<Timestamp>,
    /// Until when, and how many milliseconds.
    waits: Vec<(Timestamp, u64)>,
    seen: usize,
    unseen: usize,
}

/// A run from its beginning to its end.
#[derive(Clone, Copy)]
struct Scale {
    from: i64,
    until: i64,
}

impl Timeline {
    pub(super) fn new(scene: &Scene<'_>) -> Self {
        let run = scene.input.evidence.run();
        let mut courses = courses(scene);
        courses.sort_by_key(|course| (course.times.is_empty(), course.begin()));
        let scale = Scale::of(run.started, run.ended);
        Self {
            from: moment(run.started),
            until: moment(run.ended),
            lasted: length(u64::try_from(scale.until - scale.from).unwrap_or(0)),
            more: courses.len().saturating_sub(MOST_ROWS),
            rows: courses.into_iter().take(MOST_ROWS).map(|course| course.row(scale)).collect(),
        }
    }
}

fn courses(scene: &Scene<'_>) -> Vec<Course> {
    let mut courses: BTreeMap<(&Option<Word>, &Word, Option<String>), Course> = BTreeMap::new();
    for (place, _, outcome) in scene.input.evidence.places() {
        let Place { aansluiting, journey, variant, .. } = place;
        // Forged answers of one class go together.
        let variant = variant.as_ref().map(|variant| match variant {
            Variant::Forgery { class, .. } => class.to_string(),
            Variant::Named(_) if journey.as_str() == FORGED_LOGOUT => String::new(),
            other => other.to_string(),
        });
        let course = courses.entry((aansluiting, journey, variant)).or_default();
        course.name = match &place.variant {
            Some(Variant::Forgery { class, .. }) => format!("Valse antwoorden van de soort {class}"),
            _ if journey.as_str() == FORGED_LOGOUT => "Valse vragen om uit te loggen".to_owned(),
            _ => scene.names.place(place).journey,
        };
        match outcome {
            Outcome::Gap(_) => course.unseen += 1,
            Outcome::Observed(observation) => course.see(observation),
        }
    }
    courses.into_values().collect()
}

impl Course {
    fn see(&mut self, observation: &Observation) {
        self.seen += 1;
        self.times.extend(match observation {
            // Single requests have no time of their own.
            Observation::Exchange(_) | Observation::Metadata(_) | Observation::Redirects(_) => None,
            Observation::Attempt(attempt) => Some(attempt.at),
            Observation::Certificate(sighting) => Some(sighting.at),
            Observation::Dns(name) => Some(name.at),
            Observation::Knock(knock) => Some(knock.at),
            Observation::LogoutAttempt(attempt) => Some(attempt.at),
            Observation::Moment(moment) => Some(moment.at),
            Observation::Sign(sign) => Some(sign.at),
            Observation::Tls(tls) => Some(tls.at),
        });
        if let Observation::Knock(knock) = observation {
            self.waits.extend(knock.idle.map(|idle| (knock.at, idle.monotonic_ms)));
        }
    }

    /// A wait may have begun before the first moment that has a time.
    fn begin(&self) -> Option<i64> {
        let waits = self.waits.iter().map(|(until, waited)| began(*until, *waited));
        self.times.iter().map(|at| at.as_millisecond()).chain(waits).min()
    }

    fn row(self, scale: Scale) -> Row {
        let first = self.times.iter().min();
        let last = self.times.iter().max();
        let strip = self.begin().zip(last).map(|(begin, last)| Strip {
            whole: scale.bar(begin, last.as_millisecond()),
            waits: self
                .waits
                .iter()
                .map(|(until, waited)| scale.bar(began(*until, *waited), until.as_millisecond()))
                .collect(),
            moments: self.times.iter().map(|at| scale.at(at.as_millisecond())).collect(),
        });
        Row {
            name: self.name,
            from: first.copied().map(clock),
            until: last.copied().map(clock),
            waited: self.waits.iter().map(|(_, waited)| length(*waited)).collect(),
            seen: self.seen,
            unseen: self.unseen,
            strip,
        }
    }
}

fn began(until: Timestamp, waited: u64) -> i64 {
    until.as_millisecond().saturating_sub(i64::try_from(waited).unwrap_or(i64::MAX))
}

impl Scale {
    fn of(from: Timestamp, until: Timestamp) -> Self {
        // A run that ended in the millisecond it began, or before it, has a scale too.
        Self { from: from.as_millisecond(), until: until.as_millisecond().max(from.as_millisecond() + 1) }
    }

    /// Where a moment stands in the strip; what a clock puts outside the run stands at its edge.
    fn at(self, moment: i64) -> i64 {
        moment.clamp(self.from, self.until).saturating_sub(self.from).saturating_mul(WIDTH) / (self.until - self.from)
    }

    /// A bar that can be seen, however short it is.
    fn bar(self, from: i64, until: i64) -> Bar {
        let x = self.at(from);
        Bar { x, width: (self.at(until) - x).max(4) }
    }
}
