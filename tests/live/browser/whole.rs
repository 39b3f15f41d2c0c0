//! What the browser could not read is not called absent.

use std::collections::BTreeMap;

use axum::{Router, response::Html, routing::get};
use toetssteen::{
    evidence::{Blame, Gap, Reason},
    gather::browser::BrowserError,
    target::Locator,
};

use super::site::{Site, browser, redactor};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_not_read_is_not_called_absent() {
    let page = |words: usize| {
        let html = format!("<h1>Welkom</h1><p>{}</p><p>Tot slot 12345</p>", "woord ".repeat(words));
        get(async || Html(html))
    };
    let router = Router::new().route("/lang", page(30_000)).route("/eindeloos", page(50_000));
    let site = Site::plain("lang.voorbeeld.test", router).await;
    let browser = browser(&[&site]).await;
    let context = browser.context().await.unwrap();
    // Longer than what is kept, yet read to the end.
    context.open(&site.url("/lang")).await.unwrap();
    let gap = Gap::from(context.look(&BTreeMap::new(), &redactor()).await.err().unwrap());
    assert_eq!((gap.reason, gap.blame), (Reason::TooLarge, Blame::Us));
    let bears = async |words: &str| context.bears(&Locator::Tekst(words.to_owned())).await;
    assert_eq!((bears("Tot slot").await, bears("Uitgelogd").await), (Ok(true), Ok(false)));
    // A number is found whole.
    assert_eq!((bears("12345").await, bears("1234").await, bears("345").await), (Ok(true), Ok(false), Ok(false)));
    context.open(&site.url("/eindeloos")).await.unwrap();
    assert_eq!((bears("Welkom").await, bears("Tot slot").await), (Ok(true), Err(BrowserError::TooLarge)));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn elements_that_come_and_go_hide_nothing() {
    let html = "<div id=wissel></div><script>
        const closed = () => { const e = document.createElement('my-item'); e.attachShadow({mode: 'closed'}).innerHTML = '<p>Wisselt</p>'; return e };
        const fixed = document.createElement('my-fixed'); fixed.attachShadow({mode: 'closed'}).innerHTML = '<p>Blijft</p>'; document.body.append(fixed);
        setInterval(() => wissel.replaceChildren(...Array.from({length: 20}, closed)), 3)</script>";
    let site = Site::page("wissel.voorbeeld.test", html).await;
    let browser = browser(&[&site]).await;
    let context = browser.context().await.unwrap();
    for _ in 0..10 {
        context.open(&site.url("/")).await.unwrap();
        let seen = context.glance(&BTreeMap::new(), &redactor()).await.unwrap();
        assert!(seen.page.text.contains("Blijft"), "{}", seen.page.text);
    }
    browser.close().await;
}
