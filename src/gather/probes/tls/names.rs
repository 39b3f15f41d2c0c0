//! Numbers and names of cipher suites, groups and signatures, as IANA keeps them.

use std::sync::LazyLock;

use tls_parser::{TlsCipherAu, TlsCipherEnc, TlsCipherEncMode, TlsCipherKx, TlsCipherMac, TlsCipherSuite};

use crate::evidence::tls::TlsVersion;

/// Suites that never came to IANA, but to servers: 3DES and DES of FIPS, GOST.
const UNREGISTERED: [u16; 5] = [0xfefe, 0xfeff, 0xffe0, 0xff85, 0xffe1];

/// Curves, then hybrids, in the order in which servers like them; the numbers are those of supported_groups.
const GROUPS: [(u16, &str); 46] = [
    (0x11ec, "X25519MLKEM768"),
    (0x11eb, "SecP256r1MLKEM768"),
    (0x11ed, "SecP384r1MLKEM1024"),
    (0x6399, "X25519Kyber768Draft00"),
    (0x0200, "MLKEM512"),
    (0x0201, "MLKEM768"),
    (0x0202, "MLKEM1024"),
    (29, "x25519"),
    (23, "secp256r1"),
    (30, "x448"),
    (24, "secp384r1"),
    (25, "secp521r1"),
    (31, "brainpoolP256r1tls13"),
    (32, "brainpoolP384r1tls13"),
    (33, "brainpoolP512r1tls13"),
    (26, "brainpoolP256r1"),
    (27, "brainpoolP384r1"),
    (28, "brainpoolP512r1"),
    (41, "curveSM2"),
    (22, "secp256k1"),
    (21, "secp224r1"),
    (20, "secp224k1"),
    (19, "secp192r1"),
    (18, "secp192k1"),
    (17, "secp160r2"),
    (16, "secp160r1"),
    (15, "secp160k1"),
    (14, "sect571r1"),
    (13, "sect571k1"),
    (12, "sect409r1"),
    (11, "sect409k1"),
    (10, "sect283r1"),
    (9, "sect283k1"),
    (8, "sect239k1"),
    (7, "sect233r1"),
    (6, "sect233k1"),
    (5, "sect193r2"),
    (4, "sect193r1"),
    (3, "sect163r2"),
    (2, "sect163r1"),
    (1, "sect163k1"),
    (0x0104, "ffdhe8192"),
    (0x0103, "ffdhe6144"),
    (0x0102, "ffdhe4096"),
    (0x0101, "ffdhe3072"),
    (0x0100, "ffdhe2048"),
];

/// The numbers are those of signature_algorithms.
const SIGNATURES: [(u16, &str); 25] = [
    (0x0403, "ecdsa_secp256r1_sha256"),
    (0x0503, "ecdsa_secp384r1_sha384"),
    (0x0603, "ecdsa_secp521r1_sha512"),
    (0x0807, "ed25519"),
    (0x0808, "ed448"),
    (0x0809, "rsa_pss_pss_sha256"),
    (0x080a, "rsa_pss_pss_sha384"),
    (0x080b, "rsa_pss_pss_sha512"),
    (0x0804, "rsa_pss_rsae_sha256"),
    (0x0805, "rsa_pss_rsae_sha384"),
    (0x0806, "rsa_pss_rsae_sha512"),
    (0x0401, "rsa_pkcs1_sha256"),
    (0x0501, "rsa_pkcs1_sha384"),
    (0x0601, "rsa_pkcs1_sha512"),
    (0x0402, "dsa_sha256"),
    (0x0502, "dsa_sha384"),
    (0x0602, "dsa_sha512"),
    (0x0303, "ecdsa_sha224"),
    (0x0301, "rsa_pkcs1_sha224"),
    (0x0302, "dsa_sha224"),
    (0x0203, "ecdsa_sha1"),
    (0x0201, "rsa_pkcs1_sha1"),
    (0x0202, "dsa_sha1"),
    (0x0101, "rsa_pkcs1_md5"),
    (0x0103, "ecdsa_md5"),
];

/// Which part of the suites of a version a chain of questions asks for. Those that servers prefer come first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Part {
    Tls13,
    ForwardAes256Gcm,
    ForwardAead,
    ForwardSha2,
    ForwardSha1,
    RsaNew,
    RsaSha1,
    Rest,
}

