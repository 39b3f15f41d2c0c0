//! The kill table: each mutant of the reference afnemer leaves out one check, and the forged answers that it believes are those
//! that show it. `script/record kills` makes every run and writes the table; here a part of it is made again.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
    pin::pin,
    process::Command,
};

use futures_util::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use toetssteen::{
    checklist::Checklist,
    evidence::{
        Evidence, Observation, Outcome, Variant,
        attempt::{Access, Attempt, Wanted},
    },
};

use super::stage::{Extent, FORGED, afnemer, checklist, examine, target_file};

const TABLE: &str = "fixtures/kills.toml";

/// What sees through each mutant, and why some forgeries are believed by the same mutants.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kills {
    mutants: BTreeMap<String, BTreeSet<String>>,
    /// The same for forged questions to log out.
    #[serde(default)]
    pub(super) logouts: BTreeMap<String, BTreeSet<String>>,
    #[serde(default)]
    same: Vec<Same>,
}

/// Forgeries with equal rows.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Same {
    reason: Reason,
    forgeries: BTreeSet<String>,
}

/// Why no finer mutant tells them apart.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Reason {
    /// Something before the check they are about refuses or lets both through.
    EarlierLayer,
    /// One check refuses both.
    SameCheck,
    /// One parser reads both in one way.
    SharedParser,
}

/// Writes the table.
pub(super) fn keep(kills: &Kills) {
    fs::write(TABLE, toml::to_string(kills).unwrap()).unwrap();
}

pub(super) fn table() -> Kills {
    toml::from_str(&fs::read_to_string(TABLE).unwrap()).unwrap()
}

/// The mutants that believe a forgery, for each that a sound service refuses.
fn rows(kills: &Kills, checklist: &Checklist) -> BTreeMap<String, BTreeSet<String>> {
    let refused = checklist.forgeries().values().filter(|forgery| forgery.wanted(true) == Wanted::Refuse);
    let row = |id: &String| {
        let believe = kills.mutants.iter().filter(|(_, believed)| believed.contains(id));
        believe.map(|(mutant, _)| mutant.clone()).collect()
    };
    refused.map(|forgery| forgery.id()).map(|id| (id.clone(), row(&id))).collect()
}

/// What a service took otherwise than a sound one does: somebody came in by what is to be refused or leaves doubt, stayed out
/// by what is true, or was led to another site.
///
/// # Errors
/// What could not be seen.
fn seen_through(evidence: &Evidence) -> Result<BTreeSet<String>, String> {
    let attempts = evidence.places().filter_map(|(place, _, outcome)| match (&place.variant, outcome) {
        (Some(Variant::Forgery { class, name }), Outcome::Observed(Observation::Attempt(attempt))) => {
            Some(Ok((format!("{class}/{name}"), attempt)))
        }
        (Some(Variant::Forgery { .. }), outcome) => Some(Err(format!("{place} was not seen: {outcome:?}"))),
        _ => None,
    });
    let inside = |one: &Attempt| matches!(one.access, Access::Other | Access::Person);
    let wrong = |one: &Attempt| {
        let otherwise = match one.wanted {
            Wanted::Accept => !inside(one),
            Wanted::Judge | Wanted::Refuse => inside(one),
            Wanted::AcceptRather | Wanted::Either => false,
        };
        otherwise || one.outside.is_some()
    };
    attempts
        .filter_map(|attempt| match attempt {
            Ok((id, attempt)) => wrong(attempt).then_some(Ok(id)),
            Err(unseen) => Some(Err(unseen)),
        })
        .collect()
}

#[test]
fn every_forgery_kills_a_mutant_and_every_mutant_is_killed() {
    let (kills, checklist) = (table(), checklist());
    let rows = rows(&kills, checklist);
    let unseen: Vec<&String> = rows.iter().filter(|(_, row)| row.is_empty()).map(|(id, _)| id).collect();
    assert!(unseen.is_empty(), "no mutant believes {unseen:?}");
    let alive: Vec<&String> =
        kills.mutants.iter().filter(|(_, row)| row.is_empty()).map(|(mutant, _)| mutant).collect();
    assert!(alive.is_empty(), "nothing sees through {alive:?}");
    for id in kills.mutants.values().flatten() {
        assert!(checklist.forgeries().contains_key(id), "there is no forgery {id}");
    }
}

