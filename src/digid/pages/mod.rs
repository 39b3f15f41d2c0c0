//! The pages a citizen sees. They have no script; the transaction in the address is all there is, beside the
//! cookie of eenmalig inloggen.

use std::sync::LazyLock;

use axum::response::{Html, IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use tera::{Context, Tera};

use super::{elsewhere::Lure, logins::Login};
use crate::evidence::{Betrouwbaarheidsniveau, bsn::NotABsn};
use crate::saml::answers::{ANSWERS, LOGOUT_ANSWERS};

/// No `form-action`: browsers apply it to every redirect after a form, so it would have to name the hosts of the service.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 4] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// What stands in the form.
pub(super) struct Entered {
    pub(super) bsn: String,
    pub(super) level: Betrouwbaarheidsniveau,
    pub(super) error: Option<Wrong>,
    /// Whether a passphrase is asked for. What was entered for it is never shown again.
    pub(super) guarded: bool,
    /// The forged answers it offers: id and title.
    pub(super) forgeries: Vec<(String, String)>,
    /// Where the citizen is logged in with DigiD already, and need not be asked who it is (koppelvlak 3.7 Eenmalig inloggen).
    pub(super) services: Vec<String>,
}

/// What is wrong with what was entered.
#[derive(Clone, Copy)]
pub(super) enum Wrong {
    Bsn(NotABsn),
    Passphrase,
}

impl Entered {
    /// An empty form, with the level that was asked for.
    pub(super) fn nothing(login: &Login, guarded: bool, forgeries: Vec<(String, String)>) -> Self {
        Self { bsn: String::new(), level: login.asked, error: None, guarded, forgeries, services: Vec::new() }
    }
}

/// The login page.
pub(super) fn login(status: StatusCode, transaction: &str, login: &Login, entered: &Entered) -> Response {
    let (error, passphrase_error) = match entered.error {
        Some(Wrong::Bsn(error)) => (Some(in_dutch(error)), None),
        Some(Wrong::Passphrase) => (None, Some("Deze wachtwoordzin is niet goed.")),
        None => (None, None),
    };
    let fields = LoginFields {
        transaction,
        guarded: entered.guarded,
        passphrase_error,
        service: login.provider.metadata.entity_id(),
        bsn: &entered.bsn,
        error,
        asked: login.asked.label(),
        levels: Betrouwbaarheidsniveau::ALL
            .map(|level| LevelField { name: level.name(), label: level.label(), chosen: level == entered.level })
            .to_vec(),
        forgeries: &entered.forgeries,
        services: &entered.services,
        answers: ANSWERS.iter().map(|row| AnswerField { name: row.name, label: row.label }).collect(),
    };
    page(status, "login.html", &fields)
}

/// The page that asks whether the citizen wants to log out everywhere.
pub(super) fn logout(transaction: &str, from: &str, services: &[&str]) -> Response {
    let answers = LOGOUT_ANSWERS.iter().map(|row| AnswerField { name: row.name, label: row.label }).collect();
    page(StatusCode::OK, "logout.html", &LogoutFields { transaction, service: from, services, answers })
}

/// A form that brings these fields to the service.
pub(super) fn post(address: &str, fields: &[(&str, String)]) -> Response {
    page(StatusCode::OK, "post.html", &PostFields { address, fields })
}

/// A page with one sentence.
pub(super) fn message(status: StatusCode, text: &str) -> Response {
    page(status, "message.html", &MessageFields { text })
}

/// A page of somebody else; it alone may load an image from elsewhere.
pub(super) fn elsewhere(lure: &Lure) -> Response {
    let nothing = &[][..];
    let (way, address, fields) = match lure {
        Lure::Form(address, fields) => ("form", address, &fields[..]),
        Lure::Image(address) => ("image", address, nothing),
        Lure::Link(address) => ("link", address, nothing),
    };
    let mut shown = page(StatusCode::OK, "elsewhere.html", &LureFields { way, address: address.as_str(), fields });
    let policy =
        HeaderValue::from_static("default-src 'none'; style-src 'self'; img-src https:; frame-ancestors 'none'");
    shown.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    shown
}

/// The question is refused (koppelvlak 3.7 404-melding).
pub(super) fn refused() -> Response {
    message(StatusCode::NOT_FOUND, "DigiD kan deze vraag van de webdienst niet behandelen.")
}

/// The question was answered before.
pub(super) fn finished() -> Response {
    message(
        StatusCode::GONE,
        "Deze inlogpoging is al afgerond. Ga terug naar de website waar u wilde inloggen en begin opnieuw.",
    )
}

/// There is nothing at this address.
pub(super) async fn not_found() -> Response {
    message(StatusCode::NOT_FOUND, "Deze pagina bestaat niet.")
}

/// The style sheet.
pub(super) async fn style() -> Response {
    (HEADERS, [(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("digid.css")).into_response()
}

fn page(status: StatusCode, name: &str, fields: &impl Serialize) -> Response {
    let rendered = Context::from_serialize(fields).and_then(|context| match &*LOADED {
        Ok(tera) => tera.render(name, &context),
        Err(reason) => Err(tera::Error::message(reason)),
    });
    match rendered {
        Ok(html) => (status, HEADERS, Html(html)).into_response(),
        Err(error) => {
            tracing::error!("the page {name} cannot be filled: {error}");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn in_dutch(error: NotABsn) -> &'static str {
    match error {
        NotABsn::ElevenTest => "Dit is geen geldig BSN: het nummer voldoet niet aan de elfproef.",
        NotABsn::NotNineDigits => "Vul een BSN van negen cijfers in.",
    }
}

static LOADED: LazyLock<Result<Tera, String>> = LazyLock::new(|| {
    let mut tera = Tera::default();
    let pages = [
        ("elsewhere.html", include_str!("elsewhere.html")),
        ("form.html", include_str!("form.html")),
        ("frame.html", include_str!("frame.html")),
        ("login.html", include_str!("login.html")),
        ("logout.html", include_str!("logout.html")),
        ("message.html", include_str!("message.html")),
        ("post.html", include_str!("post.html")),
    ];
    tera.add_raw_templates(pages).map_err(|error| error.to_string())?;
    Ok(tera)
});

#[derive(Serialize)]
struct LoginFields<'a> {
    transaction: &'a str,
    service: &'a str,
    guarded: bool,
    passphrase_error: Option<&'static str>,
    bsn: &'a str,
    error: Option<&'static str>,
    asked: &'static str,
    levels: Vec<LevelField>,
    answers: Vec<AnswerField>,
    forgeries: &'a [(String, String)],
    services: &'a [String],
}

#[derive(Clone, Serialize)]
struct LevelField {
    name: &'static str,
    label: &'static str,
    chosen: bool,
}

#[derive(Serialize)]
struct AnswerField {
    name: &'static str,
    label: &'static str,
}

#[derive(Serialize)]
struct PostFields<'a> {
    address: &'a str,
    fields: &'a [(&'a str, String)],
}

#[derive(Serialize)]
struct LogoutFields<'a> {
    transaction: &'a str,
    service: &'a str,
    services: &'a [&'a str],
    answers: Vec<AnswerField>,
}

#[derive(Serialize)]
struct LureFields<'a> {
    way: &'static str,
    address: &'a str,
    fields: &'a [(String, String)],
}

#[derive(Serialize)]
struct MessageFields<'a> {
    text: &'a str,
}
