//! The browser agent against real Chromium and small servers on loopback.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod hostile;
mod pages;
mod persons;
mod process;
mod site;
mod trouble;
