//! A forged answer for the reader: what was sent, in what it differs from the genuine one, what came of it, and how to see that
//! by hand.

use serde::Serialize;

use super::{Row, moment::agent};
use crate::{
    evidence::attempt::{Access, Attempt, Line, Side, Wanted},
    report::{text::one_line, time},
};

const LONGEST: usize = 300;
const MOST_LINES: usize = 120;

/// A line of a message, and where it stands.
#[derive(Debug, Serialize)]
pub(super) struct LineView {
    /// `gelijk`, `echt` or `vals`.
    side: &'static str,
    mark: &'static str,
    text: String,
}

/// What was observed, as rows.
pub(super) fn rows(attempt: &Attempt) -> Vec<Row> {
    let forgery = &attempt.forgery;
    let way = attempt.hops.iter().map(|hop| {
        let status = hop.status.map_or_else(|| "geen antwoord".to_owned(), |status| status.to_string());
        format!("{status} {}", one_line(&hop.address.to_string(), LONGEST))
    });
    let mut rows = vec![
        Row::new("Vals antwoord", one_line(&forgery.title, LONGEST)),
        Row::new("Wat er niet klopt", one_line(&forgery.changed, LONGEST)),
        Row::new("Wat een goede dienst doet", wanted(attempt.wanted)),
        Row::new("Wat deze dienst deed", access(attempt.access)),
        Row::new("Eis", one_line(&forgery.source, LONGEST)),
        Row::new("Wat een aanvaller ermee wint", one_line(&forgery.gain, 2 * LONGEST)),
        Row::new("Wat er ontbreekt als het lukt", one_line(&forgery.mend, 2 * LONGEST)),
        Row::new("Tijdstip", time::moment(attempt.at)),
        Row::new("Gevraagd met", agent(attempt.agent)),
        Row::new("Echte login ervoor gelukt", time::moment(attempt.controls[0])),
        Row::new("Echte login erna gelukt", time::moment(attempt.controls[1])),
        Row::new("Bericht opgehaald bij DigiD", format!("{} keer", attempt.fetches)),
        Row::new("De weg terug", way.collect::<Vec<_>>().join(" → ")),
    ];
    for asked in attempt.canary.iter().take(5) {
        rows.push(Row::new("Opgevraagd van een adres uit het bericht", one_line(asked, LONGEST)));
    }
    if let Some(host) = &attempt.outside {
        rows.push(Row::new("De dienst stuurde de browser naar", one_line(host, LONGEST)));
    }
    if let Some(trouble) = &attempt.trouble {
        rows.push(Row::new("De laatste pagina kwam niet (Engels)", one_line(trouble, LONGEST)));
    }
    for (nth, step) in forgery.by_hand.iter().enumerate() {
        rows.push(Row::new(&format!("Zelf zien, stap {}", nth + 1), one_line(step, LONGEST)));
    }
    rows
}

/// The lines in which the message differs from the genuine one.
pub(super) fn lines(difference: &[Line]) -> Vec<LineView> {
    let lines = difference.iter().take(MOST_LINES).map(|line| {
        let (side, mark) = match line.side {
            Side::Both => ("gelijk", " "),
            Side::Forged => ("vals", "+"),
            Side::Genuine => ("echt", "−"),
        };
        LineView { side, mark, text: one_line(&line.text, LONGEST) }
    });
    lines.collect()
}

fn wanted(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Accept => "de gebruiker binnenlaten",
        Wanted::AcceptRather => "liefst de gebruiker binnenlaten",
        Wanted::Either => "binnenlaten of weigeren: beide mag",
        Wanted::Judge => "weigeren; laat zij de gebruiker binnen, dan beslist een mens",
        Wanted::Refuse => "weigeren",
    }
}

fn access(access: Access) -> &'static str {
    match access {
        Access::Genuine => "de gebruiker van het echte bericht binnengelaten, niet die van het valse",
        Access::Kept => "de sessie van ervoor gelaten zoals zij was",
        Access::Nobody => "niemand binnengelaten",
        Access::Other => "een ander binnengelaten dan wie begon",
        Access::Person => "de gebruiker binnengelaten",
    }
}
