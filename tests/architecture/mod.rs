//! The invariants of the house, as `src/lib.rs` tells them, held against the tree as it is.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture_words;
mod one_binary;
mod purity;
mod sizes;
mod source;
mod walls;

/// Fails with every breach of a rule, and with the reason why the rule is there.
fn holds(why: &str, breaches: Vec<String>) {
    assert!(breaches.is_empty(), "{why}\n  {}", breaches.join("\n  "));
}
