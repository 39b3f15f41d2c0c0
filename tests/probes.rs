//! The HTTP agent and the probes, against real servers on loopback.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod agent;
mod bare_server;
mod certificates;
mod dns;
mod doors;
mod http;
pub(crate) mod issuer;
mod knock;
mod nameless;
mod peers;
mod pkioverheid;
mod resolvers;
pub(crate) mod revocation;
mod scanned;
pub(crate) mod servers;
mod tls;
mod tls_command;
mod tls_servers;
mod tls_settings;
mod tls_trouble;
pub(crate) mod websites;
pub(crate) mod zones;
