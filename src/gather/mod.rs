//! Gathering: acts on the service under test and records what was seen. It never judges.

pub mod attempt;
pub mod browser;
mod browsers;
mod calibrate;
pub mod credentials;
pub mod error;
pub mod events;
pub mod http;
mod persons;
pub mod plan;
pub mod preflight;
pub mod probes;
mod record;
mod run;
mod subject;
mod travel;
mod world;

pub use self::{
    plan::Plan,
    run::{GatherError, Gathered, Order, gather},
};
