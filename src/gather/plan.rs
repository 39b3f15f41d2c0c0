//! What a run will do: the journeys and probes that pass the places which the selected criteria read.

use std::{collections::BTreeSet, net::SocketAddr};

pub use super::probes::Probe;
use super::{
    federation, forging, names,
    probes::dns,
    revocation,
    selection::{editions, known, selected},
};
use crate::{
    checklist::{Checklist, Criterion, ForgedLogout, Forgery, edition::Edition, find::NotFound, journey::Journey},
    evidence::{
        Pattern, Variant, Word,
        probes::CERTIFICATE,
        run::{DigidKind, Timing},
    },
    target::{Aansluiting, Target},
};

/// Everything a run will do.
#[derive(Debug)]
pub struct Plan<'a> {
    /// For each connection.
    pub aansluitingen: Vec<PlannedAansluiting<'a>>,
    /// The hosts that will be contacted.
    pub hosts: BTreeSet<String>,
    /// The resolvers that are asked for names, in turn; empty where no name is asked for, or this machine knows none.
    pub resolvers: Vec<SocketAddr>,
    /// The hosts of issuers that are asked whether a certificate was revoked, with their ports.
    pub issuers: BTreeSet<(String, u16)>,
    /// Which table of waits.
    pub timing: Timing,
    /// The criteria that were asked for, by id; empty means all.
    pub only: Vec<String>,
    /// Whether everything is asked over HTTP, and what only a browser sees is left out.
    pub without_browser: bool,
}

/// What is done for one connection.
#[derive(Debug)]
pub struct PlannedAansluiting<'a> {
    /// The connection.
    pub aansluiting: &'a Aansluiting,
    /// Another service of its federation.
    pub partner: Option<&'a Aansluiting>,
    /// First part of its places, where the target has more than one.
    pub prefix: Option<Word>,
    /// The editions that judge it.
    pub edities: Vec<Word>,
    /// The criteria that will be judged.
    pub criteria: Vec<&'a Criterion>,
    /// Each journey in each variant, up to the last place that a criterion reads or shows; those that wait first.
    pub journeys: Vec<(Journey, Option<Variant>)>,
    /// The journeys that wait, where this run does not or not as long: their places end as a gap that says so.
    pub left_out: Vec<(Journey, Option<Variant>)>,
    /// Where no DigiD takes part: the whole journeys, whose places from DigiD on end as a gap that says so.
    pub beyond: Vec<(Journey, Option<Variant>)>,
    /// The probes.
    pub probes: BTreeSet<Probe>,
    /// Whether more of TLS is asked than versions and certificates.
    pub tls_settings: bool,
    /// Whether issuers are asked about the certificates.
    pub revocation: bool,
    /// The forged answers that are sent, by class.
    pub forgeries: Vec<&'a Forgery>,
    /// The forged questions to log out that are sent, last of all.
    pub forged_logouts: Vec<&'a ForgedLogout>,
    /// The places that a criterion reads or shows; only there a picture is worth its time.
    pub pictured: Vec<Pattern>,
    /// The places where a fact needs a closer look than a text.
    pub closely: Vec<Pattern>,
}

/// What keeps a plan from being made.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// A name that is known, but of nothing that this connection is judged by.
    #[error("`{0}` is in no edition that this target file is judged by ({1})")]
    Elsewhere(String, String),
    /// A line that nothing judges.
    #[error("no criterion judges `{0}`: its text is not public, or not tested yet")]
    NothingJudges(String),
    /// A name that means nothing.
    #[error("{0}")]
    Unknown(#[from] NotFound),
    /// An edition that is not there.
    #[error("there is no edition `{0}`; the editions are: {1}")]
    UnknownEdition(String, String),
}

