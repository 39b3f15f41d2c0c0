//! A ClientHello, made by hand: no library that is fit to use still offers the old versions, or one suite at a time.

use std::ops::RangeInclusive;

use super::names;
use crate::evidence::tls::TlsVersion;

/// "Renegotiation is safe with me" (RFC 5746 §3.3); some servers refuse who does not say so.
const RENEGOTIATION_SCSV: u16 = 0x00ff;

/// "I would rather have a newer version" (RFC 7507 §4).
const FALLBACK_SCSV: u16 = 0x5600;

/// The seven ciphers of SSL 2.0 (draft-hickman-netscape-ssl §C.4).
const SSL2_CIPHERS: [[u8; 3]; 7] = [
    [0x01, 0x00, 0x80],
    [0x02, 0x00, 0x80],
    [0x03, 0x00, 0x80],
    [0x04, 0x00, 0x80],
    [0x05, 0x00, 0x80],
    [0x06, 0x00, 0x40],
    [0x07, 0x00, 0xc0],
];

/// A hello between these lengths hung old load balancers; padding is the usual remedy (RFC 7685).
const HANGS: RangeInclusive<usize> = 256..=511;

/// Servers are known that take no more suites than this.
const MANY: usize = 100;

/// The numbers of the versions in messages, SSL 2.0 apart.
pub(super) fn number(version: TlsVersion) -> u16 {
    match version {
        TlsVersion::Ssl2 => 0x0002,
        TlsVersion::Ssl3 => 0x0300,
        TlsVersion::Tls10 => 0x0301,
        TlsVersion::Tls11 => 0x0302,
        TlsVersion::Tls12 => 0x0303,
        TlsVersion::Tls13 => 0x0304,
    }
}

/// What a server is asked for: one version, and in it what is offered here.
#[derive(Clone, Debug)]
pub(super) struct Hello {
    pub(super) version: TlsVersion,
    /// The name that is asked for; an address is no name to send (RFC 6066 §3).
    pub(super) name: Option<String>,
    pub(super) suites: Vec<u16>,
    pub(super) groups: Vec<u16>,
    pub(super) signatures: Vec<u16>,
    /// DEFLATE is offered beside no compression.
    pub(super) compression: bool,
    /// Says that a newer version was tried (RFC 7507).
    pub(super) fallback: bool,
    /// Asks for what a server says in the clear: tickets, extended master secret, names of protocols.
    pub(super) curious: bool,
    /// Asks for the answer of OCSP about the certificate (RFC 6066 §8).
    pub(super) stapled: bool,
}

impl Hello {
    /// Everything that this version can have.
    pub(super) fn whole(version: TlsVersion, host: &str) -> Self {
        Self {
            version,
            name: is_name(host).then(|| host.to_owned()),
            suites: names::suites(version).concat(),
            groups: names::curves().chain(names::fields()).collect(),
            signatures: names::signatures().collect(),
            compression: false,
            fallback: false,
            curious: false,
            stapled: false,
        }
    }

    /// The same with few suites, where there are many: with RSA, and no more than were usual.
    pub(super) fn usual(version: TlsVersion, host: &str) -> Option<Self> {
        let whole = Self::whole(version, host);
        let suites: Vec<u16> = whole.suites.iter().copied().filter(|suite| names::is_usual(*suite)).collect();
        (version > TlsVersion::Ssl2 && whole.suites.len() > MANY).then_some(Self { suites, ..whole })
    }

