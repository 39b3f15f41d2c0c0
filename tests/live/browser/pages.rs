//! Pages as services make them.

use std::{collections::BTreeMap, time::Duration};

use axum::{
    Router,
    http::{HeaderMap, header},
    response::{AppendHeaders, Html, IntoResponse as _, Redirect},
    routing::get,
};
use toetssteen::{
    evidence::{
        Word,
        page::{Picture, Visibility},
    },
    gather::browser::BrowserError,
    target::{Control, Locator},
};

use super::site::{Site, browser, redactor};
use crate::sealed;

fn text(words: &str) -> Locator {
    Locator::Tekst(words.to_owned())
}

fn controls(list: &[(&str, &str)]) -> BTreeMap<Word, Control> {
    list.iter().map(|(word, words)| (word.parse().unwrap(), text(words).into())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_over_https_is_followed_and_its_cookies_are_read_raw() {
    let start =
        "<html lang=nl><title>Mijn Voorbeeldstad</title><h1>Welkom</h1><p>Regel\n een</p><a href=/inloggen>Inloggen
        <b>met DigiD</b></a><template>verborgen</template><p hidden>ook verborgen</p>";
    let router = Router::new()
        .route("/", get(move || async move { Html(start) }))
        .route(
            "/inloggen",
            get(|| async {
                let cookie = "sid=kanarie-4711-geheim; Path=/; Secure; HttpOnly; SameSite=Lax";
                let cookies = AppendHeaders([(header::SET_COOKIE, cookie), (header::SET_COOKIE, "taal=nl")]);
                (cookies, Redirect::to("/mijn?SAMLart=AAQAAMFb1234567890abcdef")).into_response()
            }),
        )
        .route(
            "/mijn",
            get(|headers: HeaderMap| async move {
                let cookie =
                    headers.get(header::COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
                Html(format!("<title>{cookie}</title><p data-c='{cookie}'>Uw cookie is {cookie}</p>"))
            }),
        );
    let site = Site::secure("mijn.voorbeeld.test", router).await;
    let browser = browser(&[&site]).await;
    let context = browser.context().await.unwrap();
    context.open(&site.url("/")).await.unwrap();
    let redactor = redactor();
    let seen = context.look(&controls(&[("login", "Inloggen met DigiD")]), &redactor).await.unwrap();
    assert_eq!(seen.page.status, Some(200));
    assert_eq!(seen.page.title, "Mijn Voorbeeldstad");
    assert_eq!(seen.page.lang.as_deref(), Some("nl"));
    assert_eq!(seen.page.text, "Welkom\nRegel een\nInloggen met DigiD");
    assert_eq!(seen.page.controls.values().collect::<Vec<_>>(), [&Visibility::Visible]);
    let (id, png) = seen.picture.unwrap();
    assert_eq!(seen.page.picture, Picture::Taken(id));
    assert!(png.starts_with(b"\x89PNG"));

    context.press(&text("Inloggen met DigiD")).await.unwrap();
    assert_eq!(context.url().await.unwrap().path(), "/mijn");
    let seen = context.look(&BTreeMap::new(), &redactor).await.unwrap();
    let seen = sealed::seen(seen, &redactor);
    let all = serde_json::to_string(&(&seen.page, &seen.exchanges)).unwrap();
    assert!(!all.contains("kanarie-4711") && !all.contains("AAQAAMFb"), "{all}");
    assert!(
        seen.page.text.starts_with("Uw cookie is ") && seen.page.text.contains("⟦cookie:sid·"),
        "{}",
        seen.page.text
    );
    let hops: Vec<_> = seen.exchanges.iter().map(|hop| (hop.address.path.as_str(), hop.status)).collect();
    assert_eq!(hops, [("/inloggen", Some(303)), ("/mijn", Some(200))]);
    let cookies = &seen.exchanges[0].cookies;
    assert_eq!(cookies.iter().map(|cookie| cookie.name.as_str()).collect::<Vec<_>>(), ["sid", "taal"]);
    assert!(cookies[0].secure && cookies[0].http_only && cookies[0].same_site.as_deref() == Some("lax"));
    assert_eq!(cookies[1].same_site, None, "as written, not as the browser reads it");
    assert_eq!(seen.exchanges[0].location.as_ref().map(|to| to.path.as_str()), Some("/mijn"));

    let credentials = context.credentials().await.unwrap();
    assert!(
        credentials
            .cookies
            .iter()
            .any(|cookie| cookie.value == "kanarie-4711-geheim" && cookie.secure && cookie.host_only)
    );
    context.back().await.unwrap();
    assert_eq!(context.url().await.unwrap().path(), "/");
    // Before the first page of a window there is nothing, and the button does nothing.
    let beyond = [context.back().await, context.back().await];
    assert!(matches!(beyond[1], Err(BrowserError::Refused { .. })), "{beyond:?}");
    context.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn modern_pages_are_seen_and_pressed_as_a_citizen_does() {
    let spa = "<title>SPA</title><div id=app>Laden…</div><script>
        fetch('/api', {headers: {Authorization: 'Bearer kanarie-88-token', 'X-Kenmerk': 'k'}}).then((a) => a.text()).then((t) => {
            app.innerHTML = '<button>Verder</button><p>' + t + '</p>';
            app.firstChild.onclick = (e) => { if (e.isTrusted) { history.pushState({}, '', '#/stap/2'); app.textContent = 'Stap twee'; } };
        })</script>";
    let toast = "<p>Inhoud</p><div id=t></div><script>setTimeout(() => { t.textContent = 'Het inloggen is geannuleerd'; setTimeout(() => t.remove(), 300) }, 20)</script>
        <script>setTimeout(() => { document.title = 'weg' }, 600)</script>";
    let menu = "<div style='height:0;overflow:hidden'><a href=/uit>Uitloggen</a></div><nav style='display:none'><a href=/p>Profiel</a></nav>
        <a href=/h style='position:absolute;left:-9999px'>Help</a><div style='height:3000px'></div><button aria-label='Zoeken'>x</button>";
    let shadow = "<my-login></my-login><script>customElements.define('my-login', class extends HTMLElement {
        connectedCallback() { this.attachShadow({mode: 'open'}).innerHTML = '<button><slot></slot>Inloggen in schaduw</button>';
            this.shadowRoot.firstChild.onclick = () => { location.href = '/doel' } } })</script>";
    let closed = "<my-closed>x</my-closed><script>const root = document.querySelector('my-closed').attachShadow({mode: 'closed'});
        root.innerHTML = '<a href=/doel>Gesloten</a>'</script>";
    let blank = "<a target=_blank href=/doel>Nieuw venster</a>";
    let poll = "<p>Peilt</p><script>setInterval(() => fetch('/api?' + Math.random()), 30)</script>";
    let frame = "<h1>Buiten</h1><iframe srcdoc='<p>Binnen</p><button onclick=\"parent.location=`/doel`\">In het frame</button>'></iframe>";
    let form = "<form action=/doel><input name=bsn type=text value=oud><select name=niveau><option value=basis>B<option value=midden>M</select>
        <input type=submit value=Inloggen></form>";
    let page = |html: &'static str| get(move || async move { Html(html) });
    let router = Router::new()
        .route("/spa", page(spa))
        .route(
            "/api",
            get(|| async {
                tokio::time::sleep(Duration::from_millis(250)).await;
                "Opgehaald"
            }),
        )
        .route("/toast", page(toast))
        .route("/menu", page(menu))
        .route("/shadow", page(shadow))
        .route("/closed", page(closed))
        .route("/blank", page(blank))
        .route("/poll", page(poll))
        .route("/frame", page(frame))
        .route("/form", page(form))
        .route("/doel", page("<title>Doel</title>Aangekomen"));
    let site = Site::plain("spa.voorbeeld.test", router).await;
    let browser = browser(&[&site]).await;
    let context = browser.context().await.unwrap();
    let none = BTreeMap::new();
    let redactor = redactor();

    context.open(&site.url("/spa")).await.unwrap();
    let seen = context.look(&none, &redactor).await.unwrap();
    assert_eq!(seen.page.text, "Verder\nOpgehaald", "the request of the script is waited for");
    assert_eq!(seen.exchanges.iter().map(|hop| hop.address.path.as_str()).collect::<Vec<_>>(), ["/spa", "/api"]);
    let sent = context.credentials().await.unwrap().headers;
    let sent: Vec<_> =
        sent.iter().map(|(host, name, value)| (host.as_str(), name.as_str(), value.as_bytes())).collect();
    assert!(sent.contains(&("spa.voorbeeld.test", "authorization", b"Bearer kanarie-88-token")));
    assert!(sent.contains(&("spa.voorbeeld.test", "x-kenmerk", b"k")));
    context.press(&text("Verder")).await.unwrap();
    let seen = context.look(&none, &redactor).await.unwrap();
    assert_eq!((seen.page.text.as_str(), seen.page.address.fragment.as_deref()), ("Stap twee", Some("/stap/2")));
    assert!(
        seen.page.passing.contains(&"Opgehaald".to_owned()) || seen.page.passing.is_empty(),
        "{:?}",
        seen.page.passing
    );

    context.open(&site.url("/toast")).await.unwrap();
    let gone = async {
        loop {
            let seen = context.look(&none, &redactor).await.unwrap();
            if seen.page.text == "Inhoud" && seen.page.passing.contains(&"Het inloggen is geannuleerd".to_owned()) {
                return;
            }
            if seen.page.text.contains("geannuleerd") {
                continue;
            }
            assert!(seen.page.title != "weg", "the notice was missed");
        }
    };
    tokio::time::timeout(Duration::from_secs(10), gone).await.unwrap();

    context.open(&site.url("/menu")).await.unwrap();
    let wanted = controls(&[
        ("uit", "Uitloggen"),
        ("profiel", "Profiel"),
        ("help", "Help"),
        ("zoek", "zoeken"),
        ("niets", "Niets"),
    ]);
    let seen = context.look(&wanted, &redactor).await.unwrap();
    let of = |word: &str| seen.page.controls[&word.parse::<Word>().unwrap()];
    assert_eq!([of("uit"), of("profiel"), of("help")], [Visibility::Hidden; 3]);
    assert_eq!([of("zoek"), of("niets")], [Visibility::Visible, Visibility::Absent]);
    let refused = context.press(&text("Uitloggen")).await.unwrap_err();
    assert!(matches!(&refused, BrowserError::ControlMissing { why, .. } if why.contains("hidden")), "{refused}");

    for (path, control) in [("/shadow", "Inloggen in schaduw"), ("/frame", "In het frame"), ("/closed", "Gesloten")] {
        context.open(&site.url(path)).await.unwrap();
        context.press(&text(control)).await.unwrap();
        assert_eq!(context.url().await.unwrap().path(), "/doel", "{path}");
    }

    context.open(&site.url("/form")).await.unwrap();
    context.type_into("input[name=bsn]", "999990019").await.unwrap();
    context.choose("select[name=niveau]", "midden").await.unwrap();
    context.press(&text("Inloggen")).await.unwrap();
    assert_eq!(context.url().await.unwrap().query(), Some("bsn=999990019&niveau=midden"));

    context.open(&site.url("/poll")).await.unwrap();

    context.open(&site.url("/blank")).await.unwrap();
    assert_eq!(context.windows(), 1);
    context.press(&Locator::Selector("a".to_owned())).await.unwrap();
    let seen = context.look(&none, &redactor).await.unwrap();
    assert_eq!((seen.page.text.as_str(), seen.windows, seen.page.status), ("Aangekomen", 2, Some(200)));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_contexts_at_once_share_nothing() {
    let router = Router::new()
        .route(
            "/zet/{wie}",
            get(|axum::extract::Path(wie): axum::extract::Path<String>| async move {
                ([(header::SET_COOKIE, format!("wie={wie}; Path=/"))], Html(format!("<a href=/toon>Toon</a> {wie}")))
            }),
        )
        .route(
            "/toon",
            get(|headers: HeaderMap| async move {
                Html(format!(
                    "U bent {}",
                    headers.get(header::COOKIE).and_then(|c| c.to_str().ok()).unwrap_or("niemand")
                ))
            }),
        );
    let site = Site::plain("twee.voorbeeld.test", router).await;
    let browser = browser(&[&site]).await;
    let login = async |who: &'static str| {
        let context = browser.context().await.unwrap();
        for _ in 0..2 {
            context.open(&site.url(&format!("/zet/{who}"))).await.unwrap();
            context.press(&text("Toon")).await.unwrap();
            let seen = context.look(&BTreeMap::new(), &redactor()).await.unwrap();
            assert_eq!(seen.page.text, format!("U bent wie={who}"));
            assert_eq!(seen.exchanges.len(), 2);
        }
    };
    tokio::join!(login("een"), login("twee"));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_left_open_keeps_its_timers_running() {
    let html = "<script>let n = 0; setInterval(() => { document.title = ++n }, 50)</script>Open";
    let site = Site::page("open.voorbeeld.test", html).await;
    let browser = browser(&[&site]).await;
    let left = browser.context().await.unwrap();
    left.open(&site.url("/")).await.unwrap();
    let title = async || left.look(&BTreeMap::new(), &redactor()).await.unwrap().page.title.parse::<u32>().unwrap();
    let before = title().await;
    let front = browser.context().await.unwrap();
    let begin = std::time::Instant::now();
    while begin.elapsed() < Duration::from_secs(3) {
        front.open(&site.url("/")).await.unwrap();
    }
    // A throttled timer fires once a second.
    let after = title().await;
    assert!(after > before + 10, "{before} to {after}");
    browser.close().await;
}
