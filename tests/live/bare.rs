//! A service with pages of a test's choosing. It lets everybody in whom DigiD sends back, and verifies nothing.

use std::{
    io::Write as _,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use axum::{
    Router,
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use flate2::{Compression, write::DeflateEncoder};
use http::{HeaderMap, StatusCode, header};
use jiff::Timestamp;
use toetssteen::saml::format_instant;
use url::form_urlencoded::byte_serialize;

use super::browser::site::Site;

pub(super) const HOST: &str = "kaal.voorbeeld.test";

/// Its pages: the one where logging in begins, and the one behind it.
#[derive(Clone)]
pub(super) struct Pages {
    pub(super) start: String,
    pub(super) inside: String,
    /// Where DigiD's answer is sent on to.
    pub(super) onward: String,
    /// Begins the value of each session cookie.
    pub(super) session: String,
    /// Ends its name, and stands in what it asks DigiD.
    pub(super) said: String,
}

impl Default for Pages {
    fn default() -> Self {
        Self {
            start: "<title>Start</title><h1>Welkom</h1>".to_owned(),
            inside: "<title>Mijn</title><h1>Mijn gegevens</h1>".to_owned(),
            onward: "/mijn".to_owned(),
            session: "zitting".to_owned(),
            said: String::new(),
        }
    }
}

/// The service.
pub(super) async fn service(pages: Pages) -> Site {
    Site::secure(HOST, router(pages)).await
}

/// Its routes, for a test that adds one.
pub(super) fn router(pages: Pages) -> Router {
    let Pages { start, inside, onward, session, said } = pages;
    let count = Arc::new(AtomicU32::new(0));
    let begin = format!("{start}<p><a href=/vraag>Inloggen met DigiD</a>");
    let inside = format!("{inside}<p><a href=/uitloggen>Uitloggen</a>");
    let known = session.clone();
    let name = format!("https://{HOST}/metadata{said}");
    let described = described(&name, "");
    let asked = format!("{said} {session}-0");
    let mine = async move |headers: HeaderMap| -> Response {
        let cookies = headers.get(header::COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if cookies.contains(&known) { Html(inside).into_response() } else { Redirect::to("/inloggen").into_response() }
    };
    let enter = async move || {
        let cookie = format!("sid={session}-{}; Path=/; Secure; HttpOnly", count.fetch_add(1, Ordering::Relaxed));
        (StatusCode::SEE_OTHER, [(header::SET_COOKIE, cookie), (header::LOCATION, onward)])
    };
    let leave = async || {
        let over = "sid=; Path=/; Max-Age=0; Secure; HttpOnly";
        (StatusCode::SEE_OTHER, [(header::SET_COOKIE, over), (header::LOCATION, "/inloggen")])
    };
    Router::new()
        .route("/metadata", get(async || described))
        .route("/inloggen", get(async || Html(begin)))
        .route("/vraag", get(async move || Redirect::to(&question(&name, &asked))))
        .route("/acs", get(enter))
        .route("/mijn", get(mine))
        .route("/uitloggen", get(leave))
}

/// Metadata of a service with this name, with this in it too.
pub(super) fn described(name: &str, too: &str) -> String {
    format!(
        r#"<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{name}"><md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">{too}<md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact" Location="https://{HOST}/acs" index="0" isDefault="true"/></md:SPSSODescriptor></md:EntityDescriptor>"#
    )
}

/// An unsigned question. The simulated DigiD holds that against it, and goes on.
fn question(name: &str, said: &str) -> String {
    let now = Timestamp::now();
    let encoded: String = byte_serialize(said.as_bytes()).collect();
    let xml = format!(
        r#"<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_{:x}{said}" Version="2.0" IssueInstant="{}" AssertionConsumerServiceURL="https://{HOST}/acs?van={encoded}"><saml:Issuer>{name}</saml:Issuer></samlp:AuthnRequest>"#,
        now.as_nanosecond(),
        format_instant(now),
    );
    let mut deflated = DeflateEncoder::new(Vec::new(), Compression::default());
    deflated.write_all(xml.as_bytes()).unwrap();
    let text = BASE64_STANDARD.encode(deflated.finish().unwrap());
    let text: String = byte_serialize(text.as_bytes()).collect();
    format!("https://digid.toetssteen.test/saml/idp/request_authentication?SAMLRequest={text}&RelayState={encoded}")
}
