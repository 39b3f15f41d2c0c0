//! What a certificate says, for people.

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{
    oin,
    x509::{self, Der},
};
use crate::evidence::{certificate::ChainSeen, hex};

/// One certificate for people.
#[derive(Clone, Debug, Eq, JsonSchema, PartialEq, Serialize)]
pub struct Description {
    /// CN of whom it is about, or all of its name.
    pub subject: String,
    /// CN of who issued it.
    pub issuer: String,
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day.
    pub until: String,
    /// Kind and size of the key.
    pub key: String,
    /// The key, as the tables of the NCSC name it.
    pub strength: String,
    /// Hash under its signature.
    pub hash: String,
    /// Whether it signed itself: then its hash is worth nothing, and as an issuer it is not graded.
    pub own: bool,
    /// `Subject.serialNumber`, where it has one.
    pub oin: Option<String>,
    /// SHA-256 of the DER, hexadecimal.
    pub sha256: String,
}

/// Each certificate of a chain; nothing for one that cannot be read.
pub fn describe(chain: &ChainSeen) -> Vec<Option<Description>> {
    chain.certificates.iter().map(|text| described(text)).collect()
}

fn described(text: &str) -> Option<Description> {
    let der = Der::new(STANDARD.decode(text).ok()?)?;
    let read = der.read()?;
    let (from, until) = x509::validity(&read)?;
    let day = |at: Timestamp| at.strftime("%Y-%m-%d").to_string();
    let key = x509::key(&read);
    Some(Description {
        subject: x509::name(read.subject()),
        issuer: x509::name(read.issuer()),
        from: day(from),
        until: day(until),
        key: x509::bits(&read).map_or_else(|| key.clone(), |bits| format!("RSA {bits} bits")),
        strength: key,
        own: x509::self_signed(&read),
        hash: x509::hash(&read),
        oin: oin::written(&read),
        sha256: hex(&Sha256::digest(der.bytes())),
    })
}
