//! Why something was not seen, in Dutch: a sentence and what to do, for each reason, and whose doing it was.

use std::collections::BTreeSet;

use super::{Input, names::Names, text::one_line, time::length};
use crate::evidence::{Blame, Evidence, Gap, Outcome, Place, Reason};

/// A reason for a reader.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Explained {
    /// What happened, one sentence.
    pub(super) sentence: String,
    /// What the reader can do about it, one sentence.
    pub(super) advice: &'static str,
}

/// The table of reasons.
pub(super) fn explain(reason: &Reason, input: &Input<'_>) -> Explained {
    let host = |host: &str| one_line(host, 100);
    let (sentence, advice) = match reason {
        Reason::BrowserLeftOut => (
            "Zonder browser is dit niet zeker te zien. Misschien staat er een script op de pagina.".to_owned(),
            "Doe deze test ook met een browser: laat --without-browser weg.",
        ),
        Reason::BrowserLost => (
            "De browser stopte tijdens de test.".to_owned(),
            "Draai de test nog eens en sluit andere zware programma's.",
        ),
        Reason::BrowserMissing => (
            "Er kon geen browser worden gestart.".to_owned(),
            "Installeer Chromium met chromedriver en draai de test nog eens.",
        ),
        Reason::ControlAmbiguous { control } => (
            format!("Er staat meer dan één knop ‘{}’ op de pagina.", one_line(control, 60)),
            "Omschrijf de knop in het aansluitingsbestand zo dat er maar één bij past.",
        ),
        Reason::ControlMissing { control } => (
            format!("De knop ‘{}’ staat niet op de pagina.", one_line(control, 60)),
            "Kijk of de knop in het aansluitingsbestand goed is omschreven.",
        ),
        Reason::ControlFailed => (
            "Een gewone login, die ter controle moest lukken, is niet gelukt. Daarom zegt deze test niets.".to_owned(),
            "Zorg eerst dat een gewone login lukt.",
        ),
        Reason::DigidNotReached => (
            "De dienst stuurde de gebruiker niet door naar DigiD.".to_owned(),
            "Kijk of de dienst is gekoppeld aan de DigiD van deze test.",
        ),
        Reason::FrontBlocks => (
            "Iets voor de dienst hield het antwoord tegen: de dienst vroeg DigiD niet om het bericht.".to_owned(),
            "Laat de test door de firewall, of test de dienst zonder firewall ervoor.",
        ),
        Reason::Impossible => (
            "Met deze DigiD of op deze manier is dit niet te testen.".to_owned(),
            "Test dit op een andere manier, of laat dit door een mens bekijken.",
        ),
        Reason::IdleOutsideWindow { measured_ms, from_ms, until_ms } => (
            format!(
                "Er is {} gewacht. Dat moest tussen {} en {} zijn.",
                length(*measured_ms),
                length(*from_ms),
                length(*until_ms)
            ),
            "Draai de test nog eens op een computer die niets anders doet en niet in slaap valt.",
        ),
        Reason::Interrupted => (
            "De test is afgebroken voordat dit aan de beurt was.".to_owned(),
            "Draai de test nog eens en laat hem uitlopen.",
        ),
        Reason::CertificateUnreadable => {
            ("Dit certificaat is niet te lezen.".to_owned(), "Kijk of er een heel certificaat in base64 staat.")
        }
        Reason::CertificateRefused => (
            "De dienst weigert het certificaat van de DigiD van deze test, waar DigiD vraagt om een sessie te beëindigen.".to_owned(),
            "Laat de dienst de uitgever van dat certificaat vertrouwen: hij staat in de map van de sleutels van ‘toetssteen digid’.",
        ),
        Reason::EntityIdShared => (
            "Twee diensten in het doelbestand hebben in hun metadata dezelfde naam (entityID). DigiD kan ze niet uit elkaar houden."
                .to_owned(),
            "Geef elke dienst een eigen entityID, en kijk of de adressen van de metadata kloppen.",
        ),
        Reason::LogoutIgnored => (
            "De dienst beëindigde de sessie niet toen DigiD daar echt om vroeg. Daarom zegt een valse vraag niets."
                .to_owned(),
            "Zorg eerst dat DigiD een sessie kan beëindigen.",
        ),
        Reason::MetadataUnreadable => (
            "De metadata van de dienst is niet op te halen of niet te lezen.".to_owned(),
            "Kijk of het adres van de metadata klopt en of daar geldige SAML-metadata staat.",
        ),
        Reason::NameUnresolved { host: name } => (
            format!("De naam {} is niet te vinden in DNS.", host(name)),
            "Kijk of de naam goed is geschreven en in DNS staat.",
        ),
        Reason::NeverSettled { waited_ms } => (
            format!("De pagina was na {} nog niet klaar met laden.", length(*waited_ms)),
            "Kijk welk onderdeel van de pagina zo lang blijft laden.",
        ),
        Reason::NotReached { stopped } => {
            let root = root(stopped, input.evidence);
            let at = Names::new(input.checklist).place(root.map_or(stopped, |(at, _)| at)).sentence();
            let sentence = format!("De test kwam niet zo ver: hij stopte eerder, bij {at}.");
            match root.map(|(_, why)| explain(why, input)) {
                Some(why) => (format!("{sentence} {}", why.sentence), why.advice),
                None => (sentence, "Los eerst op wat daar misging."),
            }
        }
        Reason::OutsideTarget { host: name } => (
            format!("De pagina wilde naar {}. Die server hoort niet bij deze test.", host(name)),
            "Hoort deze server bij de dienst? Noem hem dan in het aansluitingsbestand.",
        ),
        Reason::RedirectLoop => (
            "De dienst bleef doorsturen en kwam nooit bij een pagina uit.".to_owned(),
            "Kijk welke doorverwijzing steeds terugkomt.",
        ),
        Reason::ResolverFailed => (
            "Geen DNS-server gaf een bruikbaar antwoord.".to_owned(),
            "Kijk of deze computer namen kan opzoeken, of noem een andere DNS-server onder [dns] in het aansluitingsbestand.",
        ),
        Reason::ResolverUnfit => (
            "De DNS-server geeft handtekeningen of bewijzen niet door. Daarmee is DNSSEC niet te beoordelen."
                .to_owned(),
            "Noem onder [dns] in het aansluitingsbestand een DNS-server die DNSSEC doorgeeft.",
        ),
        Reason::PersonUnknown => (
            "De pagina achter het inloggen ging open, maar toonde geen van de testpersonen.".to_owned(),
            "Kijk wie er dan is ingelogd, en waarom de dienst met dit antwoord een sessie begint.",
        ),
        Reason::ServerError { status } => (
            format!("De dienst gaf een serverfout (HTTP {status}). Daardoor is dit niet te zien."),
            "Kijk in de logboeken van de dienst wat er misging.",
        ),
        Reason::SessionOver => (
            "De sessie was te vroeg voorbij: de gebruiker was al uitgelogd voordat dit te zien was.".to_owned(),
            "Kijk waarom de dienst de sessie zo snel beëindigt.",
        ),
        Reason::SignUnfit => (
            "Er is geen betrouwbaar kenmerk om te zien of iemand is ingelogd.".to_owned(),
            "Noem in het aansluitingsbestand een tekst die alleen een ingelogde gebruiker ziet.",
        ),
        Reason::TlsFailed => (
            "Er kon geen beveiligde verbinding (TLS) worden gemaakt.".to_owned(),
            "Kijk of het certificaat en de TLS-instellingen van de server kloppen.",
        ),
        Reason::TooLarge => (
            "De pagina is groter of ingewikkelder dan Toetssteen kan lezen.".to_owned(),
            "Laat deze pagina door een mens bekijken.",
        ),
        Reason::Unreachable => (
            "Op dit adres antwoordde niets.".to_owned(),
            "Kijk of de dienst draait en vanaf deze computer te bereiken is.",
        ),
        Reason::LongLeftOut => (
            "Dit is pas te zien na enkele uren. Dat test Toetssteen alleen als daar om is gevraagd.".to_owned(),
            "Draai de test nog eens met --long.",
        ),
        Reason::WaitLeftOut => (
            "Dit is pas te zien na lang wachten, en deze snelle test wacht niet.".to_owned(),
            "Draai de test nog eens zonder --snel.",
        ),
    };
    Explained { sentence, advice }
}

/// Where a chain of places that were not reached began, and what went wrong there.
fn root<'a>(stopped: &'a Place, evidence: &'a Evidence) -> Option<(&'a Place, &'a Reason)> {
    let (mut at, mut passed) = (stopped, BTreeSet::new());
    while passed.insert(at) {
        match evidence.outcome(at) {
            Some(Outcome::Gap(Gap { reason: Reason::NotReached { stopped }, .. })) => at = stopped,
            Some(Outcome::Gap(gap)) => return Some((at, &gap.reason)),
            Some(Outcome::Observed(_)) | None => return None,
        }
    }
    None
}

/// Whose doing it was, as the words after "ligt bij".
pub(super) fn whose(blame: Blame) -> &'static str {
    match blame {
        Blame::Digid => "DigiD",
        Blame::Target => "de dienst, of het netwerk ertussen",
        Blame::Us => "Toetssteen zelf",
    }
}