    /// The bytes that say this.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let version = self.version;
        if version == TlsVersion::Ssl2 {
            return ssl2();
        }
        let mut hello = Vec::with_capacity(1024);
        hello.extend(number(version.min(TlsVersion::Tls12)).to_be_bytes());
        hello.extend(rand::random::<[u8; 32]>());
        if version == TlsVersion::Tls13 {
            // Middleboxes let pass what looks like a resumed TLS 1.2 (RFC 8446 §D.4).
            push8(&mut hello, &rand::random::<[u8; 32]>());
        } else {
            push8(&mut hello, &[]);
        }
        let renegotiation = (version < TlsVersion::Tls13).then_some(RENEGOTIATION_SCSV);
        let fallback = self.fallback.then_some(FALLBACK_SCSV);
        push16(&mut hello, &words(self.suites.iter().copied().chain(renegotiation).chain(fallback)));
        push8(&mut hello, if self.compression { &[1, 0] } else { &[0] });
        if version > TlsVersion::Ssl3 {
            let extensions = self.extensions(hello.len());
            push16(&mut hello, &extensions);
        }
        let length = u32::try_from(hello.len()).unwrap_or_default().to_be_bytes();
        let message = [&[1], &length[1..], &hello].concat();
        let mut record = vec![22];
        // Servers that know nothing newer look at the version of the record; none may be refused for it (RFC 5246 §E.1).
        record.extend(number(version.min(TlsVersion::Tls10)).to_be_bytes());
        push16(&mut record, &message);
        record
    }

    /// `before` is the length of the hello up to here, for the padding.
    fn extensions(&self, before: usize) -> Vec<u8> {
        let mut all = Vec::new();
        if let Some(host) = &self.name {
            let mut name = vec![0];
            push16(&mut name, host.as_bytes());
            let mut list = Vec::new();
            push16(&mut list, &name);
            extension(&mut all, 0, &list);
        }
        if !self.groups.is_empty() {
            extension(&mut all, 10, &list(&self.groups));
            extension(&mut all, 11, &[1, 0]);
        }
        if self.version >= TlsVersion::Tls12 {
            extension(&mut all, 13, &list(&self.signatures));
        }
        if self.stapled {
            // Of OCSP, from whichever responder, without extensions.
            extension(&mut all, 5, &[1, 0, 0, 0, 0]);
        }
        if self.curious {
            extension(&mut all, EXTENDED_MASTER_SECRET, &[]);
            extension(&mut all, TICKET, &[]);
            extension(&mut all, PROTOCOLS, &[0, 12, 2, b'h', b'2', 8, b'h', b't', b't', b'p', b'/', b'1', b'.', b'1']);
        }
        if self.version == TlsVersion::Tls13 {
            extension(&mut all, VERSIONS, &[2, 3, 4]);
            // No share on purpose: a server that speaks 1.3 then names a group (RFC 8446 §4.2.8), and that is an answer.
            extension(&mut all, SHARE, &[0, 0]);
        }
        // Four bytes of message header, two of the length of the extensions, four of the padding's own header.
        let length = before + all.len() + 6;
        if HANGS.contains(&length) {
            let padding = (HANGS.end() + 1).saturating_sub(length + 4).max(1);
            extension(&mut all, 21, &vec![0; padding]);
        }
        all
    }
}

/// Numbers of extensions (IANA, TLS ExtensionType Values).
pub(super) const EXTENDED_MASTER_SECRET: u16 = 23;
pub(super) const PROTOCOLS: u16 = 16;
pub(super) const RENEGOTIATION: u16 = 0xff01;
pub(super) const SHARE: u16 = 51;
pub(super) const TICKET: u16 = 35;
pub(super) const VERSIONS: u16 = 43;

/// A list with its length before it.
fn list(numbers: &[u16]) -> Vec<u8> {
    let mut list = Vec::new();
    push16(&mut list, &words(numbers.iter().copied()));
    list
}

fn ssl2() -> Vec<u8> {
    let ciphers = SSL2_CIPHERS.concat();
    let challenge = rand::random::<[u8; 16]>();
    let mut hello = vec![1, 0, 2];
    hello.extend(length16(ciphers.len()));
    hello.extend([0, 0]);
    hello.extend(length16(challenge.len()));
    hello.extend(&ciphers);
    hello.extend(challenge);
    let [high, low] = length16(hello.len());
    [&[0x80 | high, low], &hello[..]].concat()
}

/// An address is no name to send (RFC 6066 §3).
fn is_name(host: &str) -> bool {
    !host.starts_with('[') && host.parse::<std::net::IpAddr>().is_err()
}

fn extension(to: &mut Vec<u8>, number: u16, data: &[u8]) {
    to.extend(number.to_be_bytes());
    push16(to, data);
}

fn words(numbers: impl IntoIterator<Item = u16>) -> Vec<u8> {
    numbers.into_iter().flat_map(u16::to_be_bytes).collect()
}

/// Host names are at most 255 bytes and our tables are small: nothing here comes near 64 KiB.
fn length16(length: usize) -> [u8; 2] {
    u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes()
}

fn push8(to: &mut Vec<u8>, data: &[u8]) {
    to.push(u8::try_from(data.len()).unwrap_or(u8::MAX));
    to.extend(data);
}

fn push16(to: &mut Vec<u8>, data: &[u8]) {
    to.extend(length16(data.len()));
    to.extend(data);
}
