//! The first answer to a ClientHello, read strictly and never further than needed.

use super::{
    hello::{self, Hello},
    reader::Reader,
    server::Chosen,
};
use crate::evidence::tls::TlsVersion;

/// Bytes after which whatever is still missing is not waited for. Certificates and all, an answer is a few thousand.
pub(super) const MOST_BYTES: usize = 96 * 1024;

/// A record may not be longer (RFC 5246 §6.2.3).
const LONGEST_RECORD: usize = (1 << 14) + 2048;
/// A ServerHello has no reason to be longer than a record; a list of certificates may be.
const LONGEST_HELLO: usize = 1 << 14;
const LONGEST_MESSAGE: usize = 1 << 16;

const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;

const SERVER_HELLO: u8 = 2;
const CERTIFICATE: u8 = 11;
const SERVER_KEY_EXCHANGE: u8 = 12;
const SERVER_HELLO_DONE: u8 = 14;
const CERTIFICATE_STATUS: u8 = 22;

/// How far an answer is read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Until {
    /// To what it chose.
    Hello,
    /// To its certificates and how keys are exchanged, which stand in the clear in TLS 1.2 and before.
    Keys,
}

/// What a server said.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Said {
    /// A fatal alert.
    Alert(u8),
    /// A ServerHello, and what was read after it.
    Chose(Box<Chosen>),
    /// A SERVER-HELLO of SSL 2.0.
    Ssl2,
    /// An error message of SSL 2.0.
    Ssl2Error(u16),
    /// Something else, and what.
    Rubbish(&'static str),
}

/// Reads from the start. None: more bytes may make it an answer.
pub(super) fn read(asked: &Hello, until: Until, bytes: &[u8]) -> Option<Said> {
    let first = *bytes.first()?;
    let ssl2_answer = asked.version == TlsVersion::Ssl2 && first & 0x80 != 0;
    let said = if ssl2_answer { ssl2(bytes) } else { records(asked, until, bytes) };
    match said {
        None if bytes.len() >= MOST_BYTES => Some(Said::Rubbish("an answer without end")),
        said => said,
    }
}

fn records(asked: &Hello, until: Until, mut bytes: &[u8]) -> Option<Said> {
    let mut messages = Vec::new();
    loop {
        let kind = *bytes.first()?;
        if !matches!(kind, ALERT | HANDSHAKE) {
            return Some(Said::Rubbish(other_protocol(bytes)));
        }
        if *bytes.get(1)? != 3 || *bytes.get(2)? > 4 {
            return Some(Said::Rubbish("a record of no known version"));
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(3)?, *bytes.get(4)?]));
        if length == 0 || length > LONGEST_RECORD {
            return Some(Said::Rubbish("a record of a length that is not allowed"));
        }
        let data = &bytes[5..];
        let here = &data[..length.min(data.len())];
        if kind == ALERT {
            match here {
                _ if length != 2 => return Some(Said::Rubbish("an alert that is none")),
                // A warning such as unrecognized_name, which handshakes survive.
                [1, number] if *number != 0 => {}
                [1 | 2, number] => return Some(Said::Alert(*number)),
                [_, _] => return Some(Said::Rubbish("an alert that is none")),
                _ => return None,
            }
        } else {
            messages.extend_from_slice(here);
            if let Some(said) = handshake(asked, until, &messages) {
                return Some(said);
            }
        }
        bytes = data.get(length..)?;
    }
}

