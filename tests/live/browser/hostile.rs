//! Pages that mean harm, or are just very bad: each ends in time.

use std::{collections::BTreeMap, convert::Infallible, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes},
    http::header,
    response::{Html, IntoResponse as _, Redirect},
    routing::{MethodRouter, get},
};
use toetssteen::{
    evidence::{Gap, Reason},
    gather::browser::{Browser, BrowserError, Context, Limits, Seen, Settings},
    target::Locator,
};

use super::site::{Site, browser, hasty, redactor, settings};
use crate::sealed;

/// Far more than any of these may take on a busy machine.
const ENOUGH: Duration = Duration::from_secs(60);

async fn in_time<T>(what: &str, act: impl Future<Output = T>) -> T {
    tokio::time::timeout(ENOUGH, act).await.unwrap_or_else(|_| panic!("{what} hangs"))
}

async fn still_works(context: &Context, site: &Site) {
    in_time("the next page", context.open(&site.url("/goed"))).await.unwrap();
    let seen = in_time("the next look", context.look(&BTreeMap::new(), &redactor())).await.unwrap();
    assert_eq!(seen.page.text, "Goed");
}

fn endless() -> Body {
    let parts = futures_util::stream::unfold((), |()| async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        Some((Ok::<_, Infallible>(Bytes::from_static(b"<p>nog meer")), ()))
    });
    Body::from_stream(parts)
}

fn page(html: &'static str) -> MethodRouter {
    get(move || async move { Html(html) })
}

async fn look(context: &Context) -> Result<Seen, BrowserError> {
    in_time("look", context.look(&BTreeMap::new(), &redactor())).await
}

async fn open(context: &Context, site: &Site, path: &str) {
    in_time(path, context.open(&site.url(path))).await.unwrap_or_else(|error| panic!("{path}: {error}"));
}

