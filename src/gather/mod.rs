//! Acts on the service under test and records what happened. Nothing here judges.

pub mod browser;