/// The messages so far. None: more of them are needed.
fn handshake(asked: &Hello, until: Until, mut messages: &[u8]) -> Option<Said> {
    let mut chosen: Option<Box<Chosen>> = None;
    loop {
        let kind = *messages.first()?;
        let length = Reader(messages.get(1..4)?).u24()?;
        match &chosen {
            None if kind != SERVER_HELLO => return Some(Said::Rubbish("a handshake message that is no ServerHello")),
            None if length > LONGEST_HELLO => {
                return Some(Said::Rubbish("a ServerHello of a length that makes no sense"));
            }
            Some(_) if length > LONGEST_MESSAGE => {
                return Some(Said::Rubbish("a handshake message of a length that makes no sense"));
            }
            _ => {}
        }
        let body = messages.get(4..4 + length)?;
        messages = &messages[4 + length..];
        let Some(chosen) = &mut chosen else {
            match server_hello(asked, body) {
                Ok(read) if until == Until::Hello || read.version != asked.version => {
                    return Some(Said::Chose(Box::new(read)));
                }
                Ok(read) if read.version == TlsVersion::Tls13 => return Some(Said::Chose(Box::new(read))),
                Ok(read) => chosen = Some(Box::new(read)),
                Err(why) => return Some(Said::Rubbish(why)),
            }
            continue;
        };
        let read = match kind {
            CERTIFICATE => chosen.take_certificates(body),
            CERTIFICATE_STATUS => chosen.take_staple(body),
            SERVER_KEY_EXCHANGE => match chosen.take_exchange(body) {
                Some(()) => return Some(Said::Chose(chosen.clone())),
                None => None,
            },
            SERVER_HELLO_DONE => return Some(Said::Chose(chosen.clone())),
            _ => Some(()),
        };
        if read.is_none() {
            return Some(Said::Rubbish("a handshake message that is not well-formed"));
        }
    }
}

/// A ServerHello that fits what was asked.
fn server_hello(asked: &Hello, body: &[u8]) -> Result<Chosen, &'static str> {
    let chosen = Chosen::read(body)?;
    if chosen.version > asked.version {
        return Err("a ServerHello of a newer version than was asked");
    }
    if chosen.compressed && !asked.compression {
        return Err("a ServerHello with compression that was not offered");
    }
    if chosen.version == asked.version && !asked.suites.contains(&chosen.suite) {
        return Err("a ServerHello with a cipher suite that was not offered");
    }
    Ok(chosen)
}

/// SERVER-HELLO and ERROR of SSL 2.0 (draft-hickman-netscape-ssl §5.2.2 and §5.4).
fn ssl2(bytes: &[u8]) -> Option<Said> {
    let length = usize::from(*bytes.first()? & 0x7f) << 8 | usize::from(*bytes.get(1)?);
    if length > LONGEST_HELLO {
        return Some(Said::Rubbish("a record of a length that is not allowed"));
    }
    match *bytes.get(2)? {
        0 | 4 => {}
        _ => return Some(Said::Rubbish(other_protocol(bytes))),
    }
    let message = bytes.get(2..2 + length)?;
    Some(ssl2_message(message).unwrap_or(Said::Rubbish("a SERVER-HELLO that is not well-formed")))
}

fn ssl2_message(message: &[u8]) -> Option<Said> {
    let mut rest = Reader(message);
    if rest.u8()? == 0 {
        return rest.u16().filter(|_| rest.0.is_empty()).map(Said::Ssl2Error);
    }
    let (resumed, certificate_type) = (rest.u8()?, rest.u8()?);
    let (version, certificate, ciphers, connection) = (rest.u16()?, rest.u16()?, rest.u16()?, rest.u16()?);
    let told = usize::from(certificate) + usize::from(ciphers) + usize::from(connection);
    let fits = told == rest.0.len() && ciphers % 3 == 0 && resumed == 0 && certificate_type == 1;
    // No cipher in common still means that the version is on, and open to an attack (CVE-2015-3197).
    (fits && version == hello::number(TlsVersion::Ssl2)).then_some(Said::Ssl2)
}

