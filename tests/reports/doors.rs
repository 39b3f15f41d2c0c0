//! What the probes of a sound service see, and the documents that its pages come in.

use std::collections::BTreeMap;

use toetssteen::evidence::{
    Kind, Place,
    exchange::{Exchange, ShownIn},
    redirects::{End, Redirects},
};

use super::sound::{address, exchange};

/// The places of the probes.
pub(super) fn probed() -> BTreeMap<Place, Kind> {
    [
        ("certificate/metadata/ondertekenen/1", Kind::Certificate),
        ("dns/mijn.voorbeeld.nl/name", Kind::Dns),
        ("metadata/sp", Kind::Metadata),
        ("sign/http/measured", Kind::Sign),
        ("http/mijn.voorbeeld.test:443/options", Kind::Exchange),
        ("http/mijn.voorbeeld.test:443/plain", Kind::Redirects),
        ("http/mijn.voorbeeld.test:443/root", Kind::Exchange),
        ("http/mijn.voorbeeld.test:443/trace", Kind::Exchange),
        ("tls/mijn.voorbeeld.test:443/[127.0.0.1]", Kind::Tls),
        ("tls/mijn.voorbeeld.test:443/[::1]", Kind::Tls),
    ]
    .map(|(place, kind)| (place.parse().unwrap(), kind))
    .into()
}

/// The page where logging in begins, as it came.
pub(super) fn document() -> Exchange {
    let mut document =
        Exchange { shown_in: Some(ShownIn::Window), ..exchange("https://mijn.voorbeeld.test/inloggen", 200) };
    document.headers.push(("x-frame-options".to_owned(), "DENY".to_owned()));
    document
}

/// Somebody who comes without TLS and is led to https.
pub(super) fn led() -> Redirects {
    let first = Exchange {
        location: Some(address("https://mijn.voorbeeld.test/")),
        headers: Vec::new(),
        ..exchange("http://mijn.voorbeeld.test/", 301)
    };
    Redirects { hops: vec![first, exchange("https://mijn.voorbeeld.test/", 200)], end: End::Arrived }
}
