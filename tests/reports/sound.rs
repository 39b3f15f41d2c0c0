//! What is seen of a service with which nothing is wrong, and the run in which it is seen.

use toetssteen::evidence::{
    Address, Betrouwbaarheidsniveau, BlobId, Place,
    dns::{CaaRecords, DnsName, Security},
    exchange::{Exchange, SetCookie, ShownIn},
    page::{Moment, Page, Picture, Visibility},
    parts::Parts,
    run::*,
    session::{Agent, Idle, Knock, LoginSign},
    tls::{Known, Listed, Order, Support, TlsAddress, TlsSettings, TlsVersion},
};

use super::{
    certificates,
    doors::document,
    messages::{answered, fetched, question, sent_back},
};

pub(crate) fn screen(text: &str) -> Moment {
    let control = |name: &str| (name.parse().unwrap(), Visibility::Visible);
    Moment {
        at: "2026-11-20T09:03:12Z".parse().unwrap(),
        agent: Agent::Browser,
        page: Page {
            address: address("https://mijn.voorbeeld.test/inloggen"),
            status: Some(200),
            title: "Mijn Voorbeeldstad".to_owned(),
            lang: Some("nl".to_owned()),
            text: text.to_owned(),
            passing: Vec::new(),
            controls: [control("inloggen"), control("uitloggen")].into(),
            parts: Some(Parts {
                complete: true,
                unguarded: Some(Vec::new()),
                shows_person: Some(false),
                ..Parts::default()
            }),
            picture: Picture::Withheld("a password field could not be covered".to_owned()),
        },
        windows: 1,
        popup: false,
        exchanges: Vec::new(),
        messages: Vec::new(),
        at_digid: false,
    }
}

pub(super) fn sound_screen(place: &Place, mandatory: &str) -> Moment {
    let text = match (place.journey.as_str(), place.mark.to_string().as_str()) {
        ("cancel", "returned") => "U heeft het inloggen met DigiD geannuleerd.",
        ("failed" | "failed-translated" | "unreachable", "returned") => mandatory,
        ("logout", "logged-out" | "public") => "U bent uitgelogd.",
        (_, "start") => "Welkom bij Voorbeeldstad",
        _ => "Mijn Voorbeeldstad",
    };
    let mut moment = screen(text);
    let mark = place.mark.to_string();
    if matches!(mark.as_str(), "asked" | "again" | "asked-again") {
        moment.messages = vec![question("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")];
        moment.exchanges = asking();
    }
    if matches!(mark.as_str(), "start" | "page") {
        moment.exchanges = vec![document()];
    }
    if mark == "in-session" {
        moment.messages = vec![sent_back(), fetched(), answered()];
        moment.exchanges = vec![Exchange { cookies: Vec::new(), ..signing_in() }];
    }
    moment
}

pub(crate) fn address(text: &str) -> Address {
    Address::from(&url::Url::parse(text).unwrap())
}

pub(crate) fn exchange(to: &str, status: u16) -> Exchange {
    Exchange {
        method: "GET".to_owned(),
        address: address(to),
        status: Some(status),
        location: None,
        headers: vec![("strict-transport-security".to_owned(), "max-age=31536000".to_owned())],
        cookies: Vec::new(),
        shown_in: None,
    }
}

/// From the control to the login page of DigiD.
pub(crate) fn asking() -> Vec<Exchange> {
    let sso = "https://digid.toetssteen.test/saml/idp/request_authentication?SAMLRequest=fZHLasMwEEV%2FRWhvW";
    let to = |place: &str, status, next: Option<&str>| Exchange {
        location: next.map(address),
        shown_in: Some(ShownIn::Window),
        ..exchange(place, status)
    };
    let login = "https://digid.toetssteen.test/inloggen/00112233445566aa";
    vec![to("https://mijn.voorbeeld.test/digid", 303, Some(sso)), to(sso, 303, Some(login)), to(login, 200, None)]
}

pub(crate) fn signing_in() -> Exchange {
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
        shown_in: Some(ShownIn::Window),
        ..exchange("https://mijn.voorbeeld.test/acs?SAMLart=AAQAAMFbLinlXaCM", 302)
    }
}

pub(super) fn knock(place: &Place) -> Knock {
    let alive = matches!(place.mark.to_string().as_str(), "alive" | "again" | "protected");
    let mut page = exchange("https://mijn.voorbeeld.test/mijn", 200);
    page.headers.push(("cache-control".to_owned(), "no-store".to_owned()));
    let waited = place.journey.as_str().starts_with("idle") && place.context.is_none();
    let idle = if alive { 850_000 } else { 920_000 };
    Knock {
        at: "2026-11-20T09:20:00Z".parse().unwrap(),
        agent: Agent::Http,
        alive,
        passed_digid: !alive,
        hops: vec![page],
        idle: waited.then_some(Idle { monotonic_ms: idle, wall_ms: idle + 3, limit_ms: Some(900_000) }),
    }
}

