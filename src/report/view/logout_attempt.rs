//! A forged question to log out for the reader: what was sent, what was answered, and whose session was over.

use super::{Row, moment::agent};
use crate::{
    evidence::{
        attempt::Wanted,
        logout_attempt::{LogoutAnswerSeen, LogoutAttempt},
    },
    facts::logout_attempt::whose,
    report::{text::one_line, time},
};

const LONGEST: usize = 300;

/// What was observed, as rows.
pub(super) fn rows(attempt: &LogoutAttempt) -> Vec<Row> {
    let forgery = &attempt.forgery;
    let ended: Vec<&str> = attempt.ended.iter().map(|one| whose(*one)).collect();
    let answer = match attempt.answer {
        LogoutAnswerSeen::Fault => "een SOAP-fout",
        LogoutAnswerSeen::Nothing => "geen antwoord",
        LogoutAnswerSeen::Other => "iets dat geen SOAP is",
        LogoutAnswerSeen::Refusal => "een LogoutResponse met een andere status dan Success",
        LogoutAnswerSeen::Success => "een LogoutResponse met de status Success",
    };
    let status = attempt.http.map_or_else(String::new, |status| format!(" (HTTP-status {status})"));
    let wanted = match attempt.wanted {
        Wanted::Judge => "weigeren; eindigt er een sessie, dan beslist een mens",
        _ => "weigeren: er eindigt geen sessie",
    };
    let mut rows = vec![
        Row::new("Valse vraag", one_line(&forgery.title, LONGEST)),
        Row::new("Wat er niet klopt", one_line(&forgery.changed, LONGEST)),
        Row::new("Wat een goede dienst doet", wanted),
        Row::new("Sessies die eindigden", if ended.is_empty() { "geen".to_owned() } else { ended.join(", ") }),
        Row::new("Antwoord van de dienst", format!("{answer}{status}")),
        Row::new("Eis", one_line(&forgery.source, LONGEST)),
        Row::new("Wat een aanvaller ermee wint", one_line(&forgery.gain, 2 * LONGEST)),
        Row::new("Wat er ontbreekt als het lukt", one_line(&forgery.mend, 2 * LONGEST)),
        Row::new("Tijdstip", time::moment(attempt.at)),
        Row::new("Sessies bekeken met", agent(attempt.agent)),
        Row::new("Certificaat van DigiD getoond", if attempt.certificate { "ja" } else { "nee" }),
        Row::new("Echte vraag ervoor gelukt", time::moment(attempt.controls[0])),
        Row::new("Echte vraag erna gelukt", time::moment(attempt.controls[1])),
    ];
    if let Some(problem) = &attempt.problem {
        rows.push(Row::new("Waarom er geen antwoord is (Engels)", one_line(problem, LONGEST)));
    }
    rows
}
