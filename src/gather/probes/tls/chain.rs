//! Asks again without what was chosen, until nothing of what is left is accepted: each connection tells one thing, and their order
//! is that of the server, where it has one.

use super::{
    answer::Until,
    ask::{Heard, Peer},
    hello::Hello,
    server::Chosen,
};
use crate::evidence::tls::Listed;

/// Everything of `offered` that is accepted. `ask` makes the question from what is left, `told` reads what was chosen.
pub(super) async fn all(
    peer: &Peer<'_>,
    control: &Hello,
    until: Until,
    offered: Vec<u16>,
    ask: impl Fn(&[u16]) -> Hello,
    told: impl Fn(&Chosen) -> Option<u16>,
) -> Listed<u16> {
    let mut left = offered;
    let mut found = Vec::new();
    while !left.is_empty() {
        match peer.insist(&ask(&left), until, control).await {
            Heard::Accepted(chosen) => match told(&chosen) {
                Some(number) if left.contains(&number) => {
                    left.retain(|other| *other != number);
                    found.push(number);
                }
                // What it takes says nothing of what was offered, so that there may be more.
                told => {
                    found.extend(told.filter(|number| !found.contains(number)));
                    let unasked = Some("it chose something that was not offered, or cannot be read".to_owned());
                    return Listed { found, unasked };
                }
            },
            other => match other.known() {
                Ok(_) => break,
                Err(why) => return Listed { found, unasked: Some(why) },
            },
        }
    }
    Listed { found, unasked: None }
}

impl Listed<u16> {
    /// The same by their names.
    pub(super) fn named(self, name: fn(u16) -> String) -> Listed<String> {
        Listed { found: self.found.into_iter().map(name).collect(), unasked: self.unasked }
    }
}
