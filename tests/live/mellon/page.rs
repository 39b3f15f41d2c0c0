//! The page that shows, for each fault of mellon, what was typed and what came back.

use std::{collections::BTreeMap, fmt::Write as _};

use toetssteen::checklist::{Checklist, Forgery};

use super::record::Record;

/// The page; `tried` is what was typed for each forgery, `genuine` for a login as it should be.
pub(super) fn page(record: &Record, checklist: &Checklist, genuine: &str, tried: &BTreeMap<String, String>) -> String {
    let faults = record.faults(checklist);
    let mut text = include_str!("page.md")
        .replace("{versie}", &record.package)
        .replace("{geprobeerd}", &record.attempts().to_string())
        .replace("{aangenomen}", &record.believed.len().to_string())
        .replace("{geweigerd}", &record.refused.len().to_string())
        .replace("{gewoon}", genuine)
        .replace("{niet-akkoord}", &faults.len().to_string());
    text.push_str(&verdicts(record, checklist));
    text.push_str("\n## Wat niet akkoord is, met de hand nagedaan\n");
    let mut shown = Vec::new();
    for (criterion, forgeries) in faults {
        let _ = write!(text, "\n### {}\n\n`{criterion}`\n", checklist.criteria[criterion].title);
        for forgery in forgeries {
            text.push_str(&section(forgery, tried, &mut shown));
        }
    }
    text.push_str(&otherwise(record, checklist));
    text
}

fn verdicts(record: &Record, checklist: &Checklist) -> String {
    let mut text = "\n## Uitkomst per eis\n\n| eis | uitkomst |\n| --- | --- |\n".to_owned();
    for (id, word) in &record.verdicts {
        let _ = writeln!(text, "| {} (`{id}`) | {word} |", checklist.criteria[id].title);
    }
    text
}

fn section(forgery: &Forgery, tried: &BTreeMap<String, String>, shown: &mut Vec<String>) -> String {
    let id = forgery.id();
    let mut text = format!("\n**{}** – `{id}`. {}\n", forgery.described.title, forgery.described.changed);
    if shown.contains(&id) {
        text.push_str("\nZie hierboven.\n");
    } else {
        let _ = write!(text, "\n```console\n{}```\n", tried[&id]);
        shown.push(id);
    }
    text
}

/// What is no fault: answers that may be believed or refused, and those that nothing is known of.
fn otherwise(record: &Record, checklist: &Checklist) -> String {
    let faults: Vec<String> =
        record.faults(checklist).into_iter().flat_map(|(_, all)| all).map(|one| one.id()).collect();
    let list = |all: &mut dyn Iterator<Item = &String>| {
        let named: Vec<String> = all.filter(|id| !faults.contains(id)).map(|id| format!("`{id}`")).collect();
        if named.is_empty() { "Geen.".to_owned() } else { named.join(", ") }
    };
    let mut text = format!(
        "\n## Wat geen fout is\n\nWat de fouten hierboven niet noemen. Wat bij een antwoord hoort, staat in \
         [vervalsingen.md](vervalsingen.md).\n\n**Aangenomen:** {}\n\n**Geweigerd:** {}\n",
        list(&mut record.believed.iter()),
        list(&mut record.refused.iter())
    );
    text.push_str("\n## Zonder uitkomst\n\n");
    if record.unseen.is_empty() {
        text.push_str("Geen.\n");
    }
    for (id, why) in &record.unseen {
        let _ = writeln!(text, "- `{id}`: {why}");
    }
    text
}