/// Dialogs, a page that will not be left, and scripts and names that stand in the way of reading it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_that_fight_back_are_read_all_the_same() {
    let router = Router::new()
        .route("/goed", page("Goed"))
        .route("/alert", page("<script>alert(1); confirm(2); prompt(3)</script><p>Na de vragen"))
        .route("/unload", page("<script>onbeforeunload = (e) => { e.preventDefault(); return 'blijf' }</script><button>Klik</button>"))
        .route("/tamper", page("<p>Echt</p><script>Object.defineProperty(Node.prototype, 'childNodes', {get: () => []}); JSON.stringify = () => 'nep';
            Array.prototype[Symbol.iterator] = () => { throw 1 }; window.toetssteen = {}; document.querySelectorAll = () => []</script>"))
        .route("/names", page("<form onclick=''><select name=childNodes><option>a</select><input name=localName><input name=nodeType><input name=parentNode>
            <input name=title><input name=ownerDocument><p>Echt 999999047</p><button>Knop</button></form><img name=body><img name=querySelectorAll><form name=documentElement></form>"));
    let site = Site::plain("boos.voorbeeld.test", router).await;
    let browser = browser(&[&site]).await;
    let context = browser.context().await.unwrap();
    open(&context, &site, "/alert").await;
    assert_eq!(look(&context).await.unwrap().page.text, "Na de vragen");
    open(&context, &site, "/unload").await;
    in_time("press", context.press(&Locator::Tekst("Klik".to_owned()))).await.unwrap();
    still_works(&context, &site).await;
    open(&context, &site, "/tamper").await;
    assert_eq!(look(&context).await.unwrap().page.text, "Echt");
    open(&context, &site, "/names").await;
    let seen = look(&context).await.unwrap();
    assert!(seen.picture.is_some());
    let page = sealed::seen(seen, &redactor()).page;
    assert!(page.text.contains("Echt ⟦bsn·"), "{}", page.text);
    in_time("press", context.press(&Locator::Tekst("Knop".to_owned()))).await.unwrap();
    drop(context);
    in_time("close", browser.close()).await;
}

/// Too deep, too long, and no page at all.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_large_is_not_read() {
    let large = || async { Html("<p>abc 999999047 </p>".repeat(50_000_000 / 21)) };
    let router = Router::new()
        .route("/goed", page("Goed"))
        .route("/deep", page("<body><script>let e = document.body; for (let i = 0; i < 5000; i++) { const d = document.createElement('i'); e.append(d); e = d }</script>"))
        .route("/file", get(|| async { ([(header::CONTENT_DISPOSITION, "attachment; filename=a.txt")], "x").into_response() }))
        .route("/large", get(large));
    let site = Site::plain("groot.voorbeeld.test", router).await;
    let limits = Limits { settle: Duration::from_secs(12), ..Limits::default() };
    let browser = Browser::start(&Settings { limits, ..settings(&[&site]) }).await.unwrap();
    let context = browser.context().await.unwrap();
    open(&context, &site, "/deep").await;
    assert_eq!(look(&context).await.err(), Some(BrowserError::TooLarge));
    assert!(in_time("file", context.open(&site.url("/file"))).await.is_err());
    still_works(&context, &site).await;
    // Whether it comes to rest in time is up to the machine; read it is not.
    if in_time("large", context.open(&site.url("/large"))).await.is_ok() {
        assert!(look(&context).await.is_err());
    }
    drop(context);
    let context = browser.context().await.unwrap();
    still_works(&context, &site).await;
    drop(context);
    in_time("close", browser.close()).await;
}

/// Without a popup blocker (the headless engine) they may all begin to load. That may not end in time, and may be too much for
/// the browser: a run then takes another.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_windows_end() {
    let router = Router::new()
        .route("/goed", page("Goed"))
        .route("/popups", page("<button onclick='for (let i = 0; i < 100; i++) window.open(`/goed?` + i, `v` + i)'>Open</button><script>for (let i = 0; i < 100; i++) open('/goed')</script>"));
    let site = Site::plain("vensters.voorbeeld.test", router).await;
    let browser = Browser::start(&hasty(&[&site])).await.unwrap();
    let context = browser.context().await.unwrap();
    let ends = |error: BrowserError| {
        use BrowserError::{ControlMissing, Lost, NeverSettled, Unresponsive};
        // Where all of them loaded in time, the last is the window that is looked at, and the control is in the first.
        let known = matches!(error, ControlMissing { .. } | Lost(_) | NeverSettled { .. } | Unresponsive { .. });
        assert!(known, "{error}");
    };
    match in_time("popups", context.open(&site.url("/popups"))).await {
        Ok(()) => match in_time("popups", context.press(&Locator::Tekst("Open".to_owned()))).await {
            Ok(()) => match context.url().await {
                Ok(followed) => assert_eq!(followed.query(), Some("0"), "the one that the press asked for is followed"),
                Err(error) => ends(error),
            },
            Err(error) => ends(error),
        },
        Err(error) => ends(error),
    }
    // A hundred are asked for, twice; how many begin to load before they are closed is up to the browser.
    assert!(context.windows() < 50, "{}", context.windows());
    drop(context);
    in_time("close", browser.close()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_without_an_end_are_given_up() {
    let silent = || async {
        tokio::time::sleep(Duration::from_secs(600)).await;
        "laat"
    };
    let router = Router::new()
        .route("/goed", page("Goed"))
        .route("/endless", get(|| async { ([(header::CONTENT_TYPE, "text/html")], endless()) }))
        .route("/silent", get(silent))
        .route("/image", page("<p>Tekst</p><img src=/silent>"))
        .route("/reload", page("<script>location.href = '/reload?' + Math.random()</script>"))
        .route("/loop", page("<script>setTimeout(() => { for (;;); }, 10)</script>"))
        .route("/alerts", page("<script>for (;;) alert(1)</script>"))
        .route("/to-silent", get(|| async { Redirect::to("/silent") }));
    let site = Site::plain("eindeloos.voorbeeld.test", router).await;
    let browser = Browser::start(&hasty(&[&site])).await.unwrap();
    let paths = ["/endless", "/silent", "/to-silent", "/image", "/reload", "/loop", "/alerts"];
    let given_up = paths.map(async |path| {
        let context = in_time("context", browser.context()).await.unwrap();
        let error = in_time(path, context.open(&site.url(path))).await.unwrap_err();
        assert!(matches!(Gap::from(error.clone()).reason, Reason::NeverSettled { .. }), "{path}: {error}");
        in_time("close", context.close()).await;
    });
    futures_util::future::join_all(given_up).await;
    let context = in_time("context", browser.context()).await.unwrap();
    still_works(&context, &site).await;
    in_time("close", browser.close()).await;
}
