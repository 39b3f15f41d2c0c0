//! Evidence of a run that never was, built as gathering builds it: every place of every journey announced and ended.
//! Longer than other files because one run is read as a whole.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use toetssteen::{
    checklist::{Checklist, Files, criterion::Confidence, edition::Line},
    evidence::{
        Address, Betrouwbaarheidsniveau, Blame, BlobId, Evidence, Gap, Kind, Observation, Outcome, Place, Reason,
        exchange::{Exchange, SetCookie},
        itinerary::Itinerary,
        page::{Moment, Page, Picture, Visibility},
        redaction::Redactor,
        run::*,
        session::{Agent, Idle, Knock, LoginSign},
        tls::{Support, TlsAddress, TlsVersion},
    },
    judge::{self, Judgement},
    report::Input,
};

use super::{
    messages::{answered, fetched, metadata, question},
    picture::png,
};

pub(super) type Blobs = BTreeMap<BlobId, Vec<u8>>;

/// A judged run, ready to be reported.
pub(super) struct Reported {
    pub(super) checklist: Checklist,
    pub(super) evidence: Evidence,
    pub(super) judgement: Judgement,
    pub(super) blobs: Blobs,
}

impl Reported {
    pub(super) fn input(&self) -> Input<'_> {
        Input { checklist: &self.checklist, evidence: &self.evidence, judgement: &self.judgement, blobs: &self.blobs }
    }

    pub(super) fn render(&self, name: &str) -> String {
        let rendering = toetssteen::report::RENDERINGS.into_iter().find(|one| one.name() == name).unwrap();
        String::from_utf8(rendering.render(&self.input()).unwrap()).unwrap()
    }
}

/// The run with everything in it, made once.
pub(super) fn everything() -> &'static Reported {
    static EVERYTHING: LazyLock<Reported> = LazyLock::new(|| Scenario::everything().judged());
    &EVERYTHING
}

/// What happens at the places of a run; what is not said goes well.
pub(super) struct Scenario {
    pub(super) run: Run,
    pub(super) checklist: Checklist,
    outcomes: BTreeMap<Place, Outcome>,
    blobs: Blobs,
}

impl Scenario {
    /// A run in which all goes well.
    pub(super) fn sound() -> Self {
        let checklist = Checklist::load(&Files::built_in()).unwrap();
        Self { run: run(checklist.digest.clone()), checklist, outcomes: BTreeMap::new(), blobs: Blobs::new() }
    }

    /// A run that ends in every verdict and every reason, with remarks of every kind.
    pub(super) fn everything() -> Self {
        let mut scenario = Self::sound();
        scenario.lines();
        let mut returned = screen("U bent terug. Probeer het later opnieuw.");
        returned.page.controls.insert("inloggen".parse().unwrap(), Visibility::Absent);
        returned.page.status = Some(503);
        scenario.see("cancel/returned", returned);
        let mut hidden = screen("Mijn gegevens");
        hidden.page.controls.insert("uitloggen".parse().unwrap(), Visibility::Hidden);
        scenario.see("login/page/2", hidden);
        let mut asked = screen("Inloggen met DigiD");
        asked.at_digid = true;
        asked.messages = vec![question("http://www.w3.org/2000/09/xmldsig#rsa-sha1")];
        scenario.see("login/asked", asked);
        let mut entered = screen("Welkom");
        entered.exchanges = vec![signing_in()];
        entered.messages = vec![fetched(), answered()];
        scenario.see("login/in-session", entered);
        scenario.lose("tls/mijn.voorbeeld.test:443/[::1]", Reason::Impossible, Blame::Us);
        let failing: Vec<Place> =
            scenario.places().into_keys().filter(|place| place.journey.as_str() == "failed").collect();
        for (place, (reason, blame)) in failing.into_iter().zip(every_reason()) {
            let gap = Gap::new(reason, blame, "connection closed before message completed");
            scenario.outcomes.insert(place, Outcome::Gap(gap));
        }
        scenario
    }

