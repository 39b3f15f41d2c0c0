//! What a journey does, step by step, in words.

use crate::{
    checklist::{
        Journey, Waits,
        journey::{Exclusive, Knocking, Side, Step, Way},
    },
    evidence::Word,
    report::{names::Names, time::length},
};

/// Each step as a Dutch sentence.
pub(super) fn steps(journey: &Journey, waits: &Waits, names: &Names<'_>) -> Vec<String> {
    journey.steps.iter().map(|step| sentence(step, journey, waits, names)).collect()
}

fn sentence(step: &Step, journey: &Journey, waits: &Waits, names: &Names<'_>) -> String {
    match step {
        Step::Back(mark) => format!("Ga met de knop Vorige van de browser een pagina terug ({}).", names.mark(mark)),
        Step::Context(name) => format!("Ga verder {}.", names.context(name)),
        Step::Copy(_) => "Kopieer de cookies.".to_owned(),
        Step::Digid(answer) => at_digid(answer, journey, names),
        Step::EachPage(_) => "Bekijk elke pagina achter het inloggen.".to_owned(),
        Step::Ended(_) => {
            "Laat DigiD de dienst met SOAP vragen om de sessie van de gekopieerde cookies te beëindigen.".to_owned()
        }
        Step::Knock(Knocking { mark, copy }) => {
            let with = if copy.is_some() { " met de gekopieerde cookies" } else { "" };
            format!("Vraag een pagina achter het inloggen op{with} ({}).", names.mark(mark))
        }
        Step::Leave(_) => "Kopieer de cookies en sluit de browser.".to_owned(),
        Step::Logout(answer) => at_logout(answer, journey, names),
        Step::Lure(Way::Form) => lured("die daar een formulier heen stuurt"),
        Step::Lure(Way::Image) => lured("die dat adres als plaatje laadt"),
        Step::Lure(Way::Link) => lured("die daar met een link heen gaat"),
        Step::Mark(mark) => format!("Kijk wat er te zien is ({}).", names.mark(mark)),
        Step::Open(page) => format!("Open de pagina ‘{page}’."),
        Step::Other(name) => format!("Ga verder als een andere testpersoon, {}.", names.context(name)),
        Step::Press(control) => format!("Druk op de knop ‘{control}’."),
        Step::Renew(answer) => {
            format!("Stuurt de dienst u naar DigiD om door te gaan? {}", renewal(answer, journey, names))
        }
        Step::Revisit(mark) => format!("Open opnieuw het adres van daarnet ({}).", names.mark(mark)),
        Step::Service(Side::Own) => "Ga in dezelfde browser naar deze dienst.".to_owned(),
        Step::Service(Side::Partner) => "Ga in dezelfde browser naar een andere dienst van de federatie.".to_owned(),
        Step::Use(point) => format!(
            "Gebruik de dienst tot {} na het inloggen: open steeds een pagina. Stop als de dienst naar DigiD gaat.",
            until(waits, point)
        ),
        Step::UseOn(point) => format!(
            "Gebruik de dienst tot {} na het inloggen. Gaat de dienst naar DigiD en vraagt DigiD niets, ga dan verder.",
            until(waits, point)
        ),
        Step::Wait(point) => waits.points.get(point).map_or_else(
            || "Wacht.".to_owned(),
            |window| {
                let long = u64::try_from(window.from.as_millis()).unwrap_or(u64::MAX);
                format!("Wacht {} en doe niets.", length(long))
            },
        ),
    }
}

fn lured(how: &str) -> String {
    format!(
        "Zoek in een andere browser, ingelogd als iemand anders, het adres van de knop om uit te loggen. Open een pagina van een \
         andere site {how}."
    )
}

/// How long after the login.
fn until(waits: &Waits, point: &Word) -> String {
    waits
        .uses
        .get(point)
        .map_or_else(String::new, |window| length(u64::try_from(window.from.as_millis()).unwrap_or(u64::MAX)))
}

fn renewal(answer: &Word, journey: &Journey, names: &Names<'_>) -> String {
    match answer.as_str() {
        "each" => {
            let all: Vec<String> = journey.answers.iter().map(|answer| names.answer(answer)).collect();
            format!("Dan gebeurt er elke keer iets anders: {}.", all.join("; "))
        }
        _ => format!("Dan: {}.", names.answer(answer)),
    }
}

/// Who does not come to DigiD does nothing there.
fn at_logout(answer: &Word, journey: &Journey, names: &Names<'_>) -> String {
    let said = match answer.as_str() {
        "annuleren" => "kies dan voor annuleren".to_owned(),
        "each" => {
            let all: Vec<String> = journey.answers.iter().map(|answer| names.answer(answer)).collect();
            format!("ga dan verder. Per keer gebeurt er iets anders: {}", all.join("; "))
        }
        "uitloggen" => "bevestig dat dan".to_owned(),
        _ => format!("ga dan verder: {}", names.answer(answer)),
    };
    format!("Vraagt DigiD of u wilt uitloggen, {said}.")
}

fn at_digid(answer: &Word, journey: &Journey, names: &Names<'_>) -> String {
    let meanwhile = match journey.exclusive {
        Some(Exclusive::BackChannel) => " DigiD weigert intussen de verbinding met de dienst.",
        Some(Exclusive::Sessions) | None => "",
    };
    let said = match answer.as_str() {
        "annuleren" => "Kies bij DigiD voor annuleren.".to_owned(),
        "each" => {
            let all: Vec<String> = journey.answers.iter().map(|answer| names.answer(answer)).collect();
            format!("Ga verder bij DigiD. Per keer gebeurt er iets anders: {}.", all.join("; "))
        }
        "inloggen" => "Log in bij DigiD.".to_owned(),
        _ => format!("Ga verder bij DigiD: {}.", names.answer(answer)),
    };
    format!("{said}{meanwhile}")
}
