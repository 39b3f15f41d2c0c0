//! Pages of which an HTTP client cannot be sure, and what it does as a browser would.

use axum::{
    Router,
    response::{Html, IntoResponse as _, Redirect},
    routing::{get, post},
};
use http::{HeaderMap, StatusCode, header};
use toetssteen::{
    evidence::{Gap, Observation, Outcome, Reason},
    judge::{self, Unseen, Verdict},
};

use super::{
    bare::{self, HOST, Pages},
    browser::site::Site,
    called::{Called, Desk},
    stage::checklist,
};

const LOGGED_OUT: &str = "sessie/uitloggen";

/// Logs out of a service with these pages and routes, without a browser; `control` is how the target file names that.
async fn leave(pages: Pages, more: Router, control: &str) -> (Desk, Called) {
    let site = Site::secure(HOST, bare::router(pages).merge(more)).await;
    let desk = Desk::for_service(&site)
        .edit("uitloggen = { tekst = \"Uitloggen\" }", &format!("uitloggen = {control}"))
        .edit("ingelogd = { tekst = \"Uitloggen\" }", "ingelogd = { tekst = \"Mijn gegevens\" }");
    let called = desk.run_with("--without-browser", &[LOGGED_OUT, "authenticatievraag/handtekening"]).await;
    assert_eq!(desk.browsers(), 0);
    (desk, called)
}

fn inside(more: &str) -> Pages {
    Pages { inside: format!("<h1>Mijn gegevens</h1><p>{more}"), ..Pages::default() }
}

fn gap(desk: &Desk, at: &str) -> Gap {
    desk.gaps().into_iter().find(|(place, _)| *place == at).unwrap().1
}

fn verdict(desk: &Desk, criterion: &str) -> Verdict {
    let judgement = judge::judge(checklist(), &desk.evidence());
    judgement.findings().find(|finding| finding.criterion == criterion).unwrap().verdict.clone()
}

/// The control to log out has a link that only counts where no script runs.
const BY_SCRIPT: &str = "<a href=/mijn onclick=\"location='/uitloggen';return false\">Afmelden</a>";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_script_has_a_part_in_is_left_out() {
    let start = "<script>document.title = 'Welkom'</script><h1>Welkom</h1>".to_owned();
    let (desk, called) = leave(Pages { start, ..inside(BY_SCRIPT) }, Router::new(), "{ tekst = \"Afmelden\" }").await;
    for criterion in ["authenticatievraag/handtekening", LOGGED_OUT] {
        assert_eq!(verdict(&desk, criterion), Verdict::NietVastgesteld(Unseen::NietMogelijk), "{criterion}");
    }
    assert_eq!(gap(&desk, "logout/logged-out").reason, Reason::BrowserLeftOut);
    // There is no verdict, and nobody is told that all is well.
    assert_eq!(called.status, Some(3), "{}{}", called.stdout, called.stderr);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nor_is_a_page_trusted_that_goes_on_by_itself() {
    let goodbye = "<meta http-equiv=refresh content='0; url=/uitloggen'><p>U wordt uitgelogd.";
    let more = Router::new().route("/afscheid", get(async move || Html(goodbye)));
    let (desk, _) = leave(inside("<a href=/afscheid>Afmelden</a>"), more, "{ tekst = \"Afmelden\" }").await;
    assert_eq!(verdict(&desk, LOGGED_OUT), Verdict::NietVastgesteld(Unseen::NietMogelijk));
    // Not even with cookies that were copied before: a browser would have ended that session.
    assert_eq!(gap(&desk, "logout/copied").reason, Reason::BrowserLeftOut);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_page_on_the_way_to_a_control_counts() {
    let menu = format!("<p>{BY_SCRIPT}");
    let more = Router::new().route("/menu", get(async || Html(menu)));
    let control = "[{ tekst = \"Menu\" }, { tekst = \"Afmelden\" }]";
    let (desk, _) = leave(inside("<a href=/menu>Menu</a>"), more, control).await;
    assert_eq!(gap(&desk, "logout/logged-out").reason, Reason::BrowserLeftOut);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_controls_none_is_pressed() {
    let both = "<a href=#menu>Afmelden</a> <a href=/uitloggen>Afmelden</a>";
    let (desk, called) = leave(inside(both), Router::new(), "{ tekst = \"Afmelden\" }").await;
    assert!(matches!(gap(&desk, "logout/logged-out").reason, Reason::ControlAmbiguous { .. }));
    assert_ne!(verdict(&desk, LOGGED_OUT), Verdict::NietAkkoord, "{}", called.stdout);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_goes_wrong_on_a_page_with_scripts_is_told_as_that() {
    let start = "<script></script><p><a href='https://kaal.voorbeeld.test:1/'>Naar DigiD</a>".to_owned();
    let site = bare::service(Pages { start, ..Pages::default() }).await;
    let desk = Desk::for_service(&site).edit("\"Inloggen met DigiD\"", "\"Naar DigiD\"");
    let called = desk.run_with("--without-browser", &["authenticatievraag/handtekening"]).await;
    assert_eq!(called.status, Some(3), "{}{}", called.stdout, called.stderr);
    assert!(matches!(gap(&desk, "login/asked").reason, Reason::NameUnresolved { .. }));
}

/// A form must come from the service itself, as frameworks check.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_says_where_it_comes_from() {
    let leave_by_form = async |headers: HeaderMap| {
        let told = |name| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        let own = format!("https://{HOST}");
        if (told(header::ORIGIN), told(header::REFERER)) != (Some(own.clone()), Some(format!("{own}/mijn"))) {
            return StatusCode::FORBIDDEN.into_response();
        }
        ([(header::SET_COOKIE, "sid=; Path=/; Max-Age=0; Secure")], Redirect::to("/inloggen")).into_response()
    };
    let more = Router::new().route("/weg", post(leave_by_form));
    let form = "<form method=post action=/weg><button>Afmelden</button></form>";
    let (desk, _) = leave(inside(form), more, "{ tekst = \"Afmelden\" }").await;
    let evidence = desk.evidence();
    let (.., after) = evidence.places().find(|(place, ..)| place.to_string() == "logout/after").unwrap();
    assert!(matches!(after, Outcome::Observed(Observation::Knock(knock)) if !knock.alive), "{after:?}");
}

/// Chromium weighs every redirect of a form, so that this one ends at the service.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_a_policy_keeps_from_digid_is_no_login() {
    let leaving = "<form method=post action=/door><button>Naar DigiD</button></form>";
    let held = async move || ([(header::CONTENT_SECURITY_POLICY, "form-action 'self'")], Html(leaving));
    let onward = async || Redirect::to("/vraag");
    let more = Router::new().route("/begin", get(held)).route("/door", post(onward));
    let site = Site::secure(HOST, bare::router(Pages::default()).merge(more)).await;
    let desk = Desk::for_service(&site)
        .edit(&format!("https://{HOST}/inloggen"), &format!("https://{HOST}/begin"))
        .edit("\"Inloggen met DigiD\"", "\"Naar DigiD\"");
    let called = desk.run_with("--without-browser", &["authenticatievraag/handtekening"]).await;
    assert_eq!(called.status, Some(3), "{}{}", called.stdout, called.stderr);
    assert_eq!(gap(&desk, "login/asked").reason, Reason::BrowserLeftOut);
}
