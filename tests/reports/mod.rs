//! The testrapport, from evidence made up here: every verdict, every reason, remarks and pictures.

mod axe;
mod conditions;
mod course;
mod golden;
mod hertest;
mod hostile;
mod junit;
mod markdown;
mod messages;
mod page;
mod picture;
mod schema;
mod sound;
mod synthetic;
mod two;
