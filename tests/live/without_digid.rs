//! `digid = "geen"`: the question is read and judged, and whoever it was meant for is never contacted.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    middleware::map_response,
    response::{Html, Response},
    routing::get,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use http::header;
use toetssteen::{
    cli::stage::Stage,
    digid::Forgeries,
    evidence::{
        Evidence, Observation, Outcome, Reason,
        message::{AuthnRequestSeen, Binding, Message, SignatureSeen},
        run::DigidKind,
    },
    judge::{self, Unseen, Verdict},
};
use tokio::net::TcpListener;

use super::{
    bare::{self, HOST, Pages},
    browser::site::Site,
    called::{Called, Desk},
    stage::{afnemer, checklist, keys, target_file},
};

/// Somebody who must never be contacted, at an address that needs no name.
async fn untouched() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("https://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&count);
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            seen.fetch_add(1, Ordering::SeqCst);
        }
    });
    (origin, count)
}

fn without_digid(desk: Desk) -> Desk {
    desk.edit("digid = \"simulator\"", "digid = \"geen\"").edit("omgeving = \"ontwikkel\"", "omgeving = \"productie\"")
}

/// What was asked of DigiD, at the place that shows it.
#[track_caller]
fn asked(evidence: &Evidence) -> (&Message, &AuthnRequestSeen) {
    let asked = evidence.places().find_map(|(place, _, outcome)| match outcome {
        Outcome::Observed(Observation::Moment(moment)) if place.to_string() == "login/asked" => Some(moment),
        _ => None,
    });
    let asked = asked.expect("the question was seen");
    assert!(asked.at_digid && asked.messages.len() == 1 && asked.page.text.is_empty(), "{asked:?}");
    (&asked.messages[0], asked.messages[0].authn_request().unwrap())
}

/// Asserts that nothing went wrong, and that everything beyond DigiD is said to be out of reach.
#[track_caller]
fn beyond_is_impossible(desk: &Desk, called: &Called, browsers: usize) {
    let gaps = desk.gaps();
    assert!(gaps.len() >= 3, "{gaps:?}");
    for (place, gap) in &gaps {
        assert_eq!(gap.reason, Reason::Impossible, "{place}: {}", gap.detail);
    }
    assert!(called.stdout.contains("Zonder DigiD: Er was geen DigiD bij."), "{}", called.stdout);
    assert!(!desk.path("keys").exists(), "no DigiD was started");
    assert_eq!(desk.browsers(), browsers);
}

/// With a browser and without, and how many of them that takes.
const MANNERS: [(&str, usize); 2] = [("--scaled", 1), ("--without-browser", 0)];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sound_question_of_a_production_service_is_judged_and_goes_nowhere() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let stage =
        Stage::set(&keys(), folder.path(), &afnemer(), &[&[]], &target_file(), Forgeries::default()).await.unwrap();
    let desk = without_digid(Desk::with(&stage.target));
    let called = desk
        .run(&[
            "afzender",
            "handtekening",
            "niveau",
            "terugkeren",
            "tijdstip",
            "annuleren",
            "uitloggen",
            "hsts",
            "cookies",
        ])
        .await;
    stage.strike().await;
    assert_eq!(called.status, Some(0), "{}{}", called.stdout, called.stderr);
    beyond_is_impossible(&desk, &called, 1);
    let evidence = desk.evidence();
    assert_eq!(evidence.run().digid, DigidKind::Geen);
    let (message, _) = asked(&evidence);
    assert!(matches!(message.signature, SignatureSeen::Valid { .. }) && !message.refused(), "{message:?}");
    let judgement = judge::judge(checklist(), &evidence);
    let verdict = |id: &str| &judgement.findings().find(|finding| finding.criterion == id).unwrap().verdict;
    for seen in ["afzender", "handtekening", "niveau", "terugkeren", "tijdstip"] {
        assert_eq!(*verdict(&format!("authenticatievraag/{seen}")), Verdict::Akkoord, "{seen}");
    }
    assert_eq!(*verdict("transport/hsts"), Verdict::Akkoord);
    for beyond in ["antwoord/annuleren", "sessie/uitloggen", "sessie/cookies"] {
        assert_eq!(*verdict(beyond), Verdict::NietVastgesteld(Unseen::NietMogelijk), "{beyond}");
    }
}