#[test]
fn forgeries_with_equal_rows_say_why() {
    let kills = table();
    let mut alike: BTreeMap<BTreeSet<String>, BTreeSet<String>> = BTreeMap::new();
    for (id, row) in rows(&kills, checklist()) {
        alike.entry(row).or_default().insert(id);
    }
    let own = alike.values().filter(|forgeries| forgeries.len() == 1).count();
    assert!(own >= 60, "only {own} forgeries have a row of their own");
    for forgeries in alike.values().filter(|forgeries| forgeries.len() > 1) {
        let said = kills.same.iter().any(|same| forgeries.is_subset(&same.forgeries));
        assert!(said, "these have one row, and {TABLE} does not say why: {forgeries:?}");
    }
    for same in &kills.same {
        assert!(alike.values().any(|forgeries| *forgeries == same.forgeries), "these have no equal rows: {same:?}");
    }
}

/// What each mutant leaves out, as the reference afnemer says it.
fn titles() -> BTreeMap<String, String> {
    #[derive(Deserialize)]
    struct Row {
        name: String,
        title: String,
    }
    let output = Command::new(afnemer()).arg("--list-faults").output().unwrap();
    let rows: Vec<Row> = serde_json::from_slice(&output.stdout).unwrap();
    rows.into_iter().map(|row| (row.name, row.title)).collect()
}

fn document(kills: &Kills, checklist: &Checklist) -> String {
    let titles = titles();
    let mut text = "# Kill table\n\nWhich forged answers of DigiD see through which mutant: a reference afnemer that leaves out one \
        check. The sound one takes each of them as it should. A forgery that a sound service refuses is believed by at least one \
        mutant, and every mutant takes at least one otherwise than a sound service does.\n\nThis page is made from `fixtures/kills.toml` with `UPDATE=1 cargo test kill_table`; \
        `script/record kills` makes every run again.\n\n## Forgeries\n\n| forgery | believed by |\n| --- | --- |\n"
        .to_owned();
    for (id, row) in rows(kills, checklist) {
        let row: Vec<String> = row.iter().map(|mutant| format!("`{mutant}`")).collect();
        text.push_str(&format!("| `{id}` | {} |\n", row.join(", ")));
    }
    text.push_str("\n## Equal rows\n\n| forgeries | why no mutant tells them apart |\n| --- | --- |\n");
    for same in &kills.same {
        let forgeries: Vec<String> = same.forgeries.iter().map(|id| format!("`{id}`")).collect();
        let reason = match same.reason {
            Reason::EarlierLayer => "earlier-layer",
            Reason::SameCheck => "same-check",
            Reason::SharedParser => "shared-parser",
        };
        text.push_str(&format!("| {} | {reason} |\n", forgeries.join(", ")));
    }
    text.push_str("\n## Forged questions to log out\n\n| question | ends a session at |\n| --- | --- |\n");
    for name in checklist.forged_logouts.keys() {
        let row = kills.logouts.iter().filter(|(_, row)| row.contains(name.as_str()));
        let row: Vec<String> = row.map(|(mutant, _)| format!("`{mutant}`")).collect();
        text.push_str(&format!("| `{name}` | {} |\n", row.join(", ")));
    }
    text.push_str("\n## Mutants\n\n| mutant | what it leaves out | seen through by |\n| --- | --- | --- |\n");
    for (mutant, believed) in &kills.mutants {
        text.push_str(&format!("| `{mutant}` | {} | {} |\n", titles[mutant].replace('|', "\\|"), believed.len()));
    }
    text
}

