//! What a reader calls a place: what was done there, and the moment.

use crate::{
    checklist::Checklist,
    evidence::{
        Mark, Pattern, Place, Variant, Word,
        pattern::{MarkPattern, NthPattern, VariantPattern},
        probes::{CERTIFICATE, FORGED, FORGED_LOGOUT},
    },
};

/// The marks of the journeys. One that is missing here is shown as it is written.
const MARKS: &[(&str, &str)] = &[
    ("after", "bij een nieuw verzoek daarna"),
    ("again", "bij een nieuwe poging"),
    ("alive", "net binnen de toegestane tijd"),
    ("asked", "aangekomen bij DigiD"),
    ("asked-again", "na nog een druk op de DigiD-knop"),
    ("back", "na het uitloggen, met de knop Vorige"),
    ("copied", "met een kopie van de cookies"),
    ("due", "kort voordat een kwartier voorbij is"),
    ("early", "kort voordat een dienst weer naar DigiD mag"),
    ("entered", "binnen zonder gegevens te geven"),
    ("expired", "na de toegestane tijd"),
    ("image", "na een pagina van een ander, met een plaatje"),
    ("form", "na een pagina van een ander, met een formulier"),
    ("in-session", "na het inloggen"),
    ("inside", "met de sessie van wie binnenkwam zonder gegevens"),
    ("later", "na een latere, gelukte login"),
    ("leaving", "bij DigiD, gevraagd om uit te loggen"),
    ("left", "met een kopie van de cookies, voordat DigiD is gevraagd"),
    ("link", "na een pagina van een ander, met een link"),
    ("logged-out", "na het uitloggen"),
    ("left-over", "met de cookies van de sessie die DigiD beëindigde"),
    ("name", "de naam van de host"),
    ("no-address", "zonder adres"),
    ("offered", "opnieuw op het scherm waar het begint"),
    ("over", "na het uitloggen bij de andere dienst"),
    ("page", "een pagina achter het inloggen"),
    ("partner", "ingelogd bij de andere dienst"),
    ("protected", "ingelogd, buiten elke cache om"),
    ("public", "zonder inloggen"),
    ("renewed", "terug van DigiD om door te gaan"),
    ("returned", "terug van DigiD"),
    ("second", "met de cookies van dezelfde burger in een andere browser"),
    ("start", "het scherm waar het begint"),
    ("still-in", "na een bezoek aan de andere dienst"),
    ("stranger", "met de sessie van een andere burger"),
    ("told", "toen DigiD vroeg om een sessie te beëindigen"),
];

/// What is asked of a front door.
const DOORS: &[(&str, &str)] = &[
    ("options", "de vraag welke methoden er zijn"),
    ("plain", "zonder https"),
    ("root", "de beginpagina"),
    ("trace", "de vraag om terug te sturen wat is gevraagd"),
];

/// The browsers that a journey uses besides its first.
const CONTEXTS: &[(&str, &str)] = &[
    ("clean", "in een schone browser"),
    ("later", "in een nieuwe browser"),
    ("other", "in de browser van een ander"),
    ("second", "in een tweede browser"),
];

/// What DigiD does in the runs of one journey.
const ANSWERS: &[(&str, &str)] = &[
    ("annuleren", "de gebruiker annuleert"),
    ("artifact-expired", "het artifact is verlopen"),
    ("artifact-unknown", "DigiD kent het artifact niet"),
    ("dropped", "de verbinding met DigiD valt weg"),
    ("http-404", "DigiD antwoordt met HTTP 404"),
    ("http-500", "DigiD antwoordt met HTTP 500"),
    ("logout-denied", "DigiD weigert het uitloggen"),
    ("logout-http-500", "DigiD geeft een fout"),
    ("logout-of-another-question", "DigiD antwoordt op een andere vraag"),
    ("logout-old", "het antwoord van DigiD is een uur oud"),
    ("logout-unanswered", "DigiD stuurt terug zonder antwoord"),
    ("logout-unsigned", "het antwoord van DigiD heeft geen handtekening"),
    ("no-authn-context", "DigiD meldt NoAuthnContext"),
    ("partial-logout", "DigiD meldt PartialLogout"),
    ("request-denied", "DigiD meldt RequestDenied"),
    ("requester", "DigiD meldt Requester"),
    ("responder", "DigiD meldt Responder"),
    ("silence", "DigiD antwoordt niet"),
    ("soap-fault", "DigiD antwoordt met een SOAP-fout"),
    ("unsigned", "het antwoord van DigiD heeft geen handtekening"),
    ("verder", "de gebruiker gaat verder"),
];

/// Gives places their names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Names<'a> {
    checklist: &'a Checklist,
}

