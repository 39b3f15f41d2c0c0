//! The tests that act, in one binary: each links everything.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod probes;
