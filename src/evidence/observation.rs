//! What can be observed at a place, and which kind stands where.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    attempt::Attempt,
    certificate::CertificateSighting,
    dns::DnsName,
    exchange::Exchange,
    gap::Gap,
    logout_attempt::LogoutAttempt,
    metadata::MetadataSeen,
    page::Moment,
    redirects::Redirects,
    session::{Knock, LoginSign},
    tls::TlsAddress,
};

/// What was observed at one place.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Observation {
    /// A forged answer and what came of it.
    Attempt(Box<Attempt>),
    /// A certificate that is looked at by itself.
    Certificate(Box<CertificateSighting>),
    /// A host name in the DNS.
    Dns(Box<DnsName>),
    /// One request of a probe.
    Exchange(Box<Exchange>),
    /// A request for the protected page.
    Knock(Box<Knock>),
    /// A forged question to log out and what came of it.
    LogoutAttempt(Box<LogoutAttempt>),
    /// The service's metadata.
    Metadata(Box<MetadataSeen>),
    /// A mark of a journey in a browser.
    Moment(Box<Moment>),
    /// Where a host leads without TLS.
    Redirects(Box<Redirects>),
    /// A calibration of the sign of being logged in.
    Sign(Box<LoginSign>),
    /// A probed TLS address.
    Tls(Box<TlsAddress>),
}

/// The kinds of observation; a fact names those it can be read from.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, JsonSchema, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// See [`Observation::Attempt`].
    Attempt,
    /// See [`Observation::Certificate`].
    Certificate,
    /// See [`Observation::Dns`].
    Dns,
    /// See [`Observation::Exchange`].
    Exchange,
    /// See [`Observation::Knock`].
    Knock,
    /// See [`Observation::LogoutAttempt`].
    LogoutAttempt,
    /// See [`Observation::Metadata`].
    Metadata,
    /// See [`Observation::Moment`].
    Moment,
    /// See [`Observation::Redirects`].
    Redirects,
    /// See [`Observation::Sign`].
    Sign,
    /// See [`Observation::Tls`].
    Tls,
}

/// How a place ended.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Nothing could be observed.
    Gap(Gap),
    /// This was observed.
    Observed(Observation),
}

impl Observation {
    /// Which kind this is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Attempt(_) => Kind::Attempt,
            Self::Certificate(_) => Kind::Certificate,
            Self::Dns(_) => Kind::Dns,
            Self::Exchange(_) => Kind::Exchange,
            Self::Knock(_) => Kind::Knock,
            Self::LogoutAttempt(_) => Kind::LogoutAttempt,
            Self::Metadata(_) => Kind::Metadata,
            Self::Moment(_) => Kind::Moment,
            Self::Redirects(_) => Kind::Redirects,
            Self::Sign(_) => Kind::Sign,
            Self::Tls(_) => Kind::Tls,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Attempt => "attempt",
            Self::Certificate => "certificate",
            Self::Dns => "dns",
            Self::Exchange => "exchange",
            Self::Knock => "knock",
            Self::LogoutAttempt => "logout-attempt",
            Self::Metadata => "metadata",
            Self::Moment => "moment",
            Self::Redirects => "redirects",
            Self::Sign => "sign",
            Self::Tls => "tls",
        })
    }
}
