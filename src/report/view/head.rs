//! The head of the page, from the head of the report.

use serde::Serialize;

use super::{Row, scene::Scene};
use crate::{
    evidence::{
        Betrouwbaarheidsniveau,
        certificate::Product,
        run::{Aansluiting, DigidKind, Koppelvlak, Omgeving, Richtlijn, Timing},
    },
    report::{
        banner::Banner,
        head::{Head, Uitslag},
        remark::sentence,
        text::one_line,
        time::{date, day, moment},
    },
};

/// What the target file says is shown up to this many characters.
const LONGEST: usize = 300;

/// A row names at most this many addresses or accounts; the evidence has them all.
const MOST_NAMED: usize = 6;

/// The head of the page.
#[derive(Debug, Serialize)]
pub(super) struct HeadView {
    afnemer: String,
    /// What tells this report from another, on one line.
    short: String,
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
            short: short(&head),
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
                Row::new(
                    "Hertest van",
                    head.hertest_van.as_deref().map_or_else(|| "niets: dit is geen hertest".to_owned(), shown),
                ),
                Row::new("Tester", optional(&head.tester)),
                Row::new("Begin van de test", format!("{} (Nederlandse tijd)", moment(head.started))),
                Row::new("Einde van de test", format!("{} (Nederlandse tijd)", moment(head.ended))),
                Row::new(
                    "DigiD",
                    match head.digid {
                        DigidKind::Geen => "geen: de vraag aan DigiD is tegengehouden",
                        DigidKind::Simulator => "de DigiD-simulatie van Toetssteen",
                    },
                ),
                Row::new(
                    "Wachttijden",
                    match head.timing {
                        Timing::Real => "zoals in de checklist",
                        Timing::Scaled => "verkort, alleen om te proberen",
                        Timing::WithoutWaits => "geen: wat moet wachten, is niet getest",
                    },
                ),
                Row::new(
                    "Andere route",
                    if head.routes.is_empty() {
                        "geen: elke server is bereikt op het adres dat bij de naam hoort".to_owned()
                    } else {
                        head.routes
                            .iter()
                            .map(|route| shown(&route.replacen(" at ", " is bereikt op ", 1)))
                            .collect::<Vec<_>>()
                            .join("; ")
                    },
                ),
            ],
            technical: technical(&head),
            aansluitingen: head.aansluitingen.iter().map(|one| connection(one, scene)).collect(),
            banners: head.banners,
        }
    }
}

fn technical(head: &Head) -> Vec<Row> {
    let mut rows = vec![
        Row::new("Getest met", format!("Toetssteen {}", shown(&head.gathered_by))),
        Row::new("Rapport gemaakt met", format!("Toetssteen {}", head.reported_by)),
        Row::new("Checklist bij het testen (SHA-256)", head.checks_gathered.to_string()),
        Row::new("Checklist bij het oordeel (SHA-256)", head.checks_judged.to_string()),
        Row::new("Aansluitingsbestand (SHA-256)", head.target_file.to_string()),
        Row::new("Zegel van het bewijs (SHA-256)", head.evidence_seal.to_string()),
    ];
    let lists = head.edities.iter();
    rows.extend(lists.map(|one| Row::new(&format!("Lijst ‘{}’ (SHA-256)", one.title), one.digest.to_string())));
    let overlay = head.overlay.as_ref().map_or_else(|| "geen".to_owned(), ToString::to_string);
    rows.push(Row::new("Eigen teksten over de lijsten (SHA-256)", overlay));
    rows
}

fn short(head: &Head) -> String {
    let mut parts = Vec::new();
    parts.extend(head.kenmerk.as_deref().map(|kenmerk| format!("kenmerk {}", shown(kenmerk))));
    for one in &head.aansluitingen {
        parts.extend(one.aansluitnummer.as_deref().map(|number| format!("aansluitnummer {}", shown(number))));
        parts.push(format!("{}, niveau {}", koppelvlak(one.koppelvlak), level(one.betrouwbaarheidsniveau)));
        parts.push(omgeving(one.omgeving).to_owned());
    }
    parts.push(date(head.ended));
    sentence(&parts.join(" · ")).trim_end_matches('.').to_owned()
}

fn connection(aansluiting: &Aansluiting, scene: &Scene<'_>) -> Connection {
    let optional = |text: &Option<String>| text.as_deref().map_or_else(|| "niet opgegeven".to_owned(), shown);
    let editions = aansluiting.edities.iter().map(|name| {
        let known = scene.input.checklist.editions.get(name);
        known.map_or_else(|| name.to_string(), |edition| edition.title.clone())
    });
    let requested = aansluiting.aangevraagd.map(day);
    let koppelvlak = koppelvlak(aansluiting.koppelvlak);
    let product = aansluiting.product.map(|product| format!("{koppelvlak}, {}", self::product(product)));
    Connection {
        naam: aansluiting.naam.to_string(),
        rows: vec![
            Row::new("Aansluitnummer", optional(&aansluiting.aansluitnummer)),
            Row::new("Producten en diensten", optional(&aansluiting.dienst)),
            Row::new("Webadres", shown(&aansluiting.startpagina)),
            Row::new("Andere adressen", some(&aansluiting.adressen, "geen")),
            Row::new("Testaccounts", some(&aansluiting.accounts, "nummers die de DigiD-simulatie zelf maakt")),
            Row::new("Koppelvlak", product.unwrap_or_else(|| koppelvlak.to_owned())),
            Row::new("Betrouwbaarheidsniveau", level(aansluiting.betrouwbaarheidsniveau)),
            Row::new("Eenmalig inloggen", if aansluiting.eenmalig_inloggen { "ja" } else { "nee" }),
            Row::new("Omgeving", omgeving(aansluiting.omgeving)),
            Row::new("Aangevraagd", requested.unwrap_or_else(|| "niet opgegeven".to_owned())),
            Row::new("Richtlijn voor TLS", richtlijn(aansluiting.richtlijn_tls)),
            Row::new("Beoordeeld volgens", editions.collect::<Vec<_>>().join("; ")),
        ],
    }
}

/// The first of these, and how many more there are.
fn some(texts: &[String], none: &str) -> String {
    if texts.is_empty() {
        return none.to_owned();
    }
    let first: Vec<String> = texts.iter().take(MOST_NAMED).map(|text| shown(text)).collect();
    let more = texts.len().saturating_sub(MOST_NAMED);
    let more = if more > 0 { format!("; en nog {more}") } else { String::new() };
    format!("{}{more}", first.join("; "))
}

fn richtlijn(richtlijn: Richtlijn) -> String {
    let why = match richtlijn {
        Richtlijn::Koppelvlak => "die het koppelvlak noemt",
        Richtlijn::Nieuwste => "gekozen in het aansluitingsbestand",
    };
    format!("NCSC {}, {why}", richtlijn.name())
}

fn koppelvlak(koppelvlak: Koppelvlak) -> &'static str {
    match koppelvlak {
        Koppelvlak::Cgi => "CGI",
        Koppelvlak::Saml => "SAML",
    }
}

fn product(product: Product) -> &'static str {
    match product {
        Product::Bsnk => "BSNk",
        Product::Cgi | Product::Digid => "DigiD",
        Product::Machtigen => "DigiD Machtigen",
        Product::Mijnoverheid => "MijnOverheid",
    }
}

fn omgeving(omgeving: Omgeving) -> &'static str {
    match omgeving {
        Omgeving::Ontwikkel => "ontwikkel",
        Omgeving::Preproductie => "preproductie",
        Omgeving::Productie => "productie",
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
