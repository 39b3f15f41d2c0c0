//! Whether an issuer revoked a certificate: what there is to ask, and what the answers say.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use rustls_pki_types::TrustAnchor;

use super::{
    authority::Authority,
    crl,
    ocsp::{self, Status},
    x509::{self, Der},
};
use crate::{
    evidence::{
        certificate::{ChainSeen, Way},
        tls::Known,
    },
    facts::{NotSeen, Texts},
};

/// What can be said of a chain, best first.
pub(super) const REVOCATION: &[&str] = &["niet ingetrokken", "nergens na te vragen", "niet nagevraagd", "ingetrokken"];

/// Whose signatures can be verified.
pub struct Issuers<'a> {
    certificates: Vec<Der>,
    roots: &'a [TrustAnchor<'static>],
}

/// Something to ask of an issuer.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Question {
    /// Which certificate of the chain it is about.
    pub nth: usize,
    /// Where it is asked.
    pub address: String,
    /// How.
    pub way: Way,
    /// What is sent, DER; nothing for a list.
    pub body: Vec<u8>,
}

impl<'a> Issuers<'a> {
    /// Those that are known, and these: DER in base64.
    pub fn new<'t>(texts: &'a Texts, own: impl IntoIterator<Item = &'t String>) -> Self {
        let own = own.into_iter().filter_map(|text| STANDARD.decode(text).ok().and_then(Der::new));
        let known = texts.pkioverheid.hierarchies.iter().flat_map(|one| one.authorities.iter().cloned());
        Self { certificates: own.chain(known).collect(), roots: &texts.browsers }
    }

    fn of(&self, chain: &[Der], nth: usize) -> Option<Authority> {
        let signed = chain.get(nth)?.read()?;
        Authority::of(&signed, chain, &[]).or_else(|| Authority::of(&signed, &self.certificates, self.roots))
    }
}

/// Everything that the issuers of a chain can be asked about it. A certificate that signed itself has no issuer to ask.
pub fn questions(chain: &ChainSeen, issuers: &Issuers<'_>) -> Vec<Question> {
    let Ok(ders) = x509::ders(chain) else { return Vec::new() };
    let mut questions = Vec::new();
    for nth in 0..ders.len() {
        let Some((certificate, authority)) = ders[nth].read().zip(issuers.of(&ders, nth)) else { continue };
        if x509::self_signed(&certificate) {
            continue;
        }
        let asked = ocsp::question(&certificate, &authority).into_iter().flat_map(|body| {
            x509::ocsp(&certificate).into_iter().map(move |address| (address, Way::Ocsp, body.clone()))
        });
        let lists = x509::lists(&certificate).into_iter().map(|address| (address, Way::Crl, Vec::new()));
        questions.extend(asked.chain(lists).map(|(address, way, body)| Question { nth, address, way, body }));
    }
    questions
}

/// What the answers say of a whole chain: the worst of its certificates decides.
///
/// # Errors
/// Where an issuer was asked and gave nothing that can be believed.
pub(super) fn standing(
    chain: &ChainSeen,
    ders: &[Der],
    issuers: &Issuers<'_>,
    at: Timestamp,
) -> Result<(&'static str, Option<String>), NotSeen> {
    let mut worst = (0, None);
    let mut unusable = false;
    for nth in 0..ders.len() {
        match one(chain, ders, nth, issuers, at)? {
            Some((rank, note)) if rank > worst.0 => worst = (rank, Some(note)),
            Some(_) => {}
            None => unusable = true,
        }
    }
    if unusable && worst.0 < 3 {
        return Err(NotSeen::Missing("de uitgever gaf geen antwoord dat te vertrouwen is"));
    }
    Ok((REVOCATION[worst.0], worst.1))
}

/// Which of [`REVOCATION`] holds for one certificate, and what there is to say of it; nothing where no answer can be believed.
fn one(
    chain: &ChainSeen,
    ders: &[Der],
    nth: usize,
    issuers: &Issuers<'_>,
    at: Timestamp,
) -> Result<Option<(usize, String)>, NotSeen> {
    let certificate = ders[nth].read().ok_or(NotSeen::Missing("het certificaat is niet te lezen"))?;
    let name = x509::name(certificate.subject());
    if x509::self_signed(&certificate) {
        // A root at the end is trusted or not; a certificate of its own has nobody to revoke it.
        return Ok(Some((usize::from(nth == 0), format!("‘{name}’ is zelfondertekend"))));
    }
    let answers = answers(chain, ders, nth, issuers, at);
    let known = || answers.iter().filter_map(|answer| answer.ok());
    if known().any(|status| status == Status::Revoked) {
        return Ok(Some((3, format!("‘{name}’"))));
    }
    if known().next().is_some() {
        return Ok(Some((0, String::new())));
    }
    if !answers.is_empty() {
        return Ok(None);
    }
    let all = x509::ocsp(&certificate).into_iter().chain(x509::lists(&certificate));
    let places: BTreeSet<String> = all.filter_map(|address| host(&address)).collect();
    let places = places.into_iter().collect::<Vec<_>>().join(", ");
    Ok(Some(match issuers.of(ders, nth) {
        _ if places.is_empty() => (1, format!("‘{name}’ noemt geen plaats om het na te vragen")),
        None => (2, format!("de uitgever van ‘{name}’ is niet bekend, en kan dus niet worden gevraagd")),
        Some(_) => (2, format!("‘{name}’ noemt daarvoor {places}")),
    }))
}

/// What each answer about one certificate says; empty where nobody was asked and nothing came along.
fn answers(
    chain: &ChainSeen,
    ders: &[Der],
    nth: usize,
    issuers: &Issuers<'_>,
    at: Timestamp,
) -> Vec<Result<Status, &'static str>> {
    let Some((certificate, authority)) = ders[nth].read().zip(issuers.of(ders, nth)) else { return Vec::new() };
    let decoded = |text: &String| STANDARD.decode(text).unwrap_or_default();
    let asked = chain.asked.iter().filter(|one| one.nth == nth).map(|one| match (&one.answer, one.way) {
        (Known::Seen(answer), Way::Ocsp) => ocsp::status(&certificate, &authority, &decoded(answer), at),
        (Known::Seen(list), Way::Crl) => crl::status(&certificate, &authority, &one.address, &decoded(list), at),
        (Known::Moot(_) | Known::Unseen(_), _) => Err("er kwam geen antwoord"),
    });
    // A staple that cannot be believed is said so elsewhere.
    let staple = chain.staple.iter().filter(|_| nth == 0);
    let staple = staple.filter_map(|text| ocsp::status(&certificate, &authority, &decoded(text), at).ok().map(Ok));
    asked.chain(staple).collect()
}

fn host(address: &str) -> Option<String> {
    let url = url::Url::parse(address).ok().filter(|url| url.scheme() == "http")?;
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}