/// Only where logging in begins, and with which control: what only the metadata could tell is held against nobody.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_and_its_control_are_enough() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let whole = target_file();
    let (about, rest) = whole.split_once("metadata =").unwrap();
    let start = rest.lines().find(|line| line.starts_with("start =")).unwrap();
    let little = format!(
        "{about}\n[aansluiting.paginas]\n{start}\n[aansluiting.bediening]\ninloggen = {{ tekst = \"Inloggen met DigiD\" }}\n"
    );
    let stage = Stage::set(&keys(), folder.path(), &afnemer(), &[&[]], &whole, Forgeries::default()).await.unwrap();
    let desk = without_digid(Desk::with(&stage.target.replace(&whole, &little)));
    let called = desk.run(&[
        "authenticatievraag/afzender",
        "authenticatievraag/handtekening",
        "authenticatievraag/niveau",
        "terugkeren",
        "ondertekend",
        "cookies",
        "uitloggen",
    ]);
    let called = called.await;
    stage.strike().await;
    assert_eq!(called.status, Some(0), "{}{}", called.stdout, called.stderr);
    let evidence = desk.evidence();
    let (message, _) = asked(&evidence);
    assert!(matches!(message.signature, SignatureSeen::Unverifiable { algorithm: Some(_) }), "{message:?}");
    assert!(message.objections.is_empty(), "{message:?}");
    let judgement = judge::judge(checklist(), &evidence);
    for finding in judgement.findings() {
        let expected = match finding.criterion.as_str() {
            "authenticatievraag/niveau" => Verdict::Akkoord,
            _ => Verdict::NietVastgesteld(Unseen::NietMogelijk),
        };
        assert_eq!(finding.verdict, expected, "{}", finding.criterion);
    }
    assert_eq!(judgement.findings().count(), 7);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_in_an_address_contacts_nobody() {
    let (digid, count) = untouched().await;
    let there = digid.clone();
    let elsewhere = map_response(move |mut answer: Response| {
        let location = answer.headers().get(header::LOCATION).map(|value| value.to_str().unwrap().to_owned());
        if let Some(location) = location {
            let location = location.replace("https://digid.toetssteen.test", &there);
            answer.headers_mut().insert(header::LOCATION, location.parse().unwrap());
        }
        std::future::ready(answer)
    });
    let site = Site::secure(HOST, bare::router(Pages::default()).layer(elsewhere)).await;
    for (manner, browsers) in MANNERS {
        let desk = without_digid(Desk::for_service(&site));
        let called = desk.run_with(manner, &["handtekening", "niveau", "annuleren"]).await;
        assert_eq!(called.status, Some(1), "an unsigned question: {}{}", called.stdout, called.stderr);
        beyond_is_impossible(&desk, &called, browsers);
        let evidence = desk.evidence();
        let (message, request) = asked(&evidence);
        assert_eq!((message.binding, &message.signature), (Binding::Redirect, &SignatureSeen::Absent));
        assert_eq!(request.issuer.as_deref(), Some("https://kaal.voorbeeld.test/metadata"));
    }
    assert_eq!(count.load(Ordering::SeqCst), 0, "somebody was contacted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_in_a_form_is_not_submitted() {
    let (digid, count) = untouched().await;
    let question = BASE64_STANDARD.encode(format!(
        r#"<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_1" Version="2.0" IssueInstant="2026-01-01T00:00:00Z" Destination="{digid}/sso" AssertionConsumerServiceURL="https://{HOST}/acs"><saml:Issuer>https://{HOST}/metadata</saml:Issuer></samlp:AuthnRequest>"#
    ));
    // As most services do: a page in between, whose form leaves by itself.
    let leaving = format!(
        "<body onload='document.forms[0].submit()'><form method=post action='{digid}/sso'>\
         <input type=hidden name=SAMLRequest value='{question}'><input type=hidden name=RelayState value=abc></form>"
    );
    let pages = Pages { start: "<p><a href=/post>Naar DigiD</a>".to_owned(), ..Pages::default() };
    let router = bare::router(pages).route("/post", get(async || Html(leaving)));
    let site = Site::secure(HOST, router).await;
    for (manner, browsers) in MANNERS {
        let desk = without_digid(Desk::for_service(&site)).edit("\"Inloggen met DigiD\"", "\"Naar DigiD\"");
        let called = desk.run_with(manner, &["handtekening", "niveau", "annuleren"]).await;
        assert_eq!(called.status, Some(1), "an unsigned question: {}{}", called.stdout, called.stderr);
        beyond_is_impossible(&desk, &called, browsers);
        let evidence = desk.evidence();
        let (message, request) = asked(&evidence);
        assert_eq!((message.binding, request.relay_state_length), (Binding::Post, Some(3)));
        assert!(!message.objections.iter().any(|one| one.text.contains("Destination")), "{:?}", message.objections);
    }
    assert_eq!(count.load(Ordering::SeqCst), 0, "somebody was contacted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_sent_elsewhere_without_a_question_was_not_asked() {
    let (elsewhere, count) = untouched().await;
    let pages = Pages { start: format!("<p><a href={elsewhere}/?zoek=digid>Naar DigiD</a>"), ..Pages::default() };
    let desk = without_digid(Desk::for_service(&bare::service(pages).await));
    let desk = desk.edit("\"Inloggen met DigiD\"", "\"Naar DigiD\"");
    let called = desk.run(&["authenticatievraag/handtekening"]).await;
    assert_eq!(called.status, Some(3), "{}{}", called.stdout, called.stderr);
    let gaps = desk.gaps();
    let (place, gap) = &gaps[0];
    assert!(place == "login/asked" && matches!(gap.reason, Reason::OutsideTarget { .. }), "{gaps:?}");
    assert_eq!(count.load(Ordering::SeqCst), 0, "somebody was contacted");
}
