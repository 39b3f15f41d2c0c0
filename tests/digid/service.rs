//! A service for the tests: writes, signs and sends what a service sends, and can do each of it wrong.

use std::{
    io::Write, net::SocketAddr, path::PathBuf, process::Command, sync::LazyLock, time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::DeflateEncoder};
use tempfile::TempDir;
use toetssteen::{
    digid::{Authority, Digid, Manner, PemBundle, Provider, Settings},
    saml::{Certificate, Level, SigningKey, SpMetadata, escape, format_instant},
};
use url::form_urlencoded::byte_serialize;

pub(crate) const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
pub(crate) const BSN: &str = "999990019";
const SSO: &str = "https://digid.toetssteen.test/saml/idp/request_authentication";
const RESOLVE: &str = "https://was.digid.toetssteen.test/saml/idp/resolve_artifact";

/// A state directory of its own for every test, filled with keys that were made once.
pub(crate) fn authority() -> (TempDir, Authority) {
    static MADE: LazyLock<Vec<(PathBuf, Vec<u8>)>> = LazyLock::new(|| {
        let home = TempDir::new().unwrap();
        let authority = Authority::open(home.path()).unwrap();
        for name in [NAME, OTHER_NAME] {
            authority.issue_afnemer(name, OIN).unwrap();
        }
        // Starting once makes DigiD's own certificates. In a thread: a runtime cannot be started inside another.
        let started = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let digid =
                    Digid::start(Settings::on_free_ports().unwrap(), &authority, Vec::new())
                        .await
                        .unwrap();
                digid.shutdown().await;
            });
        });
        started.join().unwrap();
        let mut files = Vec::new();
        for entry in std::fs::read_dir(home.path()).unwrap() {
            for file in std::fs::read_dir(entry.unwrap().path()).unwrap() {
                let path = file.unwrap().path();
                files.push((
                    path.strip_prefix(home.path()).unwrap().to_owned(),
                    std::fs::read(&path).unwrap(),
                ));
            }
        }
        files
    });
    let home = TempDir::new().unwrap();
    for (path, bytes) in MADE.iter() {
        let path = home.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let authority = Authority::open(home.path()).unwrap();
    (home, authority)
}

const NAME: &str = "mijn.voorbeeldstad.test";
const OTHER_NAME: &str = "elders.test";
pub(crate) const OIN: &str = "00000001234567890000";

pub(crate) struct Service {
    pub(crate) host: &'static str,
    pub(crate) bundle: PemBundle,
    pub(crate) key: SigningKey,
    pub(crate) wants_assertions_signed: bool,
}

impl Service {
    pub(crate) fn new(authority: &Authority) -> Self {
        Self::named(authority, NAME)
    }

    pub(crate) fn other(authority: &Authority) -> Self {
        Self::named(authority, OTHER_NAME)
    }

    fn named(authority: &Authority, host: &'static str) -> Self {
        let bundle = authority.issue_afnemer(host, OIN).unwrap();
        let certificate = Certificate::from_der(&bundle.certificates().unwrap()[0]).unwrap();
        let key = SigningKey::new(&bundle.key, certificate).unwrap();
        Self {
            host,
            bundle,
            key,
            wants_assertions_signed: true,
        }
    }

    pub(crate) fn entity_id(&self) -> String {
        format!("https://{}/saml/metadata", self.host)
    }

    pub(crate) fn acs(&self) -> String {
        format!("https://{}/acs?via=digid", self.host)
    }

    pub(crate) fn metadata(&self) -> String {
        let xml = format!(
            r#"<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ID="_m" entityID="{}">{}<md:SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="{}" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact" Location="{}" index="1" isDefault="true"/></md:SPSSODescriptor></md:EntityDescriptor>"#,
            self.entity_id(),
            signature("_m"),
            self.wants_assertions_signed,
            self.key.certificate().base64(),
            escape(&self.acs()),
        );
        self.key.sign(&xml).unwrap()
    }

    pub(crate) fn provider(&self, level: Level) -> Provider {
        Provider {
            metadata: SpMetadata::parse(self.metadata().as_bytes()).unwrap(),
            level,
        }
    }

