//! The tables in `docs/` are those of the checks and facts in the program. `UPDATE=1 cargo test generated` writes them anew.

use std::{env, fs, path::Path};

use toetssteen::{
    checklist::{
        Checklist,
        criterion::{Confidence, Otherwise},
    },
    facts,
};

/// A cell of a table in Markdown.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn row(cells: &[String]) -> String {
    format!("| {} |\n", cells.iter().map(|text| cell(text)).collect::<Vec<_>>().join(" | "))
}

fn table(heads: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
    let line: Vec<String> = heads.iter().map(|_| "---".to_owned()).collect();
    [heads, line].into_iter().chain(rows).map(|cells| row(&cells)).collect()
}

fn criteria(checklist: &Checklist) -> String {
    let mut text = "# Eisen\n\nWat Toetssteen beoordeelt. `toetssteen explain` zegt van elke eis hoe dat gaat.\n\n\
        Deze bladzijde is gemaakt uit `checks/` met `UPDATE=1 cargo test generated`; verander haar niet met de hand.\n"
        .to_owned();
    let mut subject = "";
    let mut rows = Vec::new();
    let heads = ["eis", "wat er moet kloppen", "staat in", "zekerheid", "zwaarste oordeel"];
    for criterion in checklist.criteria.values() {
        let (folder, _) = criterion.id.split_once('/').unwrap();
        if folder != subject {
            if !rows.is_empty() {
                text.push_str(&format!("\n## {subject}\n\n{}", table(&heads, rows.drain(..))));
            }
            subject = folder;
        }
        let lines = checklist.editions.values().flat_map(|edition| {
            let own = edition.lines.iter().filter(|line| line.criteria().contains(&criterion.id));
            own.map(move |line| format!("{} {}", edition.name, line.code.as_deref().unwrap_or("(geen code)")))
        });
        let lines = lines.collect::<Vec<_>>().join(", ");
        let confidence = match criterion.confidence {
            Confidence::Afgeleid => "afgeleid",
            Confidence::Ingekort => "ingekort",
            Confidence::Letterlijk => "letterlijk",
            Confidence::Onbekend => "onbekend",
            Confidence::Parafrase => "parafrase",
        };
        let any = |wanted| criterion.expectations.iter().any(|one| one.otherwise == wanted);
        let worst = match () {
            () if criterion.outside => "opmerking",
            () if any(Otherwise::NietAkkoord) => "niet akkoord",
            () if any(Otherwise::TeBeoordelen) => "te beoordelen",
            () => "opmerking",
        };
        rows.push(vec![
            format!("[{0}](../checks/{0}.toml)", criterion.id),
            criterion.norm.clone(),
            if criterion.outside { "buiten de checklist".to_owned() } else { lines },
            confidence.to_owned(),
            worst.to_owned(),
        ]);
    }
    text + &format!("\n## {subject}\n\n{}", table(&heads, rows.into_iter()))
}

fn vocabulary() -> String {
    let mut all: Vec<_> = facts::all().collect();
    all.sort_by_key(|fact| fact.name);
    let rows = all.into_iter().map(|fact| {
        let on: Vec<String> = fact.on.iter().map(ToString::to_string).collect();
        let start = if fact.from_start { " Needs a mark `start` in the same journey." } else { "" };
        vec![
            format!("`{}`", fact.name),
            on.join(", "),
            fact.gives.to_string(),
            format!("{}.{start}", fact.says.trim_end_matches(',')),
        ]
    });
    format!(
        "# Facts\n\nWhat a criterion can read: the words for `fact = \"…\"`. What is observed at which place, \
         `toetssteen list journeys --json` says.\n\n\
         This page is made from `src/facts` with `UPDATE=1 cargo test generated`; do not change it by hand.\n\n{}",
        table(&["fact", "read from a", "gives", "says"], rows)
    )
}

#[test]
fn generated_tables_in_docs_are_true() {
    let checklist = crate::live::checklist();
    for (name, now) in [("docs/criteria.md", criteria(checklist)), ("docs/facts.md", vocabulary())] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        if env::var_os("UPDATE").is_some() {
            fs::write(&path, &now).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == now, "{name} is stale; run UPDATE=1 cargo test generated");
    }
}
