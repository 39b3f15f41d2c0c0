//! A plan for whoever wants to know beforehand: what a run would do, whom it contacts and about how long it takes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    time::Duration,
};

use schemars::{JsonSchema, Schema, schema_for};
use serde::Serialize;

use super::{
    persons::Persons,
    plan::{Plan, PlannedAansluiting, Probe},
};
use crate::{
    checklist::{Checklist, Waits, journey::Journey},
    evidence::{
        Variant, Word,
        run::{DigidKind, Timing},
    },
    saml::answers::{self, Does},
    target::Target,
};

/// Version of the form of this document. It goes up when a field goes away or changes its meaning; new fields may come.
const VERSION: u32 = 1;

/// What one journey takes beside its waits, as measured with a quick service on two cores.
const JOURNEY: Duration = Duration::from_secs(2);

/// What one forged answer takes of the whole, where several are tried at once: what a browser needs, more than HTTP does.
const ATTEMPT: Duration = Duration::from_millis(300);

/// What either takes over HTTP.
const PASSAGE: Duration = Duration::from_millis(100);

/// Beside the longest wait everything else takes no longer than this.
const BESIDE: Duration = Duration::from_secs(60);

/// A plan, set out.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(title = "Plan")]
pub struct Outline {
    /// Version of this form: 1.
    pub version: u32,
    /// Which table of waits.
    pub timing: Timing,
    /// About how long the run takes, in seconds.
    pub seconds: u64,
    /// The longest wait, where something waits.
    pub longest_wait: Option<Wait>,
    /// The hosts that are contacted, in order.
    pub hosts: BTreeSet<String>,
    /// The DNS resolvers that are asked, in turn; empty where no name is asked for.
    pub resolvers: Vec<String>,
    /// The hosts of issuers that are asked whether a certificate was revoked, with their ports.
    pub issuers: Vec<String>,
    /// Where the simulated DigiD listens: its pages and its back channel; null where no DigiD takes part.
    pub digid: Option<[String; 2]>,
    /// Whether no browser takes part, so that what only a browser sees is left out.
    pub without_browser: bool,
    /// What is done for each connection.
    pub aansluitingen: Vec<OutlinedAansluiting>,
}

/// A wait.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Wait {
    /// The journey that waits.
    pub journey: Word,
    /// How long, in seconds.
    pub seconds: f64,
}

/// What is done for one connection.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct OutlinedAansluiting {
    /// Its short name.
    pub naam: Word,
    /// The editions that judge it.
    pub editions: Vec<Word>,
    /// The criteria that are judged, by id.
    pub criteria: Vec<String>,
    /// The journeys that are made, in order.
    pub journeys: Vec<OutlinedJourney>,
    /// The journeys that are left out because they wait.
    pub left_out: Vec<OutlinedJourney>,
    /// The probes that are made.
    pub probes: Vec<OutlinedProbe>,
    /// How many forged answers of each class are sent, where a DigiD takes part that can lie.
    pub forgeries: BTreeMap<Word, usize>,
    /// How many forged questions to log out are sent, last of all.
    pub forged_logouts: usize,
}

/// A journey, with the variants in which it is made.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct OutlinedJourney {
    /// Its name.
    pub name: Word,
    /// What it does, in Dutch.
    pub title: String,
    /// How long it waits, in seconds.
    pub waits: f64,
    /// The answers of DigiD it is made once for; empty means once, without a variant.
    pub variants: Vec<String>,
}

/// A probe.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct OutlinedProbe {
    /// First part of its places.
    pub name: String,
    /// What it asks.
    pub does: String,
}

