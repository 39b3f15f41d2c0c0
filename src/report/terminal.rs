//! The report in a terminal: the outcome and one row for each line, at most 100 columns, no colour unless asked.

use super::{
    Input,
    head::{Head, Uitslag},
    names::Names,
    remark,
    text::{columns, fit, one_line},
};
use crate::judge::{JudgedAansluiting, JudgedLine, Unseen, Verdict};

/// The widest a row may be, in columns.
pub const WIDTH: usize = 100;

/// The longest code that is shown whole.
const CODE: usize = 13;
const VERDICT: usize = 16;
const TITLE: usize = 28;

/// The report as plain text; `colour` adds colours to verdicts (ECMA-48 SGR).
pub fn render(input: &Input<'_>, colour: bool) -> String {
    let head = Head::new(input);
    let mut out = Vec::new();
    let paint = Paint(colour);
    out.push(format!("Uitslag: {}", paint.uitslag(head.uitslag)));
    out.extend(wrapped(&head.because.join(" ")));
    for banner in &head.banners {
        out.push(String::new());
        out.extend(wrapped(&format!("{}: {}", banner.name, one_line(&banner.says, 400))));
    }
    for judged in &input.judgement.aansluitingen {
        for edition in &judged.editions {
            let known = input.checklist.editions.get(&edition.edition);
            let title = known.map_or(edition.edition.as_str(), |known| &known.title);
            out.push(String::new());
            out.push(fit(&one_line(title, WIDTH), WIDTH));
            let codes = edition.lines.iter().filter_map(|line| line.code.as_deref());
            let code = codes.map(columns).max().unwrap_or(0).clamp(4, CODE);
            out.extend(edition.lines.iter().map(|line| row(line, code, judged, input, paint)));
        }
        if !judged.outside.is_empty() {
            out.push(String::new());
            out.push("Waarnemingen buiten de checklist".to_owned());
            out.extend(judged.outside.iter().filter_map(|id| outside(id, judged, input, paint)));
        }
    }
    out.push(String::new());
    out.join("\n")
}

fn row(line: &JudgedLine, code: usize, judged: &JudgedAansluiting, input: &Input<'_>, paint: Paint) -> String {
    let reason = match &line.verdict {
        None => "tekst niet openbaar".to_owned(),
        Some(Verdict::NietVanToepassing(why)) => why.clone(),
        Some(_) => line.criteria.iter().find_map(|id| reason(id, judged, input)).unwrap_or_default(),
    };
    columns_of(&padded(line.code.as_deref().unwrap_or("–"), code), line.verdict.as_ref(), &line.title, &reason, paint)
}

fn outside(id: &str, judged: &JudgedAansluiting, input: &Input<'_>, paint: Paint) -> Option<String> {
    let finding = judged.findings.get(id)?;
    let title = input.checklist.criteria.get(id).map_or(id, |criterion| &criterion.title);
    let reason = reason(id, judged, input).unwrap_or_default();
    Some(columns_of("", Some(&finding.verdict), title, &reason, paint))
}

/// The first expectation that does not hold.
fn reason(id: &str, judged: &JudgedAansluiting, input: &Input<'_>) -> Option<String> {
    let names = Names::new(input.checklist);
    let remarks = remark::remarks(judged.findings.get(id)?, input.checklist.criteria.get(id), &names);
    remarks.into_iter().next().map(|remark| remark.brief)
}

fn columns_of(code: &str, verdict: Option<&Verdict>, title: &str, reason: &str, paint: Paint) -> String {
    let word = match verdict {
        None => "niet vastgesteld",
        Some(verdict) => verdict.word(),
    };
    let mark = match verdict {
        Some(Verdict::Akkoord) => "+",
        Some(Verdict::NietAkkoord) => "x",
        Some(Verdict::TeBeoordelen) => "?",
        Some(Verdict::NietVastgesteld(Unseen::Mislukt)) => "!",
        Some(Verdict::NietVastgesteld(Unseen::NietMogelijk) | Verdict::NietVanToepassing(_)) | None => "-",
    };
    let word = paint.verdict(verdict, &padded(word, VERDICT));
    let title = padded(title, TITLE);
    let left = WIDTH - (2 + columns(code) + 1 + VERDICT + 1 + TITLE + 1);
    let row = format!("{mark} {code} {word} {title} {}", fit(&one_line(reason, WIDTH), left));
    row.trim_end().to_owned()
}

fn padded(text: &str, width: usize) -> String {
    let text = fit(&one_line(text, WIDTH), width);
    let missing = width.saturating_sub(columns(&text));
    format!("{text}{}", " ".repeat(missing))
}

/// Text broken between words into rows that fit.
fn wrapped(text: &str) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word = fit(word, WIDTH);
        match rows.last_mut() {
            Some(row) if columns(row) + 1 + columns(&word) <= WIDTH => {
                row.push(' ');
                row.push_str(&word);
            }
            _ => rows.push(word),
        }
    }
    rows
}

/// Colours, or none.
#[derive(Clone, Copy)]
struct Paint(bool);

impl Paint {
    fn uitslag(self, uitslag: Uitslag) -> String {
        let code = match uitslag {
            Uitslag::NietPositief => 31,
            Uitslag::NogNietTeGeven => 33,
            Uitslag::Positief => 32,
        };
        self.with(code, uitslag.words())
    }

    fn verdict(self, verdict: Option<&Verdict>, text: &str) -> String {
        let code = match verdict {
            Some(Verdict::Akkoord) => 32,
            Some(Verdict::NietAkkoord) => 31,
            Some(Verdict::NietVastgesteld(_)) => 35,
            Some(Verdict::TeBeoordelen) => 33,
            Some(Verdict::NietVanToepassing(_)) | None => 2,
        };
        self.with(code, text)
    }

    fn with(self, code: u8, text: &str) -> String {
        if self.0 { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
