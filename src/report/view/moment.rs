//! Everything that was observed at one place, for who wants to see the evidence itself.

use serde::Serialize;

use super::{
    Link, Row,
    attempt::{self, LineView},
    certificate, dns, logout_attempt,
    message::{self, MessageView},
    scene::{PlaceView, Scene},
    tls,
};
use crate::{
    evidence::{
        Observation, Outcome, Place,
        exchange::{Exchange, SetCookie},
        metadata::MetadataSeen,
        page::{Moment, Picture, Visibility},
        redirects::End,
        session::{Agent, Knock, LoginSign},
    },
    report::{
        reasons,
        text::{one_line, shorten},
        time,
    },
};

const LONGEST: usize = 300;
const LONGEST_PAGE: usize = 4000;
const MOST_EXCHANGES: usize = 40;
const MOST_MESSAGES: usize = 20;

/// What was observed at one place.
#[derive(Debug, Serialize)]
pub(super) struct MomentView {
    id: String,
    place: PlaceView,
    gap: bool,
    rows: Vec<Row>,
    page: Option<String>,
    messages: Vec<MessageView>,
    exchanges: Vec<ExchangeView>,
    /// How many exchanges and messages are not shown.
    more: usize,
    figure: Option<Link>,
    /// The lines in which a forged message differs from the genuine one.
    difference: Vec<LineView>,
}

#[derive(Debug, Serialize)]
struct ExchangeView {
    method: String,
    address: String,
    status: String,
    location: Option<String>,
    headers: Vec<Row>,
    cookies: Vec<String>,
}

/// Every place of the evidence.
pub(super) fn moments(scene: &Scene<'_>) -> Vec<MomentView> {
    scene.input.evidence.places().map(|(place, _, outcome)| moment(scene, place, outcome)).collect()
}

fn moment(scene: &Scene<'_>, place: &Place, outcome: &Outcome) -> MomentView {
    let named = scene.place(place);
    let mut view = MomentView {
        id: named.to.clone().unwrap_or_default(),
        place: named,
        gap: false,
        rows: Vec::new(),
        page: None,
        messages: Vec::new(),
        exchanges: Vec::new(),
        more: 0,
        figure: scene.figure_at(place),
        difference: Vec::new(),
    };
    match outcome {
        Outcome::Gap(gap) => {
            let explained = reasons::explain(&gap.reason, &scene.input);
            view.gap = true;
            view.rows = vec![
                Row::new("Niet gezien", explained.sentence),
                Row::new("Ligt bij", reasons::whose(gap.blame)),
                Row::new("Advies", explained.advice),
                Row::new("Technisch (Engels)", one_line(&gap.detail, LONGEST)),
            ];
        }
        Outcome::Observed(Observation::Attempt(attempt)) => {
            view.rows = attempt::rows(attempt);
            view.difference = attempt::lines(&attempt.difference);
        }
        Outcome::Observed(Observation::LogoutAttempt(attempt)) => {
            view.rows = logout_attempt::rows(attempt);
            view.difference = attempt::lines(&attempt.difference);
        }
        Outcome::Observed(Observation::Certificate(sighting)) => view.rows = certificate::sighting(sighting),
        Outcome::Observed(Observation::Dns(name)) => view.rows = dns::rows(name),
        Outcome::Observed(Observation::Moment(moment)) => {
            view.rows = screen(moment);
            view.page = (moment.agent == Agent::Browser).then(|| shorten(&moment.page.text, LONGEST_PAGE));
            view.messages = moment.messages.iter().take(MOST_MESSAGES).map(message::view).collect();
            view.more = moment.messages.len().saturating_sub(MOST_MESSAGES);
            view.exchange(&moment.exchanges);
        }
        Outcome::Observed(Observation::Exchange(exchange)) => view.exchange(std::slice::from_ref(exchange)),
        Outcome::Observed(Observation::Knock(knock)) => {
            view.rows = knocked(knock);
            view.exchange(&knock.hops);
        }
        Outcome::Observed(Observation::Metadata(metadata)) => view.rows = registered(metadata),
        Outcome::Observed(Observation::Redirects(redirects)) => {
            view.rows = vec![Row::new("Hoe het eindigt", led(&redirects.end))];
            view.exchange(&redirects.hops);
        }
        Outcome::Observed(Observation::Sign(sign)) => view.rows = calibrated(sign),
        Outcome::Observed(Observation::Tls(address)) => {
            view.rows = tls::rows(address);
            view.rows.extend(address.certificates.iter().flat_map(certificate::server));
        }
    }
    view
}

