//! What somebody reads who made a mistake in a file: every kind of mistake, to the letter.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod commands;
mod conditions;
mod controls;
mod criteria;
mod editions;
mod folders;
mod forgeries;
mod journeys;
mod overlay;
mod program;
mod shown;
mod tables;
mod targets;

pub(crate) use self::shown::{TARGET, sound};
