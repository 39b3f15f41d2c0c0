//! Gathering: acts on the service under test and records what was seen. It never judges.

pub mod browser;
pub mod credentials;
pub mod error;
pub mod http;
pub mod probes;
