//! The HTTP agent and the probes, against real servers on loopback.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod agent;
mod doors;
mod http;
mod knock;
pub(crate) mod servers;
mod tls;
mod tls_command;
mod tls_settings;
