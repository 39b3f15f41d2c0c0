//! The one test binary.

mod reports;
