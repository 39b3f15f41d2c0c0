//! The report in a terminal: the outcome and an entry for each line, as wide as the terminal, no colour unless asked.

mod certificates;
mod paint;
mod table;
mod tls;

use std::iter::repeat;

pub(super) use self::table::wrapped;
pub use self::{certificates::render as render_certificates, tls::render as render_tls};
use self::{
    paint::Paint,
    table::{Entry, LONGEST, table},
};
use super::{
    Input,
    fold::{Fold, KINDS},
    head::Head,
    remark,
    text::one_line,
};
use crate::judge::{JudgedAansluiting, JudgedLine, Verdict};

/// More characters of the codes of lines that nothing judges are not shown.
const FOLDED: usize = 800;

/// Where the report is shown.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// Whether verdicts are coloured.
    pub colour: bool,
    /// Its width in columns; `None` when it has none that is known.
    pub width: Option<u16>,
}

impl Screen {
    /// No colour, and a width that suits every reader: a file, a pipe.
    pub const PLAIN: Self = Self { colour: false, width: None };

    /// The columns that are used. Longer rows than the longest are hard to read, shorter than the shortest hold no table.
    pub fn columns(self) -> usize {
        self.width.map_or(80, usize::from).clamp(50, 120)
    }
}

/// The report as text.
pub fn render(input: &Input<'_>, screen: Screen) -> String {
    let head = Head::new(input);
    let (paint, width) = (Paint(screen.colour), screen.columns());
    let mut out = vec![format!("Uitslag: {}", paint.uitslag(head.uitslag))];
    out.extend(wrapped(&head.because.join(" "), width));
    for banner in &head.banners {
        out.push(String::new());
        out.extend(wrapped(&format!("{}: {}", banner.name, one_line(&banner.says, 400)), width));
    }
    for judged in &input.judgement.aansluitingen {
        for edition in &judged.editions {
            let known = input.checklist.editions.get(&edition.edition);
            let title = input.of(judged, known.map_or(edition.edition.as_str(), |known| &known.title));
            out.push(String::new());
            out.extend(wrapped(&one_line(&title, LONGEST), width));
            for lines in edition.lines.chunk_by(|one, next| one.chapter == next.chapter) {
                if let Some(chapter) = lines.first().and_then(|line| line.chapter.as_deref()) {
                    out.push(String::new());
                    out.extend(wrapped(&one_line(chapter, LONGEST), width));
                }
                let shown = lines.iter().filter(|line| fold(line).is_none());
                let entries: Vec<_> = shown.map(|line| entry(line, judged, input)).collect();
                out.extend(table(&entries, width, paint));
                out.extend(KINDS.iter().flat_map(|kind| folded(*kind, lines, width)));
            }
        }
        let outside: Vec<_> = judged.outside.iter().filter_map(|id| outside(id, judged, input)).collect();
        if !outside.is_empty() {
            out.push(String::new());
            out.extend(wrapped(&input.of(judged, "Waarnemingen buiten de checklist"), width));
            out.extend(table(&outside, width, paint));
        }
    }
    out.push(String::new());
    out.join("\n")
}

fn fold(line: &JudgedLine) -> Option<Fold> {
    Fold::of(line.verdict.as_ref(), line.untested.as_deref())
}

/// The lines of one kind that nothing judges, on one row: what is said of each stands in the testrapport.
fn folded(kind: Fold, lines: &[JudgedLine], width: usize) -> Vec<String> {
    let lines = lines.iter().filter(|line| fold(line) == Some(kind));
    let codes: Vec<&str> = lines.map(|line| line.code.as_deref().unwrap_or(&line.title)).collect();
    if codes.is_empty() {
        return Vec::new();
    }
    let text = format!("{}: {}", kind.says(codes.len()), codes.join(", "));
    let rows = wrapped(&one_line(&text, FOLDED), width.saturating_sub(2));
    rows.into_iter().zip(["- "].into_iter().chain(repeat("  "))).map(|(row, start)| format!("{start}{row}")).collect()
}

fn entry<'a>(line: &'a JudgedLine, judged: &JudgedAansluiting, input: &Input<'_>) -> Entry<'a> {
    let reason = match &line.verdict {
        Some(Verdict::NietVanToepassing(why)) => why.clone(),
        verdict => {
            // Of several criteria, one that the verdict is from.
            let decides = |id: &&String| judged.findings.get(*id).map(|finding| &finding.verdict) == verdict.as_ref();
            line.criteria.iter().filter(decides).find_map(|id| reason(id, judged, input)).unwrap_or_default()
        }
    };
    Entry::new(line.code.as_deref(), line.verdict.as_ref(), &line.title, &reason)
}

fn outside<'a>(id: &'a str, judged: &'a JudgedAansluiting, input: &Input<'a>) -> Option<Entry<'a>> {
    let finding = judged.findings.get(id)?;
    let title = input.checklist.criteria.get(id).map_or(id, |criterion| &criterion.title);
    let reason = reason(id, judged, input).unwrap_or_default();
    Some(Entry::new(None, Some(&finding.verdict), title, &reason))
}

/// The first expectation that does not hold.
fn reason(id: &str, judged: &JudgedAansluiting, input: &Input<'_>) -> Option<String> {
    remark::remarks(judged.findings.get(id)?, input).into_iter().next().map(|remark| remark.brief)
}
