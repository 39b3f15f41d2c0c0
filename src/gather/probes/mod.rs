//! Probes: short questions that need no journey.

pub mod dns;
pub mod http;
pub mod metadata;
pub mod redirects;
pub mod tls;

use std::fmt;

/// The probes.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Probe {
    /// Each certificate in the metadata, by itself.
    Certificate,
    /// The names of the hosts where citizens log in.
    Dns,
    /// A few requests to each front door: its root, its methods, and where it leads without TLS.
    Http,
    /// The metadata of the service.
    Metadata,
    /// Whether it can be seen that somebody is logged in.
    Sign,
    /// TLS of every address of each front door: versions, suites, curves and the rest.
    Tls,
}

impl fmt::Display for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Certificate => "certificate: each certificate in the metadata",
            Self::Dns => "dns: whether the names of the login pages and the return address are signed (DNSSEC)",
            Self::Http => "http: the root of each front door, its methods, and where it leads without https",
            Self::Metadata => "metadata: the metadata of the service",
            Self::Sign => "sign: two genuine logins, to learn how a logged-in page is told from another",
            Self::Tls => "tls: which versions each address accepts, and what it does within them",
        })
    }
}
