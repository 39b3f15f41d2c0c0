//! Facts about the metadata of the service (koppelvlak 3.7 Metadata).

use std::collections::BTreeSet;

use super::{
    Fact, NotSeen, Read, Seen, Type, Value,
    signature::{ALGORITHMS, SIGNATURES, algorithm, standing},
};
use crate::evidence::{
    Kind, Observation,
    metadata::{CertificateSeen, EndpointSeen, MetadataSeen},
};

const BINDINGS: &[&str] = &["HTTP-Artifact", "HTTP-POST", "anders"];
const FLAGS: &[&str] = &["true", "false", "afwezig"];
const LOGOUT_BINDINGS: &[&str] = &["HTTP-Redirect", "SOAP", "anders"];
const USES: &[&str] = &["signing", "encryption", "zonder doel"];

/// Where SAML 2.0 names its bindings.
const BINDING: &str = "urn:oasis:names:tc:SAML:2.0:bindings:";

/// The table.
pub const FACTS: &[Fact] = &[
    Fact {
        name: "metadata.algorithm",
        says: "Algoritme van de handtekening onder de metadata",
        on: &[Kind::Metadata],
        gives: Type::Choice(ALGORITHMS),
        from_start: false,
        read: |seen| algorithm(&metadata(seen)?.signature),
    },
    Fact {
        name: "metadata.authn-requests-signed",
        says: "AuthnRequestsSigned in de metadata is",
        on: &[Kind::Metadata],
        gives: Type::Choice(FLAGS),
        from_start: false,
        read: |seen| {
            Ok(Value::Choice(match metadata(seen)?.authn_requests_signed {
                Some(true) => "true",
                Some(false) => "false",
                None => "afwezig",
            })
            .into())
        },
    },
    Fact {
        name: "metadata.cache-duration",
        says: "De metadata noemen cacheDuration",
        on: &[Kind::Metadata],
        gives: Type::Bool,
        from_start: false,
        read: |seen| {
            let duration = &metadata(seen)?.cache_duration;
            Ok(Read::from(duration.is_some()).noting(duration.clone()))
        },
    },
    Fact {
        name: "metadata.certificates",
        says: "De certificaten in de metadata zijn voor",
        on: &[Kind::Metadata],
        gives: Type::Words(USES),
        from_start: false,
        read: |seen| Ok(words(metadata(seen)?.certificates.iter().map(purpose))),
    },
    Fact {
        name: "metadata.logout-bindings",
        says: "Manieren om uit te loggen die de metadata noemen",
        on: &[Kind::Metadata],
        gives: Type::Words(LOGOUT_BINDINGS),
        from_start: false,
        read: |seen| {
            let binding = |one: &EndpointSeen| match one.binding.strip_prefix(BINDING) {
                Some("HTTP-Redirect") => LOGOUT_BINDINGS[0],
                Some("SOAP") => LOGOUT_BINDINGS[1],
                _ => LOGOUT_BINDINGS[2],
            };
            Ok(words(metadata(seen)?.single_logout.iter().map(binding)))
        },
    },
    Fact {
        name: "metadata.return-bindings",
        says: "Manieren om terug te keren die de metadata noemen",
        on: &[Kind::Metadata],
        gives: Type::Words(BINDINGS),
        from_start: false,
        read: |seen| Ok(words(metadata(seen)?.acs.iter().map(|acs| binding(&acs.binding)))),
    },
    Fact {
        name: "metadata.signature",
        says: "De handtekening onder de metadata is",
        on: &[Kind::Metadata],
        gives: Type::Choice(SIGNATURES),
        from_start: false,
        read: |seen| standing(&metadata(seen)?.signature),
    },
    Fact {
        name: "metadata.signing-certificates",
        says: "Aantal certificaten in de metadata waarmee een handtekening van de dienst is te controleren",
        on: &[Kind::Metadata],
        gives: Type::Number,
        from_start: false,
        read: |seen| {
            let certificates = &metadata(seen)?.certificates;
            let signing = certificates.iter().filter(|certificate| purpose(certificate) != "encryption").count();
            Ok(i64::try_from(signing).unwrap_or(i64::MAX).into())
        },
    },
];

fn metadata<'a>(seen: &Seen<'a>) -> Result<&'a MetadataSeen, NotSeen> {
    match seen.observation {
        Observation::Metadata(metadata) => Ok(metadata),
        _ => Err(NotSeen::Missing("er zijn geen metadata gezien")),
    }
}

/// A descriptor without `use` serves both ends (SAML 2.0 metadata §2.4.1.1); what is neither is used by nobody.
fn purpose(certificate: &CertificateSeen) -> &'static str {
    match certificate.usage.as_deref() {
        Some("signing") => "signing",
        Some("encryption") => "encryption",
        _ => "zonder doel",
    }
}

fn binding(uri: &str) -> &'static str {
    match uri.strip_prefix(BINDING) {
        Some("HTTP-Artifact") => "HTTP-Artifact",
        Some("HTTP-POST") => "HTTP-POST",
        _ => "anders",
    }
}

fn words(seen: impl Iterator<Item = &'static str>) -> Read {
    Value::Words { seen: seen.collect(), unknown: BTreeSet::new() }.into()
}