impl<'a> Plan<'a> {
    /// The plan for what these names mean: criteria, or lines by their code. None named means all that the editions name.
    ///
    /// # Errors
    /// [`PlanError`] when a criterion, line or edition is named that does not exist.
    pub fn make(
        checklist: &'a Checklist,
        target: &'a Target,
        timing: Timing,
        only: &[String],
    ) -> Result<Self, PlanError> {
        let several = target.aansluitingen.len() > 1;
        let judged: Vec<(&Aansluiting, Vec<&Edition>)> = target
            .aansluitingen
            .iter()
            .map(|aansluiting| Ok((aansluiting, editions(checklist, aansluiting)?)))
            .collect::<Result<_, PlanError>>()?;
        let only = selected(checklist, &judged, only)?;
        let aansluitingen = judged.into_iter().map(|(aansluiting, editions)| {
            let criteria: Vec<&Criterion> = known(checklist, &editions)
                .filter(|criterion| only.is_empty() || only.contains(&criterion.id))
                .collect();
            let read: Vec<&Pattern> = criteria.iter().flat_map(|criterion| criterion.reads()).collect();
            // Nobody goes where only a criterion looks that is not about this connection.
            let Aansluiting { koppelvlak, omgeving, eenmalig_inloggen, .. } = aansluiting;
            let about = || criteria.iter().filter(|one| one.applies.to(*koppelvlak, *omgeving, *eenmalig_inloggen));
            let shown = about().filter_map(|criterion| criterion.review.as_ref()).flat_map(|review| &review.show);
            let pictured: Vec<Pattern> =
                about().flat_map(|criterion| criterion.reads()).chain(shown).cloned().collect();
            let close = criteria.iter().filter(|criterion| criterion.looks_closely());
            let closely = close.flat_map(|criterion| criterion.reads()).cloned().collect();
            // What begins on a page that the target file does not name is not asked of this service.
            let named = |journey: &Journey| journey.opens().all(|page| aansluiting.pages.contains_key(page));
            let whole: Vec<_> =
                journeys(checklist, &pictured).into_iter().filter(|(journey, _)| named(journey)).collect();
            let (possible, beyond) = match target.linked {
                DigidKind::Geen => (before_digid(&whole), whole),
                DigidKind::Simulator => (whole, Vec::new()),
            };
            let (left_out, journeys): (Vec<_>, Vec<_>) = possible
                .into_iter()
                .partition(|(journey, _)| journey.is_long() || (timing == Timing::WithoutWaits && journey.waits()));
            let forgeries = forging::chosen(checklist, aansluiting, &read);
            let forged_logouts = forging::logout::chosen(checklist, &pictured);
            let attacked = !forgeries.is_empty() || !forged_logouts.is_empty();
            let mut probes = probes(&journeys, &read, attacked);
            if target.linked == DigidKind::Geen {
                probes.remove(&Probe::Sign);
            }
            if !names::are_asked(&criteria, aansluiting) {
                probes.remove(&Probe::Dns);
            }
            let revocation = revocation::is_asked(&criteria, aansluiting);
            let tls_settings = criteria.iter().any(|criterion| asks_of_tls(criterion));
            PlannedAansluiting {
                aansluiting,
                partner: federation::partner(target, aansluiting),
                prefix: several.then(|| aansluiting.naam.clone()),
                edities: editions.iter().map(|edition| edition.name.clone()).collect(),
                criteria,
                journeys,
                left_out,
                beyond,
                probes,
                tls_settings,
                revocation,
                forgeries,
                forged_logouts,
                pictured,
                closely,
            }
        });
        let aansluitingen: Vec<PlannedAansluiting<'_>> = aansluitingen.collect();
        let revocation = aansluitingen.iter().any(|one| one.revocation);
        let asks = aansluitingen.iter().any(|one| one.probes.contains(&Probe::Dns));
        Ok(Self {
            aansluitingen,
            hosts: target.hosts(),
            resolvers: if asks { dns::resolvers(&target.dns) } else { Vec::new() },
            issuers: if revocation { target.issuers.clone() } else { BTreeSet::new() },
            timing,
            only: only.into_iter().collect(),
            without_browser: false,
        })
    }

    /// The same with what takes hours, where the run waits at all.
    #[must_use]
    pub fn with_long(mut self) -> Self {
        let waits = self.timing != Timing::WithoutWaits;
        for one in self.aansluitingen.iter_mut().filter(|_| waits) {
            let long = one.left_out.extract_if(.., |(journey, _)| journey.is_long());
            one.journeys.splice(..0, long);
        }
        self
    }

    /// Whether nothing at all would be done.
    pub fn is_empty(&self) -> bool {
        self.aansluitingen.iter().all(|one| {
            one.journeys.is_empty()
                && one.probes.is_empty()
                && one.forgeries.is_empty()
                && one.forged_logouts.is_empty()
        })
    }
}