/// Every suite of TLS 1.2 and before, or of TLS 1.3, in the order in which OpenSSL likes them.
static SUITES: LazyLock<Vec<(Part, u16)>> = LazyLock::new(|| {
    let known = (1..=u16::MAX).filter_map(TlsCipherSuite::from_id);
    let known = known.filter(|suite| !matches!(suite.id.0, 0x00ff | 0x5600));
    let mut all: Vec<_> = known.map(|suite| (part(suite), rank(suite), suite.id.0)).collect();
    all.extend(UNREGISTERED.map(|number| (Part::Rest, (9, 9, 9), number)));
    all.sort_unstable();
    all.into_iter().map(|(part, _, number)| (part, number)).collect()
});

fn part(suite: &TlsCipherSuite) -> Part {
    let aead = suite.mac == TlsCipherMac::Aead;
    let sha2 = matches!(suite.mac, TlsCipherMac::HmacSha256 | TlsCipherMac::HmacSha384);
    let common = matches!(suite.enc, TlsCipherEnc::Aes | TlsCipherEnc::Camellia | TlsCipherEnc::Aria);
    let signed = matches!(suite.au, TlsCipherAu::Ecdsa | TlsCipherAu::Rsa);
    // Without anybody's signature: OpenSSL likes them just below those with one.
    let anonymous = suite.au == TlsCipherAu::Null && matches!(suite.kx, TlsCipherKx::Dh | TlsCipherKx::Ecdh);
    let forward = signed && matches!(suite.kx, TlsCipherKx::Ecdhe | TlsCipherKx::Dhe) || anonymous;
    match suite.kx {
        TlsCipherKx::Tls13 => Part::Tls13,
        // GOST and ShangMi of TLS 1.3 have no exchange of keys in their names either.
        _ if matches!(suite.id.0, 0x1301..=0x1307 | 0x00c6 | 0x00c7 | 0xc103..=0xc106) => Part::Tls13,
        _ if forward => match suite.enc_mode {
            TlsCipherEncMode::Gcm if signed && suite.enc == TlsCipherEnc::Aes && suite.enc_size == 256 => {
                Part::ForwardAes256Gcm
            }
            _ if aead => Part::ForwardAead,
            _ if sha2 && common => Part::ForwardSha2,
            _ if common => Part::ForwardSha1,
            _ => Part::Rest,
        },
        TlsCipherKx::Rsa if suite.au == TlsCipherAu::Rsa && (aead || sha2) && common => Part::RsaNew,
        TlsCipherKx::Rsa if suite.au == TlsCipherAu::Rsa && common => Part::RsaSha1,
        _ => Part::Rest,
    }
}

/// Encryption first, then the exchange of keys, as OpenSSL sorts.
fn rank(suite: &TlsCipherSuite) -> (u8, u8, u8) {
    let encryption = match (suite.enc, suite.enc_mode, suite.enc_size) {
        (TlsCipherEnc::Aes, TlsCipherEncMode::Gcm, 256) => 0,
        (TlsCipherEnc::Chacha20_Poly1305, ..) => 1,
        (TlsCipherEnc::Aes, TlsCipherEncMode::Ccm, 256) => 2,
        (TlsCipherEnc::Aria, _, 256) => 3,
        (TlsCipherEnc::Aes, TlsCipherEncMode::Gcm, _) => 4,
        (TlsCipherEnc::Aes, TlsCipherEncMode::Ccm, _) => 5,
        (TlsCipherEnc::Aes, _, 256) => 6,
        (TlsCipherEnc::Camellia, _, 256) => 7,
        (TlsCipherEnc::Aes, ..) => 8,
        (TlsCipherEnc::Camellia, ..) => 9,
        (TlsCipherEnc::TripleDes, ..) => 10,
        (TlsCipherEnc::Null, ..) => 12,
        _ => 11,
    };
    let exchange = match suite.kx {
        TlsCipherKx::Ecdhe => 0,
        TlsCipherKx::Dhe => 1,
        TlsCipherKx::Rsa => 2,
        _ => 3,
    };
    let signature = match suite.au {
        TlsCipherAu::Ecdsa => 0,
        TlsCipherAu::Rsa => 1,
        _ => 2,
    };
    (encryption, exchange, signature)
}

