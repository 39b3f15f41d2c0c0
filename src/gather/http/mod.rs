//! Asking over HTTP, without a browser.

mod network;

pub use self::network::{Limits, Network, Route, Settings};
