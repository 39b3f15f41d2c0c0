//! Pages of somebody else, which load an address of a service as an image or lead a browser to it: what any other site can do. They
//! are here because a run contacts nobody but the target and this DigiD.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{Path, State},
    response::Response,
};
use url::Url;

use super::{
    Digid, pages,
    shared::{Shared, random_hex},
};

/// More pages than this are not kept.
const MOST: usize = 10_000;

/// What such a page does.
#[derive(Clone, Debug)]
pub enum Lure {
    /// Sends a form with these fields, when its button is pressed.
    Form(Url, Vec<(String, String)>),
    /// Loads the address as an image.
    Image(Url),
    /// Leads there, when its link is pressed.
    Link(Url),
}

/// Each under a name that nobody guesses: an address that leads anywhere is of use to everybody.
#[derive(Debug, Default)]
pub(super) struct Lures(HashMap<String, Lure>);

impl Lures {
    fn add(&mut self, lure: Lure) -> String {
        if self.0.len() >= MOST {
            self.0.clear();
        }
        let name = random_hex::<16>();
        self.0.insert(name.clone(), lure);
        name
    }
}

impl Digid {
    /// The address of a page of somebody else that does this; what has to be pressed on it has the class `first`.
    pub fn elsewhere(&self, lure: Lure) -> Url {
        let name = self.shared.lures().add(lure);
        let mut address = self.shared.names.front.clone();
        address.set_path(&format!("/elders/{name}"));
        address
    }
}

pub(super) async fn show(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Response {
    let lure = shared.lures().0.get(&name).cloned();
    match lure {
        Some(lure) => pages::elsewhere(&lure),
        None => pages::not_found().await,
    }
}
