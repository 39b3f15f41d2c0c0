//! A service for the tests: writes and signs what a service sends, and can do each of it wrong.

use std::{io::Write, process::Command};

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::DeflateEncoder};
use tempfile::TempDir;
use toetssteen::{
    digid::{Authority, PemBundle, Provider},
    evidence::Betrouwbaarheidsniveau,
    saml::{Certificate, SigningKey, SpMetadata, escape, format_instant},
};
use url::form_urlencoded::byte_serialize;

pub(crate) const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
pub(crate) const BSN: &str = "999990019";
const SSO: &str = "https://digid.toetssteen.test/saml/idp/request_authentication";
pub(crate) const RESOLVE: &str = "https://was.digid.toetssteen.test/saml/idp/resolve_artifact";

pub(crate) const NAME: &str = "mijn.voorbeeldstad.test";
pub(crate) const OTHER_NAME: &str = "elders.test";
pub(crate) const OIN: &str = "00000001234567890000";

pub(crate) struct Service {
    pub(crate) host: &'static str,
    pub(crate) bundle: PemBundle,
    pub(crate) key: SigningKey,
    pub(crate) wants_assertions_signed: bool,
    /// Whether its metadata names where it is told of a logout.
    pub(crate) single_logout: bool,
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
        Self { host, bundle, key, wants_assertions_signed: true, single_logout: false }
    }

    pub(crate) fn entity_id(&self) -> String {
        format!("https://{}/saml/metadata", self.host)
    }

    pub(crate) fn acs(&self) -> String {
        format!("https://{}/acs?via=digid", self.host)
    }

    pub(crate) fn metadata(&self) -> String {
        let at = |binding: &str, path: &str| {
            let host = self.host;
            format!(
                r#"<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:{binding}" Location="https://{host}/{path}"/>"#
            )
        };
        let logout = format!("{}{}", at("HTTP-Redirect", "uitgelogd?via=digid"), at("SOAP", "soap"));
        let logout = if self.single_logout { logout } else { String::new() };
        let xml = format!(
            r#"<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ID="_m" entityID="{}">{}<md:SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="{}" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>{logout}<md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact" Location="{}" index="1" isDefault="true"/></md:SPSSODescriptor></md:EntityDescriptor>"#,
            self.entity_id(),
            signature("_m"),
            self.wants_assertions_signed,
            self.key.certificate().base64(),
            escape(&self.acs()),
        );
        self.key.sign(&xml).unwrap()
    }

    /// The same as part of a federation.
    pub(crate) fn federated(&self) -> Provider {
        Provider { federated: true, ..self.provider(Betrouwbaarheidsniveau::Midden) }
    }

    pub(crate) fn provider(&self, level: Betrouwbaarheidsniveau) -> Provider {
        Provider { metadata: SpMetadata::parse(self.metadata().as_bytes()).unwrap(), level, federated: false }
    }

    /// A right question for level Midden, unsigned; `mark` goes where a signature may stand.
    pub(crate) fn question(&self, id: &str, mark: &str) -> String {
        let (issuer, now, level) =
            (self.entity_id(), format_instant(jiff::Timestamp::now()), Betrouwbaarheidsniveau::Midden.uri());
        format!(
            r#"<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{id}" Version="2.0" IssueInstant="{now}" Destination="{SSO}" ForceAuthn="false" AssertionConsumerServiceIndex="1"><saml:Issuer>{issuer}</saml:Issuer>{mark}<samlp:RequestedAuthnContext Comparison="minimum"><saml:AuthnContextClassRef>{level}</saml:AuthnContextClassRef></samlp:RequestedAuthnContext></samlp:AuthnRequest>"#
        )
    }

    /// The address of a question by Redirect, signed.
    pub(crate) fn redirect(&self, xml: &str, relay_state: Option<&str>) -> String {
        let relay_state = relay_state.map(encode);
        format!("{SSO}?{}", self.signed_query(&deflated(xml.as_bytes()), relay_state.as_deref()))
    }

    /// The query of a question, signed as it is written.
    pub(crate) fn signed_query(&self, request: &str, raw_relay_state: Option<&str>) -> String {
        let relay_state = raw_relay_state.map(|raw| format!("&RelayState={raw}")).unwrap_or_default();
        let signed = format!("SAMLRequest={request}{relay_state}&SigAlg={}", encode(RSA_SHA256));
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
        self.key.sign(&self.resolve(artifact, &signature("_r"))).unwrap()
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

pub(crate) fn parameter(address: &url::Url, name: &str) -> Option<String> {
    address.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// Whether the program xmlsec1 finds the signature of this element right, made by the owner of this certificate.
pub(crate) fn xmlsec1_accepts(xml: &str, certificate: &Certificate, element: &str) -> bool {
    let home = TempDir::new().unwrap();
    let (document, key) = (home.path().join("message.xml"), home.path().join("certificate.der"));
    std::fs::write(&document, xml).unwrap();
    std::fs::write(&key, certificate.der()).unwrap();
    let mut command = Command::new("xmlsec1");
    command.arg("--verify").arg(format!("--pubkey-cert-der:{}", certificate.sha256())).arg(&key);
    for signed in [
        "urn:oasis:names:tc:SAML:2.0:protocol:ArtifactResponse",
        "urn:oasis:names:tc:SAML:2.0:protocol:LogoutRequest",
        "urn:oasis:names:tc:SAML:2.0:assertion:Assertion",
        "urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor",
    ] {
        command.args(["--id-attr:ID", signed]);
    }
    command.args(["--node-xpath", &format!("//*[local-name()='{element}']/*[local-name()='Signature']")]);
    let output = command.arg(&document).output().expect("the program xmlsec1 is installed");
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
