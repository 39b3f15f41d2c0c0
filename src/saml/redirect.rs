//! The HTTP-Redirect binding (SAML 2.0 bindings §3.4). The signature covers the query as it was written, so the parts are
//! kept raw: decoding and encoding again gives other bytes where a sender writes `%20`, or hexadecimal in lower case.

use std::io::{Read, Write};

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::DeflateEncoder};

use super::{
    certificate::Certificate,
    signature::verify_raw,
    signing::{SignError, SigningKey},
    xml::{XmlError, XmlText},
};
use crate::evidence::message::{RSA_SHA256, SignatureSeen};

/// The largest message after inflating, in bytes.
const LARGEST: u64 = 256 * 1024;

/// The raw parameters of a message in an address.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RedirectQuery {
    request: String,
    relay_state: Option<String>,
    algorithm: Option<String>,
    signature: Option<String>,
}

/// Why an address carries no message.
#[derive(Debug, thiserror::Error)]
pub enum RedirectError {
    /// A parameter stands there more than once.
    #[error("the parameter {0} stands in the address more than once")]
    Duplicate(&'static str),
    /// No `SAMLRequest`.
    #[error("the address has no parameter SAMLRequest")]
    Missing,
    /// Not base64.
    #[error("SAMLRequest is not base64")]
    NotBase64,
    /// Not DEFLATE.
    #[error("SAMLRequest does not inflate")]
    NotDeflated,
    /// A decompression bomb.
    #[error("SAMLRequest inflates to more than {LARGEST} bytes")]
    TooLarge,
    /// The message inside.
    #[error(transparent)]
    Xml(#[from] XmlError),
}

impl RedirectQuery {
    /// Takes the query of an address as it was written, without the question mark.
    pub fn parse(raw: &str) -> Result<Self, RedirectError> {
        let only = |name: &'static str| {
            let mut values = raw.split('&').filter_map(|pair| {
                let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
                (key == name).then(|| value.to_owned())
            });
            let first = values.next();
            if values.next().is_some() { Err(RedirectError::Duplicate(name)) } else { Ok(first) }
        };
        Ok(Self {
            request: only("SAMLRequest")?.ok_or(RedirectError::Missing)?,
            relay_state: only("RelayState")?,
            algorithm: only("SigAlg")?,
            signature: only("Signature")?,
        })
    }

    /// The XML inside, of at most 256 KiB.
    pub fn message(&self) -> Result<XmlText, RedirectError> {
        let deflated = decode_base64(&decode(&self.request)).ok_or(RedirectError::NotBase64)?;
        let mut inflated = Vec::new();
        let mut reader = flate2::read::DeflateDecoder::new(deflated.as_slice()).take(LARGEST + 1);
        let read = reader.read_to_end(&mut inflated).map_err(|_| RedirectError::NotDeflated)?;
        if u64::try_from(read).is_ok_and(|read| read > LARGEST) {
            return Err(RedirectError::TooLarge);
        }
        Ok(XmlText::new(&inflated)?)
    }

    /// `RelayState`, decoded.
    pub fn relay_state(&self) -> Option<String> {
        self.relay_state.as_deref().map(decode)
    }

    /// Verifies the signature over the raw parameters with one of these certificates.
    pub fn verify(&self, pinned: &[Certificate]) -> SignatureSeen {
        let (Some(raw_algorithm), Some(raw_signature)) = (&self.algorithm, &self.signature) else {
            return self.half_signed();
        };
        let algorithm = decode(raw_algorithm);
        let Some(signature) = decode_base64(&decode(raw_signature)) else {
            return SignatureSeen::Invalid {
                reason: "the signature is not base64".to_owned(),
                algorithm: Some(algorithm),
            };
        };
        let mut signed = format!("SAMLRequest={}", self.request);
        if let Some(relay_state) = &self.relay_state {
            signed.push_str(&format!("&RelayState={relay_state}"));
        }
        signed.push_str(&format!("&SigAlg={raw_algorithm}"));
        verify_raw(&algorithm, signed.as_bytes(), &signature, pinned)
    }

    fn half_signed(&self) -> SignatureSeen {
        let missing = match (&self.algorithm, &self.signature) {
            (None, None) => return SignatureSeen::Absent,
            (None, _) => "SigAlg",
            _ => "Signature",
        };
        SignatureSeen::Invalid {
            reason: format!("the parameter {missing} is missing"),
            algorithm: self.algorithm.as_deref().map(decode),
        }
    }
}

/// The query of an address that carries an answer of DigiD (koppelvlak 3.7 Stap U5); without a key it has no signature.
///
/// # Errors
/// When it cannot be signed.
pub fn answer_query(xml: &str, relay_state: Option<&str>, key: Option<&SigningKey>) -> Result<String, SignError> {
    let mut deflated = DeflateEncoder::new(Vec::new(), Compression::default());
    deflated.write_all(xml.as_bytes()).map_err(|error| SignError::Message(error.to_string()))?;
    let deflated = deflated.finish().map_err(|error| SignError::Message(error.to_string()))?;
    let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let mut query = format!("SAMLResponse={}", encoded(&STANDARD.encode(deflated)));
    if let Some(relay_state) = relay_state {
        query.push_str(&format!("&RelayState={}", encoded(relay_state)));
    }
    let Some(key) = key else { return Ok(query) };
    query.push_str(&format!("&SigAlg={}", encoded(RSA_SHA256)));
    let signature = key.sign_raw(RSA_SHA256, query.as_bytes())?;
    Ok(format!("{query}&Signature={}", encoded(&STANDARD.encode(signature))))
}

/// Base64 with white space anywhere; a plus sign that was read as a space is a plus sign again.
pub fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let text = text.trim().replace(' ', "+");
    let compact: String = text.split_whitespace().collect();
    STANDARD.decode(compact).ok()
}

fn decode(raw: &str) -> String {
    url::form_urlencoded::parse(format!("x={raw}").as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}
