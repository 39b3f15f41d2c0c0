//! The forms for programs and terminals, to the letter.

use toetssteen::{
    evidence::{Observation, Outcome, tls::TlsVersion},
    report::terminal::{self, Screen},
};

use unicode_width::UnicodeWidthStr as _;

use super::{
    sound::tls,
    synthetic::{Scenario, everything},
};

const WIDE: Screen = Screen { colour: false, width: Some(120) };

#[test]
fn the_terminal_shows_an_entry_for_each_line() {
    insta::assert_snapshot!("terminal", terminal::render(&everything().input(), Screen::PLAIN));
    insta::assert_snapshot!("terminal_wide", terminal::render(&everything().input(), WIDE));
}

/// Of a line that several criteria judge, the reason is that of one that decides.
#[test]
fn the_reason_of_a_line_is_that_of_its_verdict() {
    let mut address = tls();
    let settings = address.settings.as_mut().unwrap();
    settings.suites.get_mut(&TlsVersion::Tls12).unwrap().found.push("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA".to_owned());
    settings.groups.get_mut(&TlsVersion::Tls12).unwrap().found.push("secp521r1".to_owned());
    let mut scenario = Scenario::sound();
    let seen = Outcome::Observed(Observation::Tls(Box::new(address)));
    scenario.outcomes.insert("tls/mijn.voorbeeld.test:443/[::1]".parse().unwrap(), seen);
    let text = terminal::render(&scenario.judged().input(), Screen { colour: false, width: Some(200) });
    let (_, after) = text.split_once("K35").unwrap();
    let entry: String = after.split("K36").next().unwrap().to_owned();
    assert!(
        entry.contains("niet akkoord") && entry.contains("De krommen voor ECDHE zijn volgens de richtlijn die geldt"),
        "{entry}"
    );
    assert!(!entry.contains("2025-05"), "{entry}");
}

#[test]
fn no_row_is_wider_than_the_terminal_and_no_title_is_cut() {
    for width in [None, Some(50), Some(61), Some(97), Some(120), Some(500)] {
        let screen = Screen { colour: false, width };
        let text = terminal::render(&everything().input(), screen);
        assert!(text.lines().all(|row| row.width() <= screen.columns()), "{width:?}: {text}");
        let title = text.split_once("buiten de checklist").unwrap().1;
        let words = title.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("Kenmerken van de sessiecookie"), "{width:?}: {text}");
    }
}

#[test]
fn the_document_is_this() {
    let json = everything().render("testrapport.json");
    // The checklist, and how pictures are packed, change for reasons of their own.
    let digests = regex::Regex::new("\"[0-9a-f]{64}\"").unwrap();
    insta::assert_snapshot!("testrapport", digests.replace_all(&json, "\"[sha256]\""));
}

#[test]
fn the_same_evidence_gives_the_same_report() {
    for name in toetssteen::report::RENDERINGS.map(|rendering| rendering.name()) {
        let once = everything().render(name);
        assert!(once == Scenario::everything().judged().render(name), "{name} differs");
    }
}

#[test]
fn colours_are_there_only_when_asked_for() {
    let reported = everything();
    let coloured = Screen { colour: true, ..Screen::PLAIN };
    let [plain, colour] = [Screen::PLAIN, coloured].map(|screen| terminal::render(&reported.input(), screen));
    assert!(!plain.contains('\u{1b}') && colour.contains("\u{1b}[31mniet positief\u{1b}[0m"));
}
