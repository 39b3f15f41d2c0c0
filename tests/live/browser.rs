//! The browser agent against real Chromium and small servers on loopback.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod closer;
mod hostile;
mod pages;
mod persons;
pub(super) mod process;
pub(super) mod site;
mod trouble;
mod whole;
