//! Ways to damage an input: bytes, pieces between the signs that give it a form, words, and parts of another input.

use std::ops::Range;

use proptest::{collection::vec, prelude::*};

/// No input grows past this: readers have bounds of their own, and a test has little time.
const LARGEST: usize = 300 * 1024;

/// Signs that give a text its form.
const SIGNS: &[u8] = b"<>\"'=;:&/[]{}(),.#\n\r ";

/// One thing that goes wrong with an input.
#[derive(Clone, Copy, Debug)]
pub(super) struct Damage {
    how: u8,
    /// Where, anew for each length.
    at: u32,
    length: u16,
    with: u16,
}

/// One of so many inputs, and what happens to it.
pub(super) fn damages(seeds: usize) -> impl Strategy<Value = (usize, Vec<Damage>)> {
    let damage = (0_u8..15, any::<u32>(), prop_oneof![0_u16..40, any::<u16>()], any::<u16>());
    let damage = damage.prop_map(|(how, at, length, with)| Damage { how, at, length, with });
    (0..seeds, vec(damage, 1..4))
}

/// The input after this.
pub(super) fn damaged(mut bytes: Vec<u8>, damage: &Damage, seeds: &[&[u8]], words: &[&str]) -> Vec<u8> {
    let Damage { how, at, length, with } = *damage;
    let here = at as usize % (bytes.len() + 1);
    let until = (here + usize::from(length)).min(bytes.len());
    let word = words[usize::from(with) % words.len()].as_bytes();
    match how {
        0 if here < bytes.len() => bytes[here] ^= 1 << (with % 8),
        1 if here < bytes.len() => bytes[here] = with.to_be_bytes()[1],
        2 => drop(bytes.drain(here..until)),
        3 => drop(bytes.splice(here..here, word.iter().copied())),
        4 => drop(bytes.splice(here..until, word.iter().copied())),
        5 => bytes.truncate(here),
        6 => {
            let part = bytes[here..until].repeat(usize::from(with % 5));
            drop(bytes.splice(here..here, part));
        }
        7 => {
            let other = seeds[usize::from(with) % seeds.len()];
            bytes.truncate(here);
            bytes.extend(&other[other.len().min(usize::from(length))..]);
        }
        8 => swap_pieces(&mut bytes, at, with),
        9 => {
            let piece = piece(&bytes, at);
            drop(bytes.splice(piece, word.iter().copied()));
        }
        // Deep or long: one piece a thousand times and more.
        10 => {
            let piece = piece(&bytes, at);
            let many = bytes[piece.clone()].repeat(usize::from(with % 3000));
            drop(bytes.splice(piece, many));
        }
        11 => {
            let piece = piece(&bytes, at);
            drop(bytes.drain(piece));
        }
        // The last ones keep the form of a text, so that its reader comes to what it means.
        12 => drop(bytes.drain(line(&bytes, at))),
        13 => {
            let other = seeds[usize::from(with) % seeds.len()];
            let line = line(&bytes, at);
            drop(bytes.splice(line.start..line.start, other[self::line(other, at.rotate_left(16))].iter().copied()));
        }
        14 => {
            let other = seeds[usize::from(with) % seeds.len()];
            let (old, new) = (quoted(&bytes, at), quoted(other, at.rotate_left(16)));
            drop(bytes.splice(old, other[new].iter().copied()));
        }
        _ => {}
    }
    bytes.truncate(LARGEST);
    bytes
}

/// The piece around this place, with the sign before it.
fn piece(bytes: &[u8], at: u32) -> Range<usize> {
    if bytes.is_empty() {
        return 0..0;
    }
    let here = at as usize % bytes.len();
    let sign = |byte: &u8| SIGNS.contains(byte);
    let from = bytes[..=here].iter().rposition(sign).unwrap_or(0);
    let until = bytes[here + 1..].iter().position(sign).map_or(bytes.len(), |further| here + 1 + further);
    from..until
}

/// The line of this place, with its end.
fn line(bytes: &[u8], at: u32) -> Range<usize> {
    let here = at as usize % (bytes.len() + 1);
    let from = bytes[..here].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let until = bytes[here..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| here + end + 1);
    from..until
}

/// What stands between a quotation mark and the next; nothing where there are none.
fn quoted(bytes: &[u8], at: u32) -> Range<usize> {
    let marks: Vec<usize> = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'"').map(|(at, _)| at).collect();
    let pairs = marks.len() / 2;
    if pairs == 0 {
        return 0..0;
    }
    let pair = at as usize % pairs * 2;
    marks[pair] + 1..marks[pair + 1]
}

fn swap_pieces(bytes: &mut Vec<u8>, at: u32, with: u16) {
    let (one, other) = (piece(bytes, at), piece(bytes, at ^ (u32::from(with) << 3)));
    let (first, second) = if one.start <= other.start { (one, other) } else { (other, one) };
    if first.end > second.start {
        return;
    }
    let parts = [&bytes[second.clone()], &bytes[first.end..second.start], &bytes[first.clone()]].concat();
    drop(bytes.splice(first.start..second.end, parts));
}
