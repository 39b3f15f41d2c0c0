//! What is not there, not trusted or not ours to visit.

use std::collections::BTreeMap;

use axum::{
    Router,
    http::{StatusCode, header},
    response::{Html, Redirect},
    routing::get,
};
use toetssteen::{
    evidence::{Blame, Gap, Reason},
    gather::browser::{Browser, BrowserError, Passive, Settings},
    target::Locator,
};

use super::site::{Site, browser, redactor, settings};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_error_page_is_told_from_a_page() {
    let router = Router::new()
        .route("/", get(|| async { Html("<a href=http://vreemd.voorbeeld.test/>Weg</a>") }))
        .route("/rond", get(|| async { Redirect::to("/rond") }))
        .route("/naar-buiten", get(|| async { Redirect::to("https://vreemd.voorbeeld.test/geheim?x=1") }))
        .route("/leeg", get(|| async { StatusCode::INTERNAL_SERVER_ERROR }))
        .route("/fout", get(|| async { (StatusCode::BAD_GATEWAY, Html("<p>Storing")) }))
        .route("/bestand", get(|| async { ([(header::CONTENT_DISPOSITION, "attachment")], "inhoud") }));
    let site = Site::plain("goed.voorbeeld.test", router).await;
    let mut untrusted = Site::secure("ca.voorbeeld.test", Router::new().route("/", get(|| async { "x" }))).await;
    untrusted.ca.clear();
    let mut closed = Site::page("dicht.voorbeeld.test", "x").await;
    closed.to = ([127, 0, 0, 1], 1).into();
    // A label longer than a name may have: it resolves nowhere, and nobody is asked.
    let name = || format!("{}.voorbeeld.test", "n".repeat(64));
    let settings = Settings { hosts: [name()].into(), ..settings(&[&site, &untrusted, &closed]) };
    let browser = Browser::start(&settings).await.unwrap();
    let context = browser.context().await.unwrap();
    let reason = async |url: &str| Gap::from(context.open(&url.parse().unwrap()).await.unwrap_err());

    let gap = reason("https://ca.voorbeeld.test/").await;
    assert_eq!((&gap.reason, gap.blame), (&Reason::TlsFailed, Blame::Target), "{}", gap.detail);
    assert!(gap.detail.contains("ERR_CERT_AUTHORITY_INVALID"), "{}", gap.detail);
    assert_eq!(reason("http://dicht.voorbeeld.test/").await.reason, Reason::Unreachable);
    assert_eq!(reason(&format!("https://{}/", name())).await.reason, Reason::NameUnresolved { host: name() });
    let outside = || Reason::OutsideTarget { host: "vreemd.voorbeeld.test".to_owned() };
    assert_eq!(reason("https://vreemd.voorbeeld.test/").await.reason, outside());
    let gap = reason("http://goed.voorbeeld.test/naar-buiten").await;
    assert_eq!(gap.reason, outside());
    assert!(!gap.detail.contains("geheim"), "{}", gap.detail);
    assert_eq!(reason("http://goed.voorbeeld.test/rond").await.reason, Reason::RedirectLoop);
    assert_eq!(reason("http://goed.voorbeeld.test/bestand").await.reason, Reason::Unreachable);

    context.open(&site.url("/")).await.unwrap();
    let error = context.press(&Locator::Tekst("Weg".to_owned())).await.unwrap_err();
    assert_eq!(Gap::from(error).reason, outside());
    for (path, status, text) in [("/leeg", 500, ""), ("/fout", 502, "Storing")] {
        context.open(&site.url(path)).await.unwrap();
        let page = context.look(&BTreeMap::new(), &redactor()).await.unwrap().page;
        assert_eq!((page.status, page.text.as_str(), page.address.path.as_str()), (Some(status), text, path));
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_passive_parts_are_allowed_documents_still_stay_inside() {
    let site = Site::page(
        "binnen.voorbeeld.test",
        "<img src=http://elders.voorbeeld.test/plaatje><a href=http://elders.voorbeeld.test/>Elders</a>",
    )
    .await;
    let elsewhere = Site::page("elders.voorbeeld.test", "geheim").await;
    let mut settings = settings(&[&site]);
    settings.passive = Passive::Allow;
    let browser = Browser::start(&settings).await.unwrap();
    let context = browser.context().await.unwrap();
    context.open(&site.url("/")).await.unwrap();
    let error = context.press(&Locator::Tekst("Elders".to_owned())).await.unwrap_err();
    assert_eq!(error, BrowserError::OutsideTarget { host: elsewhere.host.to_owned() });
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn controls_that_cannot_be_pressed_say_why() {
    let html = "<button>Onder</button><div style='position:fixed;inset:0;background:#fff'>Cookies?</div>";
    let site = Site::page("knop.voorbeeld.test", html).await;
    let browser = browser(&[&site]).await;
    let context = browser.context().await.unwrap();
    context.open(&site.url("/")).await.unwrap();
    let cases = [
        (Locator::Tekst("Onder".to_owned()), "covered"),
        (Locator::Tekst("Nergens".to_owned()), "not on the page"),
        (Locator::Selector("p[".to_owned()), "no valid selector"),
    ];
    for (locator, why) in cases {
        let error = context.press(&locator).await.unwrap_err();
        assert!(error.to_string().contains(why) && error.to_string().contains(&locator.to_string()), "{error}");
        assert_eq!(Gap::from(error).reason, Reason::ControlMissing { control: locator.bare().to_owned() });
    }
    let error = context.type_into("input[name=bsn]", "1").await.unwrap_err();
    assert!(matches!(error, BrowserError::ControlMissing { .. }), "{error}");
    browser.close().await;
}