impl PlannedAansluiting<'_> {
    /// Whether something rests on seeing whether somebody is logged in.
    pub fn needs_sign(&self) -> bool {
        self.probes.contains(&Probe::Sign)
    }
}

/// Whether it reads something at a TLS address that is no certificate and no version.
fn asks_of_tls(criterion: &Criterion) -> bool {
    let tls = criterion.expectations.iter().filter(|one| one.at.journey.as_str() == "tls");
    let mut others = tls.filter(|one| !one.fact.is_of_certificates() && one.fact.name != "tls.versions");
    others.next().is_some()
}

fn journeys(checklist: &Checklist, read: &[Pattern]) -> Vec<(Journey, Option<Variant>)> {
    let all = checklist.journeys.values().flat_map(|journey| {
        journey.variants().into_iter().map(|variant| (journey.up_to_last(read, variant.as_ref()), variant))
    });
    let mut journeys: Vec<_> = all.filter(|(journey, _)| !journey.steps.is_empty()).collect();
    // The longest wait sets the time of the run, so what waits begins first.
    journeys.sort_by_key(|(journey, _)| !journey.waits());
    journeys
}

fn before_digid(journeys: &[(Journey, Option<Variant>)]) -> Vec<(Journey, Option<Variant>)> {
    let near = journeys.iter().map(|(journey, variant)| (journey.before_digid(), variant.clone()));
    near.filter(|(journey, _)| !journey.steps.is_empty()).collect()
}

fn probes(journeys: &[(Journey, Option<Variant>)], read: &[&Pattern], attacked: bool) -> BTreeSet<Probe> {
    let reads = |name: &str| read.iter().any(|pattern| pattern.journey.as_str() == name);
    let named = [
        (CERTIFICATE, Probe::Certificate),
        ("dns", Probe::Dns),
        ("http", Probe::Http),
        ("metadata", Probe::Metadata),
        ("tls", Probe::Tls),
    ];
    let mut probes: BTreeSet<Probe> =
        named.into_iter().filter(|(name, _)| reads(name)).map(|(_, probe)| probe).collect();
    if reads("sign") || attacked || journeys.iter().any(|(journey, _)| journey.needs_sign()) {
        probes.insert(Probe::Sign);
    }
    probes
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::checklist::{Files, SourceFile};

    fn built_in() -> Checklist {
        Checklist::load(&Files::built_in()).unwrap_or_else(|mistakes| panic!("{mistakes}"))
    }

    #[test]
    fn a_journey_goes_no_further_than_the_last_place_that_is_read() {
        let checklist = built_in();
        let folder = Path::new("fixtures/afnemer");
        let text = std::fs::read_to_string(folder.join("aansluiting.toml")).unwrap();
        let target = Target::read(&SourceFile::new("aansluiting.toml", &text), folder);
        let target = target.unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let planned = |only: &[&str]| {
            let only: Vec<String> = only.iter().map(ToString::to_string).collect();
            let plan = Plan::make(&checklist, &target, Timing::Scaled, &only).unwrap();
            let one = &plan.aansluitingen[0];
            let last = |journey: &Journey| format!("{}/{}", journey.name, journey.stops().last().unwrap().mark);
            (one.journeys.iter().map(|(journey, _)| last(journey)).collect::<Vec<_>>(), one.needs_sign())
        };
        assert_eq!(planned(&["authenticatievraag/handtekening"]), (vec!["login/asked".to_owned()], false));
        let (all, needs_sign) = planned(&[]);
        assert!(needs_sign && all.contains(&"login/protected".to_owned()), "{all:?}");
    }

    #[test]
    fn every_way_to_name_a_place_leads_there() {
        let checklist = built_in();
        for (pattern, last) in [
            ("login/page/n", "page"),
            ("login/page/2", "page"),
            ("failed/*/returned", "returned"),
            ("failed/requester/returned", "returned"),
            ("idle-expired/later@in-session", "in-session"),
        ] {
            let made = journeys(&checklist, &[pattern.parse().unwrap()]);
            assert!(!made.is_empty(), "nobody goes to {pattern}");
            for (journey, _) in made {
                assert_eq!(journey.stops().last().unwrap().mark.as_str(), last, "{pattern}");
            }
        }
        assert_eq!(journeys(&checklist, &["failed/requester/returned".parse().unwrap()]).len(), 1);
    }
}