/// The name of a place.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct PlaceName {
    /// What was done: the title of the journey.
    pub(super) journey: String,
    /// Which moment of it.
    pub(super) moment: String,
}

impl<'a> Names<'a> {
    /// Names after the journeys of this checklist.
    pub(super) fn new(checklist: &'a Checklist) -> Self {
        Self { checklist }
    }

    /// The name of one place.
    pub(super) fn place(&self, place: &Place) -> PlaceName {
        let journey = match (place.journey.as_str(), &place.variant) {
            (CERTIFICATE, Some(Variant::Named(found))) => match found.as_str() {
                "metadata" => "Certificaat in de metadata".to_owned(),
                "cpa" => "Certificaat in de CPA".to_owned(),
                _ => "Certificaat in een bestand".to_owned(),
            },
            ("dns", Some(Variant::Host(host))) => format!("DNS van {host}"),
            ("http", Some(Variant::Address { host, port })) => format!("Antwoord over HTTP van {host}, poort {port}"),
            ("tls", Some(Variant::Address { host, port })) => format!("TLS van {host}, poort {port}"),
            ("metadata", _) => "Metadata van de dienst".to_owned(),
            (FORGED, Some(Variant::Forgery { class, name })) => {
                let known = self.checklist.forgeries().get(&format!("{class}/{name}"));
                let title = known.map_or_else(|| name.to_string(), |forgery| forgery.described.title.clone());
                format!("Vals antwoord {class}: {title}")
            }
            (FORGED_LOGOUT, Some(Variant::Named(name))) => {
                let known = self.checklist.forged_logouts.get(name);
                let title = known.map_or_else(|| name.to_string(), |forgery| forgery.described.title.clone());
                format!("Valse vraag om uit te loggen: {title}")
            }
            ("sign", _) => "Meten hoe te zien is of iemand is ingelogd".to_owned(),
            _ => self.journey(place),
        };
        let aansluiting = place.aansluiting.as_ref().map_or_else(String::new, |name| format!("Aansluiting {name}: "));
        PlaceName { journey: format!("{aansluiting}{journey}"), moment: moment(place) }
    }

    /// What the places of a pattern have in common.
    pub(super) fn pattern(&self, pattern: &Pattern) -> PlaceName {
        let title = match pattern.journey.as_str() {
            CERTIFICATE => "elk certificaat".to_owned(),
            "dns" => "de DNS van elke inloghost".to_owned(),
            "http" => "het antwoord over HTTP van elke server".to_owned(),
            FORGED => "elk vals antwoord".to_owned(),
            FORGED_LOGOUT => "elke valse vraag om uit te loggen".to_owned(),
            "metadata" => "de metadata van de dienst".to_owned(),
            "sign" => "meten hoe te zien is of iemand is ingelogd".to_owned(),
            "tls" => "de TLS van elke server".to_owned(),
            _ => self.title(&pattern.journey),
        };
        let mark = match (&pattern.mark, pattern.nth) {
            (MarkPattern::Any, _) if pattern.journey.as_str() == "tls" => "op elk adres van elke server".to_owned(),
            (MarkPattern::Any, _) if pattern.journey.as_str() == CERTIFICATE => "waarvoor het ook is".to_owned(),
            (MarkPattern::Any, _) => "overal onderweg".to_owned(),
            (MarkPattern::Exactly(Mark::Address(ip)), _) => format!("op adres {ip}"),
            (MarkPattern::Exactly(Mark::Named(mark)), NthPattern::Every) if mark.as_str() == "page" => {
                "elke pagina achter het inloggen".to_owned()
            }
            (MarkPattern::Exactly(Mark::Named(mark)), NthPattern::Every) => format!("elke keer {}", self.mark(mark)),
            (MarkPattern::Exactly(Mark::Named(mark)), NthPattern::Exactly(_)) => match pattern.journey.as_str() {
                "dns" => "de naam van elke inloghost".to_owned(),
                "http" => format!("{}, van elke server", known(DOORS, mark)),
                "metadata" => "de metadata van de dienst".to_owned(),
                "sign" => "met elke manier van kijken".to_owned(),
                _ => self.mark(mark),
            },
        };
        let each = match (&pattern.variant, pattern.journey.as_str()) {
            (_, CERTIFICATE | "dns" | "http" | "metadata" | "sign" | "tls") | (VariantPattern::Exactly(None), _) => {
                String::new()
            }
            (VariantPattern::Exactly(Some(Variant::Named(answer))), _) => format!(", als {}", self.answer(answer)),
            (VariantPattern::Exactly(Some(other)), _) => format!(", bij {other}"),
            (VariantPattern::Any | VariantPattern::Class(_), _) => ", bij elk antwoord van DigiD".to_owned(),
        };
        let context = pattern.context.as_ref().map_or_else(String::new, |name| format!(", {}", self.context(name)));
        PlaceName { journey: title, moment: format!("{mark}{context}{each}") }
    }

