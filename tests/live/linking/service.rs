//! A service that logs in with the simulated DigiD, whole or with one thing wrong. It believes whatever DigiD answers.

use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use axum::{
    Router,
    extract::RawQuery,
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use http::{HeaderMap, StatusCode, header};
use toetssteen::{
    digid::{Authority, PemBundle},
    saml::{Certificate, SigningKey},
};

use crate::{
    digid::{
        service::{OIN, RESOLVE, Service, fresh_id, parameter, signature},
        world::at,
    },
    live::browser::site::Site,
};

pub(super) const HOST: &str = "koppel.voorbeeld.test";

/// What it does; each function changes what a sound service would send.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub(super) metadata: fn(&str) -> String,
    pub(super) signed_metadata: fn(&str) -> String,
    pub(super) question: fn(&str) -> String,
    pub(super) address: fn(&str) -> String,
    pub(super) fetch: fn(&str) -> String,
    /// Where it fetches: an address, `http` for the back channel without TLS, nothing for nowhere.
    pub(super) resolve_at: &'static str,
    pub(super) trusts: bool,
    pub(super) shows: Shows,
    pub(super) other_artifact: bool,
    pub(super) lets_in: bool,
    /// Whether its protected page is for everybody.
    pub(super) open: bool,
    /// Whether it does not listen at all.
    pub(super) closed: bool,
}

/// Its client certificate.
#[derive(Clone, Copy)]
pub(super) enum Shows {
    Nothing,
    Own,
    Stranger,
}

impl Default for Shape {
    fn default() -> Self {
        let same = |text: &str| text.to_owned();
        Self {
            metadata: same,
            signed_metadata: same,
            question: same,
            address: same,
            fetch: same,
            resolve_at: RESOLVE,
            trusts: true,
            shows: Shows::Own,
            other_artifact: false,
            lets_in: true,
            open: false,
            closed: false,
        }
    }
}

/// The service, and where it has learnt that DigiD is.
pub(super) struct Running {
    pub(super) site: Site,
    digid: Arc<OnceLock<(SocketAddr, SocketAddr)>>,
}

impl Running {
    /// Reads from a line of the program where its DigiD listens.
    pub(super) fn learn(&self, line: &str) {
        let Some(rest) = line.strip_prefix("the simulated DigiD listens on ") else { return };
        let addresses: Vec<SocketAddr> = rest.split(' ').filter_map(|word| word.parse().ok()).collect();
        let _ = self.digid.set((addresses[0], addresses[1]));
    }
}

/// Keys for every test of linking: making them takes longer than many a test.
pub(super) fn keys() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("linking-keys")
}

fn bundle(keys: &Path) -> (PemBundle, String) {
    let authority = Authority::open(keys).unwrap();
    (authority.issue_afnemer(HOST, OIN).unwrap(), authority.root_pem().to_owned())
}

pub(super) async fn start(shape: Shape) -> Running {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let (own, root) = bundle(&keys().join("digid"));
    let (stranger, other_root) = bundle(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("stranger-keys"));
    let certificate = Certificate::from_der(&own.certificates().unwrap()[0]).unwrap();
    let key = SigningKey::new(&own.key, certificate).unwrap();
    let service =
        Arc::new(Service { host: HOST, bundle: own, key, wants_assertions_signed: true, single_logout: false });
    let digid: Arc<OnceLock<(SocketAddr, SocketAddr)>> = Arc::default();
    let backs =
        Arc::new(Back { shape, service: Arc::clone(&service), stranger, root, other_root, digid: Arc::clone(&digid) });
    let metadata = metadata(&service, shape);
    let begin = "<title>Inloggen</title><p><a href=/vraag>Inloggen met DigiD</a>";
    let ask = async move || {
        let xml = (shape.question)(&service.question(&fresh_id(), ""));
        Redirect::to(&(shape.address)(&service.redirect(&xml, Some("terug"))))
    };
    let enter = async move |RawQuery(query): RawQuery| backs.enter(&query.unwrap_or_default()).await;
    let mine = async move |headers: HeaderMap| -> Response {
        let cookies = headers.get(header::COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let inside = shape.open || cookies.contains("zitting-van-iemand");
        if inside {
            Html("<title>Mijn</title><p>Uitloggen").into_response()
        } else {
            Redirect::to("/inloggen").into_response()
        }
    };
    let router = Router::new()
        .route("/saml/metadata", get(async || metadata))
        .route("/inloggen", get(async move || Html(begin)))
        .route("/stuk", get(async || StatusCode::NO_CONTENT))
        .route("/vraag", get(ask))
        .route("/acs", get(enter))
        .route("/mijn", get(mine));
    let mut site = Site::secure(HOST, router).await;
    if shape.closed {
        // Taken and given back: nothing listens there.
        site.to = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    }
    Running { site, digid }
}

fn metadata(service: &Service, shape: Shape) -> String {
    let unsigned = service.metadata();
    // Signed anew after the change, as whoever made the metadata would.
    let (before, rest) = unsigned.split_once("<ds:Signature ").unwrap();
    let (_, after) = rest.split_once("</ds:Signature>").unwrap();
    let changed = (shape.metadata)(&format!("{before}{}{after}", signature("_m")));
    (shape.signed_metadata)(&service.key.sign(&changed).unwrap())
}

/// What the service needs on the back channel.
struct Back {
    shape: Shape,
    service: Arc<Service>,
    stranger: PemBundle,
    root: String,
    other_root: String,
    digid: Arc<OnceLock<(SocketAddr, SocketAddr)>>,
}

impl Back {
    /// Fetches the artifact and lets the citizen in if there is an assertion.
    async fn enter(&self, query: &str) -> Response {
        let url = format!("https://{HOST}/acs?{query}").parse().unwrap();
        let artifact = parameter(&url, "SAMLart").unwrap_or_default();
        if self.fetched(&artifact).await.is_some_and(|answer| answer.contains("<saml:Assertion ")) && self.shape.lets_in
        {
            let cookie = "sid=zitting-van-iemand; Path=/; Secure; HttpOnly";
            return (StatusCode::SEE_OTHER, [(header::SET_COOKIE, cookie), (header::LOCATION, "/mijn")])
                .into_response();
        }
        (StatusCode::BAD_GATEWAY, Html("<title>Fout</title><p>Inloggen is niet gelukt.")).into_response()
    }

    async fn fetched(&self, artifact: &str) -> Option<String> {
        let (front, back) = *self.digid.get()?;
        let shape = self.shape;
        let (artifact, root) = (
            if shape.other_artifact { other(artifact) } else { artifact.to_owned() },
            if shape.trusts { &self.root } else { &self.other_root },
        );
        let shown = match shape.shows {
            Shows::Nothing => None,
            Shows::Own => Some(&self.service.bundle),
            Shows::Stranger => Some(&self.stranger),
        };
        let to = match shape.resolve_at {
            "" => return None,
            "http" => format!("http://{back}/"),
            address => address.to_owned(),
        };
        let body = (shape.fetch)(&self.service.signed_resolve(&artifact));
        let answer = at(front, back, root, shown).post(to).header("content-type", "text/xml").body(body).send().await;
        answer.ok()?.text().await.ok()
    }
}

/// An artifact of the right form that nobody gave out.
fn other(artifact: &str) -> String {
    use base64::{Engine as _, prelude::BASE64_STANDARD};
    let mut bytes = BASE64_STANDARD.decode(artifact).unwrap();
    bytes.last_mut().map(|last| *last = last.wrapping_add(1)).unwrap();
    BASE64_STANDARD.encode(bytes)
}
