//! The head of the page, from the head of the report.

use serde::Serialize;

use super::{Row, scene::Scene};
use crate::{
    evidence::run::{Aansluiting, Betrouwbaarheidsniveau, DigidKind, Koppelvlak, Omgeving, Timing},
    report::{
        head::{Banner, Head, Uitslag},
        text::one_line,
        time::moment,
    },
};

/// What the target file says is shown up to this many characters.
const LONGEST: usize = 300;

/// The head of the page.
#[derive(Debug, Serialize)]
pub(super) struct HeadView {
    afnemer: String,
    uitslag: &'static str,
    shape: &'static str,
    rule: &'static str,
    because: Vec<String>,
    banners: Vec<Banner>,
    rows: Vec<Row>,
    aansluitingen: Vec<Connection>,
    technical: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Connection {
    naam: String,
    rows: Vec<Row>,
}

impl HeadView {
    pub(super) fn new(scene: &Scene<'_>) -> Self {
        let head = Head::new(&scene.input);
        let optional = |text: &Option<String>| text.as_deref().map_or_else(|| "niet opgegeven".to_owned(), shown);
        Self {
            afnemer: shown(&head.afnemer),
            uitslag: head.uitslag.words(),
            shape: match head.uitslag {
                Uitslag::NietPositief => "niet-akkoord",
                Uitslag::NogNietTeGeven => "te-beoordelen",
                Uitslag::Positief => "akkoord",
            },
            rule: head.rule,
            because: head.because.clone(),
            rows: vec![
                Row::new("Afnemer", shown(&head.afnemer)),
                Row::new("Kenmerk", optional(&head.kenmerk)),
                Row::new("Tester", optional(&head.tester)),
                Row::new("Begin van de test", format!("{} (Nederlandse tijd)", moment(head.started))),
                Row::new("Einde van de test", format!("{} (Nederlandse tijd)", moment(head.ended))),
                Row::new(
                    "DigiD",
                    match head.digid {
                        DigidKind::Simulator => "de DigiD-simulatie van Toetssteen",
                    },
                ),
                Row::new(
                    "Wachttijden",
                    match head.timing {
                        Timing::Real => "zoals in de checklist",
                        Timing::Scaled => "verkort, alleen om te proberen",
                    },
                ),
                Row::new(
                    "Andere route",
                    if head.routes.is_empty() {
                        "geen: elke server is bereikt op het adres dat bij de naam hoort".to_owned()
                    } else {
                        head.routes.iter().map(|route| shown(route)).collect::<Vec<_>>().join("; ")
                    },
                ),
            ],
            technical: vec![
                Row::new("Getest met", format!("Toetssteen {}", shown(&head.gathered_by))),
                Row::new("Rapport gemaakt met", format!("Toetssteen {}", head.reported_by)),
                Row::new("Checklist bij het testen (SHA-256)", head.checks_gathered.to_string()),
                Row::new("Checklist bij het oordeel (SHA-256)", head.checks_judged.to_string()),
                Row::new("Aansluitingsbestand (SHA-256)", head.target_file.to_string()),
                Row::new("Zegel van het bewijs (SHA-256)", head.evidence_seal.to_string()),
            ],
            aansluitingen: head.aansluitingen.iter().map(|one| connection(one, scene)).collect(),
            banners: head.banners,
        }
    }
}

fn connection(aansluiting: &Aansluiting, scene: &Scene<'_>) -> Connection {
    let optional = |text: &Option<String>| text.as_deref().map_or_else(|| "niet opgegeven".to_owned(), shown);
    let editions = aansluiting.edities.iter().map(|name| {
        let known = scene.input.checklist.editions.get(name);
        known.map_or_else(|| name.to_string(), |edition| edition.title.clone())
    });
    let requested = aansluiting.aangevraagd.map(|day| day.to_string());
    Connection {
        naam: aansluiting.naam.to_string(),
        rows: vec![
            Row::new("Aansluitnummer", optional(&aansluiting.aansluitnummer)),
            Row::new("Product of dienst", optional(&aansluiting.dienst)),
            Row::new("Webadres", shown(&aansluiting.startpagina)),
            Row::new(
                "Koppelvlak",
                match aansluiting.koppelvlak {
                    Koppelvlak::Cgi => "CGI",
                    Koppelvlak::Saml => "SAML",
                },
            ),
            Row::new("Betrouwbaarheidsniveau", level(aansluiting.betrouwbaarheidsniveau)),
            Row::new("Eenmalig inloggen", if aansluiting.eenmalig_inloggen { "ja" } else { "nee" }),
            Row::new(
                "Omgeving",
                match aansluiting.omgeving {
                    Omgeving::Ontwikkel => "ontwikkel",
                    Omgeving::Preproductie => "preproductie",
                    Omgeving::Productie => "productie",
                },
            ),
            Row::new("Aangevraagd", requested.unwrap_or_else(|| "niet opgegeven".to_owned())),
            Row::new("Beoordeeld volgens", editions.collect::<Vec<_>>().join("; ")),
        ],
    }
}

fn level(level: Betrouwbaarheidsniveau) -> &'static str {
    match level {
        Betrouwbaarheidsniveau::Basis => "Basis",
        Betrouwbaarheidsniveau::Midden => "Midden",
        Betrouwbaarheidsniveau::Substantieel => "Substantieel",
        Betrouwbaarheidsniveau::Hoog => "Hoog",
    }
}

fn shown(text: &str) -> String {
    one_line(text, LONGEST)
}
