use std::time::Duration;

use axum::{
    Form, Router,
    extract::Query,
    http::{HeaderMap, Uri, header},
    response::{Html, IntoResponse, Redirect},
    routing::{get, post},
};
use toetssteen::{
    gather::{
        credentials::Credentials,
        error::NetworkError,
        http::{Ask, HttpAgent, Limits, Sign, knock},
    },
    target::Locator,
};

use super::servers::{DIGID, HOST, Served, network, patient, redactor};

type Fields = Vec<(String, String)>;

const START: &str = r#"<a class=inloggen href="/start"><img alt="Inloggen met DigiD"></a>
    <form action="/zoek"><input name=q value=a><input type=checkbox name=nee><button class=zoek>Zoek</button></form>
    <p class=geen>DigiD</p><button class=los type=button>los</button>"#;

fn service() -> Router {
    let posts = format!(
        r#"<form method=POST action="http://{DIGID}/sso"><input type=hidden name=SAMLRequest value="PD94"></form>
        <script>document.forms[0].submit()</script>"#
    );
    let acs = async || ([(header::SET_COOKIE, "sid=geheime-sessie; Path=/; HttpOnly")], Redirect::to("/mijn"));
    let mine = async |headers: HeaderMap| {
        let known = headers.get(header::COOKIE).is_some_and(|value| value == "sid=geheime-sessie");
        Html(if known { "<p>Welkom Jan Jansen</p>" } else { "<p>Log eerst in</p>" })
    };
    Router::new()
        .route("/", get(async || Html(START)))
        .route("/start", get(async move || Html(posts)))
        .route("/zoek", get(async |uri: Uri| Html(format!("<p>gezocht: {}</p>", uri.query().unwrap_or_default()))))
        .route("/acs", get(acs))
        .route("/mijn", get(mine))
        .route("/blijft-sturen", get(again).post(again))
        .route("/wacht", get(async || Html(FORM)))
}

const FORM: &str = "<form method=post><input name=SAMLResponse value=x></form>";

async fn again() -> Html<String> {
    Html(format!("{FORM}<script>document.forms[0].submit()</script>"))
}

fn digid() -> Router {
    let sso = async |Form(fields): Form<Fields>| {
        assert_eq!(fields, [("SAMLRequest".to_owned(), "PD94".to_owned())]);
        Redirect::to("/inloggen/0123456789abcdef")
    };
    let page = r#"<form id=f method=post action="?stap=2"><input name=bsn><select name=niveau><option>basis
        <option value=midden selected>m</select><button name=handeling value=inloggen>Inloggen</button></form>"#;
    let login = async |Query(query): Query<Fields>, Form(fields): Form<Fields>| {
        assert_eq!(query, [("stap".to_owned(), "2".to_owned())]);
        let sent: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(sent.join(" "), "bsn=999990019 niveau=midden handeling=inloggen");
        Redirect::to(&format!("http://{HOST}/acs?SAMLart=AAQ")).into_response()
    };
    Router::new().route("/sso", post(sso)).route("/inloggen/{transaction}", get(async move || Html(page)).post(login))
}

fn css(selector: &str) -> Locator {
    Locator::Selector(selector.to_owned())
}

#[tokio::test]
async fn a_plain_service_is_logged_in_to_without_a_browser() {
    let (service, digid) = (Served::router(service()).await, Served::router(digid()).await);
    let network = network(&[(HOST, 80, service.at), (DIGID, 80, digid.at)], &[], patient());
    let redactor = redactor();
    let mut agent = HttpAgent::new(&network, &redactor, &Credentials::default());

    agent.open(format!("http://{HOST}/").parse().unwrap()).await.unwrap();
    let page = agent.press(&Locator::Tekst("Inloggen met DigiD".to_owned())).await.unwrap();
    assert_eq!(page.url.as_str(), format!("http://{DIGID}/inloggen/0123456789abcdef"));
    let steps: Vec<_> = agent.take_exchanges().iter().map(|step| (step.method.clone(), step.status.unwrap())).collect();
    let expected = [("GET", 200), ("GET", 200), ("POST", 303), ("GET", 200)];
    assert_eq!(steps, expected.map(|(method, status)| (method.to_owned(), status)));

    let fields =
        [("bsn", "999990019"), ("handeling", "inloggen")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let page = agent.submit("#f", &fields).await.unwrap();
    assert_eq!((page.url.path(), page.text().as_str()), ("/mijn", "Welkom Jan Jansen"));

    let ask = Ask {
        url: format!("http://{HOST}/mijn").parse().unwrap(),
        sign: Sign::text("Jan Jansen").unwrap(),
        digid_hosts: [DIGID.to_owned()].into(),
        waited: None,
    };
    assert!(knock(&network, &redactor, &agent.credentials(), &ask).await.unwrap().alive);
}

/// Each step is in time, and all of them are not.
#[tokio::test]
async fn a_way_that_goes_on_slowly_is_given_up() {
    let slowly = async || {
        tokio::time::sleep(Duration::from_millis(150)).await;
        Redirect::to("/verder")
    };
    let service = Served::router(Router::new().route("/verder", get(slowly))).await;
    let limits = Limits { total: Duration::from_millis(1000), ..patient() };
    let (network, redactor) = (network(&[(HOST, 80, service.at)], &[], limits), redactor());
    let mut agent = HttpAgent::new(&network, &redactor, &Credentials::default());
    let error = agent.open(format!("http://{HOST}/verder").parse().unwrap()).await.err().unwrap();
    assert!(matches!(error, NetworkError::TimedOut { waited_ms: 1000.., .. }), "{error:?}");
}

#[tokio::test]
async fn buttons_send_their_form_and_only_controls_are_pressed() {
    let service = Served::router(service()).await;
    let (network, redactor) = (network(&[(HOST, 80, service.at)], &[], patient()), redactor());
    let mut agent = HttpAgent::new(&network, &redactor, &Credentials::default());
    let start: url::Url = format!("http://{HOST}/").parse().unwrap();
    agent.open(start.clone()).await.unwrap();
    assert_eq!(agent.press(&css(".zoek")).await.unwrap().text(), "gezocht: q=a");
    agent.open(start).await.unwrap();
    for nothing in [".geen", ".los", ".afwezig", "!!"] {
        let error = agent.press(&css(nothing)).await.err().unwrap();
        assert!(matches!(error, NetworkError::ControlMissing { .. }), "{nothing}: {error:?}");
    }
    let endless = agent.open(format!("http://{HOST}/blijft-sturen").parse().unwrap()).await.err().unwrap();
    assert!(matches!(endless, NetworkError::RedirectLoop { .. }), "{endless:?}");
    let waits = agent.open(format!("http://{HOST}/wacht").parse().unwrap()).await.unwrap();
    assert_eq!(waits.url.path(), "/wacht", "without a script a person sends it");
}
