//! Gathering: acts on the service under test and records what was seen. It never judges.

pub mod acquaint;
pub mod attempt;
pub mod browser;
mod browsers;
mod calibrate;
mod certificates;
pub mod credentials;
mod doors;
pub mod error;
pub mod events;
mod federation;
mod forging;
pub mod http;
mod journeys;
mod kept;
mod leg;
pub mod linking;
mod look_in;
mod names;
mod order;
pub mod outline;
mod persons;
mod places;
pub mod plan;
pub mod preflight;
pub mod probes;
mod probing;
mod record;
mod returns;
mod revocation;
mod route;
mod run;
mod selection;
mod sightings;
mod site;
mod subject;
mod travel;
mod turns;
pub mod waited;
mod window;
mod world;

pub use self::{
    order::{GatherError, Gathered, Order},
    plan::Plan,
    run::gather,
    sightings::{Circumstances, sightings},
};