impl Outline {
    /// Sets out a plan, for a run in which so many journeys act at once.
    pub fn new(plan: &Plan<'_>, checklist: &Checklist, target: &Target, at_once: usize) -> Self {
        let waits = checklist.waits(plan.timing);
        let all = || plan.aansluitingen.iter().flat_map(|one| &one.journeys);
        let longest = all().map(|(journey, _)| (journey.length(waits), journey)).max_by_key(|(wait, _)| *wait);
        let longest = longest.filter(|(wait, _)| !wait.is_zero());
        let logins = plan.aansluitingen.iter().filter(|one| one.needs_sign()).count();
        let turns = (all().count() + logins).div_ceil(at_once.max(1));
        let silent = all().any(|(_, variant)| is_silent(variant.as_ref()));
        let attempts = plan
            .aansluitingen
            .iter()
            .map(|one| forgeries(one, target).values().sum::<usize>() + forged_logouts(one, target));
        let attempts = attempts.sum::<usize>();
        let times = |one: Duration, times: usize| one * u32::try_from(times).unwrap_or(u32::MAX);
        let (journey, attempt) = if plan.without_browser { (PASSAGE, PASSAGE) } else { (JOURNEY, ATTEMPT) };
        let acting = times(journey, turns) + times(attempt, attempts);
        let acting = if silent { acting.max(waits.silence) } else { acting };
        let waiting = plan.aansluitingen.iter().map(|one| waiting(one, waits)).max().unwrap_or_default();
        let length = if waiting.is_zero() { acting } else { acting.max(waiting + acting.min(BESIDE)) };
        Self {
            version: VERSION,
            timing: plan.timing,
            seconds: length.as_secs(),
            longest_wait: longest
                .map(|(wait, journey)| Wait { journey: journey.name.clone(), seconds: wait.as_secs_f64() }),
            hosts: plan.hosts.clone(),
            resolvers: plan.resolvers.iter().map(ToString::to_string).collect(),
            issuers: plan.issuers.iter().map(|(host, port)| format!("{host}:{port}")).collect(),
            digid: (target.linked == DigidKind::Simulator)
                .then(|| [target.digid.front, target.digid.back].map(|at| at.to_string())),
            without_browser: plan.without_browser,
            aansluitingen: plan.aansluitingen.iter().map(|one| aansluiting(one, target, waits)).collect(),
        }
    }

