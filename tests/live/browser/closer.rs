//! What a closer look at a page takes in, and what it costs to be fooled by a page.

use std::collections::BTreeMap;

use axum::{Router, response::Html, routing::get};
use toetssteen::{
    evidence::parts::{Image, Parts, Role, TestNumbers},
    gather::browser::Care,
    target::Locator,
};

use super::site::{PERSON, STRANGER, Site, browser, redactor};
use crate::sealed;

const PAGE: &str = r##"<!doctype html><html lang=nl><title>Inloggen</title>
<style>.m::before { content: ""; display: inline-block; width: 44px; height: 30px; background: url(/p/digid.png) }</style>
<header><a href="/"><img src="/wapen.svg" alt="Logo Elders" width=30 height=30></a> Gemeente <b>Elders</b></header>
<nav><a href="/menu">Menu</a></nav>
<h1>Mijn Elders</h1><p>Meer op <a href="http://www.digid.nl/x?bsn=STRANGER" title="Over Digid">digid<b>.nl</b></a>.</p>
<h2>Met DigiD</h2><p>U logt in bij ons. Test: PERSON en STRANGER.</p>
<a class=m href="/in"><svg width=48 height=60 viewBox="0 0 42 42" aria-label="DigiD"><rect width=42 height=42 /><path
  fill="#E17000" d="M0 0h9v9z"/></svg> Inloggen met DigiD</a>
<p>Veld <code>digid_veld</code></p><p title="niet te zien" hidden>x</p>
<details><summary>Hulp</summary><a href="https://mijn.digid.nl/">Mijn DigiD</a></details>
<h2>Met iets anders</h2><iframe src="https://elders.voorbeeld.test/frame"></iframe>
<object data="https://elders.voorbeeld.test/object"></object><footer><a href="mailto:a@voorbeeld.test">Mail</a></footer>"##;

async fn looked(html: String, care: Care) -> Option<Parts> {
    looked_at(Site::page("dichtbij.voorbeeld.test", html).await, care).await
}

async fn looked_at(site: Site, care: Care) -> Option<Parts> {
    let browser = browser(&[&site]).await;
    let context = browser.context().await.unwrap();
    context.open(&site.url("/")).await.unwrap();
    let control = Locator::Tekst("Inloggen met DigiD".to_owned()).into();
    let controls = BTreeMap::from([("inloggen".parse().unwrap(), control)]);
    let redactor = redactor();
    let seen = context.see(&controls, &redactor, care).await.unwrap();
    browser.close().await;
    sealed::seen(seen, &redactor).page.parts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closer_look_takes_in_what_is_no_text() {
    let html = PAGE.replace("STRANGER", STRANGER).replace("PERSON", PERSON);
    let parts = looked(html, Care { picture: false, parts: true }).await.unwrap();
    assert!(parts.complete);
    let links: Vec<_> = parts
        .links
        .iter()
        .map(|link| (link.address.host.as_str(), link.words.as_str(), link.shown, link.control.is_some()))
        .collect();
    let own = "dichtbij.voorbeeld.test";
    let there = [
        (own, "Logo Elders", true, false),
        (own, "Menu", true, false),
        ("www.digid.nl", "digid .nl", true, false),
        (own, "Inloggen met DigiD", true, true),
        ("mijn.digid.nl", "Mijn DigiD", false, false),
    ];
    assert_eq!(links, there);
    assert_eq!(parts.links[2].paragraph, "Meer op digid.nl.");
    assert_eq!(parts.test_numbers, TestNumbers { own: 1, others: 1 });
    let frames: Vec<_> = parts.frames.iter().map(|frame| frame.address.as_ref().unwrap().path.as_str()).collect();
    assert_eq!(frames, ["/frame", "/object"]);
    assert_eq!(parts.code, ["digid_veld"]);
    assert_eq!(parts.names, ["Logo Elders", "Over Digid", "DigiD"]);
    let (word, around) = parts.around.first_key_value().unwrap();
    assert_eq!((word.as_str(), around.header.as_str()), ("inloggen", "Gemeente Elders"));
    assert_eq!(around.headings, ["Met DigiD", "Mijn Elders"]);
    assert!(
        around.passage.starts_with("Met DigiD U logt in bij ons.") && around.passage.ends_with("Hulp"),
        "{around:?}"
    );
    let svg = parts.images.iter().find(|image| image.names == ["DigiD"]).unwrap();
    assert_eq!((svg.drawn, svg.natural), ((48, 48), Some((42, 42))), "its proportions stay as they are");
    assert!(["#000000", "#e17000"].iter().all(|colour| svg.colours.iter().any(|one| one == colour)), "{svg:?}");
    let painted: &Image = parts.images.iter().find(|image| image.file.as_deref() == Some("digid.png")).unwrap();
    assert_eq!((painted.drawn, painted.shown), ((44, 30), true));
    let all = serde_json::to_string(&parts).unwrap();
    assert!(!all.contains(STRANGER) && all.contains(PERSON), "{all}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_with_more_than_is_read_says_so_and_a_glance_takes_nothing_in() {
    let many: String = (0..600).map(|n| format!("<a href=/{n}>{n}</a> ")).collect();
    let parts = looked(many, Care { picture: false, parts: true }).await.unwrap();
    assert!(!parts.complete && parts.links.len() == 500, "{}", parts.links.len());
    // A form may hide what belongs to its prototype, and an element may be a control of none.
    let hostile =
        "<form><input name=attributes><input name=childNodes><input name=parentNode><a href=/x>Verder</a></form>
        <svg><use href='#nergens'/><title>x</title></svg><img alt=Digid src='data:image/svg+xml;base64,@@'>";
    let parts = looked(hostile.to_owned(), Care { picture: false, parts: true }).await.unwrap();
    assert_eq!((parts.links.len(), parts.around.len()), (1, 0));
    assert_eq!(looked("<a href=/x>x</a>".to_owned(), Care::default()).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_goes_over_http_is_seen_on_a_page_over_https() {
    const MIXED: &str = "<title>x</title><link rel='Alternate stylesheet' href='http://dichtbij.voorbeeld.test/a.css'>
        <script src='http://dichtbij.voorbeeld.test/a.js'></script><a href='http://dichtbij.voorbeeld.test/link'>x</a>
        <img src='/eigen.png' srcset='http://dichtbij.voorbeeld.test/1.png 1x, https://dichtbij.voorbeeld.test/2.png 2x'>
        <form action='http://dichtbij.voorbeeld.test/stuur'><input name=action><button formaction='//dichtbij.voorbeeld.test/ook'>x</button></form>";
    let unguarded = async |html: String| {
        let router = Router::new().route("/", get(async || Html(html)));
        let site = Site::secure("dichtbij.voorbeeld.test", router).await;
        looked_at(site, Care { picture: false, parts: true }).await.unwrap().unguarded.unwrap()
    };
    let seen = unguarded(MIXED.to_owned()).await;
    let seen: Vec<_> = seen.iter().map(|part| (part.role, part.address.path.as_str())).collect();
    let there = [(Role::Active, "/a.js"), (Role::Active, "/a.css"), (Role::Form, "/stuur"), (Role::Passive, "/1.png")];
    assert_eq!(seen, there);
    let upgraded = format!("<meta http-equiv=Content-Security-Policy content='Upgrade-Insecure-Requests'>{MIXED}");
    assert_eq!(unguarded(upgraded).await, []);
    let plain = looked(MIXED.to_owned(), Care { picture: false, parts: true }).await.unwrap();
    assert_eq!(plain.unguarded, Some(Vec::new()));
}
