//! What a reader must know before anything else of a report.

use schemars::JsonSchema;
use serde::Serialize;

use super::Input;
use crate::{
    checklist::criterion::Confidence,
    evidence::run::{DigidKind, Omgeving, Timing},
    judge::JudgedLine,
};

/// Something to know before anything else.
#[derive(Clone, Debug, Eq, JsonSchema, PartialEq, Serialize)]
pub struct Banner {
    /// One or two words.
    pub name: &'static str,
    /// What it means, in Dutch.
    pub says: String,
}

impl Banner {
    /// Those of this report, in order.
    pub(super) fn all(input: &Input<'_>) -> Vec<Self> {
        let run = input.evidence.run();
        let ontwikkel = run.subject.aansluitingen.iter().any(|one| one.omgeving == Omgeving::Ontwikkel);
        let paraphrased = |line: &JudgedLine| line.confidence != Confidence::Letterlijk && line.verdict.is_some();
        let lines =
            input.judgement.aansluitingen.iter().flat_map(|one| &one.editions).flat_map(|edition| &edition.lines);
        let read_by_us = lines.filter(|line| paraphrased(line)).count();
        let (digid, partner) = match run.digid {
            DigidKind::Geen => {
                ("Zonder DigiD", "Er was geen DigiD bij. Wat pas na DigiD te zien is, staat op ‘niet vastgesteld’.")
            }
            DigidKind::Simulator => (
                "Zelftest",
                "De dienst was gekoppeld aan de DigiD-simulatie van Toetssteen, niet aan DigiD zelf. \
             Dit is geen besluit van Logius.",
            ),
        };
        let all = [
            (true, digid, partner.to_owned()),
            (
                run.timing == Timing::Scaled,
                "Geen conformiteitsrun",
                "De wachttijden waren verkort. De uitkomst zegt niets over de echte sessieduur.".to_owned(),
            ),
            (
                run.timing == Timing::WithoutWaits,
                "Snelle test",
                "Er is niet gewacht. Wat pas na wachten te zien is, zoals de sessieduur, staat op ‘niet vastgesteld’."
                    .to_owned(),
            ),
            (
                run.without_browser,
                "Zonder browser",
                "Er is getest met losse HTTP-verzoeken. Wat alleen in een browser te zien is, zoals de tekst op een scherm, \
                 staat op ‘niet vastgesteld’."
                    .to_owned(),
            ),
            (
                ontwikkel,
                "Ontwikkeltest",
                "De dienst draaide in een ontwikkelomgeving. Eisen aan domeinnaam en certificaten zijn daar n.v.t."
                    .to_owned(),
            ),
            (
                run.own_trust_anchor,
                "Eigen vertrouwensanker",
                "De handtekeningen in DNS (DNSSEC) zijn gecontroleerd met een eigen vertrouwensanker uit het \
                 aansluitingsbestand, niet met dat van internet."
                    .to_owned(),
            ),
            (
                run.interrupted,
                "Afgebroken",
                "De test is gestopt voordat hij klaar was. Wat niet is getest, staat op ‘niet vastgesteld’.".to_owned(),
            ),
            (
                !run.only.is_empty(),
                "Een deel getest",
                format!("Alleen deze eisen zijn getest: {}.", run.only.join(", ")),
            ),
            (
                run.checks != input.checklist.digest,
                "Andere checklist",
                "Er is getest met een andere versie van de checklist dan waarmee is geoordeeld.".to_owned(),
            ),
            (
                read_by_us > 0,
                "Naar onze lezing",
                format!(
                    "Van {read_by_us} regels is de tekst van Logius niet helemaal openbaar. \
                 Bij die regels staat een merk. Daar geldt hoe wij de tekst lezen."
                ),
            ),
        ];
        all.into_iter().filter(|(so, ..)| *so).map(|(_, name, says)| Self { name, says }).collect()
    }
}
