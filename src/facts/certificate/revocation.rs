//! Whether an issuer revoked a certificate: what there is to ask, and what the answers say.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use rustls_pki_types::TrustAnchor;
use url::Url;

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
    facts::Texts,
};

/// What can be said of a certificate.
pub(super) const REVOCATION: &[&str] = &["niet ingetrokken", "nergens na te vragen", "niet nagevraagd", "ingetrokken"];

/// Certificates between a server and a root that are looked at. There are two or three; who shows more decides how much is asked.
const MOST_LINKS: usize = 5;

/// Places that are asked about one certificate, of each way.
const MOST_PLACES: usize = 2;

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
    /// Where it is asked: http, without a fragment.
    pub address: Url,
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

/// The way from a server's own certificate to the last that came along, each link with every certificate that can be it: a renewed
/// one has the same name and key. What leads nowhere came along for nothing.
fn links(ders: &[Der]) -> Vec<Vec<usize>> {
    let mut links = vec![vec![0]];
    let mut used = BTreeSet::from([0]);
    while let Some(last) =
        links.last().and_then(|link| ders.get(*link.first()?)?.read()).filter(|_| links.len() < MOST_LINKS)
    {
        let signs = |nth: &usize| ders[*nth].read().is_some_and(|next| x509::signed_surely(&last, &next));
        let next: Vec<usize> =
            (1..ders.len()).filter(|nth| !used.contains(nth)).filter(signs).take(MOST_LINKS).collect();
        if next.is_empty() {
            break;
        }
        used.extend(&next);
        links.push(next);
    }
    links
}

/// Everything that the issuers of a chain can be asked about it. A certificate that signed itself has no issuer to ask.
pub fn questions(chain: &ChainSeen, issuers: &Issuers<'_>) -> Vec<Question> {
    let Ok(ders) = x509::ders(chain) else { return Vec::new() };
    let mut questions: Vec<Question> = Vec::new();
    for nth in links(&ders).into_iter().flatten() {
        let Some(certificate) = ders.get(nth).and_then(Der::read).filter(|one| !x509::self_signed(one)) else {
            continue;
        };
        let Some(authority) = issuers.of(&ders, nth) else { continue };
        let asked = ocsp::question(&certificate, &authority).map(|body| (Way::Ocsp, body, x509::ocsp(&certificate)));
        let lists = (Way::Crl, Vec::new(), x509::lists(&certificate));
        for (way, body, places) in asked.into_iter().chain([lists]) {
            let places: BTreeSet<Url> = places.iter().filter_map(|place| askable(place)).collect();
            let ask = |address| Question { nth, address, way, body: body.clone() };
            questions.extend(places.into_iter().take(MOST_PLACES).map(ask));
        }
    }
    questions
}

/// What is known of a chain.
pub(super) struct Standing {
    /// Of [`REVOCATION`].
    pub(super) words: BTreeSet<&'static str>,
    /// What there is to say of them.
    pub(super) notes: Vec<String>,
    /// Why it is not known of a certificate whether it was revoked.
    pub(super) unknown: Option<&'static str>,
}

/// What the answers say of each certificate from the server's own to the root.
pub(super) fn standing(chain: &ChainSeen, ders: &[Der], issuers: &Issuers<'_>, at: Timestamp) -> Standing {
    let mut all = Standing { words: BTreeSet::new(), notes: Vec::new(), unknown: None };
    for link in links(ders) {
        let each = link.into_iter().map(|nth| one(chain, ders, nth, issuers, at));
        // Of several that can be the same link the best counts: a client takes that one.
        match each.min_by_key(|one| one.as_ref().map_or(2, |(rank, _)| usize::from(*rank == 3) * 3)) {
            Some(Ok((rank, note))) => {
                all.words.insert(REVOCATION[rank]);
                all.notes.extend(note);
            }
            Some(Err(why)) => all.unknown = Some(why),
            None => {}
        }
    }
    all
}

/// Which of [`REVOCATION`] holds for one certificate, and what there is to say of it.
///
/// # Errors
/// Why that is not known: it was asked, and no answer can be believed.
fn one(
    chain: &ChainSeen,
    ders: &[Der],
    nth: usize,
    issuers: &Issuers<'_>,
    at: Timestamp,
) -> Result<(usize, Option<String>), &'static str> {
    let certificate = ders.get(nth).and_then(Der::read).ok_or("het certificaat is niet te lezen")?;
    let name = x509::name(certificate.subject());
    if x509::self_signed(&certificate) {
        // A root at the end is trusted or not; a certificate of its own has nobody to revoke it.
        return Ok(if nth == 0 { (1, Some(format!("‘{name}’ is zelfondertekend"))) } else { (0, None) });
    }
    let answers = answers(chain, ders, nth, issuers, at);
    let known = || answers.iter().filter_map(|answer| answer.ok());
    if known().any(|status| status == Status::Revoked) {
        return Ok((3, Some(format!("‘{name}’ is ingetrokken"))));
    }
    if known().next().is_some() {
        return Ok((0, None));
    }
    if let Some(Err(why)) = answers.first() {
        return Err(why);
    }
    let all = x509::ocsp(&certificate).into_iter().chain(x509::lists(&certificate));
    let places: BTreeSet<String> = all.filter_map(|address| Some(host(&askable(&address)?))).collect();
    let places = places.into_iter().collect::<Vec<_>>().join(", ");
    let named = x509::names_a_place(&certificate).ok_or("waar de uitgever te vragen is, is niet te lezen")?;
    Ok(match issuers.of(ders, nth) {
        _ if !named => (1, Some(format!("‘{name}’ noemt geen plaats om het na te vragen"))),
        _ if places.is_empty() => (2, Some(format!("‘{name}’ noemt alleen plaatsen die hier niet te vragen zijn"))),
        None => (2, Some(format!("wie ‘{name}’ heeft uitgegeven, is niet bekend of niet te controleren"))),
        Some(_) => (2, Some(format!("‘{name}’ noemt daarvoor {places}"))),
    })
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
        (Known::Seen(list), Way::Crl) => crl::status(&certificate, &authority, &decoded(list), at),
        (Known::Unseen(why), _) if why.starts_with("larger") => {
            Err("het antwoord van de uitgever is te groot om te lezen")
        }
        (Known::Unseen(why), _) if why.starts_with("status") => Err("de uitgever gaf een foutmelding"),
        (Known::Moot(_) | Known::Unseen(_), _) => Err("de uitgever gaf geen antwoord"),
    });
    // A staple that cannot be believed is said so elsewhere.
    let staple = chain.staple.iter().filter(|_| nth == 0);
    let staple = staple.filter_map(|text| ocsp::status(&certificate, &authority, &decoded(text), at).ok().map(Ok));
    asked.chain(staple).collect()
}

/// An address that can be asked.
fn askable(address: &str) -> Option<Url> {
    let mut url = Url::parse(address).ok().filter(|url| url.scheme() == "http" && url.host_str().is_some())?;
    url.set_fragment(None);
    Some(url)
}

fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
