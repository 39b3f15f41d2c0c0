//! A target file that does not fit its service: what is not certain is not guessed, and nothing outside the target is asked.

use axum::{
    response::{Html, Redirect},
    routing::get,
};
use toetssteen::evidence::{Blame, Observation, Outcome, Reason};

use super::{
    bare::{self, HOST, Pages},
    browser::site::Site,
    called::Desk,
};

const LOGIN: &[&str] = &["sessie/cookies"];
const ANNULEREN: &[&str] = &["antwoord/annuleren"];
const ELSEWHERE: &str = "elders.voorbeeld.test";

fn starting_with(start: &str) -> Pages {
    Pages { start: start.to_owned(), ..Pages::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_controls_that_say_the_same_are_both_named() {
    let site = bare::service(starting_with("<p><a href=/bezwaar>Inloggen met DigiD</a>")).await;
    let desk = Desk::for_service(&site);
    let called = desk.run(ANNULEREN).await;
    assert_eq!(called.status, Some(3), "{}{}", called.stdout, called.stderr);
    let gaps = desk.gaps();
    let (place, gap) = gaps.iter().find(|(place, _)| place == "cancel/returned").unwrap();
    let control = "Inloggen met DigiD".to_owned();
    assert_eq!((&gap.reason, gap.blame), (&Reason::ControlAmbiguous { control }, Blame::Target), "{place}");
    for named in ["{ selector = 'a[href=\"/bezwaar\"]' }", "{ selector = 'a[href=\"/vraag\"]' }"] {
        assert!(gap.detail.contains(named), "{}", gap.detail);
    }
    // One of these in the target file is enough.
    let desk =
        Desk::for_service(&site).edit("{ tekst = \"Inloggen met DigiD\" }", "{ selector = 'a[href=\"/vraag\"]' }");
    desk.run(LOGIN).await;
    assert!(desk.gaps().is_empty(), "{:?}", desk.gaps());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_control_behind_a_cookie_banner() {
    let banner = "<div id=b style='position:fixed;inset:0;background:white'><button onclick='b.remove()'>Cookies weigeren</button></div>";
    let site = bare::service(starting_with(banner)).await;
    let desk = Desk::for_service(&site);
    desk.run(ANNULEREN).await;
    let gaps = desk.gaps();
    let gap = gaps.iter().find(|(place, _)| place == "cancel/returned").map(|(_, gap)| gap).unwrap();
    assert!(matches!(gap.reason, Reason::ControlMissing { .. }), "{gap:?}");
    assert!(
        gap.detail.contains("is covered by another element") && gap.detail.contains("name what closes it"),
        "{gap:?}"
    );

    let both = "[{ tekst = \"Cookies weigeren\" }, { tekst = \"Inloggen met DigiD\" }]";
    let desk = Desk::for_service(&site).edit("{ tekst = \"Inloggen met DigiD\" }", both);
    desk.run(LOGIN).await;
    assert!(desk.gaps().is_empty(), "{:?}", desk.gaps());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_that_takes_two_pages() {
    let front = "<title>Voorpagina</title><p><a href=/inloggen>Inloggen</a>";
    let router = bare::router(Pages::default()).route("/voorpagina", get(move || async move { Html(front) }));
    let site = Site::secure(HOST, router).await;
    let both = "[{ tekst = \"Inloggen\" }, { tekst = \"Inloggen met DigiD\" }]";
    let start = (format!("https://{HOST}/inloggen\""), format!("https://{HOST}/voorpagina\""));
    let desk = Desk::for_service(&site).edit(&start.0, &start.1).edit("{ tekst = \"Inloggen met DigiD\" }", both);
    desk.run(LOGIN).await;
    assert!(desk.gaps().is_empty(), "{:?}", desk.gaps());
    assert!(desk.evidence().places().any(|(place, _, _)| place.to_string().starts_with("login/in-session")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_shows_everybody_the_same_page() {
    let same = "<title>Mijn</title><h1>Welkom</h1><p><a href=/uitloggen>Uitloggen</a>";
    let router = bare::router(Pages::default()).route("/overal", get(move || async move { Html(same) }));
    let site = Site::secure(HOST, router).await;
    let desk = Desk::for_service(&site).edit("/mijn\"", "/overal\"");
    let called = desk.run(&["antwoord/foutmelding"]).await;
    assert_eq!(called.status, Some(3), "{}{}", called.stdout, called.stderr);
    for (place, gap) in desk.gaps() {
        assert_eq!(gap.reason, Reason::SignUnfit, "{place}");
        assert!(gap.detail.contains("and also without a login"), "{place}: {}", gap.detail);
    }
    // It is said before a single test that something is refused.
    let evidence = desk.evidence();
    let seen = evidence.places().filter(|(_, _, outcome)| matches!(outcome, Outcome::Observed(_)));
    let mut others = seen.filter(|(_, _, one)| !matches!(one, Outcome::Observed(Observation::Sign(_))));
    assert!(others.next().is_none());
    assert!(called.stderr.contains("no agent can tell a logged-in page"), "{}", called.stderr);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metadata_that_names_another_host() {
    let metadata = format!(
        r#"<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://{HOST}/metadata"><md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact" Location="https://{HOST}/acs" index="0" isDefault="true"/><md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact" Location="https://{ELSEWHERE}/acs" index="1"/></md:SPSSODescriptor></md:EntityDescriptor>"#
    );
    let router = bare::router(Pages::default()).route("/beschreven", get(async move || metadata));
    let site = Site::secure(HOST, router).await;
    let desk = Desk::for_service(&site).edit("/metadata\"", "/beschreven\"");
    let called = desk.run(&["sessie/cookies"]).await;
    let hint = format!("problem  metadata: it names {ELSEWHERE}, which the target file does not; add [hosts.");
    assert!(called.stderr.contains(&hint), "{}", called.stderr);
    assert!(desk.gaps().is_empty(), "{:?}", desk.gaps());
    for (place, _, outcome) in desk.evidence().places() {
        let Outcome::Observed(Observation::Moment(moment)) = outcome else { continue };
        assert!(moment.exchanges.iter().all(|exchange| exchange.address.host != ELSEWHERE), "{place}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_that_redirects_elsewhere() {
    let away = get(async || Redirect::to(&format!("https://{ELSEWHERE}/inloggen")));
    let site = Site::secure(HOST, bare::router(Pages::default()).route("/weg", away)).await;
    let desk = Desk::for_service(&site).edit("/inloggen\"", "/weg\"");
    let called = desk.run(ANNULEREN).await;
    assert_eq!(called.status, Some(3), "{}{}", called.stdout, called.stderr);
    let gaps = desk.gaps();
    let gap = gaps.iter().find(|(place, _)| place == "cancel/start").map(|(_, gap)| gap).unwrap();
    assert_eq!((&gap.reason, gap.blame), (&Reason::OutsideTarget { host: ELSEWHERE.to_owned() }, Blame::Target));
}
