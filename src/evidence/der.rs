//! The texts in DER (X.690): what stands between them is length and kind, of which some bytes look like digits.

/// Deeper than any certificate goes.
const DEEPEST: usize = 32;

const CONSTRUCTED: u8 = 0x20;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;

/// Every value that holds no other; all of it where this is no DER.
pub(super) fn values(der: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    if all(der, 0, &mut found).is_some() { found } else { vec![der] }
}

fn all<'d>(mut rest: &'d [u8], depth: usize, found: &mut Vec<&'d [u8]>) -> Option<()> {
    if depth > DEEPEST {
        return None;
    }
    while !rest.is_empty() {
        let (tag, value, after) = one(rest)?;
        rest = after;
        let inner = match tag {
            BIT_STRING => value.split_first().filter(|(unused, _)| **unused == 0).map(|(_, inner)| inner),
            OCTET_STRING => Some(value),
            _ => None,
        };
        let mut deeper = Vec::new();
        if tag & CONSTRUCTED != 0 {
            all(value, depth + 1, found)?;
        } else if let Some(()) =
            inner.filter(|inner| !inner.is_empty()).and_then(|inner| all(inner, depth + 1, &mut deeper))
        {
            // Some values are DER again.
            found.append(&mut deeper);
        } else {
            found.push(value);
        }
    }
    Some(())
}

/// The first thing, and what follows it.
fn one(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&[tag, first], rest) = der.split_first_chunk::<2>()?;
    // Numbers of tags that need more bytes are in no certificate.
    if tag & 0x1f == 0x1f {
        return None;
    }
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    let (value, after) = rest.split_at_checked(length)?;
    Some((tag, value, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_a_text_is_no_part_of_it() {
        // Two texts in a SET each, as the names in a certificate stand: 0x31 is the digit 1.
        let set = |text: &[u8]| [&[0x31, text.len() as u8 + 2, 0x0c, text.len() as u8], text].concat();
        let name = [set(b"NTRNL-30237459"), set(b"DigiCert")].concat();
        let der = [&[0x30, name.len() as u8], &name[..]].concat();
        assert_eq!(values(&der), [&b"NTRNL-30237459"[..], b"DigiCert"]);
    }

    #[test]
    fn what_stands_in_an_octet_string_is_found() {
        let der = [0x04, 0x05, 0x30, 0x03, 0x16, 0x01, b'a'];
        assert_eq!(values(&der), [b"a"]);
    }

    #[test]
    fn what_is_no_der_is_one_value() {
        for bytes in [
            &b"123456782"[..],
            &[0x30],
            &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
            &[0x30, 0x02, 0x0c, 0x05],
            &[0x3f, 0x01],
        ] {
            assert_eq!(values(bytes), [bytes]);
        }
    }
}
