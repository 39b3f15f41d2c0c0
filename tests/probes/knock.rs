use std::{
    io::Write,
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, HeaderName, StatusCode, Uri, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use http::HeaderValue;
use jiff::Timestamp;
use toetssteen::{
    evidence::{Blame, Gap, Reason, session::Knock},
    gather::{
        credentials::{Credentials, RawCookie},
        error::NetworkError,
        http::{Ask, Sign, knock},
        waited::Waited,
    },
};

use super::servers::{DIGID, HOST, Served, network, patient, redactor};
use crate::sealed;

const SECRET: &str = "een-heel-geheime-sessie";

fn cookie(name: &str, path: &str) -> RawCookie {
    RawCookie {
        name: name.to_owned(),
        value: SECRET.to_owned(),
        domain: HOST.to_owned(),
        path: path.to_owned(),
        secure: false,
        host_only: true,
    }
}

fn logged_in() -> Credentials {
    Credentials { cookies: vec![cookie("sid", "/")], headers: Vec::new() }
}

fn ask(path: &str, sign: Sign) -> Ask {
    let url = format!("http://{HOST}{path}").parse().unwrap();
    Ask { url, sign, digid_hosts: [DIGID.to_owned()].into(), waited: None }
}

/// The cookies of a request, sorted.
fn cookies(headers: &HeaderMap) -> String {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut all: Vec<_> = all.flat_map(|value| value.split("; ")).map(str::to_owned).collect();
    all.sort();
    all.join(" ")
}

fn has_session(headers: &HeaderMap) -> bool {
    cookies(headers).contains(SECRET)
}

async fn mine(headers: HeaderMap) -> Response {
    if !has_session(&headers) {
        return Redirect::to(&format!("https://{DIGID}/inloggen?SAMLRequest=abcdefgh")).into_response();
    }
    Html("<body><h1>Welkom</h1>\n<p>Jan\n <b>Jan</b>sen</p></body>").into_response()
}

async fn bomb() -> Response {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..64 {
        gzip.write_all(&[b' '; 1024 * 1024]).unwrap();
    }
    ([(header::CONTENT_ENCODING, "gzip")], gzip.finish().unwrap()).into_response()
}

async fn endless() -> Response {
    let chunk = vec![b'x'; 1024 * 1024];
    let chunks = futures_util::stream::iter((0..50).map(move |_| Ok::<_, std::io::Error>(chunk.clone())));
    ([(header::CONTENT_TYPE, "text/html")], Body::from_stream(chunks)).into_response()
}

async fn page(uri: Uri) -> Html<String> {
    let body = match uri.path() {
        "/script" => "<script>var naam = 'Jan Jansen'</script><template><p class=naam>Jan Jansen</p></template>",
        "/style" => "<style>/* Jan Jansen */</style><p hidden>Jan Jansen</p><noscript>Jan Jansen</noscript>",
        _ => "<p class=naam>Jan Jansen</p>",
    };
    Html(format!("<!doctype html><title>Jan Jansen</title>{body}"))
}

fn site() -> Router {
    let api = async || ([(header::CONTENT_TYPE, "application/json")], r#"{"persoon":{"naam":"Jan Jansen"},"Piet":1}"#);
    let echo = async |headers: HeaderMap| cookies(&headers);
    let bearer = async |headers: HeaderMap| {
        let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let fresh = headers.get(header::CACHE_CONTROL).is_some_and(|value| value == "no-cache");
        format!("gezien: {} vers: {fresh}", sent.unwrap_or("niets"))
    };
    let broken = async || (StatusCode::OK, [(header::CONTENT_ENCODING, "gzip")], "dit is geen gzip");
    let rotated = async || ([(header::SET_COOKIE, "sid=nieuw-en-ook-geheim; Path=/")], Redirect::to("/echo"));
    Router::new()
        .route("/mijn", get(mine))
        .route("/naar-mijn", get(async || Redirect::to("/mijn")))
        .route("/rond", get(async || Redirect::to("/rond?nog-eens")))
        .route("/weg", get(async || Redirect::to("http://elders.test/start?token=geheime-waarde")))
        .route("/fout", get(async || (StatusCode::BAD_GATEWAY, "Jan Jansen")))
        .route("/druk", get(async || (StatusCode::TOO_MANY_REQUESTS, "Jan Jansen")))
        .route("/verboden", get(async || (StatusCode::FORBIDDEN, "Jan Jansen")))
        .route("/bom", get(bomb))
        .route("/groot", get(endless))
        .route("/kapot", get(broken))
        .route("/api", get(api))
        .route("/nummer", get(async || Html("<p>Ingelogd: s00000000:9999054059</p>")))
        .route("/echo", get(echo))
        .route("/app/echo", get(echo))
        .route("/draait", get(rotated))
        .route("/bearer", get(bearer))
        .fallback(get(page))
}

async fn at_site(credentials: &Credentials, ask: &Ask) -> Result<Knock, NetworkError> {
    let server = Served::router(site()).await;
    knock(&network(&[(HOST, 80, server.at)], &[], patient()), &redactor(), credentials, ask).await
}

async fn alive(path: &str, sign: Sign) -> Result<bool, NetworkError> {
    at_site(&logged_in(), &ask(path, sign)).await.map(|knock| knock.alive)
}

fn text(text: &str) -> Sign {
    Sign::text(text).unwrap()
}

#[tokio::test]
async fn a_session_that_lives_shows_the_person() {
    let knock = at_site(&logged_in(), &ask("/naar-mijn", text("Jan  Jansen"))).await.unwrap();
    assert!(knock.alive && !knock.passed_digid);
    let statuses: Vec<_> = knock.hops.iter().map(|hop| hop.status).collect();
    assert_eq!(statuses, [Some(303), Some(200)]);
}

#[tokio::test]
async fn digid_is_never_contacted() {
    let site = Served::router(site()).await;
    let digid = Served::with(async |_| {}).await;
    let network = network(&[(HOST, 80, site.at), (DIGID, 443, digid.at), (DIGID, 80, digid.at)], &[], patient());
    let knock =
        knock(&network, &redactor(), &Credentials::default(), &ask("/naar-mijn", text("Jan Jansen"))).await.unwrap();
    assert!(!knock.alive && knock.passed_digid);
    assert_eq!(digid.connections(), 0);
    let to = sealed::exchange(&knock.hops[1], &redactor()).location.unwrap();
    assert_eq!(to.host, DIGID);
    assert!(!to.query.as_deref().unwrap().contains("abcdefgh"), "{to}");
}

#[tokio::test]
async fn what_is_not_shown_is_no_sign() {
    for path in ["/script", "/style"] {
        assert_eq!(alive(path, text("Jan Jansen")).await, Ok(false), "{path}");
        assert_eq!(alive(path, Sign::selector("p.naam").unwrap()).await, Ok(false), "{path}");
    }
    assert_eq!(alive("/gewoon", Sign::selector("p.naam").unwrap()).await, Ok(true));
}

#[tokio::test]
async fn a_number_is_found_whole() {
    for (sign, borne) in [("999905405", false), ("99905405", false), ("9999054059", true), ("s00000000:", true)] {
        assert_eq!(alive("/nummer", text(sign)).await, Ok(borne), "{sign}");
    }
}

#[tokio::test]
async fn an_api_is_searched_in_its_texts() {
    assert_eq!(alive("/api", text("Jan Jansen")).await, Ok(true));
    assert_eq!(alive("/api", text("Piet")).await, Ok(false), "a name of a field is nobody's name");
}

#[tokio::test]
async fn a_refusal_is_not_alive_whatever_it_says() {
    assert_eq!(alive("/verboden", text("Jan Jansen")).await, Ok(false));
}

#[tokio::test]
async fn neither_alive_nor_dead_is_an_error() {
    let gap = async |path| Gap::from(alive(path, text("Jan Jansen")).await.unwrap_err());
    assert_eq!(gap("/fout").await.reason, Reason::ServerError { status: 502 });
    assert_eq!(gap("/druk").await.reason, Reason::ServerError { status: 429 });
    assert_eq!(gap("/kapot").await.reason, Reason::Unreachable);
    for path in ["/bom", "/groot"] {
        let gap = gap(path).await;
        assert_eq!((&gap.reason, gap.blame), (&Reason::TooLarge, Blame::Us), "{path}: {gap:?}");
    }
    let around = gap("/rond").await;
    assert_eq!((around.reason, around.blame), (Reason::RedirectLoop, Blame::Target));
    let away = gap("/weg").await;
    assert_eq!(away.reason, Reason::OutsideTarget { host: "elders.test".to_owned() });
    assert!(!away.detail.contains("geheime-waarde"), "{away:?}");
}

#[tokio::test]
async fn a_page_of_nothing_but_tags_takes_no_time() {
    let tags = Router::new().fallback(get(async || Html("<div>".repeat(300_000))));
    let server = Served::router(tags).await;
    let network = network(&[(HOST, 80, server.at)], &[], patient());
    let since = Instant::now();
    let error = knock(&network, &redactor(), &logged_in(), &ask("/", text("Jan"))).await.err().unwrap();
    assert!(matches!(error, NetworkError::TooLarge { .. }), "{error:?}");
    assert!(since.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_connection_that_breaks_off_is_no_answer() {
    let server = Served::with(async |stream| drop(stream)).await;
    let network = network(&[(HOST, 80, server.at)], &[], patient());
    let error = knock(&network, &redactor(), &logged_in(), &ask("/mijn", text("Jan"))).await.err().unwrap();
    assert!(matches!(error, NetworkError::Broken { .. } | NetworkError::Unreachable { .. }), "{error:?}");
}

#[tokio::test]
async fn cookies_go_by_host_path_and_tls() {
    let elsewhere = RawCookie { domain: "voorbeeldstad.test".to_owned(), ..cookie("ouder", "/") };
    let cookies = vec![
        cookie("sid", "/"),
        cookie("diep", "/app"),
        RawCookie { secure: true, ..cookie("veilig", "/") },
        elsewhere.clone(),
        RawCookie { host_only: false, ..elsewhere },
        RawCookie { domain: DIGID.to_owned(), ..cookie("vreemd", "/") },
    ];
    let carried = Credentials { cookies, headers: Vec::new() };
    let sees = async |path: &str, sign: &str| at_site(&carried, &ask(path, text(sign))).await.unwrap().alive;
    let of = |names: &[&str]| names.iter().map(|name| format!("{name}={SECRET}")).collect::<Vec<_>>().join(" ");
    assert!(sees("/app/echo", &of(&["diep", "ouder", "sid"])).await);
    assert!(sees("/echo", &of(&["ouder", "sid"])).await);
    for name in ["diep", "veilig", "vreemd"] {
        assert!(!sees("/echo", name).await, "{name}");
    }
}

#[tokio::test]
async fn a_new_cookie_replaces_the_old_in_this_knock_only() {
    let carried = logged_in();
    let rotated = at_site(&carried, &ask("/draait", text("sid=nieuw-en-ook-geheim"))).await.unwrap();
    assert!(rotated.alive);
    let kept = serde_json::to_string(&rotated).unwrap();
    assert!(!kept.contains("nieuw-en-ook-geheim") && !kept.contains(SECRET), "{kept}");
    assert!(at_site(&carried, &ask("/echo", text(SECRET))).await.unwrap().alive);
}

#[tokio::test]
async fn headers_go_to_their_own_host_past_every_cache() {
    let bearer = (HOST.to_owned(), HeaderName::from_static("authorization"), HeaderValue::from_static("Bearer abc"));
    let mut carried = Credentials { cookies: Vec::new(), headers: vec![bearer] };
    let seen = at_site(&carried, &ask("/bearer", text("gezien: Bearer abc vers: true"))).await.unwrap();
    assert!(seen.alive);
    carried.headers[0].0 = DIGID.to_owned();
    assert!(at_site(&carried, &ask("/bearer", text("gezien: niets"))).await.unwrap().alive);
}

#[tokio::test]
async fn the_idle_time_is_measured_and_must_fit() {
    let ago = Duration::from_secs(60);
    let mut ask = ask("/mijn", text("Jan Jansen"));
    let waited = Waited {
        since: Instant::now().checked_sub(ago).unwrap(),
        wall: Timestamp::now() - jiff::SignedDuration::from_secs(60),
        window: (Duration::from_secs(55), Duration::from_secs(120)),
        limit: Duration::from_secs(60),
    };
    ask.waited = Some(waited);
    let idle = at_site(&logged_in(), &ask).await.unwrap().idle.unwrap();
    assert!((60_000..120_000).contains(&idle.monotonic_ms) && (59_000..120_000).contains(&idle.wall_ms), "{idle:?}");

    let asleep = Waited { wall: waited.wall - jiff::SignedDuration::from_mins(30), ..waited };
    ask.waited = Some(asleep);
    let gap = Gap::from(at_site(&logged_in(), &ask).await.err().unwrap());
    assert!(matches!(gap.reason, Reason::IdleOutsideWindow { .. }) && gap.blame == Blame::Us, "{gap:?}");
}