impl MomentView {
    fn exchange(&mut self, exchanges: &[Exchange]) {
        self.more += exchanges.len().saturating_sub(MOST_EXCHANGES);
        self.exchanges = exchanges.iter().take(MOST_EXCHANGES).map(exchange).collect();
    }
}

fn led(end: &End) -> String {
    match end {
        End::Arrived => "Het laatste antwoord leidt nergens anders heen.".to_owned(),
        End::Broken(why) => format!("De volgende stap gaf geen antwoord (Engels): {}", one_line(why, LONGEST)),
        End::Closed => "De server weigert elke verbinding op poort 80.".to_owned(),
        End::Endless => "De omleidingen houden niet op.".to_owned(),
        End::Outside => {
            "De volgende stap gaat naar een host die niet bij deze dienst hoort. Daar is niet gekeken.".to_owned()
        }
        End::Silent => "Op poort 80 komt geen verbinding tot stand.".to_owned(),
    }
}

fn screen(moment: &Moment) -> Vec<Row> {
    let page = &moment.page;
    let status = page.status.map_or_else(|| "niet gezien".to_owned(), |status| status.to_string());
    if moment.agent == Agent::Http {
        return vec![
            Row::new("Tijdstip", time::moment(moment.at)),
            Row::new("Adres", one_line(&page.address.to_string(), LONGEST)),
            Row::new("HTTP-status", status),
            Row::new("Pagina van DigiD", yes(moment.at_digid)),
            Row::new("Gezien met", agent(moment.agent)),
        ];
    }
    let mut rows = vec![
        Row::new("Tijdstip", time::moment(moment.at)),
        Row::new("Adres", one_line(&page.address.to_string(), LONGEST)),
        Row::new("Titel van de pagina", one_line(&page.title, LONGEST)),
        Row::new("HTTP-status", status),
        Row::new("Taal", page.lang.as_deref().map_or_else(|| "niet genoemd".to_owned(), |lang| one_line(lang, 40))),
        Row::new("Vensters", moment.windows.to_string()),
        Row::new("Pagina van DigiD", yes(moment.at_digid)),
    ];
    for (name, visibility) in &page.controls {
        let stands = match visibility {
            Visibility::Absent => "afwezig",
            Visibility::Hidden => "verborgen",
            Visibility::Visible => "zichtbaar",
        };
        rows.push(Row::new(&format!("Knop ‘{name}’"), stands));
    }
    if !page.passing.is_empty() {
        rows.push(Row::new("Tekst die weer verdween", one_line(&page.passing.join(" · "), LONGEST)));
    }
    if let Picture::Withheld(why) = &page.picture {
        rows.push(Row::new("Geen afbeelding, want (Engels)", one_line(why, LONGEST)));
    }
    rows
}

fn knocked(knock: &Knock) -> Vec<Row> {
    let mut rows = vec![
        Row::new("Tijdstip", time::moment(knock.at)),
        Row::new("Gevraagd met", agent(knock.agent)),
        Row::new("Nog ingelogd", yes(knock.alive)),
        Row::new("Langs DigiD gekomen", yes(knock.passed_digid)),
    ];
    if let Some(idle) = knock.idle {
        rows.push(Row::new("Gemeten tijd zonder activiteit", time::length(idle.monotonic_ms)));
        rows.push(Row::new("Dezelfde tijd volgens de klok", time::length(idle.wall_ms)));
    }
    rows
}

