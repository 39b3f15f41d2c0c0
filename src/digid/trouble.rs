//! Connections that brought no message: most of what is wrong with a new link shows there. They are no evidence.

use std::{fmt, io, net::SocketAddr};

use jiff::Timestamp;
use rustls::{AlertDescription, Error as TlsError};

/// Which listener.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Channel {
    /// Artifact resolution.
    Back,
    /// The pages.
    Front,
}

/// A connection that brought no message.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Trouble {
    /// When it failed.
    pub at: Timestamp,
    /// Where it came in.
    pub channel: Channel,
    /// Where it came from.
    pub from: SocketAddr,
    /// What went wrong.
    pub kind: TroubleKind,
}

/// What went wrong with a connection.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TroubleKind {
    /// A certificate was required, and none was shown.
    #[error("no client certificate was shown")]
    NoClientCertificate,
    /// Something was asked for at an address where nothing is.
    #[error("there is nothing at `{asked}`")]
    NothingThere {
        /// Method and path.
        asked: String,
    },
    /// Nothing was said in time.
    #[error("the connection was made, but TLS did not begin or end in time")]
    Silent,
    /// TLS could not be set up for another reason.
    #[error("TLS failed: {why}")]
    Tls {
        /// What the library said.
        why: String,
    },
    /// The other side did not accept our certificate.
    #[error("the other side does not trust the certificate of the simulated DigiD ({alert})")]
    Untrusted {
        /// The alert of TLS (RFC 8446 §6.2).
        alert: String,
    },
    /// The client certificate was not accepted.
    #[error("the client certificate was not accepted: {why}")]
    WrongClientCertificate {
        /// What the library said.
        why: String,
    },
}

impl TroubleKind {
    /// What a failed handshake means.
    pub(super) fn handshake(error: &io::Error) -> Self {
        let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<TlsError>());
        match tls {
            Some(TlsError::NoCertificatesPresented) => Self::NoClientCertificate,
            Some(TlsError::InvalidCertificate(why)) => Self::WrongClientCertificate { why: why.to_string() },
            Some(TlsError::AlertReceived(alert)) if distrust(*alert) => Self::Untrusted { alert: format!("{alert:?}") },
            // A client that hangs up in the middle is most often one that did not like the certificate, but not always.
            _ => Self::Tls { why: error.to_string() },
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Back => "back channel",
            Self::Front => "pages",
        })
    }
}

/// The alerts by which a client says that it does not take a certificate.
fn distrust(alert: AlertDescription) -> bool {
    use AlertDescription as Alert;
    matches!(
        alert,
        Alert::BadCertificate
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            // A CA of the same name with another key: that of another simulation.
            | Alert::DecryptError
            | Alert::UnknownCA
            | Alert::UnsupportedCertificate
    )
}
