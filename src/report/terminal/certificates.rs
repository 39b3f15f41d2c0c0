//! Certificates in a terminal: what each says, then the verdicts and why.

use super::{
    Screen,
    paint::Paint,
    table::{LONGEST, wrapped},
    tls::{grade, verdicts},
};
use crate::{
    facts::{certificate::Description, guideline::Subject},
    report::{
        certificates::{CertReport, Shown},
        text::one_line,
        tls::Graded,
    },
};

/// The report as text.
pub fn render(report: &CertReport, screen: Screen) -> String {
    let (paint, width) = (Paint(screen.colour), screen.columns());
    let mut out = Vec::new();
    for shown in &report.shown {
        out.extend(wrapped(&one_line(&shown.title, LONGEST), width));
        for row in rows(shown, paint) {
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

fn rows(shown: &Shown, paint: Paint) -> Vec<String> {
    let mut rows: Vec<String> = shown.why.iter().cloned().collect();
    for (nth, chain) in shown.chains.iter().enumerate() {
        if nth > 0 {
            rows.push("en voor wie het andere soort sleutel kent:".to_owned());
        }
        rows.extend(chained(chain, &shown.grades, paint));
    }
    rows
}

/// A certificate and those of its issuers.
pub(super) fn chained(chain: &[Option<Description>], grades: &[Graded], paint: Paint) -> Vec<String> {
    let mut rows = Vec::new();
    for (link, one) in chain.iter().enumerate() {
        let before = if link == 0 { "" } else { "uitgever: " };
        match one {
            Some(one) => rows.extend(described(before, one, |subject, value| {
                grade(grades, paint, subject, value).filter(|_| link == 0 || !one.own)
            })),
            None => rows.push(format!("{before}niet te lezen")),
        }
    }
    rows
}

fn described(before: &str, one: &Description, grade: impl Fn(Subject, &str) -> Option<String>) -> Vec<String> {
    let oin = one.oin.as_ref().map_or_else(String::new, |oin| format!(", serialNumber {oin}"));
    let graded =
        |subject: Subject, value: &str| grade(subject, value).map_or_else(String::new, |grade| format!(" ({grade})"));
    let key = graded(Subject::CertificateKey, &one.strength);
    let hash = if one.own { String::new() } else { graded(Subject::CertificateHash, &one.hash) };
    vec![
        format!("{before}{}{oin}", one.subject),
        format!("  uitgegeven door {}; geldig van {} tot {}", one.issuer, one.from, one.until),
        format!("  sleutel {}{key}, hash {}{hash}", one.key, one.hash),
        format!("  SHA-256 {}", one.sha256),
    ]
}