fn calibrated(sign: &LoginSign) -> Vec<Row> {
    let seen = sign.present_in_logins.iter().filter(|seen| **seen).count();
    vec![
        Row::new("Tijdstip", time::moment(sign.at)),
        Row::new("Gemeten met", agent(sign.agent)),
        Row::new("Kenmerk gezien", format!("bij {seen} van {} logins", sign.present_in_logins.len())),
        Row::new("Verschillende testpersonen", sign.persons.to_string()),
        Row::new("Kenmerk ook te zien zonder inloggen", yes(sign.present_in_clean)),
        Row::new("Houdt personen uit elkaar", yes(sign.tells_persons_apart)),
        Row::new("Bruikbaar", yes(sign.is_fit())),
    ]
}

fn registered(metadata: &MetadataSeen) -> Vec<Row> {
    let said = |flag: Option<bool>| flag.map_or("ontbreekt", yes);
    let text = |text: &Option<String>| text.as_deref().map_or_else(|| "ontbreekt".to_owned(), |t| one_line(t, LONGEST));
    let mut rows = vec![
        Row::new("EntityID", one_line(&metadata.entity_id, LONGEST)),
        Row::new("Handtekening", message::signature(&metadata.signature)),
        Row::new("AuthnRequestsSigned", said(metadata.authn_requests_signed)),
        Row::new("WantAssertionsSigned", said(metadata.want_assertions_signed)),
        Row::new("cacheDuration", text(&metadata.cache_duration)),
        Row::new("validUntil", text(&metadata.valid_until)),
    ];
    for acs in metadata.acs.iter().take(MOST_MESSAGES) {
        let index = acs.index.map_or_else(|| "zonder index".to_owned(), |index| format!("index {index}"));
        rows.push(Row::new("AssertionConsumerService", format!("{index}: {}", one_line(&acs.location, LONGEST))));
    }
    for endpoint in metadata.single_logout.iter().take(MOST_MESSAGES) {
        rows.push(Row::new("SingleLogoutService", one_line(&endpoint.location, LONGEST)));
    }
    for certificate in metadata.certificates.iter().take(MOST_MESSAGES) {
        let usage = certificate.usage.as_deref().unwrap_or("elk gebruik");
        rows.push(Row::new("Certificaat", format!("{}: SHA-256 {}", one_line(usage, 40), certificate.sha256)));
    }
    rows
}

fn exchange(exchange: &Exchange) -> ExchangeView {
    ExchangeView {
        method: one_line(&exchange.method, 20),
        address: one_line(&exchange.address.to_string(), LONGEST),
        status: exchange.status.map_or_else(|| "geen antwoord".to_owned(), |status| status.to_string()),
        location: exchange.location.as_ref().map(|to| one_line(&to.to_string(), LONGEST)),
        headers: exchange
            .headers
            .iter()
            .take(MOST_MESSAGES)
            .map(|(name, value)| Row::new(&one_line(name, 60), one_line(value, LONGEST)))
            .collect(),
        cookies: exchange.cookies.iter().take(MOST_MESSAGES).map(cookie).collect(),
    }
}

fn cookie(cookie: &SetCookie) -> String {
    let flag = |there: bool, name: &str| if there { format!(", {name}") } else { format!(", zonder {name}") };
    let same_site = cookie
        .same_site
        .as_deref()
        .map_or_else(|| ", zonder SameSite".to_owned(), |value| format!(", SameSite={}", one_line(value, 20)));
    let kept = if cookie.persistent { ", blijft bewaard na het sluiten van de browser" } else { "" };
    let gone = if cookie.token.is_empty() { " wordt verwijderd" } else { "" };
    format!(
        "{}{gone} ({}){}{}{same_site}{kept}",
        one_line(&cookie.name, 80),
        one_line(&cookie.host, 100),
        flag(cookie.secure, "Secure"),
        flag(cookie.http_only, "HttpOnly"),
    )
}

pub(super) fn agent(agent: Agent) -> &'static str {
    match agent {
        Agent::Browser => "een browser",
        Agent::Http => "losse HTTP-verzoeken",
    }
}

fn yes(yes: bool) -> &'static str {
    if yes { "ja" } else { "nee" }
}