pub(super) fn sign() -> LoginSign {
    LoginSign {
        agent: Agent::Http,
        at: "2026-11-20T09:01:00Z".parse().unwrap(),
        present_in_logins: vec![true, true],
        persons: 2,
        present_in_clean: false,
        tells_persons_apart: true,
    }
}

/// A name that is signed, and an alias of one that is.
pub(super) fn dns_name() -> DnsName {
    DnsName {
        at: "2026-11-20T09:00:30Z".parse().unwrap(),
        names: ["mijn.voorbeeld.nl", "web.voorbeeld.nl"].map(str::to_owned).to_vec(),
        addresses: vec!["192.0.2.10".parse().unwrap(), "2001:db8::10".parse().unwrap()],
        security: Security::Secure { zone: "voorbeeld.nl".to_owned() },
        caa: Known::Seen(CaaRecords {
            at: Some("voorbeeld.nl".to_owned()),
            records: vec!["0 issue \"ca.example\"".to_owned()],
        }),
        resolver: "192.0.2.53:53".to_owned(),
        queries: 14,
    }
}

fn settings() -> TlsSettings {
    let listed = |all: &[&str]| Listed { found: all.iter().map(ToString::to_string).collect(), unasked: None };
    let suites = [
        (TlsVersion::Tls12, listed(&["TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"])),
        (TlsVersion::Tls13, listed(&["TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"])),
    ];
    let groups = [(TlsVersion::Tls12, listed(&["x25519"])), (TlsVersion::Tls13, listed(&["X25519MLKEM768", "x25519"]))];
    TlsSettings {
        suites: suites.into(),
        order: [(TlsVersion::Tls13, Known::Seen(Order::Server))].into(),
        groups: groups.into(),
        fields: Known::Moot("it has no suite with DHE".to_owned()),
        signatures: Known::Seen(listed(&["ecdsa_secp256r1_sha256"])),
        compression: Known::Seen(false),
        safe_renegotiation: Known::Seen(true),
        client_renegotiation: Some(Known::Seen(0)),
        extended_master_secret: Known::Seen(true),
        fallback_refused: Known::Seen(true),
        tickets: Known::Seen(true),
        early_data: Known::Seen(false),
        resumption: Known::Seen(true),
        protocol: Known::Seen(Some("http/1.1".to_owned())),
    }
}

pub(super) fn tls() -> TlsAddress {
    let versions = TlsVersion::ALL.map(|version| {
        let support = if version >= TlsVersion::Tls12 {
            Support::Accepted
        } else {
            Support::Refused("alert protocol_version".to_owned())
        };
        (version, support)
    });
    TlsAddress {
        apart: false,
        at: "2026-11-20T09:00:40Z".parse().unwrap(),
        versions: versions.into(),
        settings: Some(settings()),
        certificates: Some(certificates::website()),
        connections: 6,
        took_ms: None,
    }
}

pub(super) fn run(checks: BlobId) -> Run {
    Run {
        tool: "0.1.0".to_owned(),
        started: "2026-11-20T09:00:00Z".parse().unwrap(),
        ended: "2026-11-20T09:21:30Z".parse().unwrap(),
        digid: DigidKind::Simulator,
        digid_hosts: vec!["digid.toetssteen.test".to_owned(), "was.digid.toetssteen.test".to_owned()],
        timing: Timing::Real,
        checks,
        target_file: BlobId::of(b"aansluiting.toml"),
        interrupted: false,
        only: Vec::new(),
        uitgevers: Vec::new(),
        own_trust_anchor: false,
        without_browser: false,
        subject: Subject {
            kenmerk: Some("2026-0042".to_owned()),
            afnemer: "Gemeente Voorbeeldstad".to_owned(),
            leverancier: None,
            tester: Some("Proef Tester".to_owned()),
            hertest_van: None,
            aansluitingen: vec![Aansluiting {
                naam: "burger".parse().unwrap(),
                aansluitnummer: Some("12345".to_owned()),
                koppelvlak: Koppelvlak::Saml,
                product: None,
                omgeving: Omgeving::Preproductie,
                betrouwbaarheidsniveau: Betrouwbaarheidsniveau::Midden,
                eenmalig_inloggen: false,
                richtlijn_tls: Richtlijn::default(),
                aangevraagd: Some("2022-06-01".parse().unwrap()),
                edities: vec!["checklist-testen-7-0".parse().unwrap(), "koppelvlak-saml-3-7".parse().unwrap()],
                dienst: Some("Mijn Voorbeeldstad".to_owned()),
                paginas: vec!["start".parse().unwrap(), "vertaald".parse().unwrap()],
                startpagina: "https://mijn.voorbeeld.test/inloggen".to_owned(),
                adressen: vec!["https://mijn.voorbeeld.test/saml/metadata".to_owned()],
                accounts: vec!["999900006 (A. Jansen)".to_owned()],
            }],
            routes: vec!["mijn.voorbeeld.test:443 at 127.0.0.1:40123".to_owned()],
        },
    }
}
