//! The lists as tables, with Dutch heads: testers and civil servants read them too.

use super::{
    List,
    columns::table,
    documents::{
        CriteriaList, CriterionRow, EditionsList, FactRow, FactsList, FaultsList, ForgeriesList, Gives, JourneysList,
        LineRow,
    },
};
use crate::{evidence::attempt::Wanted, report::text::one_line};

impl List for CriteriaList {
    fn table(&self, width: Option<usize>) -> String {
        let rows: Vec<_> =
            self.criteria.iter().map(|row| vec![row.id.clone(), codes(row), row.title.clone()]).collect();
        table(&["eis", "regels", "titel"], &rows, width)
    }
}

impl List for EditionsList {
    fn table(&self, width: Option<usize>) -> String {
        let editions = self.editions.iter().map(|edition| {
            let mut rows = Vec::new();
            for lines in edition.lines.chunk_by(|one, next| one.chapter == next.chapter) {
                let chapter = lines.first().and_then(|line| line.chapter.clone());
                rows.extend(chapter.map(|chapter| vec![String::new(), String::new(), chapter.to_uppercase()]));
                rows.extend(lines.iter().map(|line| {
                    vec![line.code.clone().unwrap_or_else(|| "–".to_owned()), by(line), line.title.clone()]
                }));
            }
            let lines = table(&["code", "beoordeeld door", "titel"], &rows, width);
            format!("{} ({})\n{lines}", one_line(&edition.title, 200), edition.name)
        });
        editions.collect::<Vec<_>>().join("\n\n")
    }
}

/// What judges a line, in few words: `explain` and the JSON have them all.
fn by(line: &LineRow) -> String {
    match line.criteria.as_slice() {
        [] if line.untested.is_some() => "niets".to_owned(),
        [] => "niets: tekst niet openbaar".to_owned(),
        [only] => only.clone(),
        [first, more @ ..] => format!("{first} (+{})", more.len()),
    }
}

impl List for FactsList {
    fn table(&self, width: Option<usize>) -> String {
        let rows = self.facts.iter().map(|row| {
            let on: Vec<String> = row.on.iter().map(ToString::to_string).collect();
            vec![row.name.to_owned(), on.join(", "), format!("{}: {}", row.says.trim_end_matches(','), gives(row))]
        });
        table(&["feit", "gelezen van", "zegt"], &rows.collect::<Vec<_>>(), width)
    }
}

impl List for FaultsList {
    fn table(&self, width: Option<usize>) -> String {
        let rows: Vec<_> = self.faults.iter().map(|row| vec![row.name.clone(), row.title.clone()]).collect();
        table(&["fout", "wat er dan mis is"], &rows, width)
    }
}

impl List for ForgeriesList {
    fn table(&self, width: Option<usize>) -> String {
        let rows = self.forgeries.iter().map(|row| {
            let wanted = |wanted: Wanted| match wanted {
                Wanted::Accept => "aannemen",
                Wanted::AcceptRather => "liever aannemen",
                Wanted::Either => "beide goed",
                Wanted::Judge => "te beoordelen",
                Wanted::Refuse => "weigeren",
            };
            vec![row.id.clone(), wanted(row.outcome).to_owned(), row.described.title.clone()]
        });
        table(&["vals bericht", "een goede dienst moet het", "titel"], &rows.collect::<Vec<_>>(), width)
    }
}

impl List for JourneysList {
    fn table(&self, width: Option<usize>) -> String {
        let rows = self.journeys.iter().map(|row| {
            let mut notes = Vec::new();
            notes.extend(row.waits.then(|| "wacht".to_owned()));
            notes.extend((row.answers.len() > 1).then(|| format!("{} keer", row.answers.len())));
            vec![row.name.to_string(), notes.join(", "), row.title.clone()]
        });
        table(&["reis", "", "titel"], &rows.collect::<Vec<_>>(), width)
    }
}

/// The codes under which a criterion stands.
fn codes(row: &CriterionRow) -> String {
    if row.outside {
        return "buiten de checklist".to_owned();
    }
    let mut codes: Vec<&str> = row.lines.iter().filter_map(|line| line.code.as_deref()).collect();
    codes.sort_unstable();
    codes.dedup();
    if codes.is_empty() { "–".to_owned() } else { codes.join(", ") }
}

/// What a fact gives, in words.
fn gives(row: &FactRow) -> String {
    match row.gives {
        Gives::Bool => "ja of nee".to_owned(),
        Gives::Choice => match row.words.split_last() {
            Some((last, before)) if !before.is_empty() => format!("{} of {last}", before.join(", ")),
            _ => row.words.concat(),
        },
        Gives::Number => "een getal".to_owned(),
        Gives::Text => "tekst".to_owned(),
        Gives::Words => format!("geen of meer van {}", row.words.join(", ")),
    }
}
