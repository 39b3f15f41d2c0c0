//! Two services in one federation, and what the other one does when DigiD asks it to end a session.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read as _,
    net::Ipv4Addr,
    sync::{Arc, Mutex},
};

use rustls::{RootCertStore, ServerConfig, crypto::aws_lc_rs, server::WebPkiClientVerifier};
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer, pem::PemObject};
use toetssteen::{
    digid::{Digid, Manner, Reach, SessionTimers},
    evidence::message::Message,
    saml::{SigningKey, decode_base64, format_instant},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;
use url::Url;

use super::{
    service::{BSN, NAME, OTHER_NAME, Service, deflated, fresh_id, parameter, signature},
    world::World,
};

pub(super) const SLO: &str = "https://digid.toetssteen.test/saml/idp/request_logout";
pub(super) const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";

/// What the other service does with a question to log out.
pub(super) type Says = Box<dyn Fn(&str) -> Option<(u16, String)> + Send>;
pub(super) type Reply = Arc<Mutex<Says>>;

/// Two services in one federation; the other one listens where DigiD asks it.
pub(super) struct Federation {
    pub(super) world: World,
    pub(super) other: Service,
    /// What DigiD asked it.
    reach: Reach,
    pub(super) asked: Arc<Mutex<Vec<String>>>,
    pub(super) reply: Reply,
    listening: JoinHandle<()>,
}

impl Drop for Federation {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// The answer of a service to this question, signed.
fn confirmed(service: &Service, to: &str, status: &str) -> String {
    let now = format_instant(jiff::Timestamp::now());
    let xml = format!(
        r#"<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_c" Version="2.0" IssueInstant="{now}" InResponseTo="{to}"><saml:Issuer>{}</saml:Issuer>{}<samlp:Status><samlp:StatusCode Value="{status}"/></samlp:Status></samlp:LogoutResponse></soap:Body></soap:Envelope>"#,
        service.entity_id(),
        signature("_c"),
    );
    service.key.sign(&xml).unwrap()
}

fn id_of(xml: &str) -> String {
    xml.split_once(" ID=\"").unwrap().1.split_once('"').unwrap().0.to_owned()
}

impl Federation {
    pub(super) async fn new(timers: SessionTimers) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let to = listener.local_addr().unwrap();
        let key = rcgen::KeyPair::generate().unwrap();
        let own = rcgen::CertificateParams::new([OTHER_NAME.to_owned()]).unwrap().self_signed(&key).unwrap();
        let reach = Reach {
            hosts: BTreeSet::from([OTHER_NAME.to_owned()]),
            roots: vec![own.pem().into_bytes()],
            routes: BTreeMap::from([((OTHER_NAME.to_owned(), 443), to)]),
            ..Reach::default()
        };
        let world = World::with(Manner::Strict, |settings| {
            settings.services = reach.clone();
        });
        let mut world = world.await;
        world.service.single_logout = true;
        let mut other = Service::other(&world.authority);
        other.single_logout = true;
        world.digid.set_providers(vec![world.service.federated(), other.federated()]);
        world.digid.sessions_last(timers);
        let (asked, reply) = (Arc::<Mutex<Vec<String>>>::default(), Self::saying(&other, SUCCESS));
        let listening = tokio::spawn(listen(
            listener,
            acceptor(own.der(), &key, &world.digid),
            Arc::clone(&asked),
            Arc::clone(&reply),
        ));
        Self { world, other, reach, asked, reply, listening }
    }

    /// Lets DigiD reach the other service in this way from now on.
    pub(super) fn reach(&self, change: impl FnOnce(&mut Reach)) {
        let mut reach = self.reach.clone();
        change(&mut reach);
        self.world.digid.reach_services(&reach).unwrap();
    }

    pub(super) fn saying(other: &Service, status: &'static str) -> Reply {
        let key = SigningKey::new(&other.bundle.key, other.key.certificate().clone()).unwrap();
        let spare = Service { key, bundle: other.bundle.clone(), ..*other };
        Arc::new(Mutex::new(Box::new(move |xml| Some((200, confirmed(&spare, &id_of(xml), status))))))
    }

    /// Asks DigiD to log in at a service with this cookie; gives the page it shows and the transaction.
    pub(super) async fn ask(&self, service: &Service, cookie: Option<&str>, change: (&str, &str)) -> (String, String) {
        let xml = service.question(&fresh_id(), "").replace(change.0, change.1);
        let mut request = self.world.browser.get(service.redirect(&xml, None));
        if let Some(cookie) = cookie {
            request = request.header("cookie", format!("x=1; {cookie}"));
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 303);
        let page = Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
        let transaction = toetssteen::digid::transaction_of(&page).unwrap().to_owned();
        let shown = self.world.browser.get(page).send().await.unwrap().text().await.unwrap();
        (shown, transaction)
    }

    /// Logs in with credentials at the first service; gives the cookie and the transaction.
    pub(super) async fn enter(&self) -> (String, String) {
        let (_, transaction) = self.ask(&self.world.service, None, ("", "")).await;
        let form = [("bsn", BSN), ("niveau", "midden"), ("handeling", "inloggen")];
        let answer = self.world.submit(&transaction, &form).await;
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
        assert!(cookie.ends_with("; Path=/; Secure; HttpOnly; SameSite=None"), "{cookie}");
        (cookie.split_once(';').unwrap().0.to_owned(), transaction)
    }

    /// The same, and then without credentials at the other; gives the cookie and both transactions.
    pub(super) async fn both(&self) -> (String, String, String) {
        let (cookie, first) = self.enter().await;
        let (_, second) = self.ask(&self.other, Some(&cookie), ("", "")).await;
        let back = self.world.press(&second, "verder", "midden").await;
        assert!(parameter(&back, "SAMLart").is_some(), "{back}");
        (cookie, first, second)
    }

    /// Asks to log out at the first service and gives where the browser goes.
    pub(super) async fn leave(&self, cookie: Option<&str>, index: &str, change: (&str, &str)) -> reqwest::Response {
        let service = &self.world.service;
        let now = format_instant(jiff::Timestamp::now());
        let xml = format!(
            r#"<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_l" Version="2.0" IssueInstant="{now}" Destination="{SLO}"><saml:Issuer>{}</saml:Issuer><saml:NameID>S00000000:{BSN}</saml:NameID><samlp:SessionIndex>{index}</samlp:SessionIndex></samlp:LogoutRequest>"#,
            service.entity_id()
        );
        let query = service.signed_query(&deflated(xml.replace(change.0, change.1).as_bytes()), Some("terug"));
        let mut request = self.world.browser.get(format!("{SLO}?{query}"));
        if let Some(cookie) = cookie {
            request = request.header("cookie", cookie);
        }
        request.send().await.unwrap()
    }

    /// Presses a button on the page of a logout.
    pub(super) async fn confirm(&self, page: &Url, button: &str) -> Url {
        let answer = self.world.browser.post(page.clone()).form(&[("handeling", button)]).send().await.unwrap();
        assert_eq!(answer.status(), 303);
        location(&answer)
    }

    pub(super) fn messages(&self, transaction: &str) -> Vec<Message> {
        self.world.digid.ledger().messages(transaction)
    }
}

pub(super) fn location(answer: &reqwest::Response) -> Url {
    Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap()
}

/// The codes of what DigiD answered to a logout, and the question that it answers.
pub(super) fn answered(back: &Url) -> (String, Vec<String>) {
    assert!(back.as_str().starts_with(&format!("https://{NAME}/uitgelogd?via=digid&SAMLResponse=")), "{back}");
    assert_eq!(parameter(back, "RelayState").as_deref(), Some("terug"));
    let deflated = decode_base64(&parameter(back, "SAMLResponse").unwrap()).unwrap();
    let mut xml = String::new();
    flate2::read::DeflateDecoder::new(deflated.as_slice()).read_to_string(&mut xml).unwrap();
    let values = |start: &str| -> Vec<String> {
        xml.split(start).skip(1).map(|part| part.split_once('"').unwrap().0.to_owned()).collect()
    };
    let codes = values("StatusCode Value=\"").into_iter().map(|code| code.rsplit_once(':').unwrap().1.to_owned());
    (values("InResponseTo=\"").remove(0), codes.collect())
}

/// TLS of a service that wants to see the certificate of DigiD.
fn acceptor(own: &CertificateDer<'static>, key: &rcgen::KeyPair, digid: &Digid) -> TlsAcceptor {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(digid.root_pem().as_bytes()).unwrap()).unwrap();
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build().unwrap();
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_client_cert_verifier(verifier);
    let key = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
    TlsAcceptor::from(Arc::new(config.with_single_cert(vec![own.clone()], key).unwrap()))
}

async fn listen(listener: TcpListener, acceptor: TlsAcceptor, asked: Arc<Mutex<Vec<String>>>, reply: Reply) {
    while let Ok((stream, _)) = listener.accept().await {
        let Ok(mut stream) = acceptor.accept(stream).await else { continue };
        let mut bytes = Vec::new();
        let mut chunk = [0; 8192];
        while !String::from_utf8_lossy(&bytes).contains("Envelope>") {
            match stream.read(&mut chunk).await {
                Ok(count @ 1..) => bytes.extend_from_slice(&chunk[..count]),
                _ => break,
            }
        }
        let text = String::from_utf8(bytes).unwrap();
        let xml = text.split_once("\r\n\r\n").unwrap().1.to_owned();
        let said = (reply.lock().unwrap())(&xml);
        asked.lock().unwrap().push(xml);
        let Some((status, body)) = said else { continue };
        let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
        let _ = stream.shutdown().await;
    }
}