    /// The name of a mark.
    pub(super) fn mark(&self, mark: &Word) -> String {
        known(MARKS, mark)
    }

    /// In which browser.
    pub(super) fn context(&self, context: &Word) -> String {
        known(CONTEXTS, context)
    }

    /// What DigiD does.
    pub(super) fn answer(&self, answer: &Word) -> String {
        known(ANSWERS, answer)
    }

    fn title(&self, journey: &Word) -> String {
        let known = self.checklist.journeys.get(journey).map(|journey| journey.title.clone());
        known.unwrap_or_else(|| journey.as_str().replace('-', " "))
    }

    fn journey(&self, place: &Place) -> String {
        let title = self.title(&place.journey);
        match &place.variant {
            None => title,
            Some(Variant::Named(name)) => format!("{title}: {}", known(ANSWERS, name)),
            Some(other) => format!("{title}: {other}"),
        }
    }
}

impl PlaceName {
    /// As part of a sentence.
    pub(super) fn sentence(&self) -> String {
        format!("‘{}’ ({})", self.journey, self.moment)
    }
}

fn moment(place: &Place) -> String {
    let mark = match (&place.mark, place.journey.as_str(), place.nth) {
        (Mark::Address(ip), _, _) => format!("op adres {ip}"),
        (Mark::Named(name), "http", _) => known(DOORS, name),
        (Mark::Named(name), "metadata", _) if name.as_str() == "sp" => "zoals opgehaald".to_owned(),
        (Mark::Named(name), "sign", _) if name.as_str() == "measured" => match &place.variant {
            Some(Variant::Named(agent)) if agent.as_str() == "browser" => "met de browser".to_owned(),
            _ => "met losse verzoeken".to_owned(),
        },
        (Mark::Named(usage), CERTIFICATE, nth) => format!("{}nummer {}", purpose(usage), nth.unwrap_or(1)),
        (Mark::Named(name), _, Some(n)) if name.as_str() == "page" => format!("pagina {n} achter het inloggen"),
        (Mark::Named(name), _, Some(n)) => format!("{}, keer {n}", known(MARKS, name)),
        (Mark::Named(name), _, None) => known(MARKS, name),
    };
    match &place.context {
        None => mark,
        Some(context) => format!("{mark}, {}", known(CONTEXTS, context)),
    }
}

/// What a certificate is for.
fn purpose(usage: &Word) -> &'static str {
    match usage.as_str() {
        "achterkanaal" => "voor het achterkanaal, ",
        "ondertekenen" => "om te ondertekenen, ",
        "versleutelen" => "om te versleutelen, ",
        "website" => "voor de website, ",
        _ => "",
    }
}

fn known(table: &[(&str, &str)], word: &Word) -> String {
    let found = table.iter().find(|(name, _)| *name == word.as_str());
    found.map_or_else(|| word.as_str().replace('-', " "), |(_, text)| (*text).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checklist::Files;

    #[test]
    fn every_mark_browser_and_answer_of_the_checklist_has_a_name() {
        let checklist = Checklist::load(&Files::built_in()).unwrap();
        let named = |table: &[(&str, &str)], word: &Word| table.iter().any(|(name, _)| *name == word.as_str());
        for journey in checklist.journeys.values() {
            for stop in journey.stops() {
                assert!(named(MARKS, &stop.mark), "{}: mark {}", journey.name, stop.mark);
                assert!(stop.context.iter().all(|context| named(CONTEXTS, context)), "{}", journey.name);
            }
            assert!(journey.answers.iter().all(|answer| named(ANSWERS, answer)), "{}", journey.name);
        }
    }

    #[test]
    fn a_place_reads_as_dutch() {
        let checklist = Checklist::load(&Files::built_in()).unwrap();
        let name = |place: &str| Names::new(&checklist).place(&place.parse().unwrap()).sentence();
        assert_eq!(name("logout/clean@public"), "‘Inloggen en uitloggen’ (zonder inloggen, in een schone browser)");
        assert_eq!(
            name("tls/mijn.voorbeeld.test:443/[::1]"),
            "‘TLS van mijn.voorbeeld.test, poort 443’ (op adres ::1)"
        );
        assert_eq!(
            name("failed/silence/returned"),
            "‘DigiD meldt een fout of is niet bereikbaar: DigiD antwoordt niet’ (terug van DigiD)"
        );
    }
}
