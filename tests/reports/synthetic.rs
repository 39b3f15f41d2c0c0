//! Evidence of a run that never was, built as gathering builds it: every place of every journey announced and ended.

use std::{collections::BTreeMap, sync::LazyLock};

use toetssteen::{
    checklist::{
        Checklist, Files,
        criterion::Confidence,
        edition::{Judged, Line},
    },
    evidence::{
        Blame, BlobId, Evidence, Gap, Kind, Observation, Outcome, Place, Reason, Word,
        itinerary::Itinerary,
        page::{Moment, Picture, Visibility},
        redaction::Redactor,
        run::{Aansluiting, Omgeving, Run},
    },
    judge::{self, Judgement},
    report::{Earlier, Input},
};

use super::{
    certificates,
    doors::{document, led, probed},
    forged::{forged, forged_logouts, not_ended, refused},
    messages::{answered, fetched, metadata, question, sent_back},
    picture::png,
    reasons::every_reason,
    sound::{dns_name, exchange, knock, run, screen, sign, signing_in, sound_screen, tls},
};

pub(super) type Blobs = BTreeMap<BlobId, Vec<u8>>;

/// A judged run, ready to be reported.
pub(crate) struct Reported {
    pub(super) checklist: Checklist,
    pub(super) evidence: Evidence,
    pub(crate) judgement: Judgement,
    pub(super) blobs: Blobs,
}

impl Reported {
    pub(super) fn input(&self) -> Input<'_> {
        Input {
            checklist: &self.checklist,
            evidence: &self.evidence,
            judgement: &self.judgement,
            blobs: &self.blobs,
            earlier: None,
        }
    }

    pub(super) fn render(&self, name: &str) -> String {
        rendered(&self.input(), name)
    }

    /// The same beside an earlier run.
    pub(super) fn render_since(&self, earlier: &Self, name: &str) -> String {
        let earlier = Earlier { evidence: &earlier.evidence, judgement: &earlier.judgement };
        rendered(&Input { earlier: Some(earlier), ..self.input() }, name)
    }
}

fn rendered(input: &Input<'_>, name: &str) -> String {
    let rendering = toetssteen::report::RENDERINGS.into_iter().find(|one| one.name() == name).unwrap();
    String::from_utf8(rendering.render(input).unwrap()).unwrap()
}

/// The run with everything in it, made once.
pub(super) fn everything() -> &'static Reported {
    static EVERYTHING: LazyLock<Reported> = LazyLock::new(|| Scenario::everything().judged());
    &EVERYTHING
}

/// What happens at the places of a run; what is not said goes well.
pub(crate) struct Scenario {
    pub(super) run: Run,
    pub(super) checklist: Checklist,
    pub(super) outcomes: BTreeMap<Place, Outcome>,
    blobs: Blobs,
}

impl Scenario {
    /// A run in which all goes well.
    pub(crate) fn sound() -> Self {
        let mut checklist = Checklist::load(&Files::built_in()).unwrap();
        certificates::known_to(&mut checklist);
        Self { run: run(checklist.digest.clone()), checklist, outcomes: BTreeMap::new(), blobs: Blobs::new() }
    }

    /// A run in which all goes well, of two connections: `burger` and `bedrijf`.
    pub(super) fn two() -> Self {
        let mut scenario = Self::sound();
        let first = scenario.run.subject.aansluitingen[0].clone();
        scenario.run.subject.aansluitingen.push(Aansluiting { naam: "bedrijf".parse().unwrap(), ..first });
        scenario
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
        hidden.exchanges = vec![document()];
        scenario.see("login/page/2", hidden);
        let mut asked = screen("Inloggen met DigiD");
        asked.at_digid = true;
        asked.messages = vec![question("http://www.w3.org/2000/09/xmldsig#rsa-sha1")];
        scenario.see("login/asked", asked);
        let mut entered = screen("Welkom");
        entered.exchanges = vec![signing_in()];
        entered.messages = vec![sent_back(), fetched(), answered()];
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
            chapter: Some("Toegevoegd".to_owned()),
            judged: match (confidence, criteria) {
                (Confidence::Onbekend, nearest) => Judged::Unknown(nearest.iter().map(|id| (*id).to_owned()).collect()),
                (_, by) => Judged::By(by.iter().map(|id| (*id).to_owned()).collect()),
            },
        };
        self.checklist.criteria.get_mut("antwoord/foutmelding-2022").unwrap().applies.omgeving =
            vec![Omgeving::Productie];
        let edition = self.checklist.editions.get_mut(&"checklist-testen-7-0".parse().unwrap()).unwrap();
        edition.lines.push(line(Some("T21"), "Regel T21", Confidence::Onbekend, &["antwoord/annuleren"]));
        edition.lines.push(line(None, "Foutmelding sinds 2022", Confidence::Parafrase, &["antwoord/foutmelding-2022"]));
        let both = ["sessie/sessieduur", "transport/tls-versies"];
        edition.lines.push(line(Some("T20"), "Sessie en transport", Confidence::Ingekort, &both));
        let foutmelding = edition.lines.iter_mut().find(|line| line.code.as_deref() == Some("T6")).unwrap();
        foutmelding.text = Some("Bij een fout moet onderstaande tekst letterlijk worden getoond.".to_owned());
    }

    pub(crate) fn see(&mut self, place: &str, moment: Moment) {
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

    pub(crate) fn judged(mut self) -> Reported {
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

    pub(super) fn places(&self) -> BTreeMap<Place, Kind> {
        let mut places = probed();
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
        places.extend(forged(&self.checklist).map(|place| (place, Kind::Attempt)));
        places.extend(forged_logouts(&self.checklist).map(|place| (place, Kind::LogoutAttempt)));
        let aansluitingen = &self.run.subject.aansluitingen;
        if aansluitingen.len() < 2 {
            return places;
        }
        let of = |naam: &Word| {
            let naam = naam.clone();
            let own = move |(place, kind)| (Place { aansluiting: Some(naam.clone()), ..place }, kind);
            places.clone().into_iter().map(own)
        };
        aansluitingen.iter().flat_map(|one| of(&one.naam)).collect()
    }

    fn sound_at(&mut self, place: &Place, kind: Kind) -> Observation {
        match kind {
            Kind::Attempt => Observation::Attempt(Box::new(refused(place))),
            Kind::Certificate => Observation::Certificate(Box::new(certificates::sighting())),
            Kind::Dns => Observation::Dns(Box::new(dns_name())),
            Kind::Exchange => Observation::Exchange(Box::new(exchange("https://mijn.voorbeeld.test/", 200))),
            Kind::Knock => Observation::Knock(Box::new(knock(place))),
            Kind::LogoutAttempt => Observation::LogoutAttempt(Box::new(not_ended(place))),
            Kind::Metadata => Observation::Metadata(Box::new(metadata())),
            Kind::Redirects => Observation::Redirects(Box::new(led())),
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