    /// Lines of which nothing is known but the code, and one that does not apply.
    fn lines(&mut self) {
        let line = |code: Option<&str>, title: &str, confidence, criteria: &[&str]| Line {
            code: code.map(str::to_owned),
            title: title.to_owned(),
            source: "logius.nl".to_owned(),
            confidence,
            text: None,
            criteria: criteria.iter().map(|id| (*id).to_owned()).collect(),
        };
        self.checklist.criteria.get_mut("antwoord/foutmelding-2022").unwrap().applies.omgeving =
            vec![Omgeving::Productie];
        let edition = self.checklist.editions.get_mut(&"checklist-testen-7-0".parse().unwrap()).unwrap();
        edition.lines.push(line(Some("T21"), "Regel T21", Confidence::Onbekend, &[]));
        edition.lines.push(line(None, "Foutmelding sinds 2022", Confidence::Parafrase, &["antwoord/foutmelding-2022"]));
        let both = ["sessie/sessieduur", "transport/tls-versies"];
        edition.lines.push(line(Some("T20"), "Sessie en transport", Confidence::Ingekort, &both));
        edition.lines[0].text = Some("Bij een fout moet onderstaande tekst letterlijk worden getoond.".to_owned());
    }

    pub(super) fn see(&mut self, place: &str, moment: Moment) {
        self.outcomes.insert(place.parse().unwrap(), Outcome::Observed(Observation::Moment(Box::new(moment))));
    }

    pub(super) fn lose(&mut self, place: &str, reason: Reason, blame: Blame) {
        self.gap(place, Gap::new(reason, blame, "this probe cannot tell"));
    }

    pub(super) fn gap(&mut self, place: &str, gap: Gap) {
        self.outcomes.insert(place.parse().unwrap(), Outcome::Gap(gap));
    }

    /// Adds a picture for later use.
    pub(super) fn blob(&mut self, bytes: Vec<u8>) -> Picture {
        let id = BlobId::of(&bytes);
        self.blobs.insert(id.clone(), bytes);
        Picture::Taken(id)
    }

    pub(super) fn judged(mut self) -> Reported {
        let mut itinerary = Itinerary::default();
        for (place, kind) in self.places() {
            itinerary.announce(place.clone(), kind).unwrap();
            match self.outcomes.remove(&place) {
                Some(Outcome::Observed(observation)) => itinerary.observe(&place, observation).unwrap(),
                Some(Outcome::Gap(gap)) => itinerary.gap(&place, gap).unwrap(),
                None => {
                    let observation = self.sound_at(&place, kind);
                    itinerary.observe(&place, observation).unwrap();
                }
            }
        }
        assert!(self.outcomes.is_empty(), "nobody goes to {:?}", self.outcomes.keys());
        let evidence = Evidence::seal(self.run, itinerary, &Redactor::new([0; 32], [])).unwrap();
        let judgement = judge::judge(&self.checklist, &evidence);
        Reported { checklist: self.checklist, evidence, judgement, blobs: self.blobs }
    }

    fn places(&self) -> BTreeMap<Place, Kind> {
        let mut places: BTreeMap<Place, Kind> = [
            ("metadata/sp", Kind::Metadata),
            ("sign/http/measured", Kind::Sign),
            ("http/mijn.voorbeeld.test:443/root", Kind::Exchange),
            ("tls/mijn.voorbeeld.test:443/[127.0.0.1]", Kind::Tls),
            ("tls/mijn.voorbeeld.test:443/[::1]", Kind::Tls),
        ]
        .map(|(place, kind)| (place.parse().unwrap(), kind))
        .into();
        for journey in self.checklist.journeys.values() {
            for variant in journey.variants() {
                for stop in journey.stops() {
                    let passings = if stop.counted { vec![Some(1), Some(2)] } else { vec![None] };
                    for nth in passings {
                        places.insert(stop.place(&journey.name, variant.clone(), nth), stop.kind);
                    }
                }
            }
        }
        places
    }

