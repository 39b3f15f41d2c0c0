//! The testrapport, from evidence made up here: every verdict, every reason, remarks and pictures.

mod axe;
pub(crate) mod certificates;
mod conditions;
mod course;
mod doors;
mod forged;
mod golden;
mod hertest;
mod hostile;
mod junit;
mod markdown;
pub(crate) mod messages;
mod names;
mod page;
mod picture;
mod product;
mod reasons;
mod renewal;
mod richtlijn;
mod schema;
pub(crate) mod sound;
mod staple;
pub(crate) mod synthetic;
mod two;
mod without_browser;