    /// A right question for level Midden, unsigned; `mark` goes where a signature may stand.
    pub(crate) fn question(&self, id: &str, mark: &str) -> String {
        let (issuer, now, level) = (
            self.entity_id(),
            format_instant(jiff::Timestamp::now()),
            Level::Midden.uri(),
        );
        format!(
            r#"<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{id}" Version="2.0" IssueInstant="{now}" Destination="{SSO}" ForceAuthn="false" AssertionConsumerServiceIndex="1"><saml:Issuer>{issuer}</saml:Issuer>{mark}<samlp:RequestedAuthnContext Comparison="minimum"><saml:AuthnContextClassRef>{level}</saml:AuthnContextClassRef></samlp:RequestedAuthnContext></samlp:AuthnRequest>"#
        )
    }

    /// The address of a question by Redirect, signed.
    pub(crate) fn redirect(&self, xml: &str, relay_state: Option<&str>) -> String {
        let relay_state = relay_state.map(encode);
        format!(
            "{SSO}?{}",
            self.signed_query(&deflated(xml.as_bytes()), relay_state.as_deref())
        )
    }

    /// The query of a question, signed as it is written.
    pub(crate) fn signed_query(&self, request: &str, raw_relay_state: Option<&str>) -> String {
        let relay_state = raw_relay_state
            .map(|raw| format!("&RelayState={raw}"))
            .unwrap_or_default();
        let signed = format!(
            "SAMLRequest={request}{relay_state}&SigAlg={}",
            encode(RSA_SHA256)
        );
        let signature = self.key.sign_raw(RSA_SHA256, signed.as_bytes()).unwrap();
        format!("{signed}&Signature={}", encode(&STANDARD.encode(signature)))
    }

    /// A right `ArtifactResolve`; `mark` goes where a signature may stand.
    pub(crate) fn resolve(&self, artifact: &str, mark: &str) -> String {
        let (issuer, now) = (self.entity_id(), format_instant(jiff::Timestamp::now()));
        format!(
            r#"<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><samlp:ArtifactResolve xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r" Version="2.0" IssueInstant="{now}" Destination="{RESOLVE}"><saml:Issuer>{issuer}</saml:Issuer>{mark}<samlp:Artifact>{artifact}</samlp:Artifact></samlp:ArtifactResolve></soap:Body></soap:Envelope>"#
        )
    }

    pub(crate) fn signed_resolve(&self, artifact: &str) -> String {
        self.key
            .sign(&self.resolve(artifact, &signature("_r")))
            .unwrap()
    }
}

/// An empty signature over the element with this ID.
pub(crate) fn signature(id: &str) -> String {
    format!(
        r##"<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/><ds:SignatureMethod Algorithm="{RSA_SHA256}"/><ds:Reference URI="#{id}"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue></ds:DigestValue></ds:Reference></ds:SignedInfo><ds:SignatureValue></ds:SignatureValue></ds:Signature>"##
    )
}

pub(crate) fn deflated(bytes: &[u8]) -> String {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encode(&STANDARD.encode(encoder.finish().unwrap()))
}