    fn sound_at(&mut self, place: &Place, kind: Kind) -> Observation {
        match kind {
            Kind::Exchange => Observation::Exchange(Box::new(exchange("https://mijn.voorbeeld.test/", 200))),
            Kind::Knock => Observation::Knock(Box::new(knock(place))),
            Kind::Metadata => Observation::Metadata(Box::new(metadata())),
            Kind::Sign => Observation::Sign(Box::new(sign())),
            Kind::Tls => Observation::Tls(Box::new(tls())),
            Kind::Moment => {
                let mut moment = sound_screen(place, &self.checklist.texts.foutmelding["oud"]);
                let colour = 40 + 20 * u8::try_from(place.journey.as_str().len() % 8).unwrap();
                let picture = png(colour);
                moment.page.picture = self.blob(picture);
                Observation::Moment(Box::new(moment))
            }
        }
    }
}

/// Every reason once. The compiler names the one that is added later.
pub(super) fn every_reason() -> Vec<(Reason, Blame)> {
    let stopped: Place = "failed/silence/start".parse().unwrap();
    let all = vec![
        (Reason::BrowserLost, Blame::Us),
        (Reason::BrowserMissing, Blame::Us),
        (Reason::ControlMissing { control: "inloggen".to_owned() }, Blame::Target),
        (Reason::ControlFailed, Blame::Digid),
        (Reason::DigidNotReached, Blame::Target),
        (Reason::Impossible, Blame::Us),
        (Reason::IdleOutsideWindow { measured_ms: 1_000_000, from_ms: 915_000, until_ms: 945_000 }, Blame::Us),
        (Reason::Interrupted, Blame::Us),
        (Reason::MetadataUnreadable, Blame::Target),
        (Reason::NameUnresolved { host: "mijn.voorbeeld.test".to_owned() }, Blame::Target),
        (Reason::NeverSettled { waited_ms: 30_000 }, Blame::Target),
        (Reason::NotReached { stopped }, Blame::Target),
        (Reason::OutsideTarget { host: "elders.voorbeeld.test".to_owned() }, Blame::Target),
        (Reason::ServerError { status: 502 }, Blame::Target),
        (Reason::SignUnfit, Blame::Target),
        (Reason::TlsFailed, Blame::Target),
        (Reason::Unreachable, Blame::Target),
    ];
    let kinds: BTreeSet<u8> = all.iter().map(|(reason, _)| number(reason)).collect();
    assert_eq!(kinds.len(), 17);
    all
}

fn number(reason: &Reason) -> u8 {
    match reason {
        Reason::BrowserLost => 0,
        Reason::BrowserMissing => 1,
        Reason::ControlMissing { .. } => 2,
        Reason::ControlFailed => 3,
        Reason::DigidNotReached => 4,
        Reason::Impossible => 5,
        Reason::IdleOutsideWindow { .. } => 6,
        Reason::Interrupted => 7,
        Reason::MetadataUnreadable => 8,
        Reason::NameUnresolved { .. } => 9,
        Reason::NeverSettled { .. } => 10,
        Reason::NotReached { .. } => 11,
        Reason::OutsideTarget { .. } => 12,
        Reason::ServerError { .. } => 13,
        Reason::SignUnfit => 14,
        Reason::TlsFailed => 15,
        Reason::Unreachable => 16,
    }
}

pub(super) fn screen(text: &str) -> Moment {
    let control = |name: &str| (name.parse().unwrap(), Visibility::Visible);
    Moment {
        at: "2026-11-20T09:03:12Z".parse().unwrap(),
        page: Page {
            address: address("https://mijn.voorbeeld.test/inloggen"),
            status: Some(200),
            title: "Mijn Voorbeeldstad".to_owned(),
            lang: Some("nl".to_owned()),
            text: text.to_owned(),
            passing: Vec::new(),
            controls: [control("inloggen"), control("uitloggen")].into(),
            picture: Picture::Withheld("a password field could not be covered".to_owned()),
        },
        windows: 1,
        exchanges: Vec::new(),
        messages: Vec::new(),
        at_digid: false,
    }
}

fn sound_screen(place: &Place, mandatory: &str) -> Moment {
    let text = match (place.journey.as_str(), place.mark.to_string().as_str()) {
        ("cancel", "returned") => "U heeft het inloggen met DigiD geannuleerd.",
        ("failed" | "failed-again" | "unreachable", "returned") => mandatory,
        ("logout", "logged-out" | "public") => "U bent uitgelogd.",
        (_, "start") => "Welkom bij Voorbeeldstad",
        _ => "Mijn Voorbeeldstad",
    };
    let mut moment = screen(text);
    let mark = place.mark.to_string();
    if mark == "asked" || mark == "again" {
        moment.messages = vec![question("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")];
    }
    moment
}