#[test]
fn the_kill_table_in_docs_is_true() {
    let now = document(&table(), checklist());
    if env::var_os("UPDATE").is_some() {
        fs::write("docs/kill-table.md", &now).unwrap();
    }
    let committed = fs::read_to_string("docs/kill-table.md").unwrap_or_default();
    assert!(committed == now, "docs/kill-table.md is stale; run UPDATE=1 cargo test kill_table");
}

/// One mutant for each criterion, made now: it believes what the table says of the classes that the criterion reads.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mutants_believe_what_the_table_says() {
    let (kills, checklist) = (table(), checklist());
    let criteria = checklist.criteria.values().filter(|criterion| criterion.id.starts_with(FORGED));
    let tried: Vec<(String, String, BTreeSet<String>)> = criteria
        .map(|criterion| {
            let reads = |id: &String| {
                let variant = checklist.forgeries()[id].variant();
                criterion.reads().any(|at| at.variant.covers(Some(&variant)))
            };
            // What is asked of an answer that must be refused is not what is asked of one that leaves doubt.
            let asks = |fact: &str| criterion.expectations.iter().any(|expectation| expectation.fact.name == fact);
            let held = |id: &String| match checklist.forgeries()[id].wanted(true) {
                Wanted::Accept => asks("attempt.turned-away"),
                Wanted::Judge => asks("attempt.admitted-in-doubt"),
                Wanted::Refuse => asks("attempt.admitted") || asks("attempt.leads-outside"),
                Wanted::AcceptRather | Wanted::Either => asks("attempt.leads-outside"),
            };
            let shows = |id: &String| reads(id) && held(id);
            let mutant = kills.mutants.iter().find(|(_, believed)| believed.iter().any(shows));
            let (mutant, believed) = mutant.unwrap_or_else(|| panic!("no mutant shows what {} is for", criterion.id));
            (criterion.id.clone(), mutant.clone(), believed.iter().filter(|id| reads(id)).cloned().collect())
        })
        .collect();
    let target = target_file();
    let complaints: Vec<String> = stream::iter(tried)
        .map(async |(criterion, mutant, expected)| {
            let examined = examine(&["--fault", &mutant], &target, &[&criterion], Extent::Enough(&[])).await;
            let found = seen_through(&examined.evidence);
            let held = |word: &str| ["niet akkoord", "te beoordelen"].contains(&word);
            let refused = examined.judgement.findings().any(|finding| held(finding.verdict.word()));
            let same = found.as_ref() == Ok(&expected) && refused;
            (!same).then(|| format!("{mutant} by {criterion}: {found:?}, not {expected:?}; held against it: {refused}"))
        })
        .buffer_unordered(2)
        .filter_map(async |complaint| complaint)
        .collect()
        .await;
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

/// Makes the table, or the rows of the mutants that are named; each is written as soon as it is known.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "writes into fixtures: run script/record kills"]
async fn record_kills() {
    let mut kills = if Path::new(TABLE).exists() { table() } else { Kills::default() };
    let checklist = checklist();
    let only: Vec<&str> = checklist.criteria.keys().filter(|id| id.starts_with(FORGED)).map(String::as_str).collect();
    let target = target_file();
    let named = env::var("TOETSSTEEN_RECORD").unwrap_or_default();
    let mut again: Vec<String> = named.split_whitespace().map(str::to_owned).collect();
    if again.is_empty() {
        again = kills.mutants.keys().cloned().collect();
    }
    let made = stream::iter(again).map(async |mutant| {
        let examined = examine(&["--fault", &mutant], &target, &only, Extent::Enough(&[])).await;
        (mutant, seen_through(&examined.evidence))
    });
    let mut made = pin!(made.buffer_unordered(2));
    let mut unseen = Vec::new();
    while let Some((mutant, found)) = made.next().await {
        match found {
            Ok(found) => {
                println!("{mutant}: {}", found.len());
                kills.mutants.insert(mutant, found);
                keep(&kills);
            }
            Err(why) => unseen.push(format!("{mutant}: {why}")),
        }
    }
    assert!(unseen.is_empty(), "these keep the row they had:\n{}", unseen.join("\n"));
}