pub(crate) fn encode(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

/// A running DigiD with one service, a browser, and the service's client for the back channel.
pub(crate) struct World {
    pub(crate) digid: Digid,
    pub(crate) authority: Authority,
    pub(crate) service: Service,
    pub(crate) browser: reqwest::Client,
    pub(crate) back: reqwest::Client,
    _state: TempDir,
}

impl World {
    pub(crate) async fn new(manner: Manner) -> Self {
        Self::with(manner, |_| {}).await
    }

    pub(crate) async fn with(manner: Manner, change: impl FnOnce(&mut Settings)) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let (state, authority) = authority();
        let service = Service::new(&authority);
        let mut settings = Settings {
            manner,
            ..Settings::on_free_ports().unwrap()
        };
        change(&mut settings);
        let digid = Digid::start(settings, &authority, vec![service.provider(Level::Midden)])
            .await
            .unwrap();
        let browser = client(&digid, None);
        let back = client(&digid, Some(&service.bundle));
        Self {
            digid,
            authority,
            service,
            browser,
            back,
            _state: state,
        }
    }

    /// Asks and gives the transaction.
    pub(crate) async fn ask(&self, relay_state: Option<&str>) -> String {
        let address = self
            .service
            .redirect(&self.service.question(&fresh_id(), ""), relay_state);
        let answer = self.browser.get(address).send().await.unwrap();
        assert_eq!(answer.status(), 303);
        let page = url::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
        toetssteen::digid::transaction_of(&page).unwrap().to_owned()
    }

    /// Presses a button and gives where the browser is sent.
    pub(crate) async fn press(&self, transaction: &str, button: &str, level: &str) -> url::Url {
        let answer = self
            .submit(
                transaction,
                &[("bsn", BSN), ("niveau", level), ("handeling", button)],
            )
            .await;
        assert_eq!(answer.status(), 303);
        url::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap()
    }

    pub(crate) async fn submit(
        &self,
        transaction: &str,
        form: &[(&str, &str)],
    ) -> reqwest::Response {
        let address = format!("https://digid.toetssteen.test/inloggen/{transaction}");
        self.browser.post(address).form(form).send().await.unwrap()
    }

    /// Asks, presses, and gives transaction and artifact.
    pub(crate) async fn artifact(&self, button: &str) -> (String, String) {
        let transaction = self.ask(None).await;
        let back = self.press(&transaction, button, "midden").await;
        let artifact = parameter(&back, "SAMLart").unwrap();
        (transaction, artifact)
    }

    pub(crate) async fn resolve(&self, body: String) -> reqwest::Result<(u16, String)> {
        send(&self.back, body).await
    }
}

pub(crate) async fn send(client: &reqwest::Client, body: String) -> reqwest::Result<(u16, String)> {
    let answer = client
        .post(RESOLVE)
        .header("content-type", "text/xml")
        .body(body)
        .send()
        .await?;
    Ok((answer.status().as_u16(), answer.text().await?))
}

pub(crate) fn client(digid: &Digid, identity: Option<&PemBundle>) -> reqwest::Client {
    at(digid.front(), digid.back(), digid.root_pem(), identity)
}

fn at(
    front: SocketAddr,
    back: SocketAddr,
    root: &str,
    identity: Option<&PemBundle>,
) -> reqwest::Client {
    let mut builder = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .tls_certs_only([reqwest::Certificate::from_pem(root.as_bytes()).unwrap()])
        .resolve("digid.toetssteen.test", front)
        .resolve("was.digid.toetssteen.test", back)
        .timeout(Duration::from_secs(20));
    if let Some(bundle) = identity {
        let pem = format!("{}{}", bundle.key, bundle.chain);
        builder = builder.identity(reqwest::Identity::from_pem(pem.as_bytes()).unwrap());
    }
    builder.build().unwrap()
}

pub(crate) fn parameter(address: &url::Url, name: &str) -> Option<String> {
    address
        .query_pairs()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// Whether the program xmlsec1 finds the signature of this element right, made by the owner of this certificate.
pub(crate) fn xmlsec1_accepts(xml: &str, certificate: &Certificate, element: &str) -> bool {
    let home = TempDir::new().unwrap();
    let (document, key) = (
        home.path().join("message.xml"),
        home.path().join("certificate.der"),
    );
    std::fs::write(&document, xml).unwrap();
    std::fs::write(&key, certificate.der()).unwrap();
    let mut command = Command::new("xmlsec1");
    command
        .arg("--verify")
        .arg(format!("--pubkey-cert-der:{}", certificate.sha256()))
        .arg(&key);
    for signed in [
        "urn:oasis:names:tc:SAML:2.0:protocol:ArtifactResponse",
        "urn:oasis:names:tc:SAML:2.0:assertion:Assertion",
        "urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor",
    ] {
        command.args(["--id-attr:ID", signed]);
    }
    command.args([
        "--node-xpath",
        &format!("//*[local-name()='{element}']/*[local-name()='Signature']"),
    ]);
    let output = command
        .arg(&document)
        .output()
        .expect("the program xmlsec1 is installed");
    output.status.success()
}

/// The certificate DigiD's metadata names.
pub(crate) fn digid_certificate(metadata: &str) -> Certificate {
    let (_, rest) = metadata.split_once("<ds:X509Certificate>").unwrap();
    Certificate::from_base64(rest.split_once('<').unwrap().0).unwrap()
}

pub(crate) fn fresh_id() -> String {
    format!("_{:032x}", rand::random::<u128>())
}
