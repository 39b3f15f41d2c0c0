//! A ClientHello for each version, made by hand: no library that is fit to use still offers the old ones.

use std::ops::RangeInclusive;

use crate::evidence::tls::TlsVersion;

/// Suites that need nothing but the version (IANA, TLS Cipher Suites), without PSK, SRP and Kerberos. Broad on purpose:
/// export, anonymous and NULL suites show that a version is on just as well as good ones.
const OLD_SUITES: [RangeInclusive<u16>; 9] = [
    0x0001..=0x001b,
    0x002f..=0x003a,
    0x0041..=0x0046,
    0x0060..=0x0066,
    0x0080..=0x0083,
    0x0084..=0x0089,
    0x0096..=0x009b,
    0xff85..=0xff85,
    0xfefe..=0xfeff,
];

/// Elliptic curves, with TLS 1.0 and later (RFC 8422).
const CURVE_SUITES: [RangeInclusive<u16>; 1] = [0xc001..=0xc019];

/// Suites of TLS 1.2 only: SHA-2, GCM, CCM, ARIA, Camellia, ChaCha20, GOST.
const SUITES_12: [RangeInclusive<u16>; 9] = [
    0x003b..=0x0040,
    0x0067..=0x006d,
    0x009c..=0x00a7,
    0x00ba..=0x00c5,
    0xc023..=0xc032,
    0xc072..=0xc08d,
    0xc09c..=0xc0af,
    0xc100..=0xc106,
    0xcca8..=0xccaa,
];

/// Suites of TLS 1.3 (RFC 8446 §B.4, RFC 8998).
const SUITES_13: [RangeInclusive<u16>; 2] = [0x1301..=0x1305, 0x00c6..=0x00c7];

/// "Renegotiation is safe with me" (RFC 5746 §3.3); some servers refuse who does not say so.
const RENEGOTIATION_SCSV: u16 = 0x00ff;

/// P-256, P-384, P-521, X25519, X448, the older curves and the finite fields of RFC 7919.
const GROUPS: [RangeInclusive<u16>; 2] = [0x0001..=0x001e, 0x0100..=0x0104];

/// RSA, DSA and ECDSA with SHA-1 and SHA-2, RSA-PSS, EdDSA.
const SIGNATURES: [u16; 20] = [
    0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0807, 0x0808, 0x0401, 0x0501, 0x0601,
    0x0402, 0x0502, 0x0602, 0x0203, 0x0201, 0x0202,
];

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

/// Whether our hello for this version offers this suite.
pub(super) fn offers(version: TlsVersion, suite: u16) -> bool {
    suites(version).any(|offered| offered == suite)
}

/// The bytes that ask a server for one version and no other.
pub(super) fn client_hello(version: TlsVersion, host: &str) -> Vec<u8> {
    if version == TlsVersion::Ssl2 {
        return ssl2();
    }
    let mut hello = Vec::with_capacity(512);
    hello.extend(number(version.min(TlsVersion::Tls12)).to_be_bytes());
    hello.extend(rand::random::<[u8; 32]>());
    if version == TlsVersion::Tls13 {
        // Middleboxes let pass what looks like a resumed TLS 1.2 (RFC 8446 §D.4).
        push8(&mut hello, &rand::random::<[u8; 32]>());
    } else {
        push8(&mut hello, &[]);
    }
    let renegotiation = (version < TlsVersion::Tls13).then_some(RENEGOTIATION_SCSV);
    push16(&mut hello, &words(suites(version).chain(renegotiation)));
    push8(&mut hello, &[0]);
    if version > TlsVersion::Ssl3 {
        let extensions = extensions(version, host, hello.len());
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

fn suites(version: TlsVersion) -> impl Iterator<Item = u16> {
    let ranges: Vec<RangeInclusive<u16>> = match version {
        TlsVersion::Ssl2 => Vec::new(),
        TlsVersion::Ssl3 => OLD_SUITES.to_vec(),
        TlsVersion::Tls10 | TlsVersion::Tls11 => [&OLD_SUITES[..], &CURVE_SUITES].concat(),
        TlsVersion::Tls12 => [&SUITES_12[..], &OLD_SUITES, &CURVE_SUITES].concat(),
        TlsVersion::Tls13 => SUITES_13.to_vec(),
    };
    ranges.into_iter().flatten()
}

/// `before` is the length of the hello up to here, for the padding.
fn extensions(version: TlsVersion, host: &str, before: usize) -> Vec<u8> {
    let mut all = Vec::new();
    if is_name(host) {
        let mut name = vec![0];
        push16(&mut name, host.as_bytes());
        let mut list = Vec::new();
        push16(&mut list, &name);
        extension(&mut all, 0, &list);
    }
    let mut groups = Vec::new();
    push16(&mut groups, &words(GROUPS.into_iter().flatten()));
    extension(&mut all, 10, &groups);
    extension(&mut all, 11, &[1, 0]);
    if version >= TlsVersion::Tls12 {
        let mut signatures = Vec::new();
        push16(&mut signatures, &words(SIGNATURES));
        extension(&mut all, 13, &signatures);
    }
    if version == TlsVersion::Tls13 {
        extension(&mut all, 43, &[2, 3, 4]);
        // No share on purpose: a server that speaks 1.3 then names a group (RFC 8446 §4.2.8), and that is an answer.
        extension(&mut all, 51, &[0, 0]);
    }
    // Four bytes of message header, two of the length of the extensions, four of the padding's own header.
    let length = before + all.len() + 6;
    if HANGS.contains(&length) {
        let padding = (HANGS.end() + 1).saturating_sub(length + 4).max(1);
        extension(&mut all, 21, &vec![0; padding]);
    }
    all
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
