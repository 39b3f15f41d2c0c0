//! A service that tries to write its own report.

use std::sync::LazyLock;

use scraper::Html;
use toetssteen::{
    evidence::{
        Address, Blame, Gap, Reason,
        exchange::{Exchange, SetCookie},
        page::{Moment, Picture},
        parts::{Role, Unguarded},
    },
    report::terminal::{self, Screen},
};

use super::{
    doors::document,
    page::{all, page, text},
    sound::{address, screen},
    synthetic::{Reported, Scenario, everything},
};

const ATTACKS: [&str; 9] = [
    "</style><script>alert(1)</script>",
    "1. | # `x` *y* _z_ $q$ [klik](https://x.test) ![x](//y) <https://z.test> www.x.test a@b.nl @allen\n\n---\n> \u{fffe}",
    "\" onload=\"alert(1)\" x='",
    "\u{202e}gnp.exe\u{202c}\u{2066}",
    "a\u{200b}b\u{feff}c\u{e0041}",
    "\u{1b}[31mrood\u{1b}]0;titel\u{7}\u{9b}2J\u{0}\r",
    "{{ style }} {% raw %} {# weg #}",
    "javascript:alert(1)",
    "]]> --> &lt;b&gt; <!--",
];

/// Every text a service can choose is an attack, and some are very long.
pub(super) fn attacked() -> &'static Reported {
    static ATTACKED: LazyLock<Reported> = LazyLock::new(|| attack().judged());
    &ATTACKED
}

pub(super) fn attack() -> Scenario {
    let mut scenario = Scenario::everything();
    let all = ATTACKS.join(" ");
    let long = "x".repeat(100_000);
    let exchange = Exchange {
        method: all.clone(),
        address: address("javascript:alert(1)"),
        status: Some(302),
        location: Some(address("data:text/html,<script>alert(1)</script>")),
        headers: vec![(all.clone(), all.clone()); 3],
        cookies: vec![
            SetCookie {
                name: all.clone(),
                token: all.clone(),
                host: all.clone(),
                secure: false,
                http_only: false,
                same_site: Some(all.clone()),
                max_age: None,
                persistent: true,
                path: None,
                domain: Some(all.clone()),
            };
            3
        ],
        shown_in: None,
    };
    let hostile = |mut moment: Moment| {
        moment.page.title = format!("{all}{long}");
        moment.page.lang = Some(all.clone());
        moment.page.passing = vec![long.clone(), all.clone()];
        moment.page.address.path = format!("/{all}{long}");
        moment.exchanges = vec![exchange.clone(); 45];
        moment.exchanges[0].headers[0].1.clone_from(&long);
        moment.exchanges[0].cookies[0].name.clone_from(&long);
        moment
    };
    scenario.see("cancel/returned", hostile(screen(&format!("{all}\n{long}"))));
    scenario.see("logout/logged-out", hostile(screen(&format!("{long} {all}"))));
    scenario.see("login/in-session", hostile(screen(&all)));
    let mut pictured = hostile(screen(&all));
    let bomb = [b"\x89PNG\r\n\x1a\n".as_slice(), &vec![0; 3 * 1024 * 1024]].concat();
    pictured.page.picture = scenario.blob(bomb);
    scenario.see("login/page/1", pictured);
    let mut svg = screen(&all);
    svg.page.picture = scenario.blob(b"<svg onload='alert(1)'/>".to_vec());
    scenario.see("login/page/2", svg);
    let mut withheld = screen(&all);
    withheld.page.picture = Picture::Withheld(all.clone());
    // What these say is quoted beside the fact that reads them.
    let mut told = document();
    let names = ["content-security-policy", "server", "strict-transport-security", "via", "x-powered-by"];
    told.headers = names.map(|name| (name.to_owned(), format!("frame-ancestors {all} 1.2 (x.local)"))).to_vec();
    withheld.exchanges = vec![told];
    let address = Address { path: format!("/{all}"), ..address("http://mijn.voorbeeld.test/") };
    withheld.page.parts.as_mut().unwrap().unguarded = Some(vec![Unguarded { role: Role::Active, address }]);
    scenario.see("login/start", withheld);
    let gap = Gap::new(Reason::OutsideTarget { host: format!("{all}{long}") }, Blame::Target, format!("{all}{long}"));
    scenario.gap("logout/after", gap);
    scenario.run.subject.afnemer = all.clone();
    scenario.run.subject.kenmerk = Some(format!("{all}{long}"));
    scenario.run.subject.routes = vec![all.clone(); 2];
    scenario
}

fn steers(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        || ('\u{e0000}'..='\u{e0fff}').contains(&c)
}

fn shape(page: &Html) -> (usize, usize) {
    (all(page, "script, iframe, [onload], [onerror], style, meta, svg[onload]").len(), all(page, "style").len())
}

#[test]
fn no_text_of_the_service_becomes_markup() {
    let (sound, hostile) = (page(everything()), page(attacked()));
    assert_eq!(shape(&sound), shape(&hostile));
    assert_eq!(text(&sound, "style"), text(&hostile, "style"));
    assert!(all(&hostile, "[href]").iter().all(|link| link.attr("href").unwrap().starts_with('#')));
    assert!(all(&hostile, "[src]").iter().all(|image| image.attr("src").unwrap().starts_with("data:image/png;")));
    let told = text(&hostile, "#momenten");
    for attack in ["</style><script>alert(1)</script>", "{{ style }} {% raw %} {# weg #}", "javascript:alert(1)"] {
        assert!(told.contains(attack), "{attack} is not shown as it is");
    }
}

#[test]
fn nothing_that_steers_comes_through_and_all_of_it_is_shown() {
    let reported = attacked();
    let html = reported.render("testrapport.html");
    assert_eq!(html.chars().find(|c| steers(*c)), None);
    for shown in ["⟨U+202E⟩gnp.exe⟨U+202C⟩", "a⟨U+200B⟩b⟨U+FEFF⟩c", "⟨U+001B⟩[31mrood", "⟨U+0000⟩"]
    {
        assert!(html.contains(shown), "{shown}");
    }
    let json = reported.render("testrapport.json");
    assert_eq!(json.chars().find(|c| steers(*c)), None);
    serde_json::from_str::<serde_json::Value>(&json).unwrap();
    let terminal = terminal::render(&reported.input(), Screen::PLAIN);
    assert_eq!(terminal.chars().find(|c| steers(*c)), None);
}

#[test]
fn a_hundred_thousand_letters_without_a_space_break_nothing() {
    let reported = attacked();
    let page = page(reported);
    let longest = page.root_element().text().filter(|text| !text.contains("--ink")).map(str::len).max().unwrap();
    assert!(longest < 10_000, "a text of {longest} bytes");
    let rows = terminal::render(&reported.input(), Screen::PLAIN);
    assert!(rows.lines().all(|row| row.chars().count() <= Screen::PLAIN.columns()), "{rows}");
}

#[test]
fn what_is_no_picture_or_too_large_is_said_and_left_out() {
    let page = page(attacked());
    let said = text(&page, "#afbeeldingen .geen-beeld");
    assert!(said.contains("Dit is geen PNG-afbeelding."), "{said}");
    assert!(said.contains("Deze afbeelding is te groot voor dit rapport (4 MB)."), "{said}");
}
