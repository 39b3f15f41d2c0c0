//! The service under test, as its target file describes it.

pub mod control;

pub use self::control::Locator;
