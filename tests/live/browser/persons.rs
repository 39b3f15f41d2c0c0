//! No number of a real person comes into text or picture, however a page writes it.

use std::collections::BTreeMap;

use axum::{Router, response::Html, routing::get};
use toetssteen::{evidence::page::Picture, gather::browser::Context};

use super::site::{PERSON, STRANGER, Site, browser, redactor};
use crate::sealed;

/// The page as it stood when the picture was taken, and as it stands afterwards, is compared by this.
const DIGITS: &str = "#x { color: #000; background: #fff }";

/// Every way a page may show a number, `{n}` being the number and `{a}` `{b}` `{c}` its thirds.
const WAYS: [&str; 15] = [
    "<p id=x>BSN {n}</p>",
    "<p id=x>{a} {b} {c}</p>",
    "<p id=x>{a}.{b}.{c}</p>",
    "<p id=x>{a}&nbsp;&nbsp;{b}&#8239;{c}</p>",
    "<p id=x><span>{a}</span><b>{b}</b><i>{c}</i></p>",
    "<table id=x><tr><td>{a}<td>{b}<td>{c}</table>",
    "<div id=x><div>{a}</div><div>{b}</div><div>{c}</div></div>",
    "<input id=x value='{n}'>",
    "<div id=x><input size=3 value={a}><input size=3 value={b}><input size=3 value={c}></div>",
    "<input id=x placeholder='{n}'>",
    "<textarea id=x>{n}</textarea>",
    "<style>#x::after { content: attr(data-n) }</style><p id=x data-n='{n}'>Nummer: </p>",
    "<iframe id=x srcdoc='<p>{n}</p>'></iframe>",
    "<my-x id=x></my-x><script>x.attachShadow({mode: 'closed'}).innerHTML = '<p>{a}<b>{b}{c}</b></p>'</script>",
    "<div id=x></div><script>x.attachShadow({mode: 'open'}).innerHTML = '<p>{n}</p>'</script>",
];

async fn picture(context: &Context, site: &Site, path: &str) -> (String, Vec<u8>) {
    context.open(&site.url(path)).await.unwrap();
    let mut seen = context.look(&BTreeMap::new(), &redactor()).await.unwrap();
    let (_, png) = seen.picture.take().unwrap();
    let page = sealed::seen(seen, &redactor()).page;
    assert!(matches!(page.picture, Picture::Taken(_)), "{path}: {:?}", page.picture);
    (serde_json::to_string(&page).unwrap(), png)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_is_in_no_text_and_covered_in_the_picture() {
    let mut router = Router::new();
    // Two strangers' numbers of the same length: where both are covered, the pictures are the same to the byte.
    let numbers = [STRANGER, "111222333", PERSON];
    for (way, html) in WAYS.iter().enumerate() {
        for number in numbers {
            let html = html.replace("{n}", number);
            let html = html.replace("{a}", &number[..3]).replace("{b}", &number[3..6]).replace("{c}", &number[6..]);
            let page = format!("<title>{number}</title><style>{DIGITS} * {{ font-family: monospace }}</style>{html}");
            router = router.route(&format!("/{way}/{number}"), get(move || async move { Html(page) }));
        }
    }
    let site = Site::plain("persoon.voorbeeld.test", router).await;
    let browser = browser(&[&site]).await;
    let context = browser.context().await.unwrap();
    for (way, html) in WAYS.iter().enumerate() {
        let (text, covered) = picture(&context, &site, &format!("/{way}/{STRANGER}")).await;
        let joined: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        assert!(!joined.contains(STRANGER) && !text.contains(STRANGER), "{html}: {text}");
        let (_, other) = picture(&context, &site, &format!("/{way}/111222333")).await;
        assert!(covered == other, "{html}: the number shows in the picture");
        let (text, person) = picture(&context, &site, &format!("/{way}/{PERSON}")).await;
        assert!(person != covered, "{html}: a test person is shown");
        assert!(text.contains(&format!("\"title\":\"{PERSON}\"")), "{text}");
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn covering_is_undone_and_does_not_hide_the_rest() {
    let html = format!(
        "<p id=a>Van {STRANGER} en {PERSON}</p><input id=b value='{STRANGER}'><input id=c type=password value=geheim>
        <iframe id=d src='http://ander.voorbeeld.test/'></iframe><script>const begin = document.body.innerHTML;
        setTimeout(() => {{}}, 0)</script><button onclick=\"document.title = [a.textContent, b.value, c.value, d.style.visibility].join('|')\">Toon</button>"
    );
    let site = Site::page("een.voorbeeld.test", html).await;
    let other = Site::page("ander.voorbeeld.test", format!("<p>{STRANGER}</p>")).await;
    let browser = browser(&[&site, &other]).await;
    let context = browser.context().await.unwrap();
    context.open(&site.url("/")).await.unwrap();
    let first = context.look(&BTreeMap::new(), &redactor()).await.unwrap();
    assert!(matches!(first.page.picture, Picture::Taken(_)), "a frame of another origin is covered as a whole");
    assert!(first.page.text.contains(&format!("en {PERSON}")), "{}", first.page.text);
    context.press(&toetssteen::target::Locator::Tekst("Toon".to_owned())).await.unwrap();
    let seen = context.look(&BTreeMap::new(), &redactor()).await.unwrap();
    let title = sealed::seen(seen, &redactor()).page.title;
    let token = redactor().text(STRANGER);
    assert_eq!(title, format!("Van {token} en {PERSON}|{token}|geheim|"));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_fights_the_cover_gets_no_picture() {
    let html =
        format!("<p id=x>{STRANGER}</p><script>setInterval(() => {{ x.textContent = '{STRANGER}' }}, 1)</script>");
    let site = Site::page("vecht.voorbeeld.test", html).await;
    let browser = browser(&[&site]).await;
    let context = browser.context().await.unwrap();
    context.open(&site.url("/")).await.unwrap();
    let seen = context.look(&BTreeMap::new(), &redactor()).await.unwrap();
    assert!(matches!(seen.page.picture, Picture::Withheld(_)) && seen.picture.is_none());
    assert!(!sealed::seen(seen, &redactor()).page.text.contains(STRANGER));
    browser.close().await;
}
