//! The head of the report: the outcome with its rule, and what a run was.

use std::collections::BTreeSet;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Input, banner::Banner};
use crate::{
    evidence::{
        BlobId, Evidence, Word,
        run::{Aansluiting, DigidKind, Timing},
    },
    judge::{JudgedLine, Judgement, Unseen, Verdict},
};

/// The head of a report.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Head {
    /// The outcome of the whole.
    pub uitslag: Uitslag,
    /// The rule that gives it, in Dutch.
    pub rule: &'static str,
    /// What made it so, in Dutch.
    pub because: Vec<String>,
    /// What the reader must know before anything else.
    pub banners: Vec<Banner>,
    /// How many lines have which verdict.
    pub counts: Counts,
    /// Reference of the submission.
    pub kenmerk: Option<String>,
    /// Name of the afnemer as registered.
    pub afnemer: String,
    /// Who tested.
    pub tester: Option<String>,
    /// Reference of the earlier submission, where this is a hertest.
    pub hertest_van: Option<String>,
    /// Each connection tested.
    pub aansluitingen: Vec<Aansluiting>,
    /// Which DigiD took part.
    pub digid: DigidKind,
    /// Which table of waits was used.
    pub timing: Timing,
    /// Hosts that were reached at another address than their name says.
    pub routes: Vec<String>,
    /// When gathering began.
    #[schemars(with = "String")]
    pub started: Timestamp,
    /// When gathering ended.
    #[schemars(with = "String")]
    pub ended: Timestamp,
    /// Version of Toetssteen that gathered.
    pub gathered_by: String,
    /// Version of Toetssteen that judged and wrote this.
    pub reported_by: &'static str,
    /// SHA-256 of the checklist that the plan was made from.
    pub checks_gathered: BlobId,
    /// SHA-256 of the checklist that judged.
    pub checks_judged: BlobId,
    /// The editions that judged.
    pub edities: Vec<Editie>,
    /// SHA-256 over the files that were laid over the editions; null where there are none.
    pub overlay: Option<BlobId>,
    /// SHA-256 of the target file.
    pub target_file: BlobId,
    /// The seal of the evidence that was judged.
    pub evidence_seal: BlobId,
}

/// An edition that judged.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Editie {
    /// Name of its file.
    pub name: Word,
    /// Official title.
    pub title: String,
    /// SHA-256 of its file.
    pub digest: BlobId,
}

/// The outcome of a report.
#[derive(Clone, Copy, Debug, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Uitslag {
    /// Something is niet akkoord.
    NietPositief,
    /// Nothing is niet akkoord, and not everything is known.
    NogNietTeGeven,
    /// Every line is akkoord or n.v.t.
    Positief,
}

/// How many lines have which verdict.
#[derive(Clone, Copy, Debug, Default, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Counts {
    /// Akkoord.
    pub akkoord: usize,
    /// Niet akkoord.
    pub niet_akkoord: usize,
    /// Te beoordelen.
    pub te_beoordelen: usize,
    /// Does not apply.
    pub nvt: usize,
    /// Niet vastgesteld: it went wrong.
    pub mislukt: usize,
    /// Niet vastgesteld: this DigiD or this manner cannot, or Toetssteen does not test it.
    pub niet_mogelijk: usize,
    /// Niet vastgesteld: only the code is public.
    pub tekst_onbekend: usize,
}

const RULE: &str = "Positief: elke regel is akkoord of n.v.t. Niet positief: minstens één regel is niet akkoord. \
    In alle andere gevallen is de uitslag nog niet te geven. Regels die Toetssteen niet test, tellen mee: die moet iemand \
    nog nagaan. Regels waarvan de tekst niet openbaar is, tellen niet mee.";

impl Head {
    /// The head of this report.
    pub(super) fn new(input: &Input<'_>) -> Self {
        let run = input.evidence.run();
        let counts = Counts::of(input.judgement);
        let (uitslag, because) = outcome(&counts, input.evidence);
        let subject = run.subject.clone();
        Self {
            uitslag,
            rule: RULE,
            because,
            banners: Banner::all(input),
            counts,
            kenmerk: subject.kenmerk,
            afnemer: subject.afnemer,
            tester: subject.tester,
            hertest_van: subject.hertest_van,
            aansluitingen: subject.aansluitingen,
            digid: run.digid,
            timing: run.timing,
            routes: subject.routes,
            started: run.started,
            ended: run.ended,
            gathered_by: run.tool.clone(),
            reported_by: env!("CARGO_PKG_VERSION"),
            checks_gathered: run.checks.clone(),
            checks_judged: input.checklist.digest.clone(),
            edities: Editie::all(input),
            overlay: input.checklist.overlay.clone(),
            target_file: run.target_file.clone(),
            evidence_seal: input.evidence.to_document().seal,
        }
    }
}

