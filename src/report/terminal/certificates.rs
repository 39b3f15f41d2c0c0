//! Certificates in a terminal: what each says, then the verdicts and why.

use super::{
    Screen,
    paint::Paint,
    table::{LONGEST, wrapped},
    tls::verdicts,
};
use crate::{
    facts::certificate::Description,
    report::{
        certificates::{CertReport, Shown},
        text::one_line,
    },
};

/// The report as text.
pub fn render(report: &CertReport, screen: Screen) -> String {
    let (paint, width) = (Paint(screen.colour), screen.columns());
    let mut out = Vec::new();
    for shown in &report.shown {
        out.extend(wrapped(&one_line(&shown.title, LONGEST), width));
        for row in rows(shown) {
            let row = one_line(&row, 4 * LONGEST);
            out.extend(wrapped(&row, width.saturating_sub(2)).iter().map(|row| format!("  {row}")));
        }
        out.push(String::new());
    }
    let seen = report.shown.iter().any(|shown| shown.gap.is_none());
    out.extend(verdicts(&report.criteria, seen, width, paint));
    out.push(String::new());
    out.join("\n")
}

fn rows(shown: &Shown) -> Vec<String> {
    let mut rows: Vec<String> = shown.why.iter().cloned().collect();
    for (nth, chain) in shown.chains.iter().enumerate() {
        if nth > 0 {
            rows.push("en voor wie het andere soort sleutel kent:".to_owned());
        }
        rows.extend(chained(chain));
    }
    rows
}

/// A certificate and those of its issuers.
pub(super) fn chained(chain: &[Option<Description>]) -> Vec<String> {
    let mut rows = Vec::new();
    for (link, one) in chain.iter().enumerate() {
        let before = if link == 0 { "" } else { "uitgever: " };
        match one {
            Some(one) => rows.extend(described(before, one)),
            None => rows.push(format!("{before}niet te lezen")),
        }
    }
    rows
}

fn described(before: &str, one: &Description) -> Vec<String> {
    let oin = one.oin.as_ref().map_or_else(String::new, |oin| format!(", serialNumber {oin}"));
    vec![
        format!("{before}{}{oin}", one.subject),
        format!("  uitgegeven door {}; geldig van {} tot {}", one.issuer, one.from, one.until),
        format!("  sleutel {}, hash {}; SHA-256 {}", one.key, one.hash, one.sha256),
    ]
}
