//! Reading, signing and verifying SAML.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod forging;
mod logout;
mod properties;
mod reading;
mod signatures;
mod speed;
