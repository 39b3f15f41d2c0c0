//! What was not done, gathered by reason.

use std::collections::BTreeMap;

use serde::Serialize;

use super::scene::Scene;
use crate::report::undone::{LeftOut, Undone};

/// What was not done.
#[derive(Debug, Serialize)]
pub(in crate::report) struct UndoneView {
    nothing: bool,
    groups: Vec<Group>,
}

/// What was left out for one reason.
#[derive(Debug, Serialize)]
struct Group {
    title: &'static str,
    why: String,
    items: Vec<Item>,
}

#[derive(Debug, Serialize)]
struct Item {
    text: String,
    /// As in the checklist or the evidence.
    id: String,
}

impl UndoneView {
    pub(super) fn new(scene: &Scene<'_>) -> Self {
        let undone = Undone::new(&scene.input);
        let mut groups = grouped("Eisen die niet zijn getest", &undone.criteria);
        groups.extend(grouped("Onderdelen die niet zijn gedaan", &undone.journeys));
        groups.extend(undone.unreachable.iter().map(|one| {
            Group {
                title: "Momenten die niet te zien zijn",
                why: one.why.clone(),
                items: one
                    .places
                    .iter()
                    .map(|place| {
                        let name = scene.names.place(place);
                        Item { text: format!("{} – {}", name.journey, name.moment), id: place.to_string() }
                    })
                    .collect(),
            }
        }));
        Self { nothing: undone.is_nothing(), groups }
    }
}

fn grouped(title: &'static str, all: &[LeftOut]) -> Vec<Group> {
    let mut by_reason: BTreeMap<&str, Vec<Item>> = BTreeMap::new();
    for one in all {
        let of = one.aansluiting.as_ref().map_or_else(String::new, |naam| format!(" – {naam}"));
        let item = Item { text: format!("{}{of}", one.title), id: one.id.clone() };
        by_reason.entry(&one.why).or_default().push(item);
    }
    by_reason.into_iter().map(|(why, items)| Group { title, why: why.to_owned(), items }).collect()
}