    /// About how long the run takes.
    pub fn length(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    /// The schema of this document, for `reports/schema/`.
    pub fn schema() -> Schema {
        schema_for!(Self)
    }
}

fn aansluiting(planned: &PlannedAansluiting<'_>, target: &Target, waits: &Waits) -> OutlinedAansluiting {
    OutlinedAansluiting {
        naam: planned.aansluiting.naam.clone(),
        editions: planned.edities.clone(),
        criteria: planned.criteria.iter().map(|criterion| criterion.id.clone()).collect(),
        journeys: journeys(&planned.journeys, waits),
        left_out: journeys(&planned.left_out, waits),
        probes: planned.probes.iter().copied().map(probe).collect(),
        forgeries: forgeries(planned, target),
        forged_logouts: forged_logouts(planned, target),
    }
}

/// Each journey once, in the order in which they begin.
fn journeys(made: &[(Journey, Option<Variant>)], waits: &Waits) -> Vec<OutlinedJourney> {
    let mut journeys: Vec<OutlinedJourney> = Vec::new();
    for (journey, variant) in made {
        let variant = variant.as_ref().map(ToString::to_string);
        match journeys.iter_mut().find(|known| known.name == journey.name) {
            Some(known) => known.variants.extend(variant),
            None => journeys.push(OutlinedJourney {
                name: journey.name.clone(),
                title: journey.title.clone(),
                waits: journey.length(waits).as_secs_f64(),
                variants: variant.into_iter().collect(),
            }),
        }
    }
    journeys
}

fn forgeries(planned: &PlannedAansluiting<'_>, target: &Target) -> BTreeMap<Word, usize> {
    let mut classes = BTreeMap::new();
    for forgery in planned.forgeries.iter().filter(|_| target.linked == DigidKind::Simulator) {
        *classes.entry(forgery.class.clone()).or_default() += 1;
    }
    classes
}

fn forged_logouts(planned: &PlannedAansluiting<'_>, target: &Target) -> usize {
    if target.linked == DigidKind::Simulator { planned.forged_logouts.len() } else { 0 }
}

fn probe(probe: Probe) -> OutlinedProbe {
    let text = probe.to_string();
    let (name, does) = text.split_once(": ").unwrap_or((&text, ""));
    OutlinedProbe { name: name.to_owned(), does: does.to_owned() }
}

/// How long is waited for one connection: a person waits in one journey at a time, so with few persons some waits come one
/// after another.
fn waiting(one: &PlannedAansluiting<'_>, waits: &Waits) -> Duration {
    let mut lengths: Vec<Duration> = one.journeys.iter().map(|(journey, _)| journey.length(waits)).collect();
    lengths.sort_unstable();
    let mut persons = vec![Duration::ZERO; Persons::numbers(&one.aansluiting.persons).len().max(1)];
    for length in lengths.into_iter().rev() {
        if let Some(first_free) = persons.iter_mut().min() {
            *first_free += length;
        }
    }
    persons.into_iter().max().unwrap_or_default()
}

/// Whether DigiD keeps silent, so that the service waits as long as it likes to.
fn is_silent(variant: Option<&Variant>) -> bool {
    let Some(Variant::Named(answer)) = variant else { return false };
    answers::ANSWERS.iter().any(|row| row.name == answer.as_str() && row.does == Does::Silence)
}

impl fmt::Display for Outline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for one in &self.aansluitingen {
            let criteria = if one.criteria.len() == 1 { "criterion" } else { "criteria" };
            writeln!(f, "plan for {}: {} {criteria}", one.naam, one.criteria.len())?;
            one.journeys.iter().try_for_each(|journey| line(f, "journey ", journey))?;
            one.probes.iter().try_for_each(|probe| writeln!(f, "  probe    {}: {}", probe.name, probe.does))?;
            if !one.forgeries.is_empty() {
                let of: Vec<String> = one.forgeries.iter().map(|(class, count)| format!("{class} ({count})")).collect();
                let all: usize = one.forgeries.values().sum();
                writeln!(f, "  attack   {all} forged answers of DigiD, between genuine logins: {}", of.join(", "))?;
            }
            if one.forged_logouts > 0 {
                let all = one.forged_logouts;
                writeln!(
                    f,
                    "  attack   {all} forged questions to log out, between genuine ones, when nothing else is done"
                )?;
            }
            one.left_out.iter().try_for_each(|journey| line(f, "left out", journey))?;
        }
        let hosts: Vec<&str> = self.hosts.iter().map(String::as_str).collect();
        writeln!(f, "hosts contacted: {}", hosts.join(", "))?;
        if !self.resolvers.is_empty() {
            writeln!(f, "resolvers asked for names: {}", self.resolvers.join(", "))?;
        }
        if !self.issuers.is_empty() {
            writeln!(f, "issuers asked about certificates: {}", self.issuers.join(", "))?;
        }
        match &self.digid {
            Some([front, back]) => writeln!(f, "the simulated DigiD listens on {front} and {back}")?,
            None => writeln!(f, "no DigiD takes part: what would go there is read and kept back")?,
        }
        if self.without_browser {
            writeln!(f, "no browser takes part: what only a browser sees is left out")?;
        }
        write!(f, "takes about {}", length(self.seconds as f64))?;
        self.longest_wait.as_ref().map_or(Ok(()), |wait| {
            write!(f, "; the longest wait, in journey {}, is {}", wait.journey, length(wait.seconds))
        })
    }
}

fn line(f: &mut fmt::Formatter<'_>, what: &str, journey: &OutlinedJourney) -> fmt::Result {
    let times = if journey.variants.len() > 1 { format!(" ({} times)", journey.variants.len()) } else { String::new() };
    let waits = if journey.waits > 0.0 { format!(" (waits {})", length(journey.waits)) } else { String::new() };
    writeln!(f, "  {what} {}{times}: {}{waits}", journey.name, journey.title)
}

/// Seconds below two minutes, else minutes and what is over.
fn length(seconds: f64) -> String {
    if seconds < 120.0 {
        return format!("{} s", (seconds * 10.0).round() / 10.0);
    }
    let (minutes, rest) = ((seconds / 60.0).floor(), (seconds % 60.0).round());
    if rest == 0.0 { format!("{minutes} min") } else { format!("{minutes} min {rest} s") }
}
