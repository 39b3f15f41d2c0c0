//! Tests of what matters to a user, in one binary so that it links once.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod architecture;
mod commands;
mod digid;
mod fuzz;
mod koppelen;
mod live;
mod matrix;
mod mistakes;
mod probes;
mod readme;
mod reports;
mod saml;
mod sealed;
