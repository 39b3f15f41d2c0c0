//! What a reader is shown of a forgery: the genuine message and the forged one line by line, as far as they differ.

use similar::{Algorithm, ChangeTag, TextDiff};

use crate::evidence::attempt::{Line, Side};

/// Lines that are the same are shown only so near to one that is not.
const AROUND: usize = 2;
/// More lines than this of one message are not compared: no tester reads them.
const MOST_LINES: usize = 400;
/// More lines than this are not shown.
const MOST_SHOWN: usize = 80;
/// Of a line no more characters than this.
const LONGEST: usize = 300;

/// The lines in which two messages differ, with a few around them.
pub fn difference(genuine: &str, forged: &[u8]) -> Vec<Line> {
    let (genuine, forged) = (lines(genuine), lines(&decoded(forged)));
    let diff = TextDiff::configure().algorithm(Algorithm::Myers).diff_lines(&genuine, &forged);
    let mut shown = Vec::new();
    for group in diff.grouped_ops(AROUND) {
        if !shown.is_empty() {
            shown.push(left_out());
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let side = match change.tag() {
                ChangeTag::Delete => Side::Genuine,
                ChangeTag::Equal => Side::Both,
                ChangeTag::Insert => Side::Forged,
            };
            if shown.len() >= MOST_SHOWN {
                shown.push(left_out());
                return shown;
            }
            shown.push(Line { side, text: change.value().trim_end_matches('\n').to_owned() });
        }
    }
    shown
}

fn left_out() -> Line {
    Line { side: Side::Both, text: "…".to_owned() }
}

/// As text, whatever the encoding: for reading, not for parsing.
fn decoded(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => {
            let units: Vec<u16> = rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        other => String::from_utf8_lossy(other).into_owned(),
    }
}

/// One element or text a line.
fn lines(xml: &str) -> String {
    let mut lines = String::with_capacity(xml.len() + 200);
    for line in xml.replace("><", ">\n<").lines().take(MOST_LINES) {
        lines.extend(shortened(line).chars().take(LONGEST));
        lines.push('\n');
    }
    lines
}

/// A value in Base64 says nothing to a reader beyond whether it is the same.
fn shortened(line: &str) -> String {
    let values = ["DigestValue", "SignatureValue", "X509Certificate", "Modulus"];
    let Some((open, rest)) = line.split_once('>') else { return line.to_owned() };
    let Some((value, close)) = rest.split_once('<') else { return line.to_owned() };
    if values.iter().any(|name| open.ends_with(name)) && value.len() > 12 {
        let beginning: String = value.chars().take(8).collect();
        return format!("{open}>{beginning}…<{close}");
    }
    line.to_owned()
}