fn other_protocol(bytes: &[u8]) -> &'static str {
    match bytes {
        [b'H', b'T', ..] | [b'<', ..] => "HTTP without TLS",
        [first, ..] if first.is_ascii_graphic() => "text of another protocol",
        _ => "bytes that are no TLS",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(asked: TlsVersion, bytes: &[u8]) -> Option<Said> {
        super::read(&Hello::whole(asked, "mijn.voorbeeld.test"), Until::Keys, bytes)
    }

    fn chose(asked: TlsVersion, bytes: &[u8]) -> Option<TlsVersion> {
        let hello = Hello::whole(asked, "mijn.voorbeeld.test");
        match super::read(&hello, Until::Hello, bytes) {
            Some(Said::Chose(chosen)) => Some(chosen.version),
            _ => None,
        }
    }

    fn server_hello(version: u16, suite: u16, extensions: &[u8]) -> Vec<u8> {
        let mut body = [&version.to_be_bytes()[..], &[7; 32], &[0], &suite.to_be_bytes(), &[0]].concat();
        if !extensions.is_empty() {
            body.extend([0, u8::try_from(extensions.len()).unwrap()]);
            body.extend(extensions);
        }
        let length = u8::try_from(body.len()).unwrap();
        [&[22, 3, 1, 0, length + 4, 2, 0, 0, length], &body[..]].concat()
    }

    #[test]
    fn the_version_of_a_server_hello_is_read() {
        let hello = server_hello(0x0301, 0x002f, &[]);
        assert_eq!(chose(TlsVersion::Tls10, &hello), Some(TlsVersion::Tls10));
        assert_eq!(chose(TlsVersion::Tls11, &hello), Some(TlsVersion::Tls10));
        let hello = server_hello(0x0303, 0x1301, &[0, 43, 0, 2, 3, 4]);
        assert_eq!(chose(TlsVersion::Tls13, &hello), Some(TlsVersion::Tls13));
    }

    #[test]
    fn what_no_honest_server_says_is_rubbish() {
        let newer = server_hello(0x0303, 0x002f, &[]);
        let unoffered = server_hello(0x0301, 0x1301, &[]);
        let mut endless = server_hello(0x0301, 0x002f, &[]);
        endless[6] = 0xff;
        for bytes in [newer, unoffered, endless] {
            assert!(matches!(read(TlsVersion::Tls10, &bytes), Some(Said::Rubbish(_))), "{bytes:?}");
        }
    }

    #[test]
    fn a_warning_before_the_hello_is_passed_over() {
        let bytes = [&[21, 3, 1, 0, 2, 1, 112][..], &server_hello(0x0301, 0x002f, &[])].concat();
        assert_eq!(chose(TlsVersion::Tls10, &bytes), Some(TlsVersion::Tls10));
    }

    #[test]
    fn every_beginning_of_an_answer_waits_for_the_rest() {
        let hello = server_hello(0x0301, 0x002f, &[]);
        for end in 0..hello.len() {
            assert_eq!(read(TlsVersion::Tls10, &hello[..end]), None, "{end}");
        }
    }

    fn any_version() -> impl Strategy<Value = TlsVersion> {
        prop::sample::select(TlsVersion::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(asked in any_version(), bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            let _ = read(asked, &bytes);
        }

        #[test]
        fn no_damage_makes_it_panic_or_find_a_newer_version(
            asked in any_version(), version in 0x02fe_u16..0x0306, suite: u16, at in 0_usize..60, byte: u8,
        ) {
            let mut hello = server_hello(version, suite, &[0, 43, 0, 2, 3, 4, 0, 11, 0, 1, 0]);
            let at = at.min(hello.len() - 1);
            hello[at] = byte;
            if let Some(chosen) = chose(asked, &hello) {
                prop_assert!(chosen <= asked);
            }
        }

        #[test]
        fn it_never_waits_for_more_than_the_bound(asked in any_version(), first in 0_u8..=255) {
            let mut bytes = vec![0; MOST_BYTES];
            bytes[..5].copy_from_slice(&[first, 3, 1, 0x40, 0]);
            prop_assert!(read(asked, &bytes).is_some());
        }
    }
}
