//! Something before the reference afnemer that goes wrong from a certain return on: everybody behind it is served by the afnemer
//! until then.

use std::{
    future::pending,
    net::SocketAddr,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Router,
    body::Body,
    extract::Request,
    response::{IntoResponse as _, Redirect, Response},
};
use http::{HeaderMap, StatusCode, header};
use toetssteen::target::Target;
use tokio::task::AbortHandle;

use super::browser::site::Site;

/// What goes wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Wrong {
    /// Nothing, ever.
    Nothing,
    /// Whoever returns from DigiD gets no answer, though the service has fetched the message.
    Silence,
    /// Whoever returns from DigiD is redirected for ever.
    Loop,
    /// Whoever returns from DigiD gets an answer without end.
    Endless,
    /// Nobody is there any more.
    Gone,
    /// Nobody gets anything else than this status.
    Status(u16),
}

/// For whom it goes wrong, once it does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum For {
    Everybody,
    /// Whom the service would not let in.
    Refused,
}

/// The front before the host of a target.
pub(super) struct Front {
    site: Site,
    /// How many returned from DigiD.
    pub(super) returned: Arc<AtomicUsize>,
}

impl Front {
    /// Goes wrong in this way after so many returns.
    pub(super) async fn before(target: &Target, wrong: Wrong, whom: For, after: usize) -> Self {
        let ((_, _), to) = target.routes.iter().find(|((host, port), _)| host == HOST && *port == 443).unwrap();
        let client = client(*to, &std::fs::read(&target.trust[0]).unwrap());
        let returned = Arc::<AtomicUsize>::default();
        let count = Arc::clone(&returned);
        let server = Arc::<OnceLock<AbortHandle>>::default();
        let end = Arc::clone(&server);
        let handle = async move |request: Request| {
            let returns = request.uri().path() == RETURN;
            let before = if returns { count.fetch_add(1, Ordering::Relaxed) } else { count.load(Ordering::Relaxed) };
            let now = before >= after;
            if let (true, Wrong::Status(status)) = (now, wrong) {
                return StatusCode::from_u16(status).unwrap().into_response();
            }
            if now && wrong == Wrong::Gone {
                end.get().unwrap().abort();
                return pending().await;
            }
            if request.uri().path() == AROUND {
                return Redirect::to(AROUND).into_response();
            }
            let answer = pass_on(&client, request).await;
            let to = answer.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
            let spared = whom == For::Refused && to.contains("/mijn");
            if returns && now && !spared { go_wrong(wrong, answer).await } else { answer }
        };
        let site = Site::secure(HOST, Router::new().fallback(handle)).await;
        server.set(site.server.clone()).unwrap();
        Self { site, returned }
    }

    /// The same target file with this before the service.
    pub(super) fn retarget(&self, text: &str, folder: &std::path::Path) -> String {
        std::fs::write(folder.join("front.pem"), &self.site.ca).unwrap();
        let (before, rest) = text.split_once("connect = { 443 = \"").unwrap();
        let (_, after) = rest.split_once('"').unwrap();
        let text = format!("{before}connect = {{ 443 = \"{}\"{after}", self.site.to);
        text.replace("ca = [", "ca = [\"front.pem\", ")
    }
}

const HOST: &str = "mijn.voorbeeldstad.test";
const RETURN: &str = "/saml/acs";
const AROUND: &str = "/rond";

fn client(to: SocketAddr, ca: &[u8]) -> reqwest::Client {
    let mut roots = rustls::RootCertStore::empty();
    for certificate in rustls_pki_types::pem::PemObject::pem_slice_iter(ca) {
        roots.add(certificate.unwrap()).unwrap();
    }
    let tls = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .resolve(HOST, to)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .no_gzip()
        .build()
        .unwrap()
}

async fn pass_on(client: &reqwest::Client, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let url = format!("https://{HOST}{}", head.uri.path_and_query().unwrap());
    let body = axum::body::to_bytes(body, 1024 * 1024).await.unwrap();
    let answer = client.request(head.method, url).headers(without_hop(head.headers)).body(body).send().await.unwrap();
    let (status, headers) = (answer.status(), without_hop(answer.headers().clone()));
    (status, headers, answer.bytes().await.unwrap()).into_response()
}

fn without_hop(mut headers: HeaderMap) -> HeaderMap {
    for name in [header::CONNECTION, header::TRANSFER_ENCODING, header::CONTENT_LENGTH] {
        headers.remove(name);
    }
    headers
}

async fn go_wrong(wrong: Wrong, answer: Response) -> Response {
    match wrong {
        Wrong::Nothing | Wrong::Gone | Wrong::Status(_) => answer,
        Wrong::Silence => pending().await,
        Wrong::Loop => Redirect::to(AROUND).into_response(),
        Wrong::Endless => {
            let more =
                futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>("<p>Nog even geduld. ".repeat(500)));
            ([(header::CONTENT_TYPE, "text/html")], Body::from_stream(more)).into_response()
        }
    }
}