pub(super) fn address(text: &str) -> Address {
    Address::from(&url::Url::parse(text).unwrap())
}

fn exchange(to: &str, status: u16) -> Exchange {
    Exchange {
        method: "GET".to_owned(),
        address: address(to),
        status: Some(status),
        location: None,
        headers: vec![("strict-transport-security".to_owned(), "max-age=31536000".to_owned())],
        cookies: Vec::new(),
    }
}

fn signing_in() -> Exchange {
    let cookie = SetCookie {
        name: "sessie".to_owned(),
        token: "⟦cookie:sessie·0a1b2c3d4e5f⟧".to_owned(),
        host: "mijn.voorbeeld.test".to_owned(),
        secure: true,
        http_only: true,
        same_site: None,
        max_age: None,
        persistent: false,
        path: Some("/".to_owned()),
        domain: None,
    };
    Exchange {
        cookies: vec![cookie],
        location: Some(address("https://mijn.voorbeeld.test/mijn")),
        ..exchange("https://mijn.voorbeeld.test/acs?SAMLart=⟦waarde:SAMLart·aa⟧", 302)
    }
}

fn knock(place: &Place) -> Knock {
    let alive = matches!(place.mark.to_string().as_str(), "alive" | "again");
    let waited = place.journey.as_str().starts_with("idle") && place.context.is_none();
    let idle = if alive { 850_000 } else { 920_000 };
    Knock {
        at: "2026-11-20T09:20:00Z".parse().unwrap(),
        agent: Agent::Http,
        alive,
        passed_digid: !alive,
        hops: vec![exchange("https://mijn.voorbeeld.test/mijn", 200)],
        idle: waited.then_some(Idle { monotonic_ms: idle, wall_ms: idle + 3 }),
    }
}

fn sign() -> LoginSign {
    LoginSign {
        agent: Agent::Http,
        at: "2026-11-20T09:01:00Z".parse().unwrap(),
        present_in_logins: vec![true, true],
        persons: 2,
        present_in_clean: false,
        tells_persons_apart: true,
    }
}

fn tls() -> TlsAddress {
    let versions = TlsVersion::ALL.map(|version| {
        let support = if version >= TlsVersion::Tls12 {
            Support::Accepted
        } else {
            Support::Refused("alert protocol_version".to_owned())
        };
        (version, support)
    });
    TlsAddress { at: "2026-11-20T09:00:40Z".parse().unwrap(), versions: versions.into(), connections: 6 }
}

fn run(checks: BlobId) -> Run {
    Run {
        tool: "0.1.0".to_owned(),
        started: "2026-11-20T09:00:00Z".parse().unwrap(),
        ended: "2026-11-20T09:21:30Z".parse().unwrap(),
        digid: DigidKind::Simulator,
        timing: Timing::Real,
        checks,
        target_file: BlobId::of(b"aansluiting.toml"),
        interrupted: false,
        only: Vec::new(),
        subject: Subject {
            kenmerk: Some("2026-0042".to_owned()),
            afnemer: "Gemeente Voorbeeldstad".to_owned(),
            tester: Some("Proef Tester".to_owned()),
            aansluitingen: vec![Aansluiting {
                naam: "burger".parse().unwrap(),
                aansluitnummer: Some("12345".to_owned()),
                koppelvlak: Koppelvlak::Saml,
                omgeving: Omgeving::Preproductie,
                betrouwbaarheidsniveau: Betrouwbaarheidsniveau::Midden,
                eenmalig_inloggen: false,
                aangevraagd: Some("2022-06-01".parse().unwrap()),
                edities: vec!["checklist-testen-7-0".parse().unwrap(), "koppelvlak-saml-3-7".parse().unwrap()],
                dienst: Some("Mijn Voorbeeldstad".to_owned()),
                startpagina: "https://mijn.voorbeeld.test/inloggen".to_owned(),
            }],
            routes: vec!["mijn.voorbeeld.test:443 at 127.0.0.1:40123".to_owned()],
        },
    }
}
