//! Probes: short questions that need no journey.

pub mod http;
pub mod metadata;
pub mod tls;
