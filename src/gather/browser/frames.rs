//! Which windows and frames a context has had.

use std::collections::HashMap;

use serde_json::Value;

use super::trail::{Hop, Sort};
use crate::evidence::exchange::ShownIn;

/// Windows and frames remembered; a page may make them without end. Of what is not remembered nothing is said.
const MOST: usize = 2_000;

/// Every window and frame, also those that are gone: a request of theirs may still be looked at.
#[derive(Default)]
pub(super) struct Frames(HashMap<String, ShownIn>);

impl Frames {
    /// Notes a new window or frame.
    pub(super) fn opened(&mut self, context: &str, params: &Value) {
        if self.0.len() < MOST {
            let shown_in = if params["parent"].is_null() { ShownIn::Window } else { ShownIn::Frame };
            self.0.insert(context.to_owned(), shown_in);
        }
    }

    /// What a document that was asked for is shown in.
    pub(super) fn shown_in(&self, hop: &Hop) -> Option<ShownIn> {
        (hop.sort == Sort::Document).then(|| self.0.get(&hop.context).copied()).flatten()
    }
}