/// Every suite that a version may have, in parts that are asked for side by side; SSL 2.0 has others.
pub(super) fn suites(version: TlsVersion) -> Vec<Vec<u16>> {
    let fits = |(part, number): &&(Part, u16)| match version {
        TlsVersion::Ssl2 => false,
        TlsVersion::Tls13 => *part == Part::Tls13,
        TlsVersion::Tls12 => *part != Part::Tls13,
        TlsVersion::Ssl3 | TlsVersion::Tls10 | TlsVersion::Tls11 => {
            let old = TlsCipherSuite::from_id(*number).is_none_or(|suite| {
                let mac = matches!(suite.mac, TlsCipherMac::HmacMd5 | TlsCipherMac::HmacSha1 | TlsCipherMac::Null);
                mac && (version > TlsVersion::Ssl3 || suite.kx != TlsCipherKx::Ecdhe)
            });
            *part != Part::Tls13 && old
        }
    };
    let fitting: Vec<&(Part, u16)> = SUITES.iter().filter(fits).collect();
    fitting.chunk_by(|one, next| one.0 == next.0).map(|part| part.iter().map(|(_, number)| *number).collect()).collect()
}

/// How keys are exchanged and what signs that, where a suite says it.
pub(super) fn exchange(suite: u16) -> Option<(TlsCipherKx, TlsCipherAu)> {
    TlsCipherSuite::from_id(suite).map(|suite| (suite.kx, suite.au))
}

/// Whether clients in use offer it: keys by RSA, DHE or ECDHE, a certificate, and AES, 3DES or RC4.
pub(super) fn is_usual(suite: u16) -> bool {
    TlsCipherSuite::from_id(suite).is_some_and(|suite| {
        matches!(suite.kx, TlsCipherKx::Rsa | TlsCipherKx::Dhe | TlsCipherKx::Ecdhe)
            && matches!(suite.au, TlsCipherAu::Rsa | TlsCipherAu::Ecdsa)
            && matches!(suite.enc, TlsCipherEnc::Aes | TlsCipherEnc::TripleDes | TlsCipherEnc::Rc4)
            && !suite.name.contains("EXPORT")
            && !suite.name.contains("CCM")
    })
}

/// Whether it encrypts with ChaCha20.
pub(super) fn is_chacha(suite: u16) -> bool {
    TlsCipherSuite::from_id(suite).is_some_and(|suite| suite.enc == TlsCipherEnc::Chacha20_Poly1305)
}

/// Name of a suite.
pub(super) fn suite(number: u16) -> String {
    TlsCipherSuite::from_id(number).map_or_else(|| hexadecimal(number), |suite| suite.name.to_owned())
}

/// Elliptic curves and hybrids.
pub(super) fn curves() -> impl Iterator<Item = u16> {
    GROUPS.iter().map(|(number, _)| *number).filter(|number| !is_field(*number))
}

/// Finite fields (RFC 7919).
pub(super) fn fields() -> impl Iterator<Item = u16> {
    GROUPS.iter().map(|(number, _)| *number).filter(|number| is_field(*number))
}

fn is_field(number: u16) -> bool {
    number >> 8 == 1
}

/// Name of a group.
pub(super) fn group(number: u16) -> String {
    name(&GROUPS, number)
}

/// Everything that can sign.
pub(super) fn signatures() -> impl Iterator<Item = u16> {
    SIGNATURES.iter().map(|(number, _)| *number)
}

/// Name of what signs.
pub(super) fn signature(number: u16) -> String {
    name(&SIGNATURES, number)
}

fn name(table: &[(u16, &str)], number: u16) -> String {
    let known = table.iter().find(|(known, _)| *known == number);
    known.map_or_else(|| hexadecimal(number), |(_, name)| (*name).to_owned())
}

fn hexadecimal(number: u16) -> String {
    format!("0x{number:04x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_offers_what_it_has_and_no_suite_twice() {
        for version in &TlsVersion::ALL[1..] {
            let parts = suites(*version);
            let mut all: Vec<u16> = parts.concat();
            let count = all.len();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), count, "{version:?}");
            assert!(parts.len() <= 7, "{version:?} takes {} chains", parts.len());
        }
        assert_eq!(suites(TlsVersion::Tls13).len(), 1);
        assert!(suites(TlsVersion::Tls12).concat().len() > 300);
        assert!(suites(TlsVersion::Tls10).concat().iter().all(|number| !suite(*number).contains("GCM")));
        let first: Vec<String> = suites(TlsVersion::Tls12)[0].iter().map(|number| suite(*number)).collect();
        assert_eq!(first[0], "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
    }
}
