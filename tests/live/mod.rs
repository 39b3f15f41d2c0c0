//! Against real programs on loopback.

mod browser;
mod faults;
mod sound;
mod stage;