impl Editie {
    fn all(input: &Input<'_>) -> Vec<Self> {
        let judged = input.judgement.aansluitingen.iter().flat_map(|one| &one.editions);
        let names: BTreeSet<&Word> = judged.map(|edition| &edition.edition).collect();
        let known = names.into_iter().filter_map(|name| input.checklist.editions.get(name));
        known.map(|one| Self { name: one.name.clone(), title: one.title.clone(), digest: one.digest.clone() }).collect()
    }
}

impl Uitslag {
    /// The words.
    pub fn words(self) -> &'static str {
        match self {
            Self::NietPositief => "niet positief",
            Self::NogNietTeGeven => "nog niet te geven",
            Self::Positief => "positief",
        }
    }
}

impl Counts {
    fn of(judgement: &Judgement) -> Self {
        let mut counts = Self::default();
        let editions = judgement.aansluitingen.iter().flat_map(|aansluiting| &aansluiting.editions);
        for line in editions.flat_map(|edition| &edition.lines) {
            *counts.slot(line) += 1;
        }
        counts
    }

    fn slot(&mut self, line: &JudgedLine) -> &mut usize {
        match &line.verdict {
            Some(Verdict::Akkoord) => &mut self.akkoord,
            Some(Verdict::NietAkkoord) => &mut self.niet_akkoord,
            Some(Verdict::NietVanToepassing(_)) => &mut self.nvt,
            Some(Verdict::NietVastgesteld(Unseen::Mislukt)) => &mut self.mislukt,
            Some(Verdict::NietVastgesteld(Unseen::NietMogelijk)) => &mut self.niet_mogelijk,
            Some(Verdict::TeBeoordelen) => &mut self.te_beoordelen,
            None => &mut self.tekst_onbekend,
        }
    }

    /// Every line.
    pub fn total(&self) -> usize {
        self.judged() + self.tekst_onbekend
    }

    fn judged(&self) -> usize {
        self.akkoord + self.niet_akkoord + self.te_beoordelen + self.nvt + self.mislukt + self.niet_mogelijk
    }
}

fn outcome(counts: &Counts, evidence: &Evidence) -> (Uitslag, Vec<String>) {
    let run = evidence.run();
    if counts.niet_akkoord > 0 {
        return (Uitslag::NietPositief, vec![lines(counts.niet_akkoord, "is niet akkoord", "zijn niet akkoord")]);
    }
    let open = [
        (counts.judged() == 0, "Er is geen enkele regel getest.".to_owned()),
        (counts.te_beoordelen > 0, lines(counts.te_beoordelen, "moet een mens beoordelen", "moet een mens beoordelen")),
        (counts.mislukt > 0, lines(counts.mislukt, "kon niet worden getest", "konden niet worden getest")),
        (
            counts.niet_mogelijk > 0,
            lines(
                counts.niet_mogelijk,
                "is niet getest, of op deze manier niet te testen",
                "zijn niet getest, of op deze manier niet te testen",
            ),
        ),
        (run.interrupted, "De test is afgebroken.".to_owned()),
        (!run.only.is_empty(), "Alleen een deel van de eisen is getest.".to_owned()),
        (run.timing == Timing::Scaled, "Er is met verkorte wachttijden getest.".to_owned()),
        (run.timing == Timing::WithoutWaits, "Er is getest zonder te wachten.".to_owned()),
        (run.without_browser, "Er is getest zonder browser.".to_owned()),
    ];
    let because: Vec<String> = open.into_iter().filter(|(so, _)| *so).map(|(_, sentence)| sentence).collect();
    if because.is_empty() {
        return (Uitslag::Positief, vec!["Elke regel is akkoord of n.v.t.".to_owned()]);
    }
    (Uitslag::NogNietTeGeven, because)
}

fn lines(number: usize, one: &str, more: &str) -> String {
    if number == 1 { format!("1 regel {one}.") } else { format!("{number} regels {more}.") }
}
