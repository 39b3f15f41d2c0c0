//! Against real programs on loopback.

mod browser;
mod faults;
mod record;
mod sound;
mod stage;

pub(crate) use self::faults::{complaints, table};
