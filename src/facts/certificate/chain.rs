//! Whether a chain of certificates holds together (RFC 8446 §4.4.2), and who trusts where it ends.

use jiff::Timestamp;
use rustls_pki_types::{CertificateDer, ServerName, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, Error, KeyUsage, anchor_from_trusted_cert};
use x509_parser::certificate::X509Certificate;

use super::x509::{self, Der};

/// What can be said of a chain, best first.
pub(super) const STANDINGS: &[&str] =
    &["volledig", "zelfondertekend", "verkeerde volgorde", "onvolledig", "onleesbaar"];

/// Who trusts a chain, best first.
pub(super) const TRUST: &[&str] = &["browsers", NOT_ASKED, BY_TARGET, "niemand"];

/// Of a host where no browser of a citizen comes.
pub(super) const NOT_ASKED: &str = "niet gevraagd";
/// Why not.
pub(super) const NO_BROWSER: &str = "hier komt geen browser van een burger";
/// Of a certificate that no browser knows.
pub(super) const BY_TARGET: &str = "alleen de uitgevers uit het doelbestand";

/// The issuers that are known.
pub(super) struct Known<'a> {
    /// The roots that browsers trust.
    pub(super) browsers: &'a [TrustAnchor<'static>],
    /// Those that the target file names.
    pub(super) own: Vec<Der>,
    /// The roots of PKIoverheid, which no browser trusts.
    pub(super) pkioverheid: Vec<&'a Der>,
}

/// How a chain holds together, and what is wrong with it.
pub(super) fn standing(chain: &[Der], known: &Known<'_>) -> (&'static str, Option<String>) {
    let Some(read) = chain.iter().map(Der::read).collect::<Option<Vec<_>>>() else { return ("onleesbaar", None) };
    let Some(leaf) = read.first() else { return ("onleesbaar", None) };
    if x509::self_signed(leaf) {
        return ("zelfondertekend", None);
    }
    let mut last = leaf;
    for (nth, next) in read.iter().enumerate().skip(1) {
        if ends(last, known) {
            let note =
                (nth < read.len()).then(|| format!("er komen {} certificaten meer mee dan nodig", read.len() - nth));
            return ("volledig", note.filter(|_| !x509::self_signed(next)));
        }
        if !x509::issued_by(last, next) {
            return out_of_order(leaf, &read, known);
        }
        last = next;
    }
    if ends(last, known) { ("volledig", None) } else { missing(last) }
}

/// The order is wrong; perhaps there is a way to a known issuer all the same.
fn out_of_order(
    leaf: &X509Certificate<'_>,
    all: &[X509Certificate<'_>],
    known: &Known<'_>,
) -> (&'static str, Option<String>) {
    let mut last = leaf;
    // Each step takes one of them, so that issuers in a circle end too.
    for _ in all {
        if ends(last, known) {
            return ("verkeerde volgorde", None);
        }
        match all.iter().find(|next| !x509::self_signed(next) && x509::issued_by(last, next)) {
            Some(next) => last = next,
            None => break,
        }
    }
    if ends(last, known) { ("verkeerde volgorde", None) } else { missing(last) }
}

/// The certificates of a chain up to a known issuer, its own first: what comes along besides, nobody rests on. All of them where no
/// way leads to one.
pub(super) fn path<'a>(chain: &'a [Der], known: &Known<'_>) -> Vec<&'a Der> {
    let all: Vec<(&Der, X509Certificate<'_>)> = chain.iter().filter_map(|der| Some((der, der.read()?))).collect();
    let mut path: Vec<&(&Der, X509Certificate<'_>)> = all.first().into_iter().collect();
    while let Some((_, last)) = path.last() {
        if ends(last, known) {
            return path.into_iter().map(|(der, _)| *der).collect();
        }
        let taken = |der: &Der| path.iter().any(|(one, _)| *one == der);
        match all.iter().find(|(der, next)| !taken(der) && x509::issued_by(last, next)) {
            Some(next) => path.push(next),
            None => break,
        }
    }
    chain.iter().collect()
}

fn missing(last: &X509Certificate<'_>) -> (&'static str, Option<String>) {
    ("onvolledig", Some(format!("het certificaat van de uitgever ‘{}’ ontbreekt", x509::name(last.issuer()))))
}

/// Whether nothing has to follow: it is a root, or issued by one that is known.
fn ends(last: &X509Certificate<'_>, known: &Known<'_>) -> bool {
    let issuer = last.issuer().as_raw();
    let of_browsers = || known.browsers.iter().any(|root| x509::content(issuer) == Some(root.subject.as_ref()));
    let mut named = known.own.iter().chain(known.pkioverheid.iter().copied()).filter_map(Der::read);
    x509::self_signed(last) || of_browsers() || named.any(|root| x509::issued_by(last, &root))
}

/// Who trusts a chain for a website, and why others do not. That it is out of date is said elsewhere.
pub(super) fn trusted(chain: &[Der], known: &Known<'_>, at: Timestamp) -> (&'static str, Option<String>) {
    let own: Vec<CertificateDer<'_>> = known.own.iter().map(|der| CertificateDer::from(der.bytes())).collect();
    let own: Vec<TrustAnchor<'_>> = own.iter().filter_map(|der| anchor_from_trusted_cert(der).ok()).collect();
    match trusts(chain, known.browsers, at) {
        Ok(()) => ("browsers", None),
        Err(_) if trusts(chain, &own, at).is_ok() => (BY_TARGET, None),
        Err(why) => ("niemand", Some(format!("webpki: {why}"))),
    }
}

fn trusts(chain: &[Der], anchors: &[TrustAnchor<'_>], at: Timestamp) -> Result<(), Error> {
    let (leaf, others) = chain.split_first().ok_or(Error::UnknownIssuer)?;
    let leaf_der = CertificateDer::from(leaf.bytes());
    let end = EndEntityCert::try_from(&leaf_der)?;
    let others: Vec<_> = others.iter().map(|der| CertificateDer::from(der.bytes())).collect();
    let path = |at: Timestamp| {
        let at = UnixTime::since_unix_epoch(std::time::Duration::from_secs(at.as_second().try_into().unwrap_or(0)));
        let usage = KeyUsage::server_auth();
        end.verify_for_usage(webpki::ALL_VERIFICATION_ALGS, anchors, &others, at, usage, None, None).map(|_| ())
    };
    match path(at) {
        Err(Error::CertExpired { .. } | Error::CertNotValidYet { .. }) => {
            let valid = leaf.read().as_ref().and_then(x509::validity).ok_or(Error::BadDer)?;
            path(if at < valid.0 { valid.0 } else { valid.1 })
        }
        other => other,
    }
}

/// Whether a certificate is for this host (RFC 9525). An IPv6 address may stand in brackets.
pub(super) fn names(leaf: &Der, host: &str) -> Option<bool> {
    let der = CertificateDer::from(leaf.bytes());
    let end = EndEntityCert::try_from(&der).ok()?;
    let name = ServerName::try_from(host.trim_start_matches('[').trim_end_matches(']')).ok()?;
    Some(end.verify_is_valid_for_subject_name(&name).is_ok())
}
