//! What a server says in the clear once it has chosen a version (RFC 5246 §7.4, RFC 8446 §4.1).

use tls_parser::TlsCipherKx;

use super::{
    hello::{self, SHARE, VERSIONS},
    names,
    reader::Reader,
};
use crate::evidence::tls::TlsVersion;

/// What a server chose.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Chosen {
    pub(super) version: TlsVersion,
    pub(super) suite: u16,
    pub(super) compressed: bool,
    pub(super) extensions: Vec<(u16, Vec<u8>)>,
    /// Its certificates in DER, its own first; of TLS 1.2 and before, where the rest was read.
    pub(super) certificates: Vec<Vec<u8>>,
    /// The answer of OCSP that came along, in DER; of the same.
    pub(super) staple: Option<Vec<u8>>,
    /// How keys are exchanged, where the rest was read.
    pub(super) exchange: Option<Exchange>,
}

/// What a ServerKeyExchange says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Exchange {
    pub(super) group: Offered,
    /// In TLS 1.2 only.
    pub(super) signature: Option<u16>,
}

/// The group of an exchange of keys.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Offered {
    Curve(u16),
    /// An elliptic curve without a name.
    OwnCurve,
    /// The prime of a finite field.
    Field(Vec<u8>),
}

impl Chosen {
    /// The body of a ServerHello; a HelloRetryRequest has the same form.
    pub(super) fn read(body: &[u8]) -> Result<Self, &'static str> {
        Self::parts(body).ok_or("a ServerHello that is not well-formed")?
    }

    fn parts(body: &[u8]) -> Option<Result<Self, &'static str>> {
        let mut rest = Reader(body);
        let mut version = rest.u16()?;
        rest.take(32)?;
        let session = rest.u8()?;
        if session > 32 {
            return None;
        }
        rest.take(session.into())?;
        let suite = rest.u16()?;
        let compressed = rest.u8()? != 0;
        let mut extensions = Vec::new();
        if !rest.0.is_empty() {
            let length = rest.u16()?;
            if usize::from(length) != rest.0.len() {
                return None;
            }
            while !rest.0.is_empty() {
                let (number, length) = (rest.u16()?, rest.u16()?);
                let data = rest.take(length.into())?;
                if number == VERSIONS {
                    version = Reader(data).u16().filter(|_| data.len() == 2)?;
                }
                extensions.push((number, data.to_vec()));
            }
        }
        let Some(version) = TlsVersion::ALL.into_iter().find(|known| hello::number(*known) == version) else {
            return Some(Err("a ServerHello of no known version"));
        };
        let (certificates, staple, exchange) = (Vec::new(), None, None);
        Some(Ok(Self { version, suite, compressed, extensions, certificates, staple, exchange }))
    }

    /// Whether the server answered with this extension.
    pub(super) fn says(&self, extension: u16) -> bool {
        self.extensions.iter().any(|(number, _)| *number == extension)
    }

    /// The group that a HelloRetryRequest asks for.
    pub(super) fn retry_group(&self) -> Option<u16> {
        let (_, data) = self.extensions.iter().find(|(number, _)| *number == SHARE)?;
        Reader(data).u16().filter(|_| data.len() == 2)
    }

    /// The body of a Certificate message.
    pub(super) fn take_certificates(&mut self, body: &[u8]) -> Option<()> {
        let mut rest = Reader(body);
        let all = rest.u24()?;
        let mut rest = Reader(rest.take(all)?);
        while !rest.0.is_empty() {
            let length = rest.u24()?;
            self.certificates.push(rest.take(length)?.to_vec());
        }
        Some(())
    }

    /// The body of a CertificateStatus message (RFC 6066 §8).
    pub(super) fn take_staple(&mut self, body: &[u8]) -> Option<()> {
        let mut rest = Reader(body);
        if rest.u8()? == 1 {
            let length = rest.u24()?;
            self.staple = Some(rest.take(length)?.to_vec());
        }
        Some(())
    }

    /// The body of a ServerKeyExchange.
    pub(super) fn take_exchange(&mut self, body: &[u8]) -> Option<()> {
        let (exchange, signer) = names::exchange(self.suite)?;
        let mut rest = Reader(body);
        let group = match exchange {
            TlsCipherKx::Ecdhe | TlsCipherKx::Ecdh => match rest.u8()? {
                // named_curve (RFC 8422 §5.4)
                3 => {
                    let curve = rest.u16()?;
                    let point = rest.u8()?;
                    rest.take(point.into())?;
                    Offered::Curve(curve)
                }
                _ => {
                    self.exchange = Some(Exchange { group: Offered::OwnCurve, signature: None });
                    return Some(());
                }
            },
            TlsCipherKx::Dhe | TlsCipherKx::Dh => {
                let prime = rest.vector16()?.to_vec();
                let (_generator, _public) = (rest.vector16()?, rest.vector16()?);
                Offered::Field(prime)
            }
            _ => return Some(()),
        };
        let signed = matches!(
            signer,
            tls_parser::TlsCipherAu::Rsa | tls_parser::TlsCipherAu::Ecdsa | tls_parser::TlsCipherAu::Dss
        );
        let signature = if signed && self.version == TlsVersion::Tls12 { Some(rest.u16()?) } else { None };
        self.exchange = Some(Exchange { group, signature });
        Some(())
    }
}
